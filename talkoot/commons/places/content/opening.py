"""When a facility is open, without the database: weekly hours with seasons, exceptions, public holidays and quiet times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from talkoot.commons.places.content.public_holidays import public_holiday_on
from talkoot.commons.places.content.times import Span, merged, overlaps, span_of


@dataclass(frozen=True)
class Hours:
    """Open on a weekday (0 is Monday). closes not later than opens is on the next day; 0.00 is midnight.

    A season has a first and a last day; without them the hours hold when no season covers the day.
    """

    weekday: int
    opens: time
    closes: time
    season_from: date | None = None
    season_to: date | None = None

    def covers(self, day: date) -> bool:
        return (self.season_from is None or self.season_from <= day) and (self.season_to is None or day <= self.season_to)

    @property
    def is_seasonal(self) -> bool:
        return self.season_from is not None or self.season_to is not None


@dataclass(frozen=True)
class DayException:
    """From the first to the last day closed (opens None), or open at other times than usual."""

    first_day: date
    last_day: date
    why: str
    opens: time | None = None
    closes: time | None = None

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Quiet:
    """A time in which nothing louder than `loudest` is held: on a weekday or on each day of a period."""

    begins: time
    ends: time
    loudest: int
    why: str = ""
    weekday: int | None = None
    first_day: date | None = None
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        return (
            (self.weekday is None or self.weekday == day.weekday())
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True)
class OpenDay:
    """The spans that begin on a day, and why they are not the usual ones."""

    day: date
    spans: tuple[Span, ...]
    why: str = ""


@dataclass(frozen=True)
class Opening:
    zone: ZoneInfo
    hours: Sequence[Hours] = ()
    exceptions: Sequence[DayException] = ()
    quiet: Sequence[Quiet] = ()
    closed_on_public_holidays: bool = True

    def on(self, day: date) -> OpenDay:
        """An exception goes before a holiday, a holiday before a season, the season that began last before others."""
        exceptions = [exception for exception in self.exceptions if exception.covers(day)]
        if exceptions:
            closed = next((exception for exception in exceptions if exception.opens is None or exception.closes is None), None)
            if closed is not None:
                return OpenDay(day, (), closed.why or _("Closed"))
            spans = [span_of(day, e.opens, e.closes, self.zone) for e in exceptions if e.opens is not None and e.closes is not None]
            return OpenDay(day, tuple(merged(spans)), exceptions[0].why)
        if self.closed_on_public_holidays and (holiday := public_holiday_on(day)):
            return OpenDay(day, (), holiday)
        spans = [span_of(day, h.opens, h.closes, self.zone) for h in self.hours_on(day)]
        return OpenDay(day, tuple(merged(spans)), "" if spans else _("Closed"))

    def hours_on(self, day: date) -> list[Hours]:
        seasonal = [h for h in self.hours if h.is_seasonal and h.covers(day)]
        if seasonal:
            newest = max(h.season_from or date.min for h in seasonal)
            in_force = [h for h in seasonal if (h.season_from or date.min) == newest]
        else:
            in_force = [h for h in self.hours if not h.is_seasonal]
        return [h for h in in_force if h.weekday == day.weekday()]

    def spans(self, first_day: date, last_day: date) -> list[Span]:
        """All open time that begins from the day before the first day to the last, joined over midnight."""
        count = (last_day - first_day).days + 2
        return merged([span for n in range(count) for span in self.on(first_day + timedelta(days=n - 1)).spans])

    def is_open(self, begins: datetime, ends: datetime) -> bool:
        """The whole time lies within one stretch of open time."""
        first, last = begins.astimezone(self.zone).date(), ends.astimezone(self.zone).date()
        return any(opens <= begins and ends <= closes for opens, closes in self.spans(first, last))

    def quiet_at(self, begins: datetime, ends: datetime, noise: int) -> Quiet | None:
        """A quiet time that does not bear the noise, or None."""
        first = begins.astimezone(self.zone).date() - timedelta(days=1)
        days = (ends.astimezone(self.zone).date() - first).days + 1
        for quiet in self.quiet:
            if quiet.loudest >= noise:
                continue
            for day in (first + timedelta(days=n) for n in range(days)):
                if quiet.covers(day) and overlaps(span_of(day, quiet.begins, quiet.ends, self.zone), (begins, ends)):
                    return quiet
        return None
