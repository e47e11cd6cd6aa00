"""What everybody may read of trials, and the front of a trial for its own sides."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.commons.trials.content.kinds import BEFORE_START, UNDER_WAY, Side, State
from talkoot.commons.trials.forms.filters import OwnTrialFilter, TrialFilter
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import COORDINATE, HALT, PLAN, READ, START, VIEW, sides_of
from talkoot.commons.trials.phases.gates import GateState, gates_of
from talkoot.commons.trials.phases.life import LIFE, WAY
from talkoot.commons.trials.queries.plans import agreed_plan, latest_plan, plan_draft, sides_missing
from talkoot.commons.trials.queries.trials import groups_of, inner_trials, missing_languages, parties_of, public_trials, visible_trials
from talkoot.commons.trials.views.preparing import address_of_gate
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of

BY_NAME = Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language))


class TrialList(ListPage):
    permission = VIEW
    title = gettext_lazy("Trials")
    lead = gettext_lazy("What is being tried now, what was tried, and what came of it. Also what did not work.")
    row_template = "trials/trial_row.html"
    filter_form_class = TrialFilter
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("started_at"), is_descending=True),
        BY_NAME,
    )
    columns = (
        Column(pgettext_lazy("trial", "Number"), lambda trial: trial.slug),
        Column(pgettext_lazy("text", "Title"), lambda trial: trial.title),
        Column(gettext_lazy("Unit"), lambda trial: trial.unit),
        Column(gettext_lazy("Partner"), lambda trial: trial.organisation),
        Column(pgettext_lazy("trial", "State"), lambda trial: trial.get_state_display()),
        Column(gettext_lazy("Starts on"), lambda trial: trial.starts_on or ""),
        Column(gettext_lazy("Ends on"), lambda trial: trial.ends_on or ""),
    )

    def rows(self) -> Any:
        return public_trials()

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Own trials"), "url": reverse("trials:own")} if self.person else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("Nothing was found") if self.request.GET else _("No trials have begun yet"),
            "text": _("Here everybody can follow what is tried together with units of the municipality."),
        }


class OwnTrials(ListPage):
    """Trials of one's own sides in every state; for the municipality's readers all of them."""

    permission = READ
    title = gettext_lazy("Own trials")
    lead = gettext_lazy("Trials in which your unit or organisation takes part, and for coordinators all of them.")
    row_template = "trials/own_row.html"
    filter_form_class = OwnTrialFilter
    sorts = (
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
        BY_NAME,
    )

    def rows(self) -> Any:
        return inner_trials(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": _("Calendar of terms"), "url": reverse("trials:term_years")}] if allowed(self.person, COORDINATE) else []

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("You have no trials"),
            "text": _("A trial begins when a unit and a partner agree to try something together."),
        }


def stages_of(trial: Trial) -> list[dict[str, Any]]:
    """The way of the trial; a halt stands where it happened."""
    state = State.RUNNING if trial.state == State.PAUSED else trial.state
    if state in (State.STOPPED, State.CANCELLED):
        last = State.RUNNING if trial.started_at else State.PREPARING
        done = WAY[: WAY.index(last) + 1] if trial.started_at else ()
        steps = [{"label": one.label, "state": "done"} for one in done]
        return [*steps, {"label": State(state).label, "state": "current"}]
    here = WAY.index(State(state))
    return [{"label": one.label, "state": "done" if n < here else "current" if n == here else "next"} for n, one in enumerate(WAY)]


class TrialDetail(Page):
    """For everybody: what is tried, by whom, where it stands. For its sides before the start also what is missing."""

    permission = VIEW
    thing: Trial

    def fetch(self) -> Trial:
        return get_object_or_404(visible_trials(self.person), slug=self.kwargs["slug"])

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Trials"), "url": reverse("trials:list")}, {"label": self.thing.title, "url": ""}]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person is not None and self.allows(READ):
            self.template_name = "trials/trial_inside.html"
            return self.show(**self.inside())
        self.template_name = "trials/trial_detail.html"
        return self.show()

    def context(self) -> dict[str, Any]:
        trial = self.thing
        groups = list(groups_of(trial))
        return super().context() | {
            "trial": trial,
            "stages": stages_of(trial),
            "parties": list(parties_of(trial)),
            "group_count": len(groups),
            "head_count": sum(group.headcount for group in groups),
            "thread": thread_of(trial, self.person),
            "panels": panels_of(trial, self.person),
        }

    def inside(self) -> dict[str, Any]:
        trial = self.thing
        gates = gates_of(trial) if trial.state in BEFORE_START else []
        sides = sides_of(self.person, trial)
        return {
            "sides": [Side(side).label for side in Side.values if side in sides],
            "gates": [{"gate": gate, "url": address_of_gate(gate, trial)} for gate in gates],
            "open_count": sum(gate.is_open for gate in gates),
            "next": self.next_thing(gates),
            "plan": agreed_plan(trial),
            "is_before_start": trial.state in BEFORE_START,
            "is_under_way": trial.state in UNDER_WAY,
            "may_cancel": trial.state in BEFORE_START and self.allows(HALT),
            "may_plan": self.allows(PLAN),
            "missing": missing_languages(trial),
            "may_coordinate": allowed(self.person, COORDINATE),
            "steps": [step for step in LIFE.open_steps(trial, self.person) if step.step.name == "start"]
            if trial.state == "preparing"
            else [],
        }

    def next_thing(self, gates: list[GateState]) -> dict[str, Any] | None:
        """The one thing that this person can do next: the page's first button."""
        trial = self.thing
        if trial.state in UNDER_WAY:
            return {"label": _("Open the work on it"), "url": reverse("trials:running", args=[trial.slug])}
        if trial.state not in BEFORE_START:
            return None
        latest = latest_plan(trial)
        if latest is not None and set(sides_missing(latest)) & sides_of(self.person, trial) and plan_draft(trial) is None:
            return {
                "label": _("Read and accept the plan"),
                "url": reverse("trials:plan_accept", args=[trial.slug, latest.number]),
            }
        if latest is None and self.allows(PLAN):
            return {"label": _("Write the plan together"), "url": reverse("trials:plan_write", args=[trial.slug, "goals"])}
        missing = next((gate for gate in gates if not gate.is_open), None)
        if missing is None and trial.state == State.PREPARING and self.allows(START):
            return {"label": _("Start the trial"), "url": reverse("trials:start", args=[trial.slug])}
        if missing is not None and trial.state == State.PREPARING:
            return {"label": _("Next: %(gate)s") % {"gate": missing.label}, "url": address_of_gate(missing, trial)}
        return None
