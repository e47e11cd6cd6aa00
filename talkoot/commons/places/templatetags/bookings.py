"""What the templates of bookings show, prepared: times on the clock of the place, badges, addresses of free times."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.commons.places.content.facility_kinds import BookingState
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.queries.weeks import Slot
from talkoot.kernel.municipalities.scope import municipality_in_force

register = template.Library()

COLORS = {
    BookingState.OFFERED: "warning",
    BookingState.REQUESTED: "warning",
    BookingState.CONFIRMED: "success",
    BookingState.WAITING: "info",
    BookingState.DECLINED: "neutral",
    BookingState.CANCELLED: "neutral",
}


@register.filter
def booking_color(booking: Booking) -> str:
    return COLORS[BookingState(booking.state)]


@register.filter
def clock(at: time | None) -> str:
    return formats.time_format(at) if at is not None else ""


def there(at: datetime, facility: Facility) -> datetime:
    return at.astimezone(ZoneInfo(facility.place.municipality.time_zone))


@register.filter
def clock_of(at: datetime, facility: Facility) -> str:
    """Midnight at the end of a day is told as 24, as people say it."""
    local = there(at, facility)
    return formats.time_format(local.time())


@register.filter
def when(booking: Booking) -> str:
    """The day once, then the times; both days when it goes over midnight."""
    here = municipality_in_force()
    zone = ZoneInfo(here.time_zone if here is not None else booking.municipality.time_zone)
    begins, ends = booking.begins_at.astimezone(zone), booking.ends_at.astimezone(zone)
    first = formats.date_format(begins, "SHORT_DATE_FORMAT")
    if begins.date() == ends.date():
        return f"{first} {formats.time_format(begins.time())}–{formats.time_format(ends.time())}"
    last = formats.date_format(ends, "SHORT_DATE_FORMAT")
    return f"{first} {formats.time_format(begins.time())} – {last} {formats.time_format(ends.time())}"


@register.filter
def book_query(slot: Slot, facility: Facility) -> str:
    """The address of the form with the beginning of the free time in it, and the shortest booking."""
    begins, ends = there(slot.begins, facility), there(slot.ends, facility)
    values = {"day": begins.date().isoformat()}
    if not facility.is_by_day:
        values |= {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return f"?{urlencode(values)}"


@register.filter
def facility_meta(facility: Facility) -> str:
    parts = [str(facility.get_kind_display())]
    if facility.capacity:
        parts.append(ngettext("%(count)d person", "%(count)d people", facility.capacity) % {"count": facility.capacity})
    return ", ".join(parts)


@register.filter
def facility_badges(facility: Facility) -> list[dict[str, Any]]:
    if not facility.is_in_use:
        return [{"label": _("Out of use"), "color": "neutral"}]
    if not facility.is_bookable:
        return [{"label": _("Agreed with the staff"), "color": "info"}]
    return []
