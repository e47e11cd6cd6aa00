"""Reads of reports, milestones and decisions on what follows, as far as they wait or are shown together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.activities.calls.content.outcomes import KickOffState, MilestoneKind, MilestoneState, ReportKind, ReportSide, ReportState
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report, ReportReply
from talkoot.activities.calls.permissions import is_coordinator
from talkoot.activities.calls.queries.kick_offs import FOR_PAGES, kick_offs
from talkoot.activities.calls.slots import REPORTS
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.commons.trials.queries.trials import material_in
from talkoot.kernel.people.models.organisation import Membership
from talkoot.tools.agreements.queries.agreements import signed_agreement_for
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion

BEHIND = tuple(f"kick_off__{name}" for name in FOR_PAGES)


def milestones_of(kick_off: KickOff) -> list[Milestone]:
    """In the order in which they fall due."""
    order = list(MilestoneKind)
    rows = Milestone.objects.filter(kick_off=kick_off).select_related("approved_by")
    return sorted(rows, key=lambda row: order.index(MilestoneKind(row.kind)))


def reports_of(kick_off: KickOff) -> list[Report]:
    order = list(ReportKind)
    rows = Report.objects.filter(kick_off=kick_off).select_related("version", "sent_by")
    return sorted(rows, key=lambda row: order.index(ReportKind(row.kind)))


def report_of(kick_off: KickOff, kind: str) -> Report | None:
    return Report.objects.filter(kick_off=kick_off, kind=kind).select_related("version", "sent_by", *BEHIND).first()


def questions_of(trial: Trial, kind: str) -> QuestionnaireVersion | None:
    """The questions of a report in the version that the trial was given; None when its model has none."""
    material: Material | None = material_in(trial, REPORTS[kind])
    return material.questionnaire_version if material is not None else None


def replies_of(report: Report) -> QuerySet[ReportReply]:
    return ReportReply.objects.filter(report=report).select_related("replied_by").order_by("-number", "pk")


def sides_waited_for(report: Report) -> list[str]:
    """Who has not replied to the report as it was sent last."""
    given = set(ReportReply.objects.filter(report=report, number=report.number).values_list("side", flat=True))
    return [side.value for side in ReportSide if side not in given]


def is_agreement_signed(trial: Trial) -> bool:
    return signed_agreement_for(trial) is not None


def reports_waiting_for(person: Any) -> QuerySet[Report]:
    """Sent ones to which a side of the person has not replied: her unit's, and all for coordinators."""
    replied = ReportReply.objects.filter(report=OuterRef("pk"), number=OuterRef("number"))
    mine = Membership.objects.filter(person=person)
    unit = OuterRef("kick_off__line__application__challenge__unit")
    owner = OuterRef("kick_off__line__application__challenge__unit__organisation")
    of_host = Q(Exists(mine.filter(Q(unit=unit) | Q(unit=None, organisation=owner))))
    wanted = of_host & ~Q(Exists(replied.filter(side=ReportSide.HOST)))
    if is_coordinator(person):
        wanted |= ~Q(Exists(replied.filter(side=ReportSide.MANAGER)))
    return Report.objects.filter(wanted, state=ReportState.SENT).select_related(*BEHIND).order_by("sent_at", "pk")


def reports_to_mend(person: Any) -> QuerySet[Report]:
    mine = Membership.objects.filter(person=person).values("organisation")
    rows = Report.objects.filter(state=ReportState.RETURNED, kick_off__line__application__organisation__in=mine)
    return rows.select_related(*BEHIND).order_by("changed_at", "pk")


def reports_to_write(person: Any) -> QuerySet[KickOff]:
    """Trials of her organisation that are over or at their end, and whose final report has not been sent."""
    mine = Membership.objects.filter(person=person).values("organisation")
    sent = Report.objects.filter(kick_off=OuterRef("pk"), kind=ReportKind.FINAL).exclude(state=ReportState.DRAFT)
    at_end = Q(trial__state__in=("evaluating", "closing", "stopped")) | Q(trial__state="running", trial__ends_on__lt=timezone.localdate())
    rows = kick_offs().filter(at_end, ~Exists(sent), state=KickOffState.AGREED, line__application__organisation__in=mine)
    return rows.order_by("trial__ends_on", "pk")


def milestones_to_approve() -> QuerySet[Milestone]:
    """Whose condition holds, as far as the reports tell; the start waits for the signed agreement, which its page asks."""
    approved = Report.objects.filter(kick_off=OuterRef("kick_off"), kind=OuterRef("kind"), state=ReportState.APPROVED)
    begun = Q(kind=MilestoneKind.START, kick_off__trial__started_at__isnull=False)
    rows = Milestone.objects.filter(begun | Exists(approved), state=MilestoneState.WAITING, kick_off__state=KickOffState.AGREED)
    return rows.select_related(*BEHIND).order_by("due_on", "pk")


def milestones_to_pay() -> QuerySet[Milestone]:
    return Milestone.objects.filter(state=MilestoneState.APPROVED).select_related(*BEHIND).order_by("approved_at", "pk")


def after_of(kick_off: KickOff) -> AfterDecision | None:
    return AfterDecision.objects.filter(kick_off=kick_off).select_related("owner", "decided_by", *BEHIND).first()


def afters_to_decide() -> QuerySet[KickOff]:
    """Trials that are being closed or are over and of which nobody has said what follows."""
    decided = Exists(AfterDecision.objects.filter(kick_off=OuterRef("pk")))
    rows = kick_offs().filter(~decided, state=KickOffState.AGREED, trial__state__in=("closing", "completed", "stopped"))
    return rows.order_by("trial__changed_at", "pk")


def afters_waiting_for(person: Any, day: date) -> QuerySet[AfterDecision]:
    """Of which she is the owner; for coordinators also those that are late."""
    wanted = Q(owner=person)
    if is_coordinator(person):
        wanted |= Q(due_on__lt=day) | Q(owner=None)
    return AfterDecision.objects.filter(wanted, done_on=None).select_related("owner", *BEHIND).order_by("due_on", "pk")
