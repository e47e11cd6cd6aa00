"""Reads about rounds of places: who sees which, and the problem that the computer is given."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.activities.marketplace.content.allocation import Group, Offer, Problem
from talkoot.activities.marketplace.content.kinds import RoundState
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundApplication, RoundOffer, Wish
from talkoot.activities.marketplace.permissions import COORDINATE
from talkoot.kernel.people.queries import organisation_ids_of, unit_ids_of
from talkoot.kernel.permissions.rules import allowed

DAYS_IN_MONTH = 30.44


def visible_rounds(person: Any) -> QuerySet[AllocationRound]:
    """Rounds in preparation for coordinators; from the opening on for everybody."""
    return AllocationRound.objects.all() if allowed(person, COORDINATE) else AllocationRound.objects.exclude(state=RoundState.DRAFT)


def rounds_that_wait() -> QuerySet[AllocationRound]:
    """Applications are over and the groups have not been told yet: the longest waiting first. Without groups nothing waits."""
    has_groups = Exists(RoundApplication.objects.filter(round=OuterRef("pk")))
    over = Q(state__in=(RoundState.CLOSED, RoundState.ALLOCATED)) | Q(state=RoundState.OPEN, closes_at__lte=timezone.now())
    return AllocationRound.objects.filter(over, has_groups).order_by("closes_at", "pk")


def offers_of(round: AllocationRound) -> QuerySet[RoundOffer]:
    return RoundOffer.objects.filter(round=round).select_related("organisation").order_by("pk")


def offers_with_counts(round: AllocationRound) -> QuerySet[RoundOffer]:
    """With `wish_count` and `first_count`: how many groups wish for it, and how many before all others."""
    wishes = {
        row["offer"]: row
        for row in Wish.objects.filter(offer__round=round).values("offer").annotate(all=Count("pk"), first=Count("pk", filter=Q(rank=1)))
    }
    offers = offers_of(round)
    for offer in offers:
        counts = wishes.get(offer.pk, {"all": 0, "first": 0})
        offer.wish_count, offer.first_count = counts["all"], counts["first"]  # type: ignore[attr-defined]
    return offers


def applications_of(round: AllocationRound) -> QuerySet[RoundApplication]:
    return RoundApplication.objects.filter(round=round).select_related("unit", "offer")


def visible_applications(person: Any) -> QuerySet[RoundApplication]:
    """Those of the person's own units; all for coordinators. Once results are told, a partner sees the groups of its own offers."""
    if person is None:
        return RoundApplication.objects.none()
    everything = RoundApplication.objects.select_related("unit", "offer", "round")
    if allowed(person, COORDINATE):
        return everything
    return everything.filter(
        Q(unit__in=unit_ids_of(person)) | Q(round__state=RoundState.PUBLISHED, offer__organisation__in=organisation_ids_of(person))
    )


def wishes_of(application: RoundApplication) -> list[Wish]:
    return list(Wish.objects.filter(application=application).select_related("offer").order_by("rank"))


def wishes_by_application(applications: list[RoundApplication]) -> dict[int, list[Wish]]:
    found: dict[int, list[Wish]] = {application.pk: [] for application in applications}
    for wish in Wish.objects.filter(application__in=list(found)).select_related("offer").order_by("application", "rank"):
        found[wish.application_id].append(wish)
    return found


def earlier_places(round: AllocationRound) -> Counter[int]:
    """Places that each unit got in rounds told within the months that count, before this one closed."""
    since = round.closes_at - timedelta(days=round.earlier_months * DAYS_IN_MONTH)
    given = RoundApplication.objects.filter(round__state=RoundState.PUBLISHED, round__published_at__gte=since, offer__isnull=False).exclude(
        round=round
    )
    return Counter({row["unit"]: row["n"] for row in given.values("unit").annotate(n=Count("pk"))})


def as_offer(offer: RoundOffer) -> Offer:
    return Offer(
        key=offer.pk,
        places=offer.places,
        largest_group=offer.largest_group,
        age_from=offer.age_from,
        age_to=offer.age_to,
        languages=tuple(offer.languages),
        only_areas=tuple(offer.only_areas),
        area=offer.area,
        point=point_of(offer),
        comes_to_group=offer.comes_to_group,
    )


def as_group(application: RoundApplication, wishes: tuple[int, ...], earlier: int) -> Group:
    return Group(
        key=application.pk,
        unit=application.unit_id,
        wishes=wishes,
        headcount=application.headcount,
        age_from=application.age_from,
        age_to=application.age_to,
        language=application.language,
        area=application.unit.area,
        point=point_of(application.unit),
        earlier=earlier,
    )


def point_of(thing: Any) -> tuple[float, float] | None:
    return None if thing.latitude is None else (float(thing.latitude), float(thing.longitude))


def problem_of(round: AllocationRound) -> Problem:
    """Everything the result depends on. Four queries."""
    earlier = earlier_places(round)
    wished: dict[int, list[int]] = {}
    for application, offer in Wish.objects.filter(application__round=round).order_by("rank").values_list("application", "offer"):
        wished.setdefault(application, []).append(offer)
    groups = applications_of(round).order_by("pk")
    return Problem(
        offers=tuple(as_offer(offer) for offer in offers_of(round)),
        groups=tuple(as_group(group, tuple(wished.get(group.pk, ())), earlier[group.unit_id]) for group in groups),
        seed=round.seed,
        most_per_unit=round.most_per_unit,
    )


def groups_given(round: AllocationRound) -> dict[int, list[RoundApplication]]:
    """Groups by the offer they got, by unit and label."""
    found: dict[int, list[RoundApplication]] = {}
    for application in applications_of(round).filter(offer__isnull=False).order_by("unit__name_order", "group_label", "pk"):
        found.setdefault(application.offer_id, []).append(application)  # type: ignore[arg-type]
    return found


def round_counts(round: AllocationRound) -> dict[str, int]:
    """groups, placed, first: groups in all, with a place, with their dearest wish. One query."""
    return RoundApplication.objects.filter(round=round).aggregate(
        groups=Count("pk"), placed=Count("pk", filter=Q(offer__isnull=False)), first=Count("pk", filter=Q(rank=1))
    )


def rounds_to_close(now: Any) -> QuerySet[AllocationRound]:
    return AllocationRound.objects.filter(state=RoundState.OPEN, closes_at__lte=now).order_by("closes_at")
