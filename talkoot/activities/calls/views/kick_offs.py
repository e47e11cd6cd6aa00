"""The kick-off: goals, yes and no; and the page that gathers what follows it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.actions.kick_offs import agree_kick_off, extend_kick_off, refuse_kick_off, write_goals
from talkoot.activities.calls.content.outcomes import KickOffSide, KickOffState, MilestoneState, ReportKind, ReportState
from talkoot.activities.calls.forms.kick_off import (
    AgreeForm,
    GoalsForm,
    MoreTimeForm,
    RefuseForm,
)
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report
from talkoot.activities.calls.permissions import (
    AGREE_KICK_OFF,
    APPROVE_PAYMENT,
    COORDINATE,
    DECIDE_AFTER,
    DO_AFTER,
    PLAN_MILESTONES,
    READ_KICK_OFF,
    RECORD_PAYMENT,
    WRITE_GOALS,
    kick_off_sides,
)
from talkoot.activities.calls.phases import milestone_is_earned
from talkoot.activities.calls.queries.kick_offs import readable_kick_offs
from talkoot.activities.calls.queries.reports import (
    after_of,
    milestones_of,
    reports_of,
)
from talkoot.activities.calls.slots import ACTIVITY
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.queries.in_use import version_in_use_for
from talkoot.kernel.links.registry import url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


def kick_off_crumbs(kick_off: KickOff, *more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [
        {"label": kick_off.call.title, "url": reverse("calls:call", args=[kick_off.call.slug])},
        {"label": str(kick_off.line.application), "url": reverse("calls:kick_off", args=[kick_off.pk])},
        *({"label": label, "url": url} for label, url in more),
    ]


def stages_of(kick_off: KickOff, final: Report | None, has_after: bool) -> list[dict[str, Any]]:
    """From chosen to what follows, for the phase bar."""
    trial = kick_off.trial
    reached = [
        (_("Chosen"), True),
        (_("Shared view"), kick_off.state == KickOffState.AGREED),
        (_("Trial begun"), trial is not None and trial.started_at is not None),
        (_("Final report approved"), final is not None and final.state == ReportState.APPROVED),
        (_("What follows is decided"), has_after),
    ]
    waiting = next((place for place, (_label, is_done) in enumerate(reached) if not is_done), len(reached))
    is_over = kick_off.state == KickOffState.FAILED
    return [
        {"label": label, "state": "done" if is_done else "current" if place == waiting and not is_over else "next"}
        for place, (label, is_done) in enumerate(reached)
    ]


class OfKickOff:
    """Pages whose thing is a kick-off that the person may read."""

    person: Any
    kwargs: dict[str, Any]
    thing: KickOff
    title: Any

    def fetch(self) -> KickOff | None:
        return get_object_or_404(readable_kick_offs(self.person), pk=self.kwargs["pk"]) if self.person else None

    def here(self) -> str:
        return reverse("calls:kick_off", args=[self.thing.pk])

    def done_url(self, result: Any) -> str:
        return self.here()

    def cancel_url(self) -> str:
        return self.here()

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return kick_off_crumbs(self.thing, (self.title, ""))


class KickOffPage(OfKickOff, Page):
    """All of one chosen application in one place: where it stands, who acts next, money, reports, what follows."""

    permission = READ_KICK_OFF
    template_name = "calls/kick_off.html"

    @property
    def title(self) -> Any:
        return str(self.thing.line.application)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [*kick_off_crumbs(self.thing)[:1], {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        kick_off, person = self.thing, self.person
        sides = kick_off_sides(person, kick_off)
        mine = [side for side in KickOffSide if side in sides]
        is_talking = kick_off.state == KickOffState.TALKING
        reports, after = {one.kind: one for one in reports_of(kick_off)}, after_of(kick_off)
        speaks = bool(mine) and is_talking
        return super().context() | {
            "kick_off": kick_off,
            "application": kick_off.line.application,
            "challenge": kick_off.line.application.challenge,
            "stages": stages_of(kick_off, reports.get(ReportKind.FINAL), after is not None),
            "trial_url": url_of(kick_off.trial) if kick_off.trial else "",
            "may_write_goals": is_talking and self.allows(WRITE_GOALS),
            "agree_form": AgreeForm(sides=sides, initial={"seen": seen_of(kick_off)}) if self.may_still_agree(mine) else None,
            "may_refuse": speaks,
            "principles": principles_in_use() if is_talking else [],
            "may_extend": is_talking and allowed(person, COORDINATE),
            "milestones": [self.shown(one) for one in milestones_of(kick_off)],
            "may_plan": kick_off.state == KickOffState.AGREED and bool(kick_off.sum) and self.allows(PLAN_MILESTONES),
            "reports": [self.report(kind, reports.get(kind), sides) for kind in ReportKind] if kick_off.trial else [],
            "after": after,
            "may_decide_after": after is None and self.is_over() and self.allows(DECIDE_AFTER),
            "may_do_after": after is not None and after.done_on is None and allowed(person, DO_AFTER, after),
        }

    def may_still_agree(self, mine: list[KickOffSide]) -> bool:
        kick_off = self.thing
        is_open = kick_off.state == KickOffState.TALKING and bool(kick_off.goals)
        return is_open and any(getattr(kick_off, f"{side}_agreed_at") is None for side in mine)

    def is_over(self) -> bool:
        return self.thing.trial is not None and self.thing.trial.state in ("closing", "completed", "stopped")

    def shown(self, milestone: Milestone) -> dict[str, Any]:
        """What it waits for, and which button the person has."""
        milestone.kick_off = self.thing
        waits = milestone.state == MilestoneState.WAITING
        refusal = milestone_is_earned(milestone) if waits else None
        return {
            "milestone": milestone,
            "refusal": refusal,
            "may_approve": waits and refusal is None and allowed(self.person, APPROVE_PAYMENT, milestone),
            "may_record": milestone.state == MilestoneState.APPROVED and allowed(self.person, RECORD_PAYMENT, milestone),
            "may_lapse": waits and allowed(self.person, PLAN_MILESTONES, milestone),
        }

    def report(self, kind: ReportKind, report: Report | None, sides: frozenset[str]) -> dict[str, Any]:
        is_open = report is None or report.state in (ReportState.DRAFT, ReportState.RETURNED)
        writes = bool(sides & {"team", "partners"}) and self.thing.trial is not None and self.thing.trial.started_at is not None
        return {"kind": kind, "report": report, "may_write": writes and is_open, "is_read": report is not None and report.number > 0}


def seen_of(kick_off: KickOff) -> str:
    return kick_off.goals_at.isoformat() if kick_off.goals_at else ""


def principles_in_use() -> list[Part]:
    version = version_in_use_for(ACTIVITY)
    return list(Part.objects.filter(version=version, kind="principle").order_by("position", "pk")) if version else []


class GoalsWrite(OfKickOff, FormPage):
    permission = WRITE_GOALS
    title = gettext_lazy("Joint goals")
    lead = gettext_lazy("Written together. When they change, both sides say yes anew.")
    done_message = gettext_lazy("Saved. Both sides now say yes or no.")
    form_class = GoalsForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"goals": self.thing.goals, "meets_at": self.thing.meets_at, "seen": seen_of(self.thing)}}

    def act(self, form: Any) -> Any:
        data = form.cleaned_data
        return write_goals(actor=self.person, kick_off=self.thing, goals=data["goals"], seen_at=data["seen"], meets_at=data["meets_at"])


class KickOffAgree(OfKickOff, ActPage):
    permission = AGREE_KICK_OFF
    done_message = gettext_lazy("Your yes is noted.")

    def act(self) -> Any:
        form = AgreeForm(self.request.POST, sides=kick_off_sides(self.person, self.thing))
        if not form.is_valid():
            raise Http404
        return agree_kick_off(actor=self.person, kick_off=self.thing, side=form.cleaned_data["side"], seen_at=form.cleaned_data["seen"])


class KickOffRefuse(OfKickOff, FormPage):
    permission = AGREE_KICK_OFF
    title = gettext_lazy("No shared view")
    lead = gettext_lazy("The reserve of the same challenge then has its turn at once. This cannot be taken back.")
    submit_label = gettext_lazy("End the kick-off")
    done_message = gettext_lazy("Ended. The reserve, when there is one, has been asked.")
    form_class = RefuseForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"sides": kick_off_sides(self.person, self.thing)}

    def act(self, form: Any) -> Any:
        return refuse_kick_off(actor=self.person, kick_off=self.thing, side=form.cleaned_data["side"], reason=form.cleaned_data["reason"])


class KickOffMoreTime(OfKickOff, FormPage):
    permission = COORDINATE
    title = gettext_lazy("More time for a shared view")
    form_class = MoreTimeForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"due_on": self.thing.due_on}}

    def act(self, form: Any) -> Any:
        return extend_kick_off(actor=self.person, kick_off=self.thing, due_on=form.cleaned_data["due_on"])
