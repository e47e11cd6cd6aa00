"""Taking a time and giving it up. All of it under advisory locks on the undivided parts, taken in one order, so that rivals wait for
each other and nobody for ever. The exclusion constraint of BookingOccupation holds whatever is forgotten here.

Order of locks, for whoever adds a step: the contact, then the parts (ascending, in one statement), then rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from psycopg.types.range import Range

from talkoot.commons.places.content.facility_kinds import HOURS_TO_ACCEPT, BookingState
from talkoot.commons.places.content.times import Span
from talkoot.commons.places.events import TimeOffered
from talkoot.commons.places.models.booking import Booking, BookingOccupation, WaitingPlace
from talkoot.commons.places.models.facility import FacilityPart
from talkoot.commons.places.queries.bookings import occupying, waiting_for_parts, with_buffer
from talkoot.commons.places.queries.facilities import Tree
from talkoot.kernel.events import publish

# Keys of advisory locks are shared by the whole database: the text makes ours differ from others'.
LOCK_PARTS = """
    SELECT pg_advisory_xact_lock(hashtextextended('places.part:' || number, 0))
    FROM (SELECT number FROM unnest(%s::bigint[]) AS wanted(number) ORDER BY number OFFSET 0) AS in_order
"""
LOCK_CONTACT = "SELECT pg_advisory_xact_lock(hashtextextended('places.contact:' || %s, 0))"


def lock_parts(parts: Iterable[FacilityPart]) -> None:
    """Until the transaction ends nobody else takes or gives up a time in these parts. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PARTS, [sorted({part.pk for part in parts})])


def lock_contact(key: str) -> None:
    """Until the transaction ends nobody else books in the name of the same person or address: what she has open is counted."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CONTACT, [key])


def is_free(tree: Tree, part: FacilityPart, begins: datetime, ends: datetime) -> bool:
    return not occupying(tree.leaves(part), with_buffer(tree.facility, begins, ends)).exists()


def occupy(booking: Booking, tree: Tree) -> bool:
    """Write down that the booking has its parts; False when the database knows of another that has one of them."""
    begins, until = with_buffer(tree.facility, booking.begins_at, booking.ends_at)
    part = tree.find(booking.part_id) or tree.whole
    try:
        with transaction.atomic():
            BookingOccupation.objects.bulk_create(
                BookingOccupation(booking=booking, part=leaf, period=Range(begins, until, "[)")) for leaf in tree.leaves(part)
            )
    except IntegrityError:
        return False
    return True


def give_up(booking: Booking, tree: Tree, now: datetime) -> None:
    """The booking loses its time, which is offered to those who wait for it, in order. All parts of the facility must be locked."""
    span = with_buffer(tree.facility, booking.begins_at, booking.ends_at)
    BookingOccupation.objects.filter(booking=booking).delete()
    offer(tree, span, now)


def offer(tree: Tree, span: Span, now: datetime) -> None:
    """Hold the free time for each who waits and can now have it: the first in the queue first, then who fits beside."""
    places = waiting_for_parts(tree.facility, span).filter(booking__begins_at__gt=now, offered_at=None)
    for place in places.select_for_update(of=("self",)):
        booking = place.booking
        part = tree.find(booking.part_id) or tree.whole
        if not (is_free(tree, part, booking.begins_at, booking.ends_at) and occupy(booking, tree)):
            continue
        booking.state = BookingState.OFFERED
        booking.accept_by = min(now + timedelta(hours=HOURS_TO_ACCEPT), booking.begins_at)
        booking.save(update_fields=["state", "accept_by"])
        WaitingPlace.objects.filter(pk=place.pk).update(offered_at=now)
        publish(TimeOffered(booking_id=booking.pk))
