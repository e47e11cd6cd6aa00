"""Reads about bookings. visible_bookings() is the one rule of who reads a booking; shown_title() of what all others see of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db.models import Count, ExpressionWrapper, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from talkoot.commons.places.content.booking_links import is_secret_of, number_in
from talkoot.commons.places.content.booking_terms import Terms
from talkoot.commons.places.content.facility_kinds import HOLDING, OPEN, BookingState
from talkoot.commons.places.content.kinds import Part
from talkoot.commons.places.content.times import Span, day_span, merged, moment, without
from talkoot.commons.places.models.booking import Booking, BookingOccupation, CalendarKey, WaitingPlace, part_as_range
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import is_coordinator
from talkoot.commons.places.queries.facilities import Tree, facilities_of, tree_of, trees_of
from talkoot.commons.places.queries.hours import opening_of, openings_of, zone_of
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of

FOR_PAGES = ("place__municipality", "facility", "part", "organisation", "organiser", "series")
# The purpose of a link's secret: content/booking_links.py.
LINK = "booking"
CALENDAR = "calendar"


# --- Who reads what ---


def visible_bookings(person: Any) -> QuerySet[Booking]:
    """Her own, those of the organisations she acts for, and those of the places that she serves."""
    if not isinstance(person, Person):
        return Booking.objects.none()
    bookings = Booking.objects.select_related(*FOR_PAGES)
    if is_coordinator(person):
        return bookings
    served = PlaceRole.objects.filter(person=person, part__in=[Part.OPERATOR, Part.HOST]).values("place")
    return bookings.filter(Q(organiser=person) | Q(organisation__in=organisation_ids_of(person)) | Q(place__in=served))


def own_bookings(person: Person) -> QuerySet[Booking]:
    """Hers and those of her organisations, not those that she serves."""
    mine = Q(organiser=person) | Q(organisation__in=organisation_ids_of(person))
    return Booking.objects.filter(mine).select_related(*FOR_PAGES)


def bookings_in(place: Place) -> QuerySet[Booking]:
    return Booking.objects.filter(place=place).select_related(*FOR_PAGES)


def booking_of_link(link: str) -> Booking | None:
    """The booking that the secret in the address opens, or None."""
    pk = number_in(link)
    booking = Booking.objects.select_related(*FOR_PAGES).filter(pk=pk).first() if pk is not None else None
    return booking if booking is not None and is_secret_of(link, LINK, booking.pk, booking.link_seed) else None


def calendar_of_link(link: str) -> CalendarKey | None:
    pk = number_in(link)
    key = CalendarKey.objects.select_related("person", "organisation").filter(pk=pk).first() if pk is not None else None
    return key if key is not None and is_secret_of(link, CALENDAR, key.pk, key.seed) else None


def bookings_of_key(key: CalendarKey) -> QuerySet[Booking]:
    """What a calendar program shows: open and confirmed ones from a month ago on."""
    whose = Q(organiser=key.person) if key.person_id is not None else Q(organisation=key.organisation)
    since = timezone.now() - timedelta(days=31)
    return Booking.objects.filter(whose, state__in=HOLDING, ends_at__gte=since).select_related(*FOR_PAGES).order_by("begins_at", "pk")


def public_bookings(place: Place, facility: Facility | None = None) -> QuerySet[Booking]:
    """Confirmed ones, for public calendars; what is shown of each is shown_title()."""
    since = timezone.now() - timedelta(days=31)
    bookings = Booking.objects.filter(place=place, state=BookingState.CONFIRMED, ends_at__gte=since)
    return (bookings.filter(facility=facility) if facility else bookings).select_related("facility", "part").order_by("begins_at", "pk")


def shown_title(booking: Booking, *, reads_all: bool) -> str:
    """The title, or for others that it is booked: when it is private, or not yet confirmed."""
    if reads_all or (booking.state == BookingState.CONFIRMED and not booking.is_private):
        return booking.title
    return _("Booked")


# --- Is a time free ---


def occupying(parts: Iterable[FacilityPart], span: Span) -> QuerySet[BookingOccupation]:
    """What occupies one of the undivided parts in the time. Reads the index of the constraint: part first, then period."""
    condition = Q(pk__in=[])
    for part in parts:
        condition |= Q(number=Range(part.pk, part.pk + 1, "[)"))
    number = ExpressionWrapper(part_as_range(), output_field=BigIntegerRangeField())
    return BookingOccupation.objects.alias(number=number).filter(condition, period__overlap=Range(*span, "[)"))


def with_buffer(facility: Facility, begins: datetime, ends: datetime) -> Span:
    return begins, ends + timedelta(minutes=facility.buffer_minutes)


@dataclass(frozen=True)
class Clash:
    """Why a time is not free: another booking has a part of it."""

    begins: datetime
    ends: datetime
    booking: Booking


def clashes(tree: Tree, part: FacilityPart, begins: datetime, ends: datetime) -> list[Clash]:
    """Each booking that stands in the way, once, in order. One query."""
    rows = occupying(tree.leaves(part), with_buffer(tree.facility, begins, ends)).select_related("booking").order_by("period", "pk")
    found = {row.booking_id: Clash(row.period.lower, row.period.upper, row.booking) for row in rows}
    return list(found.values())


def terms_of(tree: Tree, part: FacilityPart) -> Terms:
    """Three queries, for the hours."""
    facility = tree.facility
    return Terms(
        facility.step_minutes,
        facility.min_minutes,
        facility.max_minutes,
        facility.days_ahead,
        tree.capacity(part),
        opening_of(facility),
        facility.is_by_day,
        facility.longest_days,
    )


@dataclass(frozen=True)
class FreeDay:
    """A day of a facility: when it is open, what of that is taken, what is free and still ahead."""

    day: date
    why: str
    open: tuple[Span, ...]
    free: tuple[Span, ...]


def free_times(facility: Facility, first_day: date, last_day: date, part: FacilityPart | None = None) -> list[FreeDay]:
    """Day by day. A free span may be shorter than the shortest booking. Five queries."""
    tree = tree_of(facility)
    opening = opening_of(facility, since=first_day)
    zone = opening.zone
    span = (day_span(first_day, zone)[0], day_span(last_day, zone)[1] + timedelta(days=1))
    leaves = tree.leaves(part or tree.whole)
    taken = merged([(row.period.lower, row.period.upper) for row in occupying(leaves, span)])
    past = [(span[0], max(timezone.now(), span[0]))]
    days = []
    for n in range((last_day - first_day).days + 1):
        day = opening.on(first_day + timedelta(days=n))
        open_spans = (day_span(day.day, zone),) if facility.is_by_day else day.spans
        days.append(FreeDay(day.day, day.why, open_spans, tuple(without(list(open_spans), [*taken, *past]))))
    return days


# --- Those who wait ---


def waiting_for_parts(facility: Facility, span: Span) -> QuerySet[WaitingPlace]:
    """Waiting bookings of the facility whose time meets the span, in the order in which they came."""
    return (
        WaitingPlace.objects.filter(
            booking__facility=facility,
            booking__state=BookingState.WAITING,
            booking__begins_at__lt=span[1],
            booking__ends_at__gt=span[0] - timedelta(minutes=facility.buffer_minutes),
        )
        .select_related("booking__part", "booking__facility", "booking__place")
        .order_by("pk")
    )


def waiting_before(tree: Tree, booking: Booking, *, joined: int | None = None) -> int:
    """How many wait for a time and parts that meet those of the booking, and came before it. One query."""
    span = (booking.begins_at, booking.ends_at)
    wanted = {leaf.pk for leaf in tree.leaves(tree.find(booking.part_id) or tree.whole)}
    count = 0
    for place in waiting_for_parts(tree.facility, span):
        other = tree.find(place.booking.part_id)
        is_before = joined is None or place.pk < joined
        if place.booking_id != booking.pk and is_before and other and wanted & {leaf.pk for leaf in tree.leaves(other)}:
            count += 1
    return count


def place_in_queue(booking: Booking) -> int | None:
    """The place now, from 1, or None when the booking does not wait."""
    place = WaitingPlace.objects.filter(booking=booking).first()
    if place is None or booking.state != BookingState.WAITING:
        return None
    return waiting_before(tree_of(booking.facility), booking, joined=place.pk) + 1


def offers_ended(now: datetime) -> QuerySet[Booking]:
    """Held times that were not accepted."""
    return Booking.objects.filter(state=BookingState.OFFERED, accept_by__lte=now).order_by("accept_by", "pk")


def waits_ended(now: datetime) -> QuerySet[Booking]:
    """Those who still wait for a time that has begun."""
    return Booking.objects.filter(state=BookingState.WAITING, begins_at__lte=now).order_by("begins_at", "pk")


def open_count(place: Place, *, person: Person | None = None, email: str = "") -> int:
    """Bookings ahead that somebody has or waits for in the place."""
    whose = Q(organiser=person) if person is not None else Q(organiser=None, contact_email__iexact=email)
    return Booking.objects.filter(whose, place=place, state__in=OPEN, ends_at__gt=timezone.now()).count()


# --- For the staff ---


def bookings_to_approve(places: QuerySet[Place] | Sequence[Place]) -> QuerySet[Booking]:
    """Oldest first."""
    return (
        Booking.objects.filter(place__in=places, state=BookingState.REQUESTED, ends_at__gt=timezone.now())
        .select_related(*FOR_PAGES)
        .order_by("asked_at", "pk")
    )


def people_at_once(place: Place, begins: datetime, ends: datetime) -> int:
    """The most people that the bookings bring into the place at one moment of the time. One query.

    The highest sum is reached when one of them begins, or at the beginning of the time.
    """
    rows = list(
        Booking.objects.filter(place=place, state__in=HOLDING, begins_at__lt=ends, ends_at__gt=begins).values_list(
            "begins_at", "ends_at", "people"
        )
    )
    moments = {begins, *(row[0] for row in rows if row[0] >= begins)}
    return max((sum(people for from_, until, people in rows if from_ <= at < until) for at in moments), default=0)


def crowded(booking: Booking) -> int | None:
    """How many people would be there at once when that is more than the place holds; else None. `place` selected."""
    limit = booking.place.capacity
    if limit is None:
        return None
    count = people_at_once(booking.place, booking.begins_at, booking.ends_at)
    return count if count > limit else None


def bookings_for(subject_kind: str, subject_id: int) -> QuerySet[Booking]:
    """Open and past bookings that were made for a thing, such as a trial."""
    return Booking.objects.filter(subject_kind=subject_kind, subject_id=subject_id, state__in=OPEN).select_related(*FOR_PAGES)


@dataclass(frozen=True)
class Utilisation:
    """Of a facility in a year: confirmed bookings, their hours, the hours it was open, people; share None when it was not open."""

    facility: Facility
    booking_count: int
    booked_hours: float
    open_hours: float
    people: int

    @property
    def share(self) -> float | None:
        return self.booked_hours / self.open_hours if self.open_hours else None


def utilisation(place: Place, year: int) -> list[Utilisation]:
    """Each facility in use. A hall of three parts counts a third of an hour for each hour of one part; what is lent by the day
    counts days of 24 hours. Six queries, however many facilities.
    """
    facilities = list(facilities_of(place))
    zone = zone_of(place.municipality)
    trees = trees_of(facilities)
    first, last = date(year, 1, 1), date(year, 12, 31)
    openings = openings_of(facilities, since=first)
    begins, ends = moment(first, datetime.min.time(), zone), moment(date(year + 1, 1, 1), datetime.min.time(), zone)
    in_year = Booking.objects.filter(place=place, state=BookingState.CONFIRMED, begins_at__gte=begins, begins_at__lt=ends)
    rows = in_year.order_by().values_list("facility").annotate(number=Count("pk"), heads=Sum("people"))
    counted: dict[int, tuple[int, int]] = {facility_id: (number, heads) for facility_id, number, heads in rows}
    hours: dict[int, float] = {}
    for facility_id, part_id, from_, until in in_year.values_list("facility", "part", "begins_at", "ends_at").iterator():
        tree = trees.get(facility_id)
        part = tree.find(part_id) if tree else None
        if tree is not None and part is not None:
            share = len(tree.leaves(part)) / len(tree.leaves(tree.whole))
            hours[facility_id] = hours.get(facility_id, 0.0) + (until - from_).total_seconds() / 3600 * share
    return [
        Utilisation(
            facility,
            counted.get(facility.pk, (0, 0))[0],
            round(hours.get(facility.pk, 0.0), 2),
            (ends - begins).total_seconds() / 3600
            if facility.is_by_day
            else sum((closes - opens).total_seconds() / 3600 for opens, closes in open_year(openings[facility.pk], first, last)),
            counted.get(facility.pk, (0, 0))[1],
        )
        for facility in facilities
    ]


def open_year(opening: Any, first: date, last: date) -> list[Span]:
    return [span for n in range((last - first).days + 1) for span in opening.on(first + timedelta(days=n)).spans]
