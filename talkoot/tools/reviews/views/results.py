"""The steps to the end, the ranking and its steadiness, and the grounds to take along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from talkoot.kernel.municipalities.streams import stream_rows
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import csv_line
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.tools.reviews.actions.closing import begin_discussing, begin_scoring, lock_results, release_results
from talkoot.tools.reviews.actions.opening import set_due
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, State, TieRule
from talkoot.tools.reviews.forms import BeginDiscussingForm, ChosenForm, DueForm
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.permissions import READ, RUN
from talkoot.tools.reviews.phases import LIFE
from talkoot.tools.reviews.queries.assessments import criteria_list
from talkoot.tools.reviews.queries.candidates import titles_of, visible_candidates
from talkoot.tools.reviews.queries.grounds import Given, grounds_of
from talkoot.tools.reviews.queries.jurors import missing_reviews
from talkoot.tools.reviews.queries.ranking import Ranked, ranking_of
from talkoot.tools.reviews.queries.steadiness import stability_of
from talkoot.tools.reviews.views.jurors import OnAssessment
from talkoot.tools.reviews.views.seats import SeatPage, assessment_or_404

PAGE_SIZE = 50
MOST_DRAWN_UNASKED = 300
# More than this nobody reads as a print form; CSV and JSON Lines take any number.
MOST_PRINTED = 120
TEMPLATE = Path(__file__).parents[1] / "print" / "grounds.typ"
# Dark enough to be read on white paper (4.5:1).
DARK = 0.15

STEPS: dict[str, Callable[..., Assessment]] = {
    "begin_scoring": begin_scoring,
    "begin_discussing": begin_discussing,
    "lock": lock_results,
    "release": release_results,
}


class StepPage(OnAssessment):
    """What will happen, and one button."""

    permission = RUN
    template_name = "reviews/step.html"
    done_message = gettext_lazy("Done.")

    def fetch(self) -> Assessment:
        if self.kwargs["step"] not in STEPS:
            raise Http404
        return super().fetch()

    @property
    def step(self) -> Any:
        return LIFE.steps[self.kwargs["step"]]

    @property
    def title(self) -> Any:
        return self.step.label

    @property
    def submit_label(self) -> Any:
        return self.step.label

    @property
    def form_class(self) -> type[forms.Form]:
        is_asked = self.step.name == "begin_discussing" and missing_reviews(self.thing).exists()
        return BeginDiscussingForm if is_asked else forms.Form

    def what_happens(self) -> list[str]:
        if self.step.name == "begin_scoring":
            return [
                _("Each juror gets a mail and reads what has been drawn for her."),
                _("Criteria, weights and minimums stand still from now on."),
            ]
        if self.step.name == "begin_discussing":
            missing = missing_reviews(self.thing).count()
            lines = [
                _("Jurors see each other's scores and grounds of candidates on which they have given their own."),
                _("Reviews that have been given can no longer be changed."),
            ]
            if missing:
                lines.insert(0, ngettext("%(count)d review is missing.", "%(count)d reviews are missing.", missing) % {"count": missing})
            return lines
        if self.step.name == "lock":
            return [
                _("The ranking is written down with all scores and changes no more."),
                _("When totals are equal, it goes by %(rule)s.") % {"rule": tie_words(self.thing)},
                _("Nobody outside the jury sees it before it is released."),
            ]
        return [
            _("Everybody who may read the results sees them at the same moment, and jurors get a mail."),
            _("Jurors who read blind see the names from then on."),
            _("It cannot be taken back."),
        ]

    def act(self, form: Any) -> Assessment:
        more = {"without_missing": form.cleaned_data["without_missing"]} if "without_missing" in form.fields else {}
        return STEPS[self.step.name](actor=self.person, assessment=self.thing, **more)


def tie_words(assessment: Assessment) -> str:
    return _(", then ").join(str(TieRule(rule).label) for rule in assessment.tie_rule)


class DuePage(OnAssessment):
    permission = RUN
    title = gettext_lazy("When scores are due")
    form_class = DueForm
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"due_at": self.thing.scores_due_at}}

    def act(self, form: Any) -> Assessment:
        return set_due(actor=self.person, assessment=self.thing, due_at=form.cleaned_data["due_at"])


class RankingPage(SeatPage):
    """Who came where. Before the lock only for those who run it, as it would be now."""

    permission = READ
    here = "ranking"
    template_name = "reviews/ranking.html"
    title = gettext_lazy("Ranking")
    thing: Assessment

    def fetch(self) -> Assessment:
        assessment = assessment_or_404(self)
        self.thing = assessment
        if self.person is not None and not self.seat.runs and assessment.state not in CLOSED_STATES:
            raise Http404
        return assessment

    def rows(self) -> list[Ranked]:
        """Of candidates that the person may see: the same rule as on every other page."""
        rows = ranking_of(self.thing)
        if self.seat.juror is None:
            return rows
        seen = set(visible_candidates(self.person, self.thing).values_list("pk", flat=True))
        return [one for one in rows if one.candidate.pk in seen]

    def context(self) -> dict[str, Any]:
        rows = self.rows()
        first = self.first_of(len(rows))
        shown = rows[first : first + PAGE_SIZE]
        titles = titles_of(self.person, self.thing, [one.candidate for one in shown])
        form = ChosenForm(self.request.GET)
        chosen = form.cleaned_data["chosen"] if form.is_valid() else None
        # Drawing anew takes seconds for thousands: then it is done when it is asked for.
        is_asked = self.seat.runs and bool(rows) and (len(rows) <= MOST_DRAWN_UNASKED or chosen is not None)
        stability = stability_of(self.thing, chosen=chosen, ranking=rows) if is_asked else None
        steady = {one.candidate.pk: one for one in stability.rows} if stability is not None else {}
        criteria = criteria_list(self.thing)
        return super().context() | {
            "criteria": criteria,
            "lines": [
                {
                    "ranked": one,
                    "title": titles[one.candidate.pk],
                    "scores": [one.by_criterion.get(criterion.key) for criterion in criteria],
                    "steady": steady.get(one.candidate.pk),
                    "tie": TieRule(one.resolved_by).label if one.resolved_by else "",
                }
                for one in shown
            ],
            "stability": stability,
            "chosen_form": ChosenForm(initial={"chosen": stability.chosen if stability is not None else self.thing.chosen_count})
            if self.seat.runs
            else None,
            "count": len(rows),
            "previous_url": self.page_url(first - PAGE_SIZE) if first else "",
            "next_url": self.page_url(first + PAGE_SIZE) if first + PAGE_SIZE < len(rows) else "",
            "is_locked": self.thing.state in CLOSED_STATES,
            "is_released": self.thing.state == State.RELEASED,
            "tie_words": tie_words(self.thing),
            "can_print": len(rows) <= MOST_PRINTED,
        }

    def first_of(self, count: int) -> int:
        text = self.request.GET.get("from", "")
        wanted = int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 7 else 0
        return wanted if 0 <= wanted < count else 0

    def page_url(self, first: int) -> str:
        query = self.request.GET.copy()
        query["from"] = str(max(0, first) + 1)
        return f"{self.request.path}?{query.urlencode()}"


class RankingCsv(RankingPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows, criteria = self.rows(), criteria_list(self.thing)
        titles = titles_of(self.person, self.thing, [one.candidate for one in rows])
        heads = [_("Rank"), _("Code"), _("Title"), _("Total"), _("Meets the minimums"), _("Tie settled by")]
        lines = [csv_line([*heads, *(str(criterion.title) for criterion in criteria)])]
        for one in rows:
            scores = [one.by_criterion[criterion.key].value if criterion.key in one.by_criterion else "" for criterion in criteria]
            facts = [one.rank, one.candidate.code, titles[one.candidate.pk], one.total, _("yes") if one.passes_minimums else _("no")]
            lines.append(csv_line([*facts, TieRule(one.resolved_by).label if one.resolved_by else "", *scores]))
        return named(HttpResponse("\ufeff" + "".join(lines), content_type="text/csv; charset=utf-8"), self.thing, "ranking", "csv")


def named(response: Any, assessment: Assessment, what: str, ending: str) -> Any:
    name = slugify(str(assessment.title)) or f"assessment-{assessment.pk}"
    response["Content-Disposition"] = f'attachment; filename="{what}-{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


# --- Grounds ---------------------------------------------------------------------------------------------------------------


class GroundsPage(SeatPage):
    """All scores and grounds that the person may see. Streamed: any number."""

    permission = READ
    thing: Assessment

    def fetch(self) -> Assessment:
        if self.kwargs["ending"] not in ("csv", "jsonl", "pdf"):
            raise Http404
        return assessment_or_404(self)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ending: str = self.kwargs["ending"]
        if ending == "pdf":
            return self.printed()
        made = {"csv": self.csv_lines, "jsonl": self.json_lines}[ending]
        kind = "text/csv" if ending == "csv" else "application/jsonl"
        response = StreamingHttpResponse(stream_rows(request, made), content_type=f"{kind}; charset=utf-8")
        return named(response, self.thing, "grounds", ending)

    def csv_lines(self) -> Iterator[str]:
        heads = [_("Code"), _("Title"), _("Juror"), _("Criterion"), _("Weight"), _("Score"), _("Ground"), _("Given")]
        yield "\ufeff" + csv_line(heads)
        for one in grounds_of(self.person, self.thing):
            juror = one.juror or _("Agreed by the jury")
            when = date_words(one.at)
            yield csv_line([one.candidate.code, one.title, juror, one.criterion.title, one.criterion.weight, one.value, one.ground, when])

    def json_lines(self) -> Iterator[str]:
        for one in grounds_of(self.person, self.thing):
            yield json.dumps(plain(one), ensure_ascii=False) + "\n"

    def printed(self) -> HttpResponseBase:
        rows = visible_candidates(self.person, self.thing).order_by("number")
        try:
            if rows.count() > MOST_PRINTED:
                raise Refusal(_("There are too many candidates for a print form."), mend=_("Take the grounds as CSV."))
            pdf = print_form(TEMPLATE, self.print_data())
        except Refusal as refusal:
            later = render(self.request, "reviews/print_later.html", {"refusal": refusal, "assessment": self.thing}, status=503)
            later["Retry-After"] = "60"
            return later
        return named(HttpResponse(pdf, content_type="application/pdf"), self.thing, "grounds", "pdf")

    def print_data(self) -> dict[str, Any]:
        """What print/grounds.typ draws: plain values only. Ranks and totals once they are locked."""
        brand = theme_of(self.municipality).brand
        places = {one.candidate.pk: one for one in ranking_of(self.thing)} if self.seat.runs or self.thing.state in CLOSED_STATES else {}
        by_candidate: dict[int, list[Given]] = {}
        for one in grounds_of(self.person, self.thing):
            by_candidate.setdefault(one.candidate.pk, []).append(one)
        candidates = sorted(
            visible_candidates(self.person, self.thing),
            key=lambda one: (placed(places.get(one.pk)), one.number),
        )
        titles = titles_of(self.person, self.thing, candidates)
        return {
            "title": str(self.thing.title),
            "language": get_language() or self.municipality.default_language,
            "author": str(self.municipality),
            "colour": at_luminance(brand, min(luminance(brand), DARK)),
            "kicker": _("%(municipality)s – Grounds of the assessment") % {"municipality": self.municipality},
            "facts": [
                {"label": _("State"), "value": str(self.thing.get_state_display())},
                {"label": _("When totals are equal"), "value": tie_words(self.thing)},
            ],
            "criteria_title": _("Criteria"),
            "criteria": [{"title": str(one.title), "value": criterion_words(one)} for one in criteria_list(self.thing)],
            "candidates": [
                {
                    "title": f"{one.code} {titles[one.pk]}".strip(),
                    "place": place_words(places.get(one.pk)),
                    "lines": [
                        {
                            "label": f"{given.criterion.title}: {given.value} ({given.juror or _('Agreed by the jury')})",
                            "text": given.ground,
                        }
                        for given in by_candidate.get(one.pk, [])
                    ],
                    "empty": _("No review has been given."),
                }
                for one in candidates
            ],
        }


def placed(row: Ranked | None) -> int:
    return row.rank if row is not None and row.rank is not None else 10**9


def place_words(row: Ranked | None) -> str:
    if row is None or row.total is None:
        return ""
    if row.rank is None:
        return _("Total %(total)s of 100, below a minimum") % {"total": f"{row.total:.1f}"}
    return _("Rank %(rank)d, total %(total)s of 100") % {"rank": row.rank, "total": f"{row.total:.1f}"}


def criterion_words(criterion: Any) -> str:
    words = _("weight %(weight)d, scores %(low)d–%(high)d") % {
        "weight": criterion.weight,
        "low": criterion.scale_min,
        "high": criterion.scale_max,
    }
    if criterion.minimum is None:
        return words
    return _("%(facts)s, at least %(minimum)s") % {"facts": words, "minimum": f"{criterion.minimum.normalize():f}"}


def plain(one: Given) -> dict[str, Any]:
    return {
        "code": one.candidate.code,
        "title": one.title,
        "juror": one.juror or None,
        "is_agreed": not one.juror,
        "criterion": one.criterion.key,
        "score": None if one.value is None else str(one.value),
        "ground": one.ground,
        "given_at": None if one.at is None else one.at.isoformat(),
    }
