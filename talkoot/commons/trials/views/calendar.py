"""The calendar of terms, and the calendar of a trial for calendar programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.calendar import add_term_year, remove_term_year, save_periods
from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.forms.calendar import PeriodForm, TermYearForm
from talkoot.commons.trials.models.calendar import Period, TermYear
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import KEEP_CALENDAR, VIEW
from talkoot.commons.trials.queries.calendar import periods_of, term_years
from talkoot.commons.trials.queries.plans import agreed_plan, sessions_of
from talkoot.kernel.ui.icalendar import CalendarEvent, calendar_text
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


class TermYears(ListPage):
    permission = KEEP_CALENDAR
    title = gettext_lazy("Calendar of terms")
    lead = gettext_lazy("Trials of a unit start within its terms and not at their end. Kinds of units without a year have no terms.")
    row_template = "trials/term_year_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("starts_on"), is_descending=True),)

    def rows(self) -> Any:
        return term_years()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Add a year"), "url": reverse("trials:term_year_add")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No terms yet"), "text": _("Add the year of each kind of units that lives by terms.")}


class TermYearAdd(FormPage):
    permission = KEEP_CALENDAR
    title = gettext_lazy("Add a year")
    form_class = TermYearForm
    submit_label = gettext_lazy("Add")
    done_message = gettext_lazy("Added by the rule. Look through the dates and mend them.")

    def act(self, form: TermYearForm) -> TermYear:
        return add_term_year(actor=self.person, **form.cleaned_data)

    def done_url(self, result: TermYear) -> str:
        return reverse("trials:term_year", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("trials:term_years")


class TermYearPage(Page):
    permission = KEEP_CALENDAR
    template_name = "trials/term_year.html"
    thing: TermYear

    def fetch(self) -> TermYear:
        return get_object_or_404(term_years(), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:
        return f"{self.thing.get_unit_kind_display()} {self.thing.starts_on.year}–{self.thing.ends_on.year}"

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Calendar of terms"), "url": reverse("trials:term_years")}, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {"year": self.thing, "periods": list(periods_of(self.thing))}


class PeriodPage(FormPage):
    """Add a period of the year, or change one."""

    permission = KEEP_CALENDAR
    form_class = PeriodForm
    thing: TermYear

    @property
    def title(self) -> str:
        return _("Change the period") if "period" in self.kwargs else _("Add a period")

    def fetch(self) -> TermYear:
        year = get_object_or_404(term_years(), pk=self.kwargs["pk"])
        self.periods = list(periods_of(year))
        self.period = next((period for period in self.periods if period.pk == self.kwargs.get("period")), None)
        if "period" in self.kwargs and self.period is None:
            raise Http404
        return year

    def form_kwargs(self) -> dict[str, Any]:
        names = dict(settings.LANGUAGES)
        languages = [(code, str(names[code])) for code in self.municipality.languages]
        initial: dict[str, Any] = {}
        if self.period is not None:
            initial = {"kind": self.period.kind, "starts_on": self.period.starts_on, "ends_on": self.period.ends_on}
            initial |= {f"name_{code}": self.period.name.get(code, "") for code, _name in languages}
        return {"languages": languages, "initial": initial}

    def act(self, form: PeriodForm) -> TermYear:
        others = [as_values(period) for period in self.periods if period is not self.period]
        return save_periods(actor=self.person, year=self.thing, periods=[*others, form.values()])

    def done_url(self, result: Any) -> str:
        return reverse("trials:term_year", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


def as_values(period: Period) -> dict[str, Any]:
    return {"kind": period.kind, "name": period.name, "starts_on": period.starts_on, "ends_on": period.ends_on}


class PeriodRemove(ActPage):
    permission = KEEP_CALENDAR
    thing: TermYear
    done_message = gettext_lazy("Removed.")

    def fetch(self) -> TermYear:
        return get_object_or_404(term_years(), pk=self.kwargs["pk"])

    def act(self) -> TermYear:
        periods = list(periods_of(self.thing))
        kept = [as_values(period) for period in periods if period.pk != self.kwargs["period"]]
        if len(kept) == len(periods):
            raise Http404
        return save_periods(actor=self.person, year=self.thing, periods=kept)

    def done_url(self, result: Any) -> str:
        return reverse("trials:term_year", args=[self.thing.pk])


class TermYearRemove(ActPage):
    permission = KEEP_CALENDAR
    thing: TermYear
    done_message = gettext_lazy("Removed.")

    def fetch(self) -> TermYear:
        return get_object_or_404(term_years(), pk=self.kwargs["pk"])

    def act(self) -> Any:
        return remove_term_year(actor=self.person, year=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("trials:term_years")


class CalendarFeed(Page):
    """The calendar of a trial, for whoever holds its key: calendar programs cannot sign in. No names of people are in it."""

    permission = VIEW
    thing: Trial

    def fetch(self) -> Trial:
        return get_object_or_404(Trial.objects.exclude(state=State.CANCELLED), calendar_key=self.kwargs["key"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        trial = self.thing
        address = request.build_absolute_uri(reverse("trials:detail", args=[trial.slug]))
        text = calendar_text(str(trial.title), self.events(address), stamp=timezone.now())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{trial.slug}.ics"'
        response["X-Robots-Tag"] = "noindex"
        return response

    def events(self, address: str) -> Iterator[CalendarEvent]:
        trial, zone = self.thing, ZoneInfo(self.municipality.time_zone)
        title = str(trial.title)
        for session in sessions_of(trial):
            begins = datetime.combine(session.held_on, session.begins_at, zone) if session.begins_at else session.held_on
            yield CalendarEvent(
                uid=self.uid(f"session-{session.pk}"),
                summary=f"{title}: {session.topic}" if session.topic else title,
                begins=begins,
                minutes=session.minutes,
                place=session.place,
                description=str(session.group or ""),
                url=address,
            )
        plan = agreed_plan(trial)
        milestones = (
            ("starts", _("The trial starts"), trial.starts_on),
            ("review", _("Mid review"), plan.mid_review_on if plan else None),
            ("evaluation", _("Evaluation ready"), plan.evaluation_on if plan else None),
            ("ends", _("The trial ends"), trial.ends_on),
        )
        for name, words, day in milestones:
            if day is not None:
                yield CalendarEvent(uid=self.uid(f"{name}-{trial.pk}"), summary=f"{title}: {words}", begins=day, url=address)

    def uid(self, name: str) -> str:
        return f"{name}@{self.municipality.slug}.talkoot"
