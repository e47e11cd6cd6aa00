"""What a time must be to be booked, whoever asks: its step and length, how far ahead, opening hours, quiet, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.commons.places.content.opening import Opening
from talkoot.commons.places.content.times import MIDNIGHT
from talkoot.kernel.refusals import Refusal


@dataclass(frozen=True)
class Terms:
    step_minutes: int
    min_minutes: int
    max_minutes: int
    days_ahead: int
    capacity: int | None
    opening: Opening
    is_by_day: bool = False
    longest_days: int = 1

    def refusal(
        self, *, begins: datetime, ends: datetime, now: datetime, noise: int, people: int, is_staff: bool = False
    ) -> Refusal | None:
        """Why the time cannot be booked, or None. Staff may book further ahead and longer than others."""
        zone = self.opening.zone
        if ends <= begins:
            return Refusal(_("The end must be after the beginning."), mend=_("Choose a later end."), field="ends")
        if begins <= now:
            return Refusal(_("The time has begun already."), mend=_("Choose a later time."), field="begins")
        if self.is_by_day:
            return self.refusal_by_day(begins, ends, now, noise, people, is_staff=is_staff)
        minutes = (ends - begins) // timedelta(minutes=1)
        local = begins.astimezone(zone)
        is_even = local.second == local.microsecond == 0 and (local.hour * 60 + local.minute) % self.step_minutes == 0
        if not is_even or minutes % self.step_minutes or (ends - begins) % timedelta(minutes=1):
            return Refusal(
                _("Times go by steps of %(count)d minutes.") % {"count": self.step_minutes},
                mend=_("Choose a beginning and an end that fit the steps."),
                field="begins",
            )
        if minutes < self.min_minutes:
            return Refusal(
                _("The shortest booking is %(count)d minutes.") % {"count": self.min_minutes}, mend=_("Choose a later end."), field="ends"
            )
        if minutes > self.max_minutes and not is_staff:
            return Refusal(
                _("The longest booking is %(hours)s.") % {"hours": length(self.max_minutes)}, mend=_("Choose an earlier end."), field="ends"
            )
        if (refusal := self.too_far(begins, now)) and not is_staff:
            return refusal
        if refusal := self.too_many(people):
            return refusal
        if not self.opening.is_open(begins, ends):
            day = self.opening.on(local.date())
            return Refusal(
                _("It is not open then: %(hours)s.") % {"hours": hours_text(day.spans, zone, day.why)},
                mend=_("Choose a time within the opening hours."),
                field="begins",
            )
        return self.too_loud(begins, ends, noise)

    def refusal_by_day(self, begins: datetime, ends: datetime, now: datetime, noise: int, people: int, *, is_staff: bool) -> Refusal | None:
        first, last = begins.astimezone(self.opening.zone), ends.astimezone(self.opening.zone)
        if first.time() != MIDNIGHT or last.time() != MIDNIGHT:
            return Refusal(_("This is lent out by whole days."), mend=_("Choose a first and a last day."), field="begins")
        if (last.date() - first.date()).days > self.longest_days and not is_staff:
            return Refusal(
                ngettext("The longest booking is %(count)d day.", "The longest booking is %(count)d days.", self.longest_days)
                % {"count": self.longest_days},
                mend=_("Choose an earlier last day."),
                field="ends",
            )
        if (refusal := self.too_far(begins, now)) and not is_staff:
            return refusal
        return self.too_many(people) or self.too_loud(begins, ends, noise)

    def too_far(self, begins: datetime, now: datetime) -> Refusal | None:
        limit = now + timedelta(days=self.days_ahead)
        if begins <= limit:
            return None
        return Refusal(
            _("This can be booked until %(day)s so far.") % {"day": date_format(limit.astimezone(self.opening.zone), "SHORT_DATE_FORMAT")},
            mend=_("Choose an earlier day, or come back later."),
            field="begins",
        )

    def too_many(self, people: int) -> Refusal | None:
        if self.capacity is not None and people > self.capacity:
            return Refusal(
                ngettext("It holds %(count)d person.", "It holds %(count)d people.", self.capacity) % {"count": self.capacity},
                mend=_("Choose a larger facility or a smaller group."),
                field="people",
            )
        return None

    def too_loud(self, begins: datetime, ends: datetime, noise: int) -> Refusal | None:
        if quiet := self.opening.quiet_at(begins, ends, noise):
            why = f" ({quiet.why})" if quiet.why else ""
            return Refusal(
                _("From %(begins)s to %(ends)s it is quiet here%(why)s.")
                % {"begins": time_format(quiet.begins), "ends": time_format(quiet.ends), "why": why},
                mend=_("Choose another time, or something less loud."),
                field="noise",
            )
        return None


def hours_text(spans: tuple[tuple[datetime, datetime], ...], zone: ZoneInfo, why: str) -> str:
    """ "8.00–20.00", or why it is closed."""
    times = ", ".join(
        f"{date_format(opens.astimezone(zone), 'TIME_FORMAT')}–{date_format(closes.astimezone(zone), 'TIME_FORMAT')}"
        for opens, closes in spans
    )
    return f"{times} ({why})" if times and why else times or why


def length(minutes: int) -> str:
    """ "2 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])
