"""Clock times of a place as moments: a booking is two moments, people say times on a clock that jumps twice a year."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
Span = tuple[datetime, datetime]


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment of a clock time. In the hour that comes twice in October it is the first; see `is_on_clock` for March."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(timezone.utc)


def is_on_clock(day: date, clock: time, zone: ZoneInfo) -> bool:
    """False for the hour that the clock skips in March: 3.00–4.00 in Finland."""
    there = moment(day, clock, zone).astimezone(zone)
    return (there.date(), there.time().replace(fold=0)) == (day, clock.replace(fold=0))


def ends_on(day: date, opens: time, closes: time) -> date:
    """Of two clock times: the second is on the next day when it is not later. 18–2, and 8–0 until midnight."""
    return day if closes > opens else day + timedelta(days=1)


def span_of(day: date, opens: time, closes: time, zone: ZoneInfo) -> Span:
    return moment(day, opens, zone), moment(ends_on(day, opens, closes), closes, zone)


def merged(spans: list[Span]) -> list[Span]:
    """In order, those that touch or overlap joined: 18–24 and 0–2 are one night."""
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


def overlaps(one: Span, other: Span) -> bool:
    """Half-open: what ends at ten and what begins at ten do not meet."""
    return one[0] < other[1] and other[0] < one[1]


def without(spans: list[Span], taken: list[Span]) -> list[Span]:
    """What is left of the spans when the taken ones are cut out."""
    left: list[Span] = []
    for begins, ends in spans:
        at = begins
        for from_, until in merged(taken):
            if until <= at or from_ >= ends:
                continue
            if from_ > at:
                left.append((at, from_))
            at = max(at, until)
        if at < ends:
            left.append((at, ends))
    return left


def days_of(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[date]:
    """The days on the clock that the time touches. Until midnight is until the end of the day before."""
    first, last = begins.astimezone(zone).date(), (ends - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def day_span(day: date, zone: ZoneInfo) -> Span:
    """23, 24 or 25 hours."""
    return moment(day, MIDNIGHT, zone), moment(day + timedelta(days=1), MIDNIGHT, zone)
