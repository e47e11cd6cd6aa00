"""Milestone payments: planned, approved when what they wait for is there, recorded as paid. The money stays in the city's system."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.kick_offs import held
from talkoot.activities.calls.content.outcomes import KickOffState, MilestoneKind, MilestoneState
from talkoot.activities.calls.events import PaymentApproved
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.permissions import APPROVE_PAYMENT, PLAN_MILESTONES, RECORD_PAYMENT
from talkoot.activities.calls.phases import milestone_is_earned
from talkoot.activities.calls.queries.reports import BEHIND
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

CENT = Decimal("0.01")


def held_milestone(milestone: Milestone, *states: MilestoneState) -> Milestone:
    """Kick-off first, as everywhere, then the row itself."""
    held(milestone.kick_off)
    current = Milestone.objects.select_related(*BEHIND).select_for_update(of=("self",)).get(pk=milestone.pk)
    if current.state not in states:
        raise Refusal(_("This has been done meanwhile: %(state)s.") % {"state": current.get_state_display()}, mend=_("Reload the page."))
    return current


@action("calls.plan_milestones", permission=PLAN_MILESTONES, of="kick_off", label=_("Divided the sum over the milestones"))
def plan_milestones(*, actor: Actor, kick_off: KickOff, sums: Mapping[str, Decimal], due: Mapping[str, date | None]) -> list[Milestone]:
    """Sums by kind of milestone; 0 leaves it out. What has been approved stands. Together never more than was decided."""
    current = held(kick_off)
    if current.state != KickOffState.AGREED:
        raise Refusal(_("There is no shared view yet."), mend=_("The sum is divided when host and team have agreed."))
    rows = {row.kind: row for row in Milestone.objects.select_for_update().filter(kick_off=current)}
    fixed = {kind: row for kind, row in rows.items() if row.state in (MilestoneState.APPROVED, MilestoneState.PAID)}
    given = {kind: Decimal(sums[kind]).quantize(CENT) for kind in MilestoneKind.values if kind in sums and kind not in fixed}
    kept = [row.sum for kind, row in rows.items() if kind not in given and row.state != MilestoneState.LAPSED]
    total = sum(kept, Decimal(0)) + sum(given.values(), Decimal(0))
    if any(one < 0 for one in given.values()) or total > current.sum:
        raise Refusal(
            _("Together the milestones make %(total)s euros; %(sum)s was decided.") % {"total": total, "sum": current.sum},
            mend=_("Lower one of them."),
            field=next(iter(given), ""),
        )
    Milestone.objects.filter(kick_off=current, kind__in=given).delete()
    Milestone.objects.bulk_create(
        Milestone(kick_off=current, kind=kind, sum=part, due_on=due.get(kind)) for kind, part in given.items() if part
    )
    return list(Milestone.objects.filter(kick_off=current))


@action("calls.approve_payment", permission=APPROVE_PAYMENT, of="milestone", label=_("Approved a payment"))
def approve_payment(*, actor: Actor, milestone: Milestone) -> Milestone:
    """By an official, once, when what it waits for is there: the signed agreement or the approved report."""
    # Two officials may press Approve at once; the held rows make the second see APPROVED.
    current = held_milestone(milestone, MilestoneState.WAITING)
    if refusal := milestone_is_earned(current):
        raise refusal
    current.state, current.approved_at = MilestoneState.APPROVED, timezone.now()
    current.approved_by = actor if isinstance(actor, Person) else None
    save(current, "state", "approved_at", "approved_by")
    publish(PaymentApproved(milestone_id=current.pk))
    return current


@action("calls.record_payment", permission=RECORD_PAYMENT, of="milestone", label=_("Recorded a payment"))
def record_payment(*, actor: Actor, milestone: Milestone, paid_on: date, reference: str) -> Milestone:
    """As it was paid in the municipality's own system, with its reference there."""
    if not reference.strip():
        raise Refusal(_("Give the reference in the municipality's own system."), field="reference")
    if paid_on > timezone.localdate():
        raise Refusal(_("The day is still ahead."), mend=_("Record it when it has been paid."), field="paid_on")
    current = held_milestone(milestone, MilestoneState.APPROVED)
    current.state, current.paid_on, current.reference = MilestoneState.PAID, paid_on, reference.strip()
    save(current, "state", "paid_on", "reference")
    return current


@action("calls.lapse_milestone", permission=PLAN_MILESTONES, of="milestone", label=_("Left a milestone unpaid"))
def lapse_milestone(*, actor: Actor, milestone: Milestone, reason: str) -> Milestone:
    """What was not done is not paid. The reason is told to the team."""
    if not reason.strip():
        raise Refusal(_("Say why it is not paid."), field="reason")
    current = held_milestone(milestone, MilestoneState.WAITING)
    current.state, current.lapsed_reason = MilestoneState.LAPSED, reason.strip()
    save(current, "state", "lapsed_reason")
    return current


def save(milestone: Milestone, *fields: str) -> None:
    """The database refuses sums beyond what was decided, whatever happened before."""
    try:
        with transaction.atomic():
            milestone.save(update_fields=fields)
    except IntegrityError as error:
        raise Refusal(_("The milestones make more than was decided."), mend=_("Divide the sum anew.")) from error
