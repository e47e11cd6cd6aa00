"""The figures of a programme, what its outside evaluator reads, and the evaluation itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from talkoot.activities.calls.actions.evaluations import publish_evaluation, write_evaluation
from talkoot.activities.calls.content.outcomes import EvaluationState
from talkoot.activities.calls.content.programme_figures import Figure, FigureGroup
from talkoot.activities.calls.forms.kick_off import EvaluationForm
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import EVALUATE, PUBLISH_EVALUATION, READ_PROGRAMME_WORK, VIEW
from talkoot.activities.calls.queries.figures import programme_figures
from talkoot.activities.calls.queries.programme_work import (
    applications_for_evaluator,
    calls_of,
    evaluation_of,
    is_blind_now,
    kick_offs_of_programme,
)
from talkoot.activities.calls.queries.programmes import visible_programmes
from talkoot.activities.calls.templatetags.calls import euros
from talkoot.kernel.files.addresses import file_address
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.printing.prose import blocks
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import csv_line
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of

TEMPLATE = Path(__file__).parents[1] / "print" / "evaluation.typ"


def value_words(value: float | None, unit: str) -> str:
    """The number as the reader writes it, with its unit; a dash of nothing."""
    if value is None:
        return "–"
    if unit == "eur":
        return euros(value)
    decimals = 0 if float(value).is_integer() or unit == "%" else 1
    number = formats.number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    if unit == "%":
        return f"{number} %"
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", round(value) or 2) % {"n": number}
    if unit == "hours":
        return _("%(n)s h") % {"n": number}
    return number


def in_words(figure: Figure) -> dict[str, Any]:
    return {"figure": figure, "words": value_words(figure.value, figure.unit)}


def ink_of(municipality: Municipality) -> str:
    """The municipality's colour, dark enough to be read on white paper (4.5:1)."""
    brand = theme_of(municipality).brand
    return at_luminance(brand, min(luminance(brand), 0.15))


class OfProgramme:
    person: Any
    kwargs: dict[str, Any]
    thing: Programme
    title: Any

    def fetch(self) -> Programme:
        rows = visible_programmes(self.person).select_related("municipality", "evaluator_organisation", "evaluator")
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    def back(self) -> str:
        return reverse("calls:programme", args=[self.thing.slug])

    def cancel_url(self) -> str:
        return reverse("calls:evaluation", args=[self.thing.slug])

    def done_url(self, result: Any) -> str:
        return self.cancel_url()

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Programmes"), "url": reverse("calls:programmes")},
            {"label": self.thing.name, "url": self.back()},
            {"label": self.title, "url": ""},
        ]


class ProgrammeFigures(OfProgramme, Page):
    """As they stand now, as a page and as a file."""

    permission = READ_PROGRAMME_WORK
    template_name = "calls/figures.html"
    title = gettext_lazy("Figures of the programme")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        groups = programme_figures(self.thing)
        if request.GET.get("download") == "csv":
            return self.as_csv(groups)
        return self.show(
            programme=self.thing,
            groups=[{"title": group.title, "figures": [in_words(one) for one in group.figures], "table": group.table} for group in groups],
            download=f"{request.path}?download=csv",
        )

    def as_csv(self, groups: list[FigureGroup]) -> HttpResponse:
        lines = ["\ufeff", csv_line([_("Group"), _("Figure"), _("Value"), pgettext("figure", "Unit"), pgettext("figure", "Note")])]
        for group in groups:
            lines += [csv_line([group.title, f.label, "" if f.value is None else f.value, f.unit, f.note]) for f in group.figures]
            if group.table is not None:
                names = group.table.heads[1:]
                lines += [
                    csv_line([group.title, f"{line.label}: {name}", cell, "", group.table.title])
                    for line in group.table.lines
                    for name, cell in zip(names, line.cells, strict=True)
                ]
        response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.thing.slug}-figures.csv"'
        return response


class ProgrammeWork(OfProgramme, Page):
    """For the evaluator: applications, kick-offs, trials, reports. While a jury judges blind, without names."""

    permission = READ_PROGRAMME_WORK
    template_name = "calls/programme_work.html"
    title = gettext_lazy("All of the programme")

    def context(self) -> dict[str, Any]:
        calls = calls_of(self.thing)
        return super().context() | {
            "programme": self.thing,
            "calls": [{"call": one, "is_blind": is_blind_now(one), "applications": applications_for_evaluator(one)} for one in calls],
            "kick_offs": kick_offs_of_programme(self.thing),
            "may_evaluate": self.allows(EVALUATE),
        }


class EvaluationPage(OfProgramme, Page):
    """For everybody once it is published, with the figures of that day; before, for those who work on it."""

    permission = VIEW
    template_name = "calls/evaluation.html"
    title = gettext_lazy("Evaluation of the programme")

    def context(self) -> dict[str, Any]:
        programme = self.thing
        evaluation = evaluation_of(programme)
        is_inside = self.person is not None and allowed(self.person, READ_PROGRAMME_WORK, programme)
        is_public = evaluation is not None and evaluation.state == EvaluationState.PUBLISHED
        if not is_inside and not is_public:
            raise Http404
        return super().context() | {
            "programme": programme,
            "evaluation": evaluation,
            "is_public": is_public,
            "is_inside": is_inside,
            "file_url": file_address(evaluation.file) if evaluation is not None and evaluation.file is not None else "",
            "figures": [
                {"label": str(Words(one["label"])), "words": value_words(one["value"], one["unit"])}
                for one in (evaluation.figures if evaluation is not None else [])
            ],
            "may_write": not is_public and self.person is not None and allowed(self.person, EVALUATE, programme),
            "may_publish": not is_public and evaluation is not None and allowed(self.person, PUBLISH_EVALUATION, programme),
        }


class EvaluationWrite(OfProgramme, FormPage):
    permission = EVALUATE
    title = gettext_lazy("Write the evaluation")
    lead = gettext_lazy(
        "Did the call work, on whom did the work pile up, what slowed things down, what changed in the municipality itself?"
    )
    done_message = gettext_lazy("Saved.")
    form_class = EvaluationForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.thing.municipality, "evaluation": evaluation_of(self.thing)}

    def act(self, form: Any) -> Any:
        data = form.cleaned_data
        return write_evaluation(
            actor=self.person,
            programme=self.thing,
            summary=data["summary"],
            findings=data["findings"],
            next_round=data["next_round"],
            upload=data["upload"] or None,
        )


class EvaluationPublish(OfProgramme, ActPage):
    permission = PUBLISH_EVALUATION
    done_message = gettext_lazy("Published.")

    def act(self) -> Any:
        return publish_evaluation(actor=self.person, programme=self.thing)


class EvaluationPdf(EvaluationPage):
    """The evaluation as a tagged PDF: texts, figures and tables."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        context = self.context()
        evaluation = context["evaluation"]
        if evaluation is None:
            raise Http404
        try:
            response = HttpResponse(print_form(TEMPLATE, self.data(context)), content_type="application/pdf")
        except Refusal as refusal:
            later = render(request, "calls/print_later.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response["Content-Disposition"] = f'inline; filename="{self.thing.slug}-evaluation-{get_language()}.pdf"'
        return response

    def data(self, context: dict[str, Any]) -> dict[str, Any]:
        programme, evaluation = self.thing, context["evaluation"]
        groups = programme_figures(programme)
        return {
            "title": _("Evaluation: %(programme)s") % {"programme": programme.name},
            "language": get_language(),
            "author": str(programme.municipality),
            "colour": ink_of(programme.municipality),
            "kicker": " · ".join(
                part for part in (str(programme.evaluator_organisation or ""), date_words(evaluation.published_at)) if part
            ),
            "footer": self.request.build_absolute_uri(reverse("calls:evaluation", args=[programme.slug])),
            "parts": [
                {"title": title, "blocks": blocks(str(text))}
                for title, text in (
                    (_("In short"), evaluation.summary),
                    (_("What was found"), evaluation.findings),
                    (_("What the next round should do otherwise"), evaluation.next_round),
                )
                if text
            ],
            "frozen": [[one["label"], one["words"]] for one in context["figures"]],
            "groups": [
                {
                    "title": str(group.title),
                    "figures": [[str(one.label), value_words(one.value, one.unit)] for one in group.figures],
                    "table": {
                        "title": str(group.table.title),
                        "heads": [str(head) for head in group.table.heads],
                        "rows": [[str(line.label), *(str(cell) for cell in line.cells)] for line in group.table.lines],
                    }
                    if group.table is not None and group.table.lines
                    else None,
                }
                for group in groups
            ],
            "words": {
                "figures": _("Figures"),
                "figure": _("Figure"),
                "value": _("Value"),
                "frozen": _("Figures of the day of publication"),
            },
        }
