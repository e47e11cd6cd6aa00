"""Bookings that come again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.places.actions.bookings import call_off, check_terms, chosen_part, held_tree, placed
from talkoot.commons.places.actions.occupying import is_free
from talkoot.commons.places.content.facility_kinds import OPEN, BookingKind, Noise
from talkoot.commons.places.content.recurrence import Recurrence
from talkoot.commons.places.content.times import is_on_clock, span_of
from talkoot.commons.places.events import SeriesBooked
from talkoot.commons.places.models.booking import Booking, Series
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.permissions import BOOK_SERIES, CHANGE_BOOKING, serves
from talkoot.commons.places.queries.facilities import Tree
from talkoot.commons.places.queries.hours import zone_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal


@dataclass(frozen=True)
class LeftOut:
    """A day of the rule that cannot be booked, and why, in words."""

    day: date
    why: str


@action("places.book_series", permission=BOOK_SERIES, of="facility", label=gettext_lazy("Booked a series"))
def book_series(
    *,
    actor: Actor,
    facility: Facility,
    recurrence: Recurrence,
    begins: time,
    ends: time,
    title: str,
    part: FacilityPart | None = None,
    only_those_that_fit: bool = False,
    details: str = "",
    kind: str = BookingKind.MEETING,
    noise: int = Noise.TALK,
    people: int = 1,
    is_private: bool = False,
    organisation: Organisation | None = None,
) -> Series:
    """Each day of the rule becomes a booking of its own. Days that cannot be booked: with `only_those_that_fit` they are left
    out and written down with the reason, without it nothing is booked at all and all of them are told.
    """
    is_staff = actor is SYSTEM or serves(actor, facility) is None
    person = actor if isinstance(actor, Person) else None
    if organisation is not None and not is_staff and organisation.pk not in organisation_ids_of(person):
        raise Forbidden(_("You do not act for this organisation."), mend=_("Book for yourself, or for an organisation of yours."))
    days = recurrence.days()
    if not days:
        raise Refusal(_("The rule gives no day."), mend=_("Choose a later last day."), field="until")
    tree = held_tree(facility, part)
    wanted = chosen_part(tree, part)
    fits, left_out = sorted_days(tree, wanted, days, begins, ends, noise=noise, people=people, is_staff=is_staff)
    if left_out and not only_those_that_fit:
        raise Refusal(
            _("These days cannot be booked: %(days)s") % {"days": "; ".join(f"{one.day:%-d.%-m.%Y} ({one.why})" for one in left_out)},
            mend=_("Choose another time, or book only the days that fit."),
            field="only_those_that_fit",
        )
    if not fits:
        raise Refusal(_("None of the days can be booked."), mend=_("Choose another time."), field="begins")
    series = Series.objects.create(
        place=tree.facility.place,
        facility=tree.facility,
        frequency=recurrence.frequency,
        every=recurrence.every,
        first_day=recurrence.first_day,
        until=recurrence.until,
        begins=begins,
        ends=ends,
        left_out=[{"day": one.day.isoformat(), "why": one.why} for one in left_out],
        made_by=person,
    )
    for from_, until in fits:
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
            begins_at=from_,
            ends_at=until,
            organisation=organisation,
            organiser=person,
            language=person.language if person else "fi",
        )
        placed(booking, tree, is_staff=is_staff, series=series)
    publish(SeriesBooked(series_id=series.pk))
    return series


def sorted_days(
    tree: Tree, part: FacilityPart, days: Sequence[date], begins: time, ends: time, **facts: Any
) -> tuple[list[tuple[Any, Any]], list[LeftOut]]:
    """The spans that can be booked now, and the days that cannot."""
    zone = zone_of(tree.facility.place.municipality)
    fits, left_out = [], []
    for day in days:
        span = span_of(day, begins, ends, zone)
        why = ""
        if not is_on_clock(day, begins, zone):
            why = _("the clock is put forward then")
        else:
            try:
                check_terms(tree, part, *span, **facts)
            except Refusal as refusal:
                why = str(refusal.reason)
            else:
                why = "" if is_free(tree, part, *span) else _("taken")
        if why:
            left_out.append(LeftOut(day, why))
        else:
            fits.append(span)
    return fits, left_out


@action("places.cancel_series", permission=CHANGE_BOOKING, of="booking", label=gettext_lazy("Cancelled the rest of a series"))
def cancel_series(*, actor: Actor, booking: Booking, reason: str = "") -> int:
    """This booking and all later ones of its series that have not begun. Returns how many."""
    tree = held_tree(booking.facility, None)
    now = timezone.now()
    rest = Booking.objects.select_related("place__municipality", "facility", "part").filter(
        series=booking.series_id, begins_at__gte=booking.begins_at, begins_at__gt=now, state__in=OPEN
    )
    count = 0
    for one in rest.select_for_update(of=("self",)).order_by("pk") if booking.series_id else []:
        call_off(one, tree, reason, now)
        count += 1
    return count
