"""Who may do what in places. A place is worked by those who have a part in it, and by the coordinators of its municipality."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.facility_kinds import WhoMayBook
from talkoot.commons.places.content.kinds import Part
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.measures.permissions import keep

# --- Parts in a place (used by all blocks below) ---


def is_coordinator(person: Any) -> bool:
    return isinstance(person, Person) and COORDINATOR.code in roles_of(person, municipality_in_force())


def parts_of(person: Any, place: Place) -> frozenset[str]:
    """What the person does for the place. One query for each person and place; a place elsewhere gives no part."""
    municipality = municipality_in_force()
    if not isinstance(person, Person) or municipality is None or place.municipality_id != municipality.pk:
        return frozenset()
    return frozenset(PlaceRole.objects.filter(place=place, person=person).values_list("part", flat=True))


def place_of(thing: Any) -> Place | None:
    """The place to which a thing belongs: itself, or what its field `place` names."""
    return thing if thing is None or isinstance(thing, Place) else thing.place


def operates(person: Any, thing: Any) -> Refusal | None:
    """Rule: the operator of the place, or a coordinator. Without a thing: anybody signed in may look for her own places."""
    place = place_of(thing)
    if place is None or is_coordinator(person) or Part.OPERATOR in parts_of(person, place):
        return None
    return Forbidden(_("Only the operator of the place may do this."), mend=_("Ask the operator or a coordinator of the municipality."))


def serves(person: Any, thing: Any) -> Refusal | None:
    """Rule: the operator, the staff of the place, or a coordinator."""
    place = place_of(thing)
    if place is None or is_coordinator(person) or parts_of(person, place) & {Part.OPERATOR, Part.HOST}:
        return None
    return Forbidden(_("Only those who work in the place may do this."), mend=_("Ask the operator of the place."))


def has_a_part(person: Any, thing: Any) -> Refusal | None:
    """Rule: anybody with a part in the place, the steering group too, or a coordinator."""
    place = place_of(thing)
    if place is None or is_coordinator(person) or parts_of(person, place):
        return None
    return Forbidden(_("Only those who have a part in the place read this."), mend=_("Ask the operator of the place."))


# --- The place itself, needs, intakes, lessons ---

VIEW = permit("places.view", to=EVERYONE)
READ_DRAFTS = permit("places.read_drafts", to=[READER])
BEGIN = permit("places.begin", to=[COORDINATOR])
DESCRIBE = permit("places.describe", to=SIGNED_IN, rule=operates)
PUBLISH = permit("places.publish", to=[COORDINATOR])
NAME_PEOPLE = permit("places.name_people", to=[COORDINATOR])
OPERATE = permit("places.operate", to=SIGNED_IN, rule=operates)
SERVE = permit("places.serve", to=SIGNED_IN, rule=serves)
FOLLOW = permit("places.follow", to=SIGNED_IN, rule=has_a_part)
WORK = permit("places.work", to=SIGNED_IN)
RAISE_NEED = permit("places.raise_need", to=EVERYONE)
PROPOSE = permit("places.propose", to=EVERYONE)


def shown_to_all(person: Any, place: Any) -> Refusal | None:
    """Indicators of a published place are everybody's; of others, of those with a part in it."""
    return None if place.is_published else has_a_part(person, place)


# Baselines of a place are not locked by a start: its goals may be set anew each year, and each change is in a version.
keep("places.place", read=shown_to_all, write=operates, record=serves)

# --- Facilities and bookings ---


def may_book(person: Any, facility: Any) -> Refusal | None:
    """Rule: what is lent out, to whom. Those who serve the place may always."""
    if facility is None or serves(person, facility) is None:
        return None
    if not facility.place.is_published:
        return Forbidden(_("The place is not open for bookings."))
    if not (facility.is_in_use and facility.is_bookable):
        return Forbidden(_("This facility is not booked here."), mend=_("Ask the contact of the place."))
    if facility.who_may_book == WhoMayBook.STAFF:
        return Forbidden(_("Only the staff of the place books this facility."), mend=_("Ask the contact of the place."))
    if facility.who_may_book == WhoMayBook.ORGANISATIONS and not organisation_ids_of(person):
        return Forbidden(_("This facility is lent to organisations."), mend=_("Sign in as a person who acts for an organisation."))
    return None


def is_own_or_served(person: Any, booking: Any) -> Refusal | None:
    """Rule: whoever asked, anybody of the organisation for which it was asked, and those who serve the place."""
    if booking is None or (isinstance(person, Person) and booking.organiser_id == person.pk) or serves(person, booking) is None:
        return None
    if booking.organisation_id is not None and booking.organisation_id in organisation_ids_of(person):
        return None
    return Forbidden(_("This is somebody else's booking."), mend=_("Ask the contact of the place."))


KEEP_FACILITIES = permit("places.keep_facilities", to=SIGNED_IN, rule=operates)
BOOK = permit("places.book", to=EVERYONE, rule=may_book)
BOOK_SERIES = permit("places.book_series", to=SIGNED_IN, rule=may_book)
DECIDE_BOOKINGS = permit("places.decide_bookings", to=SIGNED_IN, rule=serves)
CHANGE_BOOKING = permit("places.change_booking", to=SIGNED_IN, rule=is_own_or_served)
# By the secret in the link of a mail; the action finds the booking by it and nothing else.
USE_LINK = permit("places.use_booking_link", to=EVERYONE)
OWN_CALENDAR = permit("places.own_calendar", to=SIGNED_IN)
REPORT_DISTURBANCE = permit("places.report_disturbance", to=EVERYONE)
