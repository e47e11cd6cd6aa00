"""Mail to those who wait for it. Every listener may be called twice: mail has a unique key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from talkoot.activities.marketplace.content.kinds import GoAheadState, Side, State
from talkoot.activities.marketplace.events import (
    GoAheadAsked,
    GoAheadDecided,
    InterestAgreed,
    InterestEnded,
    ListingPublished,
    ListingRested,
    ListingReturned,
    ListingSent,
    MessageSent,
    SideAgreed,
)
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.interest import FOR_PAGES, coordinators_here, first_of_turn, mail_moment, receivers_of
from talkoot.activities.marketplace.queries.listings import checks_of
from talkoot.kernel.events import on
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import heads_of

OTHER = {Side.UNIT: Side.PARTNER, Side.PARTNER: Side.UNIT}


@on(ListingSent)
def tell_coordinators_of_listing(event: ListingSent) -> None:
    listing = listings().filter(pk=event.listing_id, state=State.IN_CHECK).first()
    if listing is not None:
        # Sent again after it was mended: another mail.
        tell(coordinators_here(), "listing_sent", listing, "listing", listing.pk, period=str(listing.sent_at), listing=listing)


@on(ListingPublished)
def tell_writer_of_publication(event: ListingPublished) -> None:
    tell_writer(event.listing_id, "listing_published", State.PUBLISHED)


@on(ListingReturned)
def tell_writer_of_return(event: ListingReturned) -> None:
    tell_writer(event.listing_id, "listing_returned", State.RETURNED)


@on(ListingRested)
def tell_writer_of_rest(event: ListingRested) -> None:
    tell_writer(event.listing_id, "listing_rested", State.RESTING)


def tell_writer(listing_id: int, event: str, state: str) -> None:
    listing = listings().filter(pk=listing_id, state=state).first()
    if listing is None or listing.contact is None:
        return
    check = checks_of(listing).first()
    side = Side.UNIT if listing.is_need else Side.PARTNER
    period = f"{check.pk if check else ''} {listing.rests_on or ''}"
    tell([listing.contact], event, listing, "listing", listing.pk, side=side, period=period, listing=listing, check=check)


@on(MessageSent)
def tell_other_side_of_message(event: MessageSent) -> None:
    message = Message.objects.filter(pk=event.message_id).first()
    interest = talks().filter(pk=message.interest_id).first() if message else None
    if message is None or interest is None:
        return
    other = OTHER[Side(message.side)]
    tell_side(interest, other, "message_sent", period=str(first_of_turn(message)), message=message)


@on(InterestEnded)
def tell_other_side_of_end(event: InterestEnded) -> None:
    interest = talks().filter(pk=event.interest_id).first()
    if interest is not None and interest.end_reason:
        # The side that wrote the listing declines, the other withdraws; whoever did not end it is told.
        listings_side = Side.UNIT if interest.listing.is_need else Side.PARTNER
        ended_by = listings_side if interest.state == "declined" else OTHER[listings_side]
        tell_side(interest, OTHER[ended_by], "interest_ended")


@on(SideAgreed)
def tell_other_side_of_yes(event: SideAgreed) -> None:
    interest = talks().filter(pk=event.interest_id).first()
    if interest is not None and interest.is_talk:
        tell_side(interest, OTHER[Side(event.side)], "side_agreed", period=event.side)


@on(InterestAgreed)
def tell_both_sides_of_agreement(event: InterestAgreed) -> None:
    interest = talks().filter(pk=event.interest_id).first()
    if interest is not None:
        for side in Side:
            tell_side(interest, side, "interest_agreed")


@on(GoAheadAsked)
def tell_heads(event: GoAheadAsked) -> None:
    go_ahead = go_aheads().filter(pk=event.go_ahead_id, state=GoAheadState.ASKED).first()
    if go_ahead is not None:
        heads = [membership.person for membership in heads_of(go_ahead.unit)]
        period = str(go_ahead.asked_by_id) + str(go_ahead.hours)
        tell(heads, "go_ahead_asked", go_ahead, "go_ahead", go_ahead.pk, side=Side.UNIT, period=period, go_ahead=go_ahead)


@on(GoAheadDecided)
def tell_asker_of_decision(event: GoAheadDecided) -> None:
    go_ahead = go_aheads().filter(pk=event.go_ahead_id, decided_at__isnull=False).first()
    if go_ahead is not None and go_ahead.asked_by is not None:
        period = str(go_ahead.decided_at)
        receivers = [go_ahead.asked_by]
        tell(receivers, "go_ahead_decided", go_ahead, "talk", go_ahead.interest_id, side=Side.UNIT, period=period, go_ahead=go_ahead)


def listings() -> models.QuerySet[Listing]:
    return Listing.objects.select_related("municipality", "organisation", "unit", "contact")


def talks() -> models.QuerySet[Interest]:
    return Interest.objects.select_related(*FOR_PAGES, "listing__contact", "started_by")


def go_aheads() -> models.QuerySet[GoAhead]:
    return GoAhead.objects.select_related("unit", "asked_by", *(f"interest__{name}" for name in FOR_PAGES))


def tell_side(interest: Interest, side: Side, event: str, *, period: str = "", **context: Any) -> None:
    receivers = receivers_of(interest, side)
    tell(receivers, event, interest, "talk", interest.pk, side=side, period=period, interest=interest, **context)


def tell(
    receivers: Iterable[Person],
    event: str,
    thing: models.Model,
    page: str,
    pk: int,
    *,
    side: Side | None = None,
    period: str = "",
    **context: Any,
) -> None:
    """One mail to each, in her language when the municipality speaks it; to people of units in their working hours."""
    municipality = municipality_in_force()
    assert municipality is not None
    due_at = mail_moment(side or Side.PARTNER)
    for receiver in receivers:
        language = receiver.language if receiver.language in municipality.languages else municipality.default_language
        start = f"{municipality.path}{language}/"
        address = reversed_under(start, lambda: reverse(f"marketplace:{page}", args=[pk]))
        post(
            to=receiver,
            event=f"marketplace.{event}",
            template=f"marketplace/mail/{event}",
            thing=thing,
            period=period,
            language=language,
            due_at=due_at,
            context=context | {"page_url": settings.SITE_URL + address},
        )
