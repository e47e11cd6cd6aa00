"""Feedback of every side: who has been asked, how many have answered, what is still missing."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.feedback import open_feedback, waive_evaluation
from talkoot.commons.trials.content.running import NAMED_SIDES, FeedbackSide, Moment
from talkoot.commons.trials.forms.running import FeedbackForm, ReasonForm
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.permissions import ASK_FEEDBACK, READ, WAIVE_EVALUATION, sides_of
from talkoot.commons.trials.queries.feedback import evaluations_of, feedback_materials_of, feedback_rounds_of, rounds_to_answer
from talkoot.commons.trials.views.inside import OfTrial, TrialForm
from talkoot.kernel.permissions.rules import allowed
from talkoot.tools.questionnaires.models.rounds import AccessCode
from talkoot.tools.questionnaires.queries.results import results_of


class Feedback(OfTrial):
    permission = READ
    template_name = "trials/feedback.html"
    title = gettext_lazy("Feedback and evaluation")

    def context(self) -> dict[str, Any]:
        trial, person = self.trial, self.person
        rounds = list(feedback_rounds_of(trial))
        codes: dict[int, list[AccessCode]] = {}
        may_ask = allowed(person, ASK_FEEDBACK, trial)
        if may_ask:
            for code in AccessCode.objects.filter(round__in=[feedback.round_id for feedback in rounds]).order_by("group", "pk"):
                codes.setdefault(code.round_id, []).append(code)
        return super().context() | {
            "evaluations": evaluations_of(trial),
            "rounds": [self.shown(feedback, codes.get(feedback.round_id or 0, [])) for feedback in rounds],
            "to_answer": {feedback.pk for feedback in rounds_to_answer(person, sides_of(person, trial), trial)} if person else set(),
            "may_ask": may_ask,
            "may_waive": allowed(person, WAIVE_EVALUATION, trial),
            "has_materials": bool(feedback_materials_of(trial)),
        }

    @staticmethod
    def shown(feedback: FeedbackRound, codes: list[AccessCode]) -> dict[str, Any]:
        results = results_of(feedback.round)  # type: ignore[arg-type]
        return {
            "feedback": feedback,
            "results": results,
            "is_named": feedback.side in NAMED_SIDES,
            "count": results.received,
            "codes": codes,
        }


class FeedbackOpen(TrialForm):
    permission = ASK_FEEDBACK
    title = gettext_lazy("Ask for feedback")
    lead = gettext_lazy(
        "Participants and guardians answer without an account by the code of their group. The unit and the partner answer signed in."
    )
    submit_label = gettext_lazy("Open the round")
    done_message = gettext_lazy("The round is open. Print the codes, or show them on the wall.")
    form_class = FeedbackForm

    def form_kwargs(self) -> dict[str, Any]:
        is_end = self.trial.state not in ("running", "paused")
        return {
            "materials": feedback_materials_of(self.trial),
            "sides": list(self.trial.evaluation_sides),
            "initial": {"moment": Moment.END if is_end else Moment.DURING, "is_evaluation": is_end},
        }

    def act(self, form: Any) -> Any:
        clean = form.cleaned_data
        closes_at = timezone.make_aware(datetime.combine(clean["closes_on"], time(23, 59))) if clean["closes_on"] else None
        return open_feedback(
            actor=self.person,
            trial=self.trial,
            material=clean["material"],
            moment=clean["moment"],
            is_evaluation=clean["is_evaluation"],
            closes_at=closes_at,
        )

    def done_url(self, result: Any) -> str:
        return reverse("trials:feedback", args=[self.trial.slug])

    def cancel_url(self) -> str:
        return reverse("trials:feedback", args=[self.trial.slug])


class Waive(TrialForm):
    """Going on without a side's evaluation, with the reason."""

    permission = WAIVE_EVALUATION
    form_class = ReasonForm
    submit_label = gettext_lazy("Go on without it")
    done_message = gettext_lazy("Noted. A reference still needs the evaluation itself.")

    def fetch(self) -> Any:
        trial = super().fetch()
        if self.kwargs["side"] not in FeedbackSide.values or self.kwargs["side"] not in trial.evaluation_sides:
            raise Http404
        return trial

    @property
    def title(self) -> Any:
        return _("Go on without an evaluation: %(side)s") % {"side": FeedbackSide(self.kwargs["side"]).label}

    def act(self, form: Any) -> Any:
        return waive_evaluation(actor=self.person, trial=self.trial, side=self.kwargs["side"], reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return reverse("trials:feedback", args=[self.trial.slug])
