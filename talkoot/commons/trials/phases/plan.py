"""When a plan may be proposed: what must be in it, and that its time and hours fit."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.content.kinds import BEFORE_START, State
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.commons.trials.queries.calendar import calendar_of
from talkoot.commons.trials.queries.plans import sessions_of, workload_of
from talkoot.kernel.refusals import Refusal

# While it runs the plan is amended; the old version holds until both have accepted the new one.
PLANNABLE = (*BEFORE_START, State.RUNNING, State.PAUSED)
# Without these nobody can say afterwards whether it succeeded, or when to stop.
REQUIRED = {
    "goals_of_host": gettext_lazy("What the unit wants to gain is still missing."),
    "goals_of_partner": gettext_lazy("What the partner wants to find out is still missing."),
    "success": gettext_lazy("How it is known that the trial succeeded is still missing."),
    "starts_on": gettext_lazy("The day of the start is still missing."),
    "ends_on": gettext_lazy("The day of the end is still missing."),
    "hours_budget": gettext_lazy("The hours that one adult may use are still missing."),
    "feedback": gettext_lazy("How feedback is asked is still missing."),
    "criteria": gettext_lazy("What is evaluated is still missing."),
    "stop_conditions": gettext_lazy("When the trial is stopped is still missing."),
}


def plan_refusals(trial: Trial, version: PlanVersion) -> Iterator[Refusal]:
    """All that stands in the way of proposing the version, in the order in which it is written."""
    for field, sentence in REQUIRED.items():
        if getattr(version, field) in (None, ""):
            yield Refusal(sentence, mend=_("Write it into the plan."), field=field)
    if version.is_research and not version.research_permit:
        yield Refusal(
            _("A trial that is also research needs a research permit."), mend=_("Write the number of the permit."), field="research_permit"
        )
    if not Group.objects.filter(trial=trial).exists():
        yield Refusal(_("No group takes part yet."), mend=_("Add at least one group with its headcount."))
    if version.starts_on and version.ends_on:
        calendar = calendar_of(trial.unit)
        if trial.state in BEFORE_START and (late := calendar.start_refusal(version.starts_on, trial.quiet_days)):
            yield late
        if long := calendar.end_refusal(version.starts_on, version.ends_on):
            yield long
        outside = [s for s in sessions_of(trial) if not version.starts_on <= s.held_on <= version.ends_on]
        if outside:
            yield Refusal(
                _("%(count)d sessions are outside the time of the plan.") % {"count": len(outside)}, mend=_("Move them, or the dates.")
            )
    for line in workload_of(trial, version):
        if line.is_over:
            yield Refusal(
                _("The sessions of %(group)s take %(hours)s hours; the budget is %(budget)s.")
                % {"group": line.label, "hours": line.hours, "budget": line.budget},
                mend=_("Plan fewer or shorter sessions, or agree on more hours."),
                field="hours_budget",
            )
