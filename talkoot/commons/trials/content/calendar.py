"""The year as a unit lives it, without the database: which days are in a term, which are holidays, when may a trial start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.commons.trials.content.kinds import PeriodKind
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal

COUNTRY = "FI"
# Languages of the installation as the library of public holidays knows them.
HOLIDAY_LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


@dataclass(frozen=True)
class Span:
    """A term or a holiday; both ends belong to it."""

    kind: str
    name: str
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@lru_cache(maxsize=64)
def public_holidays(year: int, language: str) -> dict[date, str]:
    """Public holidays of the country in the year, with their names in the language."""
    return dict(holidays.country_holidays(COUNTRY, years=year, language=HOLIDAY_LANGUAGES.get(language, "en_US")))


def public_holiday_on(day: date) -> str:
    """Its name in the language in force, or ""."""
    return public_holidays(day.year, get_language() or "en").get(day, "")


@dataclass(frozen=True)
class UnitCalendar:
    """has_terms: whether units of this kind live by terms at all. years: (first day, last day) of each known year."""

    has_terms: bool
    years: Sequence[tuple[date, date]] = ()
    spans: Sequence[Span] = field(default_factory=tuple)

    def term_on(self, day: date) -> Span | None:
        return next((span for span in self.spans if span.kind == PeriodKind.TERM and span.holds(day)), None)

    def holiday_on(self, day: date) -> str:
        """Why nobody is there on the day: the name of the holiday, or "" on a working day. Weekends are told as such."""
        own = next((span.name for span in self.spans if span.kind == PeriodKind.HOLIDAY and span.holds(day)), "")
        if own or (public := public_holiday_on(day)):
            return own or public
        if day.weekday() >= 5:
            return _("Weekend")
        if self.has_terms and self.year_of(day) and self.term_on(day) is None:
            return _("Between the terms")
        return ""

    def year_of(self, day: date) -> tuple[date, date] | None:
        return next((year for year in self.years if year[0] <= day <= year[1]), None)

    def start_refusal(self, day: date, quiet_days: int) -> Refusal | None:
        """Why a trial may not start on the day, or None."""
        if not self.has_terms:
            return None
        if self.year_of(day) is None:
            return Refusal(
                _("The terms of %(day)s are not known.") % {"day": in_words(day)},
                mend=_("The coordinator adds the year to the calendar of terms."),
                field="starts_on",
            )
        term = self.term_on(day)
        if term is None or self.holiday_on(day):
            return Refusal(
                _("%(day)s is not a working day of the unit: %(why)s.") % {"day": in_words(day), "why": self.holiday_on(day)},
                mend=_("Choose another day for the start."),
                field="starts_on",
            )
        if (term.ends_on - day).days < quiet_days:
            return Refusal(
                _("The term ends on %(end)s: nothing starts in its last %(count)d days.")
                % {"end": in_words(term.ends_on), "count": quiet_days},
                mend=_("Start by %(day)s, or in the next term.") % {"day": in_words(term.ends_on - timedelta(days=quiet_days))},
                field="starts_on",
            )
        return None

    def end_refusal(self, starts_on: date, ends_on: date) -> Refusal | None:
        """A trial ends with the year in which it began at the latest: then groups and adults change."""
        year = self.year_of(starts_on) if self.has_terms else None
        if year is None or ends_on <= year[1]:
            return None
        return Refusal(
            _("The year of the unit ends on %(end)s.") % {"end": in_words(year[1])},
            mend=_("Let the trial end by then; a new one may follow."),
            field="ends_on",
        )


def in_words(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@dataclass(frozen=True)
class DefaultPeriod:
    kind: PeriodKind
    name: Words
    starts_on: date
    ends_on: date


def default_periods(first_year: int) -> list[DefaultPeriod]:
    """Terms and holidays of the year that begins in the autumn of `first_year`, by rule; the municipality mends them.

    The end is fixed by law for basic education: the Saturday of week 22 (decree 852/1998, section 7). The others are custom
    in southern Finland: start on Tuesday of week 33, holiday in week 42, Christmas from the Saturday before 23 December until
    Epiphany, holiday in week 8.
    """
    christmas = date(first_year, 12, 22)
    autumn_ends = christmas - timedelta(days=(christmas.weekday() - 5) % 7)
    spring_starts = date(first_year + 1, 1, 7)
    if spring_starts.weekday() >= 5:
        spring_starts += timedelta(days=7 - spring_starts.weekday())
    return [
        DefaultPeriod(
            PeriodKind.TERM,
            Words(fi="Syyslukukausi", sv="Höstterminen", en="Autumn term"),
            date.fromisocalendar(first_year, 33, 2),
            autumn_ends,
        ),
        DefaultPeriod(PeriodKind.HOLIDAY, Words(fi="Syysloma", sv="Höstlov", en="Autumn holiday"), *week(first_year, 42)),
        DefaultPeriod(
            PeriodKind.HOLIDAY,
            Words(fi="Joululoma", sv="Jullov", en="Christmas holiday"),
            autumn_ends + timedelta(days=1),
            spring_starts - timedelta(days=1),
        ),
        DefaultPeriod(
            PeriodKind.TERM,
            Words(fi="Kevätlukukausi", sv="Vårterminen", en="Spring term"),
            spring_starts,
            date.fromisocalendar(first_year + 1, 22, 6),
        ),
        DefaultPeriod(PeriodKind.HOLIDAY, Words(fi="Talviloma", sv="Sportlov", en="Winter holiday"), *week(first_year + 1, 8)),
    ]


def week(year: int, number: int) -> tuple[date, date]:
    """Monday and Sunday of the ISO week."""
    return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)
