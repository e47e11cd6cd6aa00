"""The list of assessments, and one of them: for those who run it how far it has come, for a juror what she has to do."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, OPEN_STATES, State
from talkoot.tools.reviews.models.assessment import Assessment, subject_of
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.permissions import JUDGE, LIST, READ
from talkoot.tools.reviews.phases import LIFE
from talkoot.tools.reviews.queries.assessments import criteria_list, visible_assessments
from talkoot.tools.reviews.queries.candidates import titles_of
from talkoot.tools.reviews.queries.jurors import next_assignment, own_assignments, work_of
from talkoot.tools.reviews.queries.progress import Progress, progress_of
from talkoot.tools.reviews.queries.steadiness import leniency_of
from talkoot.tools.reviews.views.seats import SeatPage, assessment_or_404


class AssessmentList(ListPage):
    permission = LIST
    title = gettext_lazy("Assessments")
    lead = gettext_lazy("Juries in which you judge, and assessments that you run.")
    row_template = "reviews/assessment_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("opened_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_assessments(self.person)

    def show(self, **more: Any) -> Any:
        """Each row with the person's own work in it. Two queries for the page."""
        rows = more.get("rows", [])
        jurors = Juror.objects.filter(assessment__in=rows, person=self.person, dismissed_at=None)
        work = {one.juror.assessment_id: one for one in work_of(jurors).values()}
        for row in rows:
            row.own_work = work.get(row.pk)
        return super().show(**more)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No assessment yet"),
            "text": _("When you are named to a jury, or when applications of a call are to be judged, it is here."),
        }


class AssessmentPage(SeatPage):
    permission = READ
    here = "assessment"
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def template_name(self) -> str:  # type: ignore[override]
        return "reviews/assessment.html" if self.seat.juror is None else "reviews/mine.html"

    def last_crumbs(self) -> list[dict[str, Any]]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.seat.runs and self.seat.juror is None:
            return redirect("reviews:ranking", pk=self.thing.pk)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return super().context() | self.facts() | (self.run_context() if self.seat.runs else self.juror_context())

    def facts(self) -> dict[str, Any]:
        subject = subject_of(self.thing)
        return {
            "criteria": criteria_list(self.thing),
            "subject": None if subject is None or not self.seat.runs else {"label": title_of(subject), "url": url_of(subject)},
            "phases": [{"label": one.label, "state": one.standing} for one in LIFE.stages(self.thing)],
            "until": date_words(self.thing.scores_due_at) if self.thing.state in (State.SET_UP, State.SCORING) else "",
        }

    # --- Who runs it -------------------------------------------------------------------------------------------------------

    def run_context(self) -> dict[str, Any]:
        progress = progress_of(self.thing)
        steps = LIFE.open_steps(self.thing, self.person)
        self.move = next_move(self.thing, progress, steps)
        return {
            "progress": progress,
            "step": steps[0] if steps else None,
            "leniency": leniency_of(self.thing, [one.work.juror for one in progress.jurors]),
            "may_draw": self.thing.state not in CLOSED_STATES,
        }

    def primary_action(self) -> dict[str, Any] | None:
        return getattr(self, "move", None)

    # --- Who judges --------------------------------------------------------------------------------------------------------

    def juror_context(self) -> dict[str, Any]:
        juror = self.seat.juror
        assert juror is not None
        juror.person, juror.assessment = self.person, self.thing  # type: ignore[assignment]
        assignments = list(own_assignments(juror))
        titles = titles_of(self.person, self.thing, [one.candidate for one in assignments])
        for one in assignments:
            one.title = titles[one.candidate_id]  # type: ignore[attr-defined]
        work = work_of([juror])[juror.pk]
        coming = next_assignment(juror) if self.thing.state == State.SCORING and work.left else None
        self.move = juror_move(self.thing, juror, coming)
        return {"juror": juror, "assignments": assignments, "work": work, "coming": coming, "is_open": self.thing.state in OPEN_STATES}


def juror_move(assessment: Assessment, juror: Juror, coming: Any) -> dict[str, Any] | None:
    if juror.declared_at is None and assessment.state not in CLOSED_STATES:
        return {"label": _("Tell what ties you"), "url": reverse("reviews:declare", args=[assessment.pk])}
    if coming is not None:
        return {
            "label": _("Go on with %(code)s") % {"code": coming.candidate.code}
            if getattr(coming, "review", None) is not None
            else _("Review %(code)s") % {"code": coming.candidate.code},
            "url": reverse("reviews:candidate", args=[coming.candidate_id]),
        }
    if assessment.state == State.DISCUSSING:
        return {"label": _("To the discussion"), "url": reverse("reviews:candidates", args=[assessment.pk])}
    if assessment.state in CLOSED_STATES:
        return {"label": _("See the ranking"), "url": reverse("reviews:ranking", args=[assessment.pk])}
    return None


def next_move(assessment: Assessment, progress: Progress, steps: list[Any]) -> dict[str, Any] | None:
    """The one thing that brings the assessment on: the primary button of whoever runs it."""
    if assessment.state == State.SET_UP and not progress.acting:
        return {"label": _("Name jurors"), "url": reverse("reviews:jurors", args=[assessment.pk])}
    # While reviews are missing and their time is not over, there is nothing to be done but to wait.
    waits = assessment.state == State.SCORING and progress.given < progress.assigned and assessment.scores_due_at > timezone.now()
    if steps and steps[0].is_free and not waits:
        return {"label": steps[0].step.label, "url": reverse("reviews:step", args=[assessment.pk, steps[0].step.name])}
    if assessment.state == State.SET_UP and progress.candidates and progress.declared:
        return {"label": _("Draw who reads what"), "url": reverse("reviews:draw", args=[assessment.pk])}
    return None


class NextReview(SeatPage):
    """Leads to the juror's next candidate, or back to her list when all are given."""

    permission = JUDGE
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        juror = self.seat.juror
        assert juror is not None
        coming = next_assignment(juror) if self.thing.state in (State.SCORING, State.DISCUSSING) else None
        return redirect("reviews:assessment", pk=self.thing.pk) if coming is None else redirect("reviews:candidate", pk=coming.candidate_id)
