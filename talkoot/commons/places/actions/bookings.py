"""Bookings: asked for, accepted, decided on, called off. Every step that takes or gives up a time holds the parts' locks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talkoot.commons.places.actions.occupying import give_up, is_free, lock_contact, lock_parts, occupy
from talkoot.commons.places.content.facility_kinds import (
    HOURS_TO_CONFIRM,
    MOST_OF_A_PERSON,
    MOST_OF_AN_ADDRESS,
    OPEN,
    BookingKind,
    BookingState,
    Noise,
)
from talkoot.commons.places.events import BookingAsked, BookingCancelled, BookingConfirmed, BookingDeclined
from talkoot.commons.places.models.booking import Booking, Series, WaitingPlace
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.permissions import BOOK, CHANGE_BOOKING, DECIDE_BOOKINGS, USE_LINK, serves
from talkoot.commons.places.queries.bookings import booking_of_link, open_count, terms_of, waiting_before
from talkoot.commons.places.queries.facilities import Tree, tree_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal


@action("places.request_booking", permission=BOOK, of="facility", label=gettext_lazy("Asked for a booking"))
def request_booking(
    *,
    actor: Actor,
    facility: Facility,
    begins: datetime,
    ends: datetime,
    title: str,
    part: FacilityPart | None = None,
    details: str = "",
    kind: str = BookingKind.MEETING,
    noise: int = Noise.TALK,
    people: int = 1,
    is_private: bool = False,
    organisation: Organisation | None = None,
    contact_name: str = "",
    contact_email: str = "",
    language: str = "fi",
    subject: models.Model | None = None,
) -> Booking:
    """A time in the facility, or in a part of it. Look at its state: confirmed, requested (the staff decides), offered (held until
    whoever has no account confirms by the link in the mail), or waiting with the place in the queue that was told.

    Refuses a time that the terms do not allow, and more open bookings than one person or address may have.
    """
    is_staff = actor is SYSTEM or serves(actor, facility) is None
    person = actor if isinstance(actor, Person) else None
    if person is None and actor is not SYSTEM and not (contact_name.strip() and contact_email):
        raise Refusal(
            _("We need a name and an e-mail address."),
            mend=_("The booking is confirmed by a link that is sent there."),
            field="contact_email",
        )
    if organisation is not None and not is_staff and organisation.pk not in organisation_ids_of(person):
        raise Forbidden(_("You do not act for this organisation."), mend=_("Book for yourself, or for an organisation of yours."))
    if not is_staff:
        refuse_too_many(facility, person, contact_email)
    tree = held_tree(facility, part)
    wanted = chosen_part(tree, part)
    check_terms(tree, wanted, begins, ends, noise=noise, people=people, is_staff=is_staff)
    booking = Booking(
        place=tree.facility.place,
        facility=tree.facility,
        part=wanted,
        title=title,
        details=details,
        kind=kind,
        noise=noise,
        people=people,
        is_private=is_private,
        begins_at=begins,
        ends_at=ends,
        organisation=organisation,
        organiser=person,
        contact_name="" if person else contact_name,
        contact_email="" if person else contact_email,
        language=person.language if person else language,
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
    )
    return placed(booking, tree, is_staff=is_staff)


def refuse_too_many(facility: Facility, person: Person | None, email: str) -> None:
    """Two tabs at once count one after the other: the contact is locked first (see occupying.py)."""
    lock_contact(f"person {person.pk}" if person else email.casefold())
    most = MOST_OF_A_PERSON if person else MOST_OF_AN_ADDRESS
    if open_count(facility.place, person=person, email=email) >= most:
        raise Refusal(
            ngettext("You have %(count)d booking ahead already.", "You have %(count)d bookings ahead already.", most) % {"count": most},
            mend=_("Cancel one that you do not need, or ask the staff of the place."),
        )


def held_tree(facility: Facility, part: FacilityPart | None) -> Tree:
    """The facility with its parts as they are once nobody else can change or book them."""
    lock_parts(tree_of(facility).parts)
    current = Facility.objects.select_related("place__municipality").get(pk=facility.pk)
    return tree_of(current)


def chosen_part(tree: Tree, part: FacilityPart | None) -> FacilityPart:
    found = tree.whole if part is None else tree.find(part.pk)
    if found is None:
        raise Refusal(_("The part is not there any more."), mend=_("Choose another one."), field="part")
    return found


def check_terms(tree: Tree, part: FacilityPart, begins: datetime, ends: datetime, *, noise: int, people: int, is_staff: bool) -> None:
    refusal = terms_of(tree, part).refusal(begins=begins, ends=ends, now=timezone.now(), noise=noise, people=people, is_staff=is_staff)
    if refusal is not None:
        raise refusal


def placed(booking: Booking, tree: Tree, *, is_staff: bool, series: Series | None = None) -> Booking:
    """Saved with its time, or with its place in the queue. The parts must be locked."""
    part = tree.find(booking.part_id) or tree.whole
    booking.series = series
    if is_free(tree, part, booking.begins_at, booking.ends_at):
        booking.state, booking.accept_by = first_state(booking, tree, is_staff=is_staff)
        booking.save()
        if not occupy(booking, tree):
            raise Refusal(_("The time was taken a moment ago."), mend=_("Try again: you are told your place in the queue."), field="begins")
    else:
        booking.state = BookingState.WAITING
        number = waiting_before(tree, booking) + 1
        booking.save()
        WaitingPlace.objects.create(booking=booking, number=number)
    publish(BookingAsked(booking_id=booking.pk))
    return booking


def first_state(booking: Booking, tree: Tree, *, is_staff: bool) -> tuple[str, datetime | None]:
    if booking.contact_email:
        # Anybody can type an address: the time is held for whoever reads the mail.
        now = timezone.now()
        return BookingState.OFFERED, min(now + timedelta(hours=HOURS_TO_CONFIRM), booking.begins_at)
    return decided_state(tree, is_staff=is_staff), None


def decided_state(tree: Tree, *, is_staff: bool) -> str:
    return BookingState.REQUESTED if tree.facility.needs_approval and not is_staff else BookingState.CONFIRMED


# --- Of one booking -------------------------------------------------------------------------------------------------------


def held(booking: Booking) -> tuple[Booking, Tree]:
    """The booking as it is once the facility's parts are ours."""
    tree = held_tree(booking.facility, None)
    current = Booking.objects.select_related("place__municipality", "facility", "part").select_for_update(of=("self",)).get(pk=booking.pk)
    return current, tree


@action("places.accept_booking", permission=CHANGE_BOOKING, of="booking", label=gettext_lazy("Accepted an offered time"))
def accept_booking(*, actor: Actor, booking: Booking) -> Booking:
    """The time that is held for the booking becomes its own. Accepting twice is no mistake."""
    return accepted(booking)


@action("places.accept_by_link", permission=USE_LINK, label=gettext_lazy("Accepted an offered time by link"))
def accept_by_link(*, actor: Actor, link: str) -> Booking:
    return accepted(opened(link))


def accepted(booking: Booking) -> Booking:
    current, tree = held(booking)
    if current.state in (BookingState.CONFIRMED, BookingState.REQUESTED):
        return current
    if current.state != BookingState.OFFERED or current.accept_by is None or current.accept_by <= timezone.now():
        raise Refusal(_("The time is not held for this booking any more."), mend=_("Book another time."))
    current.state, current.accept_by = decided_state(tree, is_staff=False), None
    current.save(update_fields=["state", "accept_by"])
    if current.state == BookingState.CONFIRMED:
        publish(BookingConfirmed(booking_id=current.pk))
    return current


def opened(link: str) -> Booking:
    booking = booking_of_link(link)
    if booking is None:
        raise Refusal(_("There is no such booking."), mend=_("Open the link of the mail as it is."))
    return booking


@action("places.approve_booking", permission=DECIDE_BOOKINGS, of="booking", label=gettext_lazy("Approved a booking"))
def approve_booking(*, actor: Actor, booking: Booking) -> Booking:
    current, _tree = held(booking)
    if current.state != BookingState.REQUESTED:
        raise Refusal(
            _("The booking does not wait for approval: %(state)s.") % {"state": current.get_state_display()}, mend=_("Open its page again.")
        )
    decide(current, actor, BookingState.CONFIRMED)
    publish(BookingConfirmed(booking_id=current.pk))
    return current


@action("places.decline_booking", permission=DECIDE_BOOKINGS, of="booking", label=gettext_lazy("Declined a booking"))
def decline_booking(*, actor: Actor, booking: Booking, reason: str) -> Booking:
    """The place says no. Whoever waits for the time is offered it."""
    if not reason.strip():
        raise Refusal(_("Say why: the organiser reads it."), field="reason")
    current, tree = held(booking)
    if current.state not in OPEN:
        raise Refusal(_("The booking is not open any more."), mend=_("Open its page again."))
    decide(current, actor, BookingState.DECLINED, reason)
    give_up(current, tree, timezone.now())
    publish(BookingDeclined(booking_id=current.pk))
    return current


def decide(booking: Booking, who: Actor, state: str, reason: str = "") -> None:
    booking.state, booking.reason, booking.accept_by = state, reason, None
    booking.decided_by, booking.decided_at = who if isinstance(who, Person) else None, timezone.now()
    booking.save(update_fields=["state", "reason", "accept_by", "decided_by", "decided_at"])


@action("places.cancel_booking", permission=CHANGE_BOOKING, of="booking", label=gettext_lazy("Cancelled a booking"))
def cancel_booking(*, actor: Actor, booking: Booking, reason: str = "") -> Booking:
    """Called off by whoever asked or by the staff. Cancelling twice is no mistake; what has begun stays."""
    return cancelled(booking, reason)


@action("places.cancel_by_link", permission=USE_LINK, label=gettext_lazy("Cancelled a booking by link"))
def cancel_by_link(*, actor: Actor, link: str) -> Booking:
    return cancelled(opened(link), "")


def cancelled(booking: Booking, reason: str) -> Booking:
    current, tree = held(booking)
    if current.state == BookingState.CANCELLED:
        return current
    now = timezone.now()
    if current.state not in OPEN:
        raise Refusal(_("The booking is not open any more."), mend=_("Open its page again."))
    if current.begins_at <= now:
        raise Refusal(_("The booking has begun already."), mend=_("Tell the staff of the place when you leave early."))
    call_off(current, tree, reason, now)
    return current


def call_off(booking: Booking, tree: Tree, reason: str, now: datetime) -> None:
    booking.state, booking.reason, booking.accept_by, booking.cancelled_at = BookingState.CANCELLED, reason, None, now
    booking.save(update_fields=["state", "reason", "accept_by", "cancelled_at"])
    give_up(booking, tree, now)
    publish(BookingCancelled(booking_id=booking.pk))


@action("places.end_offer", permission=DECIDE_BOOKINGS, of="booking", label=gettext_lazy("An offered time was not accepted"))
def end_offer(*, actor: Actor, booking: Booking) -> Booking:
    """Nobody accepted in time: the next who waits is offered it."""
    current, tree = held(booking)
    now = timezone.now()
    if current.state == BookingState.OFFERED and current.accept_by is not None and current.accept_by <= now:
        call_off(current, tree, "", now)
    return current


@action("places.end_wait", permission=DECIDE_BOOKINGS, of="booking", label=gettext_lazy("A time that was waited for has passed"))
def end_wait(*, actor: Actor, booking: Booking) -> Booking:
    current, tree = held(booking)
    now = timezone.now()
    if current.state == BookingState.WAITING and current.begins_at <= now:
        call_off(current, tree, "", now)
    return current
