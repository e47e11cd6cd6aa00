"""Reads of the calendar of terms."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from talkoot.commons.trials.content.calendar import Span, UnitCalendar
from talkoot.commons.trials.models.calendar import Period, TermYear
from talkoot.kernel.people.models.organisation import Unit


def term_years() -> QuerySet[TermYear]:
    return TermYear.objects.order_by("-starts_on", "unit_kind")


def periods_of(year: TermYear) -> QuerySet[Period]:
    return Period.objects.filter(year=year).order_by("starts_on", "pk")


def calendar_of(unit: Unit) -> UnitCalendar:
    """All known years of the unit's kind: a handful of rows. Two queries."""
    years = list(TermYear.objects.filter(unit_kind=unit.kind).values_list("starts_on", "ends_on"))
    spans = (
        [
            Span(period.kind, str(period.name), period.starts_on, period.ends_on)
            for period in Period.objects.filter(year__unit_kind=unit.kind).order_by("starts_on", "pk")
        ]
        if years
        else []
    )
    return UnitCalendar(bool(years), years, spans)


def year_overlapping(unit_kind: str, starts_on: date, ends_on: date) -> TermYear | None:
    return TermYear.objects.filter(unit_kind=unit_kind, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
