"""What of places waits for people: needs to read, proposals to answer, pages to look through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from talkoot.commons.places.content.routes import Route, register_route
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.bookings import bookings_to_approve
from talkoot.commons.places.queries.facilities import facilities_of
from talkoot.commons.places.queries.intakes import intakes_waiting_for
from talkoot.commons.places.queries.lessons import hand_overs_waiting_for
from talkoot.commons.places.queries.needs import needs_waiting_for
from talkoot.commons.places.queries.places import places_to_review, places_worked_in
from talkoot.commons.places.queries.weeks import events_ahead
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

MOST = 50
HAND_OVER_WITHIN = timedelta(days=30)
APPROVE_WITHIN = timedelta(days=3)
EVENTS_SHOWN = 8

# --- The place itself, needs, intakes, lessons ---


@waiting
def intakes(person: Any) -> Iterator[WaitingItem]:
    """Proposals without an answer."""
    for intake in intakes_waiting_for(person)[:MOST]:
        yield WaitingItem(
            title=intake.title,
            kind=pgettext("queue", "Proposal to a place"),
            url=reverse("places:intake", args=[intake.pk]),
            promised_at=intake.due_at,
            text=intake.what[:240],
            who=f"{intake.sender} – {intake.place}",
        )


@waiting
def needs(person: Any) -> Iterator[WaitingItem]:
    """Needs that nobody has read yet: published with one button."""
    for need in needs_waiting_for(person)[:MOST]:
        yield WaitingItem(
            title=str(need),
            kind=pgettext("queue", "Need to read"),
            url=reverse("places:read_need", args=[need.pk]),
            promised_at=need.promised_at,
            who=f"{need.get_raised_as_display()} – {need.place}",
            template_name="places/queue_need.html",
            context={"need": need},
        )


@waiting
def reviews(person: Any) -> Iterator[WaitingItem]:
    """Pages whose day has come."""
    for place in places_to_review(person, timezone.localdate())[:MOST]:
        yield WaitingItem(
            title=str(place.name),
            kind=pgettext("queue", "Look the page of a place through"),
            url=reverse("places:review", args=[place.slug]),
            promised_at=timezone.make_aware(datetime.combine(place.review_by, time(16))),  # type: ignore[arg-type]
        )


@waiting
def hand_overs(person: Any) -> Iterator[WaitingItem]:
    for hand_over in hand_overs_waiting_for(person)[:MOST]:
        yield WaitingItem(
            title=str(hand_over.place.name),
            kind=pgettext("queue", "Hand-over of a place"),
            url=reverse("places:hand_over", args=[hand_over.place.slug]),
            promised_at=hand_over.begun_at + HAND_OVER_WITHIN,
            text=_("Go through the list with the new operator."),
            who=str(hand_over.to_operator),
        )


def where_to_book(intake: Intake) -> str | None:
    """The facilities of the place, when something is lent out in it."""
    return reverse("places:facilities", args=[intake.place.slug]) if facilities_of(intake.place).exists() else None


register_route(
    Route(
        "event",
        pgettext_lazy("way on", "An event or a spot in the place"),
        gettext_lazy("You get a spot in the place. Choose the time in its calendar; what you booked is confirmed by mail."),
        begin_url=where_to_book,
        order=30,
    )
)

# --- Facilities and bookings ---


@waiting
def bookings(person: Any) -> Iterator[WaitingItem]:
    """Bookings that the staff approves; the oldest first, and before the time itself."""
    if person is None:
        return
    for booking in bookings_to_approve(places_worked_in(person))[:MOST]:
        yield WaitingItem(
            title=booking.title,
            kind=pgettext("queue", "Booking to approve"),
            url=reverse("places:booking", args=[booking.pk]),
            promised_at=min(booking.asked_at + APPROVE_WITHIN, booking.begins_at),
            text=booking.details[:240],
            who=f"{booking.facility} – {booking.place}",
        )


@panel(Place)
def lent_out(place: Place, person: Any) -> Panel | None:
    """Facilities of the place, and what happens there in the coming days."""
    facilities = list(facilities_of(place)[:MOST])
    if not facilities:
        return None
    context = {"place": place, "facilities": facilities, "events": list(events_ahead(place, timezone.now())[:EVENTS_SHOWN])}
    return Panel(_("Facilities"), "places/facilities_panel.html", context, order=20)
