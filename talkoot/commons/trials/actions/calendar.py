"""Keeping the calendar of terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.content.calendar import default_periods
from talkoot.commons.trials.models.calendar import Period, TermYear
from talkoot.commons.trials.permissions import KEEP_CALENDAR
from talkoot.commons.trials.queries.calendar import periods_of, year_overlapping
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("trials.add_term_year", permission=KEEP_CALENDAR, label=gettext_lazy("Added a year of terms"))
def add_term_year(*, actor: Actor, unit_kind: str, first_year: int) -> TermYear:
    """The year that begins in the autumn of `first_year`, with terms and holidays by rule, to be mended."""
    if not 2000 <= first_year <= 2100:
        raise Refusal(_("Choose a year between 2000 and 2100."), field="first_year")
    periods = default_periods(first_year)
    starts_on, ends_on = periods[0].starts_on, max(period.ends_on for period in periods)
    year = TermYear(unit_kind=unit_kind, starts_on=starts_on, ends_on=ends_on, is_default=True)
    # Two coordinators may add the same year at once: the second waits here and is told.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s::int)", ["trials.term_year", year.municipality_id])
    if year_overlapping(unit_kind, starts_on, ends_on):
        raise Refusal(_("This year is in the calendar already."), mend=_("Change its periods instead."), field="first_year")
    year.save()
    Period.objects.bulk_create([Period(year=year, kind=p.kind, name=p.name, starts_on=p.starts_on, ends_on=p.ends_on) for p in periods])
    return year


@action("trials.save_periods", permission=KEEP_CALENDAR, of="year", label=gettext_lazy("Changed the terms and holidays"))
def save_periods(*, actor: Actor, year: TermYear, periods: Sequence[dict[str, Any]]) -> TermYear:
    """All periods of the year anew: kind, name, starts_on, ends_on of each. The year spans them all.

    Raises Refusal when one ends before it starts, terms overlap, or the year would run into another of its kind.
    """
    if not periods:
        raise Refusal(_("A year has at least one period."))
    for period in periods:
        if period["ends_on"] < period["starts_on"]:
            raise Refusal(_("“%(name)s” ends before it starts.") % {"name": period["name"]}, mend=_("Mend its dates."))
    terms = sorted((p for p in periods if p["kind"] == "term"), key=lambda p: p["starts_on"])
    if not terms:
        raise Refusal(_("A year has at least one term."), mend=_("Add a term."))
    for earlier, later in pairwise(terms):
        if later["starts_on"] <= earlier["ends_on"]:
            raise Refusal(
                _("“%(first)s” and “%(second)s” overlap.") % {"first": earlier["name"], "second": later["name"]},
                mend=_("Mend their dates."),
            )
    starts_on: date = min(p["starts_on"] for p in periods)
    ends_on: date = max(p["ends_on"] for p in periods)
    current = TermYear.objects.select_for_update().get(pk=year.pk)
    other = TermYear.objects.exclude(pk=current.pk).filter(unit_kind=current.unit_kind, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if other.exists():
        raise Refusal(_("The dates run into another year."), mend=_("Mend the dates, or the other year."))
    periods_of(current).delete()
    Period.objects.bulk_create([Period(year=current, **period) for period in periods])
    current.starts_on, current.ends_on, current.is_default = starts_on, ends_on, False
    current.save(update_fields=["starts_on", "ends_on", "is_default"])
    return current


@action("trials.remove_term_year", permission=KEEP_CALENDAR, of="year", label=gettext_lazy("Removed a year of terms"))
def remove_term_year(*, actor: Actor, year: TermYear) -> None:
    year.delete()
