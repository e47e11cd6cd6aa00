"""Candidates: the list, one of them to read and to score, its files, the discussion of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.files.actions import open_file
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.reviews.actions.closing import agree_consensus
from talkoot.tools.reviews.actions.jurors import declare_conflict
from talkoot.tools.reviews.actions.opening import withdraw_candidate
from talkoot.tools.reviews.actions.scoring import reopen_review, save_review, submit_review
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, OPEN_STATES, ReviewState, State
from talkoot.tools.reviews.forms import CandidateFilter, ConflictForm, ConsensusForm, ReviewForm
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment, Consensus, Review, Score
from talkoot.tools.reviews.permissions import JUDGE, READ, RUN, SCORE
from talkoot.tools.reviews.queries.assessments import criteria_list
from talkoot.tools.reviews.queries.candidates import reading_of, titles_of, visible_candidates
from talkoot.tools.reviews.queries.grounds import grounds_of, notes_of, visible_consensus
from talkoot.tools.reviews.queries.jurors import may_still_score, next_assignment, own_assignment
from talkoot.tools.reviews.queries.progress import seen_reviews, with_progress
from talkoot.tools.reviews.views.seats import SeatPage, assessment_or_404, candidate_or_404

PDF_SHOWS = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class CandidateList(SeatPage, ListPage):
    """For those who run it; for jurors from the discussion on. Numbers of reviews and their spread only where they may be seen."""

    permission = READ
    here = "candidates"
    template_name = "reviews/candidates.html"
    title = gettext_lazy("Candidates")
    row_template = "reviews/candidate_row.html"
    filter_form_class = CandidateFilter
    columns = (
        Column(gettext_lazy("Code"), lambda row: row.code),
        Column(gettext_lazy("Reviews given"), lambda row: row.given_count),
        Column(gettext_lazy("Readers"), lambda row: row.readers_count),
        Column(gettext_lazy("Spread of the totals"), lambda row: "" if row.spread is None else row.spread),
        Column(gettext_lazy("Withdrawn"), lambda row: _("yes") if row.is_withdrawn else ""),
    )
    sorts = (
        Sort("code", gettext_lazy("By code"), lambda language: F("number")),
        Sort(
            "spread",
            gettext_lazy("Where jurors differ most"),
            # Those with fewer than two reviews come last; a key is never null.
            lambda language: Coalesce(Cast(F("spread"), FloatField()), Value(-1.0), output_field=FloatField()),
            is_descending=True,
        ),
    )
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    def rows(self) -> Any:
        rows = with_progress(visible_candidates(self.person, self.thing), seen_reviews(self.person, self.thing))
        if self.request.GET.get("left"):
            rows = rows.filter(given_count__lt=self.thing.reviews_wanted, is_withdrawn=False)
        return rows

    def show(self, **more: Any) -> Any:
        rows = more.get("rows", [])
        titles = titles_of(self.person, self.thing, rows)
        for row in rows:
            row.title = titles[row.pk]
        return super().show(**more)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No candidates"), "text": _("Candidates come in when the time to apply has ended.")}


class CandidatePage(SeatPage):
    """One candidate. A juror who still owes her review reads it with the criteria beside; all others see the scores side by side."""

    permission = READ
    here = "candidates"
    thing: Candidate

    def fetch(self) -> Candidate:
        return candidate_or_404(self)

    @property
    def own(self) -> Assignment | None:
        if not hasattr(self, "_own"):
            self._own = own_assignment(self.person, self.thing)
        return self._own

    @property
    def owes(self) -> bool:
        """A review of her own is open to her."""
        own = self.own
        review = getattr(own, "review", None)
        return own is not None and may_still_score(self.assessment) and (review is None or review.state == ReviewState.DRAFT)

    @property
    def title(self) -> str:
        reading = self.reading()
        return f"{self.thing.code} · {reading.title}" if reading.title else self.thing.code

    def reading(self) -> Any:
        if not hasattr(self, "_reading"):
            self._reading = reading_of(self.person, self.thing)
        return self._reading

    @property
    def template_name(self) -> str:  # type: ignore[override]
        return "reviews/review.html" if self.owes else "reviews/candidate.html"

    def context(self) -> dict[str, Any]:
        return super().context() | {"reading": self.reading(), "own": self.own} | ({} if self.owes else self.scores_context())

    def scores_context(self) -> dict[str, Any]:
        assessment = self.assessment
        sees_scores = self.seat.juror is None or assessment.state in OPEN_STATES or self.own is not None
        one = Candidate.objects.filter(pk=self.thing.pk)
        given = list(grounds_of(self.person, assessment, one)) if sees_scores else []
        return {
            "comparison": compared(criteria_list(assessment), given),
            "notes": notes_of(self.person, assessment, self.thing) if sees_scores else [],
            "may_agree": self.seat.runs and assessment.state == State.DISCUSSING,
            "may_withdraw": self.seat.runs and assessment.state not in CLOSED_STATES and not self.thing.is_withdrawn,
            "may_reopen": self.seat.juror is not None and self.own is not None and assessment.state == State.SCORING,
            "is_shared": assessment.state in OPEN_STATES,
        }

    # --- Scoring ---------------------------------------------------------------------------------------------------------------

    def form(self, *, whole: bool) -> ReviewForm:
        own = self.own
        assert own is not None
        review = getattr(own, "review", None)
        given = {one.criterion_id: one for one in Score.objects.filter(review=review)} if review is not None else {}
        return ReviewForm(
            self.request.POST if self.request.method == "POST" else None,
            criteria=criteria_list(self.assessment),
            given=given,
            note=review.note if review is not None else "",
            whole=whole,
        )

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        if self.owes and "form" not in more:
            more["form"] = self.form(whole=False)
        return super().show(status=status, **more)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Gives the review, or keeps it as a draft (button `later`)."""
        if self.own is None:
            raise Http404
        if not self.owes:
            messages.error(request, _("You have given this review already, or the time for it is over."))
            return redirect("reviews:candidate", pk=self.thing.pk)
        whole = "later" not in request.POST
        form = self.form(whole=whole)
        if form.is_valid():
            act = submit_review if whole else save_review
            try:
                act(actor=self.person, assignment=self.own, scores=form.scores, note=form.cleaned_data["note"])
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                return self.done(whole=whole)
        return self.show(form=form, status=422)

    def done(self, *, whole: bool) -> HttpResponseBase:
        if not whole:
            messages.success(self.request, _("Kept as a draft. Only you see it."))
            return redirect("reviews:assessment", pk=self.assessment.pk)
        own = self.own
        assert own is not None
        coming = next_assignment(own.juror, after=own)
        if coming is None:
            messages.success(self.request, _("%(code)s is given. That was the last one: thank you.") % {"code": self.thing.code})
            return redirect("reviews:assessment", pk=self.assessment.pk)
        messages.success(
            self.request, _("%(code)s is given. Here comes %(next)s.") % {"code": self.thing.code, "next": coming.candidate.code}
        )
        return redirect("reviews:candidate", pk=coming.candidate_id)


def compared(criteria: list[Any], given: list[Any]) -> dict[str, Any]:
    """The scores side by side: a column for each juror, a row for each criterion, and the grounds below."""
    names = list(dict.fromkeys(one.juror for one in given if one.juror))
    cells = {(one.juror, one.criterion.pk): one for one in given}
    rows = []
    for criterion in criteria:
        values = [cells.get((name, criterion.pk)) for name in names]
        numbers = [one.value for one in values if one is not None and one.value is not None]
        rows.append(
            {
                "criterion": criterion,
                "values": values,
                "mean": sum(numbers) / len(numbers) if numbers else None,
                "differs": bool(numbers) and (max(numbers) - min(numbers)) * 2 > criterion.scale_max - criterion.scale_min,
                "agreed": cells.get(("", criterion.pk)),
                "grounds": [one for one in values if one is not None and one.ground],
            }
        )
    return {"names": names, "rows": rows}


class ReviewSave(CandidatePage):
    """What is typed is kept as it is typed: answers in one line of text, for the script that asks."""

    permission = JUDGE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.owes:
            return HttpResponse(_("This review is no longer open."), status=409, content_type="text/plain; charset=utf-8")
        form = self.form(whole=False)
        if not form.is_valid():
            return HttpResponse(_("Not kept yet: something needs mending."), status=422, content_type="text/plain; charset=utf-8")
        try:
            save_review(actor=self.person, assignment=self.own, scores=form.scores, note=form.cleaned_data["note"])  # type: ignore[arg-type]
        except Refusal as refusal:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        words = _("Kept %(time)s") % {"time": date_words(timezone.now())}
        return HttpResponse(words, content_type="text/plain; charset=utf-8")


class ReviewReopen(ActPage):
    permission = SCORE
    done_message = gettext_lazy("You can change it again.")
    thing: Assignment

    def fetch(self) -> Assignment:
        own = own_assignment(self.person, candidate_or_404(self)) if self.person is not None else None
        if own is None:
            raise Http404
        return own

    def act(self) -> Review:
        return reopen_review(actor=self.person, assignment=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("reviews:candidate", args=[self.thing.candidate_id])


class CandidateFile(CandidatePage):
    """A file of a candidate, for those who may read it: others' addresses of files do not know who judges."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        shown = [file for section in self.reading().sections for file in section.files]
        wanted = next((one for one in shown if (one.key, one.number) == (self.kwargs["key"], self.kwargs["number"])), None)
        if wanted is None:
            raise Http404
        try:
            opened = open_file(wanted.file)
        except FileNotFoundError as error:
            raise Http404 from error
        is_pdf = wanted.file.media_type == "application/pdf"
        response = FileResponse(opened, as_attachment=not is_pdf, filename=wanted.name, content_type=wanted.file.media_type)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = PDF_SHOWS if is_pdf else NOTHING_RUNS
        return response


class OnCandidate(SeatPage, FormPage):
    thing: Candidate

    def fetch(self) -> Candidate:
        return candidate_or_404(self)

    def last_crumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.code, "url": reverse("reviews:candidate", args=[self.thing.pk])}, *super().last_crumbs()]

    def cancel_url(self) -> str:
        return reverse("reviews:candidate", args=[self.thing.pk])

    def done_url(self, result: Any) -> str:
        return self.cancel_url()


class ConflictPage(OnCandidate):
    permission = JUDGE
    form_class = ConflictForm
    submit_label = gettext_lazy("I cannot judge this one")
    done_message = gettext_lazy("Noted. It goes to another juror.")

    @property
    def title(self) -> str:
        return _("A conflict of interest with %(code)s") % {"code": self.thing.code}

    def act(self, form: Any) -> Any:
        return declare_conflict(actor=self.person, candidate=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return reverse("reviews:assessment", args=[self.assessment.pk])


class ConsensusPage(OnCandidate):
    permission = RUN
    form_class = ConsensusForm
    template_name = "reviews/consensus.html"
    done_message = gettext_lazy("Written down.")
    lead = gettext_lazy("Where the jury has agreed, its score takes the place of the mean. Leave empty what stands as it is.")

    @property
    def title(self) -> str:
        return _("What the jury agreed on %(code)s") % {"code": self.thing.code}

    def form_kwargs(self) -> dict[str, Any]:
        agreed: dict[int, Consensus] = {
            one.criterion_id: one for one in visible_consensus(self.person, self.assessment).filter(candidate=self.thing)
        }
        return {"criteria": criteria_list(self.assessment), "agreed": agreed}

    def context(self) -> dict[str, Any]:
        given = list(grounds_of(self.person, self.assessment, Candidate.objects.filter(pk=self.thing.pk)))
        return super().context() | {"comparison": compared(criteria_list(self.assessment), given)}

    def act(self, form: Any) -> Any:
        return agree_consensus(actor=self.person, candidate=self.thing, values=form.values)


class CandidateWithdraw(OnCandidate):
    permission = RUN
    template_name = "ui/confirm_page.html"
    form_class = forms.Form
    submit_label = gettext_lazy("Withdraw it from the assessment")
    done_message = gettext_lazy("Withdrawn.")
    color = "danger"

    @property
    def title(self) -> str:
        return _("Withdraw %(code)s") % {"code": self.thing.code}

    def what_happens(self) -> list[str]:
        return [
            _("It is scored and ranked no more, and jurors no longer see it."),
            _("What has been given on it stays in the record."),
            _("It cannot be taken back."),
        ]

    def act(self, form: Any) -> Candidate:
        return withdraw_candidate(actor=self.person, candidate=self.thing)
