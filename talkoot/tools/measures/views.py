"""Indicators: the list, one of them with its readings, and the forms to set it and to write down a reading."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.measures.actions import lock_indicators, record_reading, remove_indicator, set_indicator
from talkoot.tools.measures.forms import IndicatorForm, ReadingForm
from talkoot.tools.measures.models import Indicator, subject_of
from talkoot.tools.measures.permissions import KEEPERS, LIST, READ, RECORD, WRITE
from talkoot.tools.measures.queries import (
    all_readings_of,
    is_locked,
    measured,
    measures_of,
    missing_baselines,
    readings_of,
    visible_indicators,
)


def indicator_or_404(page: Page) -> Indicator:
    """What the person may not read is not there."""
    row: Indicator = get_object_or_404(Indicator.objects.all(), pk=page.kwargs["pk"])
    if page.person is not None and not allowed(page.person, READ, row):
        raise Http404
    return row


def kept_subject_or_404(kind: str, pk: int) -> models.Model:
    """A subject of a kind whose app has said who keeps its indicators; no other row can be reached by its address."""
    if kind not in KEEPERS:
        raise Http404
    return get_object_or_404(apps.get_model(kind)._default_manager.all(), pk=pk)


class IndicatorList(ListPage):
    permission = LIST
    title = gettext_lazy("Indicators")
    lead = gettext_lazy("What is measured, from where, and how far it should come. Set before the work begins.")
    row_template = "measures/indicator_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("created_at"), is_descending=True),)
    columns = (
        Column(gettext_lazy("What is measured"), lambda row: row.name),
        Column(gettext_lazy("Unit"), lambda row: row.unit),
        Column(gettext_lazy("Baseline"), lambda row: "" if row.baseline is None else f"{row.baseline.normalize():f}"),
        Column(gettext_lazy("Threshold"), lambda row: "" if row.threshold is None else f"{row.threshold.normalize():f}"),
    )

    def rows(self) -> Any:
        return visible_indicators(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Set an indicator"), "url": reverse("measures:add")} if self.allows(WRITE) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("Nothing is measured yet"),
            "text": _("Set the baseline and the threshold before the work begins; afterwards they stand still."),
        }


class IndicatorDetail(Page):
    permission = READ
    template_name = "measures/indicator.html"
    thing: Indicator

    def fetch(self) -> Indicator:
        return indicator_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Indicators"), "url": reverse("measures:list")}, {"label": self.thing.name, "url": ""}]

    def context(self) -> dict[str, Any]:
        may_write = self.allows(WRITE)
        return super().context() | {
            "indicator": self.thing,
            "one": measured([self.thing])[0],
            "readings": list(all_readings_of(self.thing)),
            "may_write": may_write,
            "may_remove": may_write and self.thing.locked_at is None,
            "may_record": self.allows(RECORD),
        }


class SubjectMeasures(Page):
    """All indicators of one subject, and the lock."""

    permission = READ
    template_name = "measures/subject.html"
    thing: models.Model

    def fetch(self) -> models.Model:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"])

    @property
    def title(self) -> str:
        return _("What is measured: %(title)s") % {"title": title_of(self.thing)}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": title_of(self.thing), "url": url_of(self.thing)}, {"label": _("What is measured"), "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "kind": self.kwargs["kind"],
            "measures": measures_of(self.thing),
            "measures_level": 2,
            "missing": missing_baselines(self.thing),
            "is_locked": is_locked(self.thing),
            "may_write": self.allows(WRITE),
        }


class IndicatorPage(FormPage):
    """Sets a new indicator, free-standing or of a subject."""

    permission = WRITE
    title = gettext_lazy("Set an indicator")
    lead = gettext_lazy("Few are enough: those by which you will decide.")
    done_message = gettext_lazy("Saved.")
    form_class = IndicatorForm
    thing: Any

    def fetch(self) -> Any:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"]) if "kind" in self.kwargs else None

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Indicators"), "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "indicator": None, "initial": {"direction": "up"}}

    def act(self, form: Any) -> Indicator:
        return set_indicator(actor=self.person, subject=self.thing, **form.cleaned_data)

    def done_url(self, result: Indicator) -> str:
        return reverse("measures:indicator", args=[result.pk])

    def cancel_url(self) -> str:
        return (
            reverse("measures:of", args=[self.kwargs["kind"], self.kwargs["subject"]])
            if "kind" in self.kwargs
            else reverse("measures:list")
        )


class OnIndicator(FormPage):
    done_message = gettext_lazy("Saved.")
    thing: Indicator

    def fetch(self) -> Indicator:
        return indicator_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Indicators"), "url": reverse("measures:list")},
            {"label": self.thing.name, "url": self.cancel_url()},
            {"label": self.title, "url": ""},
        ]

    def done_url(self, result: Any) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return reverse("measures:indicator", args=[self.thing.pk])


class IndicatorChange(OnIndicator):
    permission = WRITE
    title = gettext_lazy("Change the indicator")
    form_class = IndicatorForm

    def form_kwargs(self) -> dict[str, Any]:
        fields = ("name", "unit", "direction", "baseline", "baseline_on", "threshold", "method", "source")
        initial = {name: getattr(self.thing, name) for name in fields}
        for name in ("baseline", "threshold"):
            if initial[name] is not None:
                initial[name] = f"{initial[name].normalize():f}"
        return {"municipality": self.municipality, "indicator": self.thing, "initial": initial}

    def act(self, form: Any) -> Indicator:
        return set_indicator(actor=self.person, subject=subject_of(self.thing), key=self.thing.key, **form.cleaned_data)


class ReadingPage(OnIndicator):
    """A new reading, or one in the place of a mistaken one."""

    permission = RECORD
    done_message = gettext_lazy("Written down.")
    form_class = ReadingForm

    def fetch(self) -> Indicator:
        indicator = super().fetch()
        wanted = self.kwargs.get("reading")
        self.replaced = get_object_or_404(readings_of(indicator), pk=wanted) if wanted is not None else None
        return indicator

    @property
    def title(self) -> str:
        return _("Put a reading right") if self.replaced else _("Write down a reading")

    def form_kwargs(self) -> dict[str, Any]:
        if self.replaced is None:
            return {"initial": {"measured_on": timezone.localdate()}}
        return {"initial": {"value": f"{self.replaced.value.normalize():f}", "measured_on": self.replaced.measured_on}}

    def act(self, form: Any) -> Any:
        return record_reading(actor=self.person, indicator=self.thing, replaces=self.replaced, **form.cleaned_data)


class IndicatorRemove(ActPage):
    permission = WRITE
    done_message = gettext_lazy("Removed.")
    thing: Indicator

    def fetch(self) -> Indicator:
        return indicator_or_404(self)

    def act(self) -> None:
        remove_indicator(actor=self.person, indicator=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("measures:list")

    def refused_url(self) -> str:
        return reverse("measures:indicator", args=[self.thing.pk])


class LockPage(ActPage):
    permission = WRITE
    done_message = gettext_lazy("Baselines and thresholds stand still from now on.")

    def fetch(self) -> models.Model:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"])

    def act(self) -> Any:
        return lock_indicators(actor=self.person, subject=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("measures:of", args=[self.kwargs["kind"], self.kwargs["subject"]])
