"""The joint plan: reading it, writing the draft in steps, proposing, accepting; groups and sessions."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.groups import add_group, change_group, move_session, plan_session, remove_group, remove_session
from talkoot.commons.trials.actions.planning import accept_plan, ask_plan_change, propose_plan, write_plan
from talkoot.commons.trials.content.kinds import OVER, PLAN_SIDES
from talkoot.commons.trials.forms.planning import PLAN_STEPS, AskChangeForm, GroupForm, PlanStep, ProposePlanForm, SessionForm, SideForm
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import ACCEPT, HOST, PLAN, sides_of
from talkoot.commons.trials.phases.plan import PLANNABLE, plan_refusals
from talkoot.commons.trials.queries.calendar import calendar_of
from talkoot.commons.trials.queries.plans import (
    acceptances_of,
    agreed_plan,
    comparable_plans,
    latest_plan,
    plan_differences,
    plan_draft,
    proposed_plans,
    remarks_on,
    sessions_of,
    sides_missing,
    unsaved_draft,
    workload_of,
)
from talkoot.commons.trials.queries.trials import groups_of, host_unit_ids
from talkoot.commons.trials.views.preparing import OnTrial, TrialButton, TrialFormPage
from talkoot.kernel.ui.differences import PairForm


class PlanPage(OnTrial):
    """The plan in force, the version that waits, the draft; sessions and hours."""

    title = gettext_lazy("Joint plan")
    template_name = "trials/plan.html"

    def context(self) -> dict[str, Any]:
        trial = self.trial
        draft, latest, agreed = plan_draft(trial), latest_plan(trial), agreed_plan(trial)
        shown = draft or latest
        missing = sides_missing(latest) if latest else []
        own = sides_of(self.person, trial)
        may_plan = self.allows(PLAN) and trial.state in PLANNABLE
        calendar = calendar_of(trial.unit)
        return super().context() | {
            "draft": draft,
            "latest": latest,
            "agreed": agreed,
            "version": shown,
            "missing_sides": missing,
            "acceptances": list(acceptances_of(latest)) if latest else [],
            "remarks": list(remarks_on(latest)) if latest else [],
            "may_plan": may_plan,
            "may_accept": bool(own & set(missing)) and trial.state in PLANNABLE,
            "may_host": self.allows(HOST) and trial.state in PLANNABLE,
            "may_move": self.allows(PLAN) and trial.state not in OVER,
            "steps": [
                {"label": label, "url": reverse("trials:plan_write", args=[trial.slug, name])}
                for name, (label, _form) in PLAN_STEPS.items()
            ],
            "refusals": list(plan_refusals(trial, draft)) if draft and may_plan else [],
            "sessions": [{"session": session, "day_off": calendar.holiday_on(session.held_on)} for session in sessions_of(trial)],
            "workload": workload_of(trial, shown) if shown else [],
            "versions": list(proposed_plans(trial)),
            "may_compare": latest is not None and (latest.number > 1 or draft is not None),
            "feed": self.request.build_absolute_uri(reverse("trials:calendar_feed", args=[trial.calendar_key])),
        }


class PlanVersionPage(OnTrial):
    """One proposed version as it was accepted or not."""

    template_name = "trials/plan_version.html"

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.version = get_object_or_404(proposed_plans(trial), number=self.kwargs["number"])
        return trial

    @property
    def title(self) -> str:
        return _("Plan, version %(number)d") % {"number": self.version.number}

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "version": self.version,
            "acceptances": list(acceptances_of(self.version)),
            "remarks": list(remarks_on(self.version)),
        }


class PlanCompare(OnTrial):
    """Two versions side by side; with a single one there is nothing to compare."""

    template_name = "trials/plan_compare.html"
    title = gettext_lazy("What changed in the plan")

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.versions = {str(version.number): version for version in comparable_plans(trial)}
        if len(self.versions) < 2:
            raise Http404
        return trial

    def context(self) -> dict[str, Any]:
        form = PairForm(self.request.GET, choices=[(key, name_of(version)) for key, version in self.versions.items()])
        before, after = (self.versions[key] for key in form.pair)
        return super().context() | {
            "form": form,
            "before": name_of(before),
            "after": name_of(after),
            "rows": plan_differences(before, after),
            "language": after.language,
            "change_summary": after.change_summary,
        }


def name_of(version: PlanVersion) -> str:
    number = {"number": version.number}
    return _("Version %(number)d") % number if version.proposed_at else _("Version %(number)d, a draft") % number


class PlanWrite(TrialFormPage):
    """One step of the draft; saving leads to the next."""

    permission = PLAN

    def fetch(self) -> Trial:
        if self.kwargs["step"] not in PLAN_STEPS:
            raise Http404
        return super().fetch()

    @property
    def title(self) -> Any:
        return PLAN_STEPS[self.kwargs["step"]][0]

    @property
    def submit_label(self) -> str:
        return _("Save and go on") if self.next_step() else _("Save")

    def next_step(self) -> str:
        names = list(PLAN_STEPS)
        return next(iter(names[names.index(self.kwargs["step"]) + 1 :]), "")

    @property
    def form_class(self) -> type[PlanStep]:
        return PLAN_STEPS[self.kwargs["step"]][1]

    def form_kwargs(self) -> dict[str, Any]:
        return {"version": plan_draft(self.trial) or unsaved_draft(self.trial)}

    def act(self, form: PlanStep) -> PlanVersion:
        return write_plan(actor=self.person, trial=self.trial, **form.values())

    def done_url(self, result: Any) -> str:
        following = self.next_step()
        if result is not None and following:
            return reverse("trials:plan_write", args=[self.trial.slug, following])
        return reverse("trials:plan", args=[self.trial.slug])


class PlanPropose(TrialFormPage):
    permission = PLAN
    title = gettext_lazy("Propose the plan")
    lead = gettext_lazy(
        "The version is frozen and sent to the other side. With it you accept it for your own side, if you belong to one of the two."
    )
    form_class = ProposePlanForm
    submit_label = gettext_lazy("Propose")
    done_message = gettext_lazy("The plan is proposed. The other side is told by e-mail.")
    next_page = "plan"

    def act(self, form: ProposePlanForm) -> Any:
        return propose_plan(actor=self.person, trial=self.trial, change_summary=form.cleaned_data["change_summary"])


class PlanAnswer(TrialFormPage):
    """Mixin: an answer to the version that waits."""

    permission = ACCEPT
    next_page = "plan"

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.version = get_object_or_404(proposed_plans(trial), number=self.kwargs["number"])
        return trial

    def form_kwargs(self) -> dict[str, Any]:
        return {"sides": sides_of(self.person, self.trial) & set(PLAN_SIDES)}


class PlanAccept(PlanAnswer):
    title = gettext_lazy("Accept the plan")
    template_name = "trials/plan_accept.html"
    form_class = SideForm
    submit_label = gettext_lazy("Accept for our side")
    done_message = gettext_lazy("Your side has accepted the plan.")

    def context(self) -> dict[str, Any]:
        return super().context() | {"version": self.version, "acceptances": list(acceptances_of(self.version))}

    def act(self, form: SideForm) -> Any:
        return accept_plan(actor=self.person, trial=self.trial, version=self.version, side=form.cleaned_data.get("side", ""))


class PlanAskChange(PlanAnswer):
    title = gettext_lazy("Ask for a change")
    lead = gettext_lazy("The other side reads it, and a draft of the next version is opened for both.")
    form_class = AskChangeForm
    submit_label = gettext_lazy("Send")
    done_message = gettext_lazy("Sent to the other side.")

    def act(self, form: AskChangeForm) -> Any:
        return ask_plan_change(
            actor=self.person,
            trial=self.trial,
            version=self.version,
            text=form.cleaned_data["text"],
            side=form.cleaned_data.get("side", ""),
        )


# --- Groups ---------------------------------------------------------------------------------------------------------------


class GroupPage(TrialFormPage):
    """Add a group, or change one."""

    permission = HOST
    form_class = GroupForm
    next_page = "people"

    @property
    def title(self) -> str:
        return _("Change the group") if "pk" in self.kwargs else _("Add a group")

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.group = get_object_or_404(groups_of(trial), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return trial

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": host_unit_ids(self.trial), "group": self.group}

    def act(self, form: GroupForm) -> Any:
        if self.group is not None:
            return change_group(actor=self.person, trial=self.trial, group=self.group, **form.cleaned_data)
        return add_group(actor=self.person, trial=self.trial, **form.cleaned_data)


class GroupRemove(TrialButton):
    permission = HOST
    next_page = "people"
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        group = get_object_or_404(groups_of(self.trial), pk=self.kwargs["pk"])
        return remove_group(actor=self.person, trial=self.trial, group=group)


# --- Sessions -------------------------------------------------------------------------------------------------------------


class SessionPage(TrialFormPage):
    """Plan a session, or move one."""

    permission = PLAN
    form_class = SessionForm
    next_page = "plan"

    @property
    def title(self) -> str:
        return _("Change the session") if "pk" in self.kwargs else _("Plan a session")

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.session = get_object_or_404(sessions_of(trial), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return trial

    def form_kwargs(self) -> dict[str, Any]:
        session = self.session
        names = ("held_on", "begins_at", "minutes", "group", "place", "topic")
        initial = {name: getattr(session, name) for name in names} if session else {"place": ""}
        return {"groups": groups_of(self.trial), "calendar": calendar_of(self.trial.unit), "initial": initial}

    def act(self, form: SessionForm) -> Any:
        if self.session is not None:
            return move_session(actor=self.person, trial=self.trial, session=self.session, **form.values())
        return plan_session(actor=self.person, trial=self.trial, **form.values())


class SessionRemove(TrialButton):
    permission = PLAN
    next_page = "plan"
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        session = get_object_or_404(sessions_of(self.trial), pk=self.kwargs["pk"])
        return remove_session(actor=self.person, trial=self.trial, session=session)
