"""Mail to those who wait: operators of a new proposal, senders of its answer, organisers of their bookings. Each may be called
twice: mail has a unique key."""

from __future__ import annotations

from typing import Any

from talkoot.commons.places.content.booking_links import secret_of
from talkoot.commons.places.content.facility_kinds import BookingState
from talkoot.commons.places.content.kinds import IntakeState, Part
from talkoot.commons.places.content.receipts import signature_of
from talkoot.commons.places.content.routes import ROUTES
from talkoot.commons.places.events import (
    BookingAsked,
    BookingCancelled,
    BookingConfirmed,
    BookingDeclined,
    IntakeReceived,
    IntakeRefused,
    IntakeRouted,
    SeriesBooked,
    TimeOffered,
)
from talkoot.commons.places.models.booking import Booking, Series
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.queries.bookings import LINK, place_in_queue
from talkoot.commons.places.queries.places import people_of
from talkoot.kernel.events import on
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address

# --- The place itself, needs, intakes, lessons ---


def intake_of(pk: int, state: str) -> Intake | None:
    return Intake.objects.select_related("place__municipality", "person").filter(pk=pk, state=state).first()


@on(IntakeReceived)
def tell_of_proposal(event: IntakeReceived) -> None:
    """The sender gets the link to follow it, the operators the proposal to answer. The text itself stays on the page."""
    intake = intake_of(event.intake_id, IntakeState.RECEIVED)
    if intake is None:
        return
    tell_sender(intake, "proposal_received")
    for operator in people_of(intake.place, Part.OPERATOR):
        tell(operator, "proposal_waiting", intake, mail_address("places:intake", intake.pk))


@on(IntakeRouted)
def tell_sender_of_way(event: IntakeRouted) -> None:
    if intake := intake_of(event.intake_id, IntakeState.ROUTED):
        tell_sender(intake, "proposal_routed", route=ROUTES.get(intake.route))


@on(IntakeRefused)
def tell_sender_of_refusal(event: IntakeRefused) -> None:
    if intake := intake_of(event.intake_id, IntakeState.REFUSED):
        tell_sender(intake, "proposal_refused")


def tell_sender(intake: Intake, event: str, **context: Any) -> None:
    """To the address that was given; after two years it is gone, and nobody is told."""
    if intake.contact_email:
        address = mail_address("places:proposal", intake.pk, signature_of(intake))
        tell(intake.contact_email, event, intake, address, language=intake.language, **context)


def tell(to: Any, event: str, intake: Intake, address: str, language: str | None = None, **context: Any) -> None:
    post(
        to=to,
        event=f"places.{event}",
        template=f"places/mail/{event}",
        thing=intake,
        language=language,
        context={"intake": intake, "place": intake.place, "address": address} | context,
    )


# --- Facilities and bookings ---


def booking_told(pk: int) -> Booking | None:
    return Booking.objects.select_related("place__municipality", "facility", "part", "organiser").filter(pk=pk).first()


@on(BookingAsked)
def tell_how_it_stands(event: BookingAsked) -> None:
    """Of a series one mail tells all: `tell_of_series`."""
    booking = booking_told(event.booking_id)
    if booking is not None and booking.series_id is None:
        tell_organiser(booking, "asked")


@on(BookingConfirmed)
def tell_of_confirmation(event: BookingConfirmed) -> None:
    booking = booking_told(event.booking_id)
    if booking is not None and booking.state == BookingState.CONFIRMED:
        tell_organiser(booking, "confirmed")


@on(BookingDeclined)
def tell_of_no(event: BookingDeclined) -> None:
    if booking := booking_told(event.booking_id):
        tell_organiser(booking, "declined")


@on(BookingCancelled)
def tell_of_end(event: BookingCancelled) -> None:
    if booking := booking_told(event.booking_id):
        tell_organiser(booking, "cancelled")


@on(TimeOffered)
def tell_of_offer(event: TimeOffered) -> None:
    booking = booking_told(event.booking_id)
    if booking is not None and booking.state == BookingState.OFFERED:
        tell_organiser(booking, "offered")


@on(SeriesBooked)
def tell_of_series(event: SeriesBooked) -> None:
    series = Series.objects.select_related("facility", "place__municipality", "made_by").filter(pk=event.series_id).first()
    if series is None or series.made_by is None:
        return
    booked = list(Booking.objects.filter(series=series).select_related("facility__place__municipality").order_by("begins_at"))
    post(
        to=series.made_by,
        event="places.series_booked",
        template="places/mail/series_booked",
        thing=series,
        context={"series": series, "place": series.place, "booked": booked, "address": mail_address("places:bookings")},
    )


def tell_organiser(booking: Booking, event: str) -> None:
    """To the person, or to the outside address with the link that opens and cancels the booking."""
    to = booking.organiser or booking.contact_email
    if not to:
        return
    secret = secret_of(LINK, booking.pk, booking.link_seed)
    address = mail_address("places:booking", booking.pk) if booking.organiser else mail_address("places:booking_link", secret)
    context = {"booking": booking, "place": booking.place, "event": event, "address": address, "number": place_in_queue(booking)}
    post(
        to=to,
        event=f"places.booking_{event}",
        template="places/mail/booking",
        thing=booking,
        language=None if booking.organiser else booking.language,
        context=context,
    )
