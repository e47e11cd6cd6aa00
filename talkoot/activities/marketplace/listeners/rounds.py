"""What happens after something was said on the marketplace. Every listener may be called twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from talkoot.activities.marketplace.actions.allocation import allocate_round, replay_round
from talkoot.activities.marketplace.content.kinds import FairPart, FairState, RoundState
from talkoot.activities.marketplace.content.programme import timetable
from talkoot.activities.marketplace.events import AllocationAsked, FairCancelled, FairPublished, ReplayAsked, RoundPublished
from talkoot.activities.marketplace.models.allocation import AllocationRound
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.queries.allocation import applications_of
from talkoot.activities.marketplace.queries.fairs import items_of
from talkoot.kernel.events import on
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.permissions.rules import SYSTEM

# --- Rounds of places ---


@on(AllocationAsked)
def give_places(event: AllocationAsked) -> None:
    """Run again after a kill it finds the places given, and leaves them."""
    round = AllocationRound.objects.filter(pk=event.round_id, state=RoundState.CLOSED, asked_at__isnull=False).first()
    if round is not None:
        allocate_round(actor=SYSTEM, round=round)


@on(ReplayAsked)
def compute_again(event: ReplayAsked) -> None:
    round = AllocationRound.objects.filter(pk=event.round_id, input__isnull=False).first()
    if round is not None:
        replay_round(actor=SYSTEM, round=round)


@on(RoundPublished)
def tell_applicants(event: RoundPublished) -> None:
    round = AllocationRound.objects.select_related("municipality").filter(pk=event.round_id, state=RoundState.PUBLISHED).first()
    if round is None:
        return
    for application in applications_of(round).select_related("applicant").order_by("pk"):
        person = application.applicant
        if person is None:
            continue
        language = person.language if person.language in round.municipality.languages else round.municipality.default_language
        path = reversed_under(
            f"{round.municipality.path}{language}/",
            lambda pk=application.pk: reverse("marketplace:application", args=[pk]),  # type: ignore[misc]
        )
        post(
            to=person,
            event="marketplace.round_published",
            template="marketplace/mail/round_published",
            thing=application,
            context={"round": round, "application": application, "page_url": f"{settings.SITE_URL}{path}"},
            language=language,
        )


# --- Fairs ---


@on(FairPublished)
def tell_times(event: FairPublished) -> None:
    """Everybody in the programme learns when the own item begins."""
    fair = FairEvent.objects.select_related("municipality").filter(pk=event.fair_id, state=FairState.PUBLISHED).first()
    if fair is not None:
        items = items_of(fair).select_related("person")
        times = {slot.item.pk: slot.starts_at for slot in timetable(fair.starts_at, items, fair.change_minutes)}
        for item in items:
            tell_of_fair(item, fair, "fair_published", starts_at=times.get(item.pk, fair.starts_at))


@on(FairCancelled)
def tell_of_cancelling(event: FairCancelled) -> None:
    fair = FairEvent.objects.select_related("municipality").filter(pk=event.fair_id, state=FairState.CANCELLED).first()
    if fair is not None:
        for item in items_of(fair).select_related("person"):
            tell_of_fair(item, fair, "fair_cancelled")


def tell_of_fair(item: FairItem, fair: FairEvent, event: str, **context: Any) -> None:
    person = item.person
    # Breaks and other items that a coordinator wrote need no mail.
    if person is None or item.kind not in (FairPart.PITCH, FairPart.STORY):
        return
    language = person.language if person.language in fair.municipality.languages else fair.municipality.default_language
    path = reversed_under(f"{fair.municipality.path}{language}/", lambda: reverse("marketplace:fair", args=[fair.pk]))
    post(
        to=person,
        event=f"marketplace.{event}",
        template=f"marketplace/mail/{event}",
        thing=item,
        context=context | {"fair": fair, "item": item, "page_url": f"{settings.SITE_URL}{path}"},
        language=language,
    )
