"""Milestones: planned, approved, recorded as paid, left unpaid."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.actions.payments import approve_payment, lapse_milestone, plan_milestones, record_payment
from talkoot.activities.calls.forms.kick_off import (
    MilestonesForm,
    PayForm,
    ReasonForm,
)
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.permissions import (
    APPROVE_PAYMENT,
    PLAN_MILESTONES,
    RECORD_PAYMENT,
)
from talkoot.activities.calls.queries.kick_offs import readable_kick_offs
from talkoot.activities.calls.queries.reports import (
    BEHIND,
    milestones_of,
)
from talkoot.activities.calls.views.kick_offs import OfKickOff, kick_off_crumbs
from talkoot.kernel.ui.pages import ActPage, FormPage


class MilestonesPlan(OfKickOff, FormPage):
    permission = PLAN_MILESTONES
    title = gettext_lazy("Divide the sum")
    done_message = gettext_lazy("Saved.")
    form_class = MilestonesForm

    @property
    def lead(self) -> Any:
        return _("%(sum)s euros were decided. Together the parts never make more.") % {"sum": self.thing.sum}

    def form_kwargs(self) -> dict[str, Any]:
        return {"milestones": milestones_of(self.thing)}

    def act(self, form: Any) -> Any:
        return plan_milestones(actor=self.person, kick_off=self.thing, **form.values())


class OfMilestone:
    person: Any
    kwargs: dict[str, Any]
    thing: Milestone
    title: Any

    def fetch(self) -> Milestone | None:
        if self.person is None:
            return None
        rows = Milestone.objects.select_related(*BEHIND).filter(kick_off__in=readable_kick_offs(self.person).values("pk"))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def done_url(self, result: Any) -> str:
        return reverse("calls:kick_off", args=[self.thing.kick_off_id]) + "#money"

    def cancel_url(self) -> str:
        return self.done_url(None)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return kick_off_crumbs(self.thing.kick_off, (self.title, ""))


class MilestoneApprove(OfMilestone, ActPage):
    permission = APPROVE_PAYMENT
    done_message = gettext_lazy("Approved to be paid.")

    def act(self) -> Any:
        return approve_payment(actor=self.person, milestone=self.thing)


class MilestonePay(OfMilestone, FormPage):
    permission = RECORD_PAYMENT
    title = gettext_lazy("Record a payment")
    lead = gettext_lazy("As it was paid in the municipality's own system. Talkoot moves no money.")
    done_message = gettext_lazy("Recorded.")
    form_class = PayForm

    def act(self, form: Any) -> Any:
        return record_payment(actor=self.person, milestone=self.thing, **form.cleaned_data)


class MilestoneLapse(OfMilestone, FormPage):
    permission = PLAN_MILESTONES
    title = gettext_lazy("Leave it unpaid")
    lead = gettext_lazy("What was not done is not paid. The team reads the reason.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return lapse_milestone(actor=self.person, milestone=self.thing, reason=form.cleaned_data["reason"])
