"""Reads of the needs board. visible_needs() is the one rule: published ones for all, every one for those who work in the place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from talkoot.commons.places.content.kinds import NeedState, Part, State
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import is_coordinator
from talkoot.kernel.links.models import Link
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.receipts import hash_of_receipt

KIND = PlaceNeed._meta.label_lower


def supports() -> Coalesce:
    """How many need the same, as an expression over PlaceNeed."""
    counted = NeedSupport.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def something_came() -> Exists:
    """Has something grown from the need, as a condition over PlaceNeed?"""
    return Exists(Link.objects.filter(target_kind=KIND, target_id=OuterRef("pk"), relation=GREW_FROM.code))


def published_needs() -> QuerySet[PlaceNeed]:
    """Of published places, of the municipalities in force, each with `support_count` and `has_led_on`."""
    return (
        PlaceNeed.objects.filter(state=NeedState.PUBLISHED, place__state=State.PUBLISHED, municipality__is_active=True)
        .select_related("place__municipality")
        .annotate(support_count=supports(), has_led_on=something_came())
    )


def visible_needs(person: Any) -> QuerySet[PlaceNeed]:
    needs = PlaceNeed.objects.select_related("place__municipality").annotate(support_count=supports(), has_led_on=something_came())
    if is_coordinator(person):
        return needs
    is_public = Q(state=NeedState.PUBLISHED, place__state=State.PUBLISHED, municipality__is_active=True)
    if not isinstance(person, Person):
        return needs.filter(is_public)
    mine = PlaceRole.objects.filter(person=person, part__in=(Part.OPERATOR, Part.HOST)).values("place")
    return needs.filter(is_public | Q(place__in=mine))


def board_of(place: Place, person: Any) -> QuerySet[PlaceNeed]:
    """Published needs of the place that the person may see; those that wait are on the desk."""
    return visible_needs(person).filter(place=place, state=NeedState.PUBLISHED)


def most_wanted(place: Place, person: Any) -> QuerySet[PlaceNeed]:
    return board_of(place, person).order_by(F("support_count").desc(), "-pk")


def needs_waiting_for(person: Any) -> QuerySet[PlaceNeed]:
    """To be read before they are public: of the places which the person operates, or of all for coordinators."""
    waiting = PlaceNeed.objects.filter(state=NeedState.WAITING).select_related("place").order_by("promised_at", "pk")
    if is_coordinator(person):
        return waiting
    if not isinstance(person, Person):
        return waiting.none()
    return waiting.filter(place__in=PlaceRole.objects.filter(person=person, part__in=(Part.OPERATOR, Part.HOST)).values("place"))


def needs_waiting_at(place: Place) -> QuerySet[PlaceNeed]:
    return PlaceNeed.objects.filter(place=place, state=NeedState.WAITING).order_by("promised_at", "pk")


def need_of_receipt(receipt: str) -> PlaceNeed | None:
    if not receipt:
        return None
    return PlaceNeed.objects.filter(receipt_hash=hash_of_receipt(receipt)).select_related("place__municipality").first()


def needs_in_the_last_hour(place: Place) -> int:
    return PlaceNeed.objects.filter(place=place, raised_at__gt=timezone.now() - timedelta(hours=1)).count()


def needs_supported(person: Any, browser_hashes: dict[int, str], needs: list[PlaceNeed]) -> set[int]:
    """Numbers of the needs that this person or browser supports already. One query."""
    mine = Q(browser_hash__in=[hash for hash in browser_hashes.values() if hash])
    if isinstance(person, Person):
        mine |= Q(person=person)
    return set(NeedSupport.objects.filter(mine, need__in=needs).values_list("need_id", flat=True))


def count_supports(need: PlaceNeed) -> int:
    return NeedSupport.objects.filter(need=need).count()


def answered_share(place: Place, year: int | None = None) -> tuple[int, int]:
    """(needs of which something came or which were answered, all published needs), of a year when given. One query."""
    needs = PlaceNeed.objects.filter(place=place, state=NeedState.PUBLISHED)
    if year is not None:
        needs = needs.filter(raised_at__year=year)
    counted = needs.aggregate(all=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False) | Q(something_came())))
    return counted["answered"], counted["all"]
