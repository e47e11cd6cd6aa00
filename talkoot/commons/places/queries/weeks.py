"""A week of a facility or of a place, as pages show it: what is booked, what is free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from talkoot.commons.places.content.facility_kinds import HOLDING
from talkoot.commons.places.content.opening import Quiet
from talkoot.commons.places.content.times import Span, day_span, days_of, week_of
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import serves
from talkoot.commons.places.queries.bookings import free_times, shown_title
from talkoot.commons.places.queries.facilities import Tree, tree_of
from talkoot.commons.places.queries.hours import opening_of, zone_of


@dataclass(frozen=True)
class Slot:
    """A stretch of a day: booked (with what others may read of it) or free."""

    begins: datetime
    ends: datetime
    is_free: bool
    title: str = ""
    where: str = ""
    booking: Booking | None = None


@dataclass(frozen=True)
class Day:
    day: date
    why: str
    open: tuple[Span, ...]
    slots: tuple[Slot, ...]
    quiet: tuple[Quiet, ...] = ()


def week_of_facility(facility: Facility, day: date, person: Any, part: FacilityPart | None = None) -> list[Day]:
    """Monday to Sunday of the week of the day. Eight queries, however much is booked."""
    days = week_of(day)
    tree, zone = tree_of(facility), zone_of(facility.place.municipality)
    span = day_span(days[0], zone)[0], day_span(days[-1], zone)[1]
    shows_all = serves(person, facility) is None
    taken = list(bookings_between(Booking.objects.filter(facility=facility), span))
    quiet = opening_of(facility, since=days[0]).quiet
    return [
        Day(
            free.day,
            free.why,
            free.open,
            tuple(
                sorted(
                    [*taken_on(free.day, taken, zone, tree, shows_all), *(Slot(begins, ends, True) for begins, ends in free.free)],
                    key=lambda slot: (slot.begins, slot.ends),
                )
            ),
            tuple(one for one in quiet if one.covers(free.day)),
        )
        for free in free_times(facility, days[0], days[-1], part)
    ]


def bookings_between(bookings: Any, span: Span) -> Any:
    return (
        bookings.filter(state__in=HOLDING, begins_at__lt=span[1], ends_at__gt=span[0])
        .select_related("part", "facility")
        .order_by("begins_at", "pk")
    )


def taken_on(day: date, taken: Iterable[Booking], zone: Any, tree: Tree, shows_all: bool) -> list[Slot]:
    return [
        Slot(
            booking.begins_at,
            booking.ends_at,
            False,
            shown_title(booking, reads_all=shows_all),
            "" if booking.part_id == tree.whole.pk else str(booking.part.name),
            booking if shows_all else None,
        )
        for booking in taken
        if day in days_of(booking.begins_at, booking.ends_at, zone)
    ]


def events_ahead(place: Place, now: datetime, days: int = 14) -> Any:
    """Confirmed bookings that are no secret, for the page of the place."""
    return (
        Booking.objects.filter(place=place, state="confirmed", is_private=False, ends_at__gt=now, begins_at__lt=now + timedelta(days=days))
        .select_related("facility", "part")
        .order_by("begins_at", "pk")
    )
