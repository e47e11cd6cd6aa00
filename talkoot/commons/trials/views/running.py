"""The page of a trial under way: where it stands, what waits, what can be done now; and its halts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.commons.trials.actions.closing import begin_evaluation, close_trial, complete_trial
from talkoot.commons.trials.actions.standing import pause_trial, resume_trial, stop_trial
from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.permissions import (
    ASK_FEEDBACK,
    CHANGE,
    COORDINATE,
    DECIDE,
    HALT,
    INFORM,
    LOG,
    READ,
    READ_CONCERNS,
    RESUME,
    REVIEW,
    START,
    WRITE_RESULT,
    sides_of,
)
from talkoot.commons.trials.phases.life import LIFE, WAY
from talkoot.commons.trials.queries.closing import decisions_on, follow_ups_of, lessons_of, result_of
from talkoot.commons.trials.queries.concerns import concerns_of, open_concerns
from talkoot.commons.trials.queries.feedback import evaluations_of, rounds_to_answer
from talkoot.commons.trials.queries.information import information_page_of
from talkoot.commons.trials.queries.log import changes_of, incidents_of, log_figures, log_of, reviews_of, standstill_of
from talkoot.commons.trials.views.inside import OfTrial, ReasonPage
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage

# Steps from the start on, with the page that takes each.
STEP_PAGES = {
    "pause": "trials:pause",
    "resume": "trials:resume",
    "stop": "trials:stop",
    "evaluate": "trials:evaluate",
    "close": "trials:close",
    "complete": "trials:complete",
}
BUTTONS = ("evaluate", "close", "complete")
NEWEST = 3
HELPS = {
    "log": LOG,
    "change": CHANGE,
    "review": REVIEW,
    "feedback": ASK_FEEDBACK,
    "inform": INFORM,
    "result": WRITE_RESULT,
    "decide": DECIDE,
}


class Running(OfTrial):
    """One page for all who take part. Concerns are shown to those who answer them."""

    permission = READ
    template_name = "trials/running.html"
    lead = gettext_lazy("Under way")

    @property
    def title(self) -> Any:
        return self.trial.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [*super().breadcrumbs[:2], {"label": _("Under way"), "url": ""}]

    def context(self) -> dict[str, Any]:
        trial, person = self.trial, self.person
        may = {name: allowed(person, permission, trial) for name, permission in HELPS.items()}
        sees_concerns = allowed(person, READ_CONCERNS, trial)
        return super().context() | {
            "stages": stages_of(trial),
            "primary": primary_of(trial, may),
            "steps": [
                {
                    "label": step.step.label,
                    "url": reverse(STEP_PAGES[step.step.name], args=[trial.slug]),
                    "refusals": step.refusals,
                    "is_post": step.step.name in BUTTONS,
                }
                for step in LIFE.open_steps(trial, person)
                if step.step.name in STEP_PAGES
            ],
            "may": may,
            "is_running": trial.state in (State.RUNNING, State.PAUSED),
            "is_telling": trial.state in (State.EVALUATING, State.CLOSING, State.COMPLETED, State.STOPPED),
            "is_decided_on": trial.state in (State.CLOSING, State.COMPLETED, State.STOPPED),
            "standstill": standstill_of(trial),
            "figures": log_figures(trial),
            "entries": log_of(trial)[:NEWEST],
            "incidents": incidents_of(trial)[:10],
            "changes": changes_of(trial)[:10],
            "reviews": reviews_of(trial)[:5],
            "evaluations": evaluations_of(trial),
            "to_answer": rounds_to_answer(person, sides_of(person, trial), trial) if person else [],
            "information": information_page_of(trial),
            "sees_concerns": sees_concerns,
            "concerns": concerns_of(trial)[:10] if sees_concerns else [],
            "open_concern_count": open_concerns(trial).count(),
            "result": result_of(trial),
            "lesson_count": lessons_of(trial).count(),
            "decision": decisions_on(trial).first(),
            "follow_ups": follow_ups_of(trial),
        }


def stages_of(trial: Any) -> list[dict[str, Any]]:
    """The way for the phase bar; a halt stands at the place where it happened."""
    place = {State.PAUSED: State.RUNNING, State.STOPPED: State.EVALUATING, State.CANCELLED: State.PREPARING}.get(trial.state, trial.state)
    here = WAY.index(State(place))
    return [
        {"label": LIFE.states[state], "state": "done" if n < here else "current" if n == here else "next", "url": ""}
        for n, state in enumerate(WAY)
    ]


def primary_of(trial: Any, may: dict[str, bool]) -> dict[str, str] | None:
    """The one thing that is most often done now."""
    if trial.state in (State.RUNNING, State.PAUSED) and may["log"]:
        return {"label": _("Write the log"), "url": reverse("trials:log_add", args=[trial.slug])}
    if trial.state == State.EVALUATING and may["feedback"]:
        return {"label": _("Ask for feedback"), "url": reverse("trials:feedback", args=[trial.slug])}
    if trial.state in (State.CLOSING, State.STOPPED) and may["result"]:
        return {"label": _("Write the result"), "url": reverse("trials:result_edit", args=[trial.slug])}
    return None


class Pause(ReasonPage):
    permission = HALT
    title = gettext_lazy("Pause the trial")
    lead = gettext_lazy("Nothing is tried until the trial goes on. Either side may pause at once; both read why.")
    submit_label = pgettext_lazy("step of a trial", "Pause")

    def act(self, form: Any) -> Any:
        return pause_trial(actor=self.person, trial=self.trial, reason=form.cleaned_data["reason"])


class Resume(ReasonPage):
    permission = RESUME
    title = gettext_lazy("Let the trial go on")
    lead = gettext_lazy("Tell both sides what was mended. Every matter of safety must have been answered first.")
    submit_label = pgettext_lazy("step of a trial", "Go on")

    def act(self, form: Any) -> Any:
        return resume_trial(actor=self.person, trial=self.trial, reason=form.cleaned_data["reason"])


class Stop(ReasonPage):
    permission = HALT
    title = gettext_lazy("Stop the trial for good")
    lead = gettext_lazy("It cannot be started again. What was learnt is still told: a trial that failed teaches as much.")
    submit_label = gettext_lazy("Stop for good")

    def act(self, form: Any) -> Any:
        return stop_trial(actor=self.person, trial=self.trial, reason=form.cleaned_data["reason"])


class StepAct(OfTrial, ActPage):
    """One button of the page under way."""

    def done_url(self, result: Any) -> str:
        return self.back()


class Evaluate(StepAct):
    permission = START
    done_message = gettext_lazy("The evaluation has begun. Ask every side for its feedback.")

    def act(self) -> Any:
        return begin_evaluation(actor=self.person, trial=self.trial)


class Close(StepAct):
    permission = COORDINATE
    done_message = gettext_lazy("All evaluations are in. Now the result is written and published, and an official decides.")

    def act(self) -> Any:
        return close_trial(actor=self.person, trial=self.trial)


class Complete(StepAct):
    permission = COORDINATE
    done_message = gettext_lazy("The trial is completed. Both sides are asked after 6 and 12 months what has become of it.")

    def act(self) -> Any:
        return complete_trial(actor=self.person, trial=self.trial)
