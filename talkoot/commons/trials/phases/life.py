"""A trial's way: proposed → planning → preparing → running (paused) → evaluating → closing → completed; stopped or cancelled.

Nothing starts before its gates hold: phases/gates.py. What going on and closing wait for: phases/running.py.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.permissions import ACCEPT, COORDINATE, HALT, PLAN, RESUME, START
from talkoot.commons.trials.phases.closing import deletion_certified, evaluations_are_in, is_decided, result_is_published
from talkoot.commons.trials.phases.gates import all_gates_hold, day_has_come
from talkoot.commons.trials.phases.running import grave_incidents_mended, nothing_open, safety_concerns_answered
from talkoot.kernel.phases import LifeCycle, Step

LIFE = LifeCycle(
    "trial",
    states=dict(State.choices),
    steps=[
        Step("plan", (State.PROPOSED, State.PREPARING), State.PLANNING, pgettext_lazy("step of a trial", "Plan together"), PLAN),
        # Taken by the acceptance of the second side.
        Step("prepare", State.PLANNING, State.PREPARING, pgettext_lazy("step of a trial", "Accept the plan"), ACCEPT),
        Step(
            "start",
            State.PREPARING,
            State.RUNNING,
            pgettext_lazy("step of a trial", "Start"),
            START,
            needs=(all_gates_hold, day_has_come),
        ),
        Step("pause", State.RUNNING, State.PAUSED, pgettext_lazy("step of a trial", "Pause"), HALT),
        Step(
            "resume",
            State.PAUSED,
            State.RUNNING,
            pgettext_lazy("step of a trial", "Go on"),
            RESUME,
            needs=(safety_concerns_answered, grave_incidents_mended),
        ),
        Step("evaluate", State.RUNNING, State.EVALUATING, pgettext_lazy("step of a trial", "Begin the evaluation"), START),
        Step(
            "close",
            State.EVALUATING,
            State.CLOSING,
            pgettext_lazy("step of a trial", "Begin closing"),
            COORDINATE,
            needs=(evaluations_are_in,),
        ),
        Step(
            "complete",
            State.CLOSING,
            State.COMPLETED,
            pgettext_lazy("step of a trial", "Complete"),
            COORDINATE,
            needs=(nothing_open, result_is_published, is_decided, deletion_certified),
        ),
        Step(
            "stop",
            (State.RUNNING, State.PAUSED, State.EVALUATING),
            State.STOPPED,
            pgettext_lazy("step of a trial", "Stop"),
            HALT,
        ),
        Step(
            "cancel",
            (State.PROPOSED, State.PLANNING, State.PREPARING),
            State.CANCELLED,
            pgettext_lazy("step of a trial", "Cancel"),
            HALT,
        ),
    ],
)
# Shown as the way; the halts are told apart from it.
WAY = (State.PROPOSED, State.PLANNING, State.PREPARING, State.RUNNING, State.EVALUATING, State.CLOSING, State.COMPLETED)
