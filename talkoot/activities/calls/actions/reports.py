"""Reports of the team. The final one is also the partner's evaluation of the trial: nobody is asked the same twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.kick_offs import held
from talkoot.activities.calls.content.outcomes import KickOffState, ReportKind, ReportSide, ReportState
from talkoot.activities.calls.events import ReportApproved, ReportReturned, ReportSent
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.report import Report, ReportReply
from talkoot.activities.calls.permissions import REPLY_TO_REPORT, WRITE_REPORT, kick_off_sides
from talkoot.activities.calls.queries.reports import BEHIND, questions_of, sides_waited_for
from talkoot.commons.trials.content.running import FeedbackSide
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.questionnaires.actions.answers import submit_as_person
from talkoot.tools.questionnaires.content.answers import checked
from talkoot.tools.questionnaires.models.answers import Turnout

# In which states of the trial each report may be written: there is something to tell, and nothing is told too early.
WRITTEN_IN = {
    ReportKind.MIDTERM: ("running", "paused", "evaluating", "closing", "stopped"),
    ReportKind.FINAL: ("running", "paused", "evaluating", "closing", "completed", "stopped"),
}
WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)


def held_report(report: Report) -> Report:
    return Report.objects.select_related("version", *BEHIND).select_for_update(of=("self",)).get(pk=report.pk)


def writable(kick_off: KickOff, kind: str) -> Report:
    """The report to write in, held; made when it is not there yet."""
    if kind not in ReportKind.values:
        raise Refusal(_("There is no such report."), field="kind")
    current = held(kick_off)
    if current.state != KickOffState.AGREED or current.trial is None or current.trial.state not in WRITTEN_IN[ReportKind(kind)]:
        raise Refusal(_("There is nothing to report yet."), mend=_("The report is written once the trial has begun."))
    report = Report.objects.filter(kick_off=current, kind=kind).first()
    if report is None:
        version = questions_of(current.trial, kind)
        if version is None:
            raise Refusal(_("The operating model of this trial asks for no such report."), mend=_("Ask the coordinator."))
        report = Report.objects.create(kick_off=current, kind=kind, version=version)
    report = held_report(report)
    if report.state not in WRITABLE:
        raise Refusal(_("The report has been sent."), mend=_("It can be changed when it is returned to be mended."))
    return report


@action("calls.save_report", permission=WRITE_REPORT, of="kick_off", label=_("Saved the draft of a report"))
def save_report(*, actor: Actor, kick_off: KickOff, kind: str, answers: Mapping[str, Any], language: str) -> Report:
    """What has been written so far; mistakes are told when it is sent."""
    report = writable(kick_off, kind)
    report.answers, _mistakes = checked(report.version.content, answers, is_draft=True, is_anonymous=False)
    report.language = language
    report.save(update_fields=["answers", "language", "changed_at"])
    return report


@action("calls.send_report", permission=WRITE_REPORT, of="kick_off", label=_("Sent a report to be approved"))
def send_report(*, actor: Actor, kick_off: KickOff, kind: str, answers: Mapping[str, Any], language: str) -> Report:
    """To the host unit and the trial manager. Sent anew after it was returned, both look at it anew."""
    report = writable(kick_off, kind)
    clean, mistakes = checked(report.version.content, answers, is_anonymous=False)
    for key, mistake in mistakes.items():
        raise Refusal(mistake, field=key)
    report.answers, report.language, report.state = clean, language, ReportState.SENT
    report.number += 1
    report.sent_at, report.sent_by = timezone.now(), actor if isinstance(actor, Person) else None
    report.save()
    if kind == ReportKind.FINAL and report.kick_off.trial is not None:
        hand_on_to_evaluation(report, report.kick_off.trial)
    publish(ReportSent(report_id=report.pk, number=report.number))
    return report


def hand_on_to_evaluation(report: Report, trial: Trial) -> None:
    """The final report answers the partner's evaluation, as soon as the trial asks for it. Once: an evaluation is never changed."""
    person = report.sent_by
    if person is None or report.state not in (ReportState.SENT, ReportState.APPROVED):
        return
    for feedback in FeedbackRound.objects.filter(trial=trial, side=FeedbackSide.PARTNER, is_evaluation=True).select_related(
        "round__version"
    ):
        if feedback.round is None or feedback.round.version_id != report.version_id or not feedback.round.is_open:
            continue
        if not Turnout.objects.filter(round=feedback.round, person=person).exists():
            submit_as_person(actor=person, round=feedback.round, answers=report.answers, language=report.language)


def speaks_for(actor: Actor, report: Report, side: str) -> str:
    wanted = {ReportSide.HOST: "host", ReportSide.MANAGER: "manager"}
    if side not in ReportSide.values or wanted[ReportSide(side)] not in kick_off_sides(actor, report):
        raise Forbidden(_("You do not speak for this side."), mend=_("Ask its own people."))
    if kick_off_sides(actor, report) & {"team", "partners"}:
        raise Forbidden(_("You act for the team whose report it is."), mend=_("Somebody else approves it."))
    return side


@action("calls.reply_to_report", permission=REPLY_TO_REPORT, of="report", label=_("Replied to a report"))
def reply_to_report(*, actor: Actor, report: Report, side: str, number: int, is_approved: bool, reason: str = "") -> Report:
    """Host unit and trial manager each once, two people. One return is enough for the team to mend it."""
    current = held_report(report)
    speaks_for(actor, current, side)
    if current.state != ReportState.SENT or current.number != number:
        raise Refusal(_("The report has changed meanwhile."), mend=_("Reload the page to see where it stands."))
    if not is_approved and not reason.strip():
        raise Refusal(_("Say what must be mended."), field="reason")
    theirs = ReportReply.objects.filter(report=current, number=number).exclude(side=side).first()
    if theirs is not None and theirs.replied_by_id == getattr(actor, "pk", None):
        raise Refusal(_("You have replied for the other side."), mend=_("Two people approve a report."))
    try:
        with transaction.atomic():
            ReportReply.objects.create(
                report=current,
                number=number,
                side=side,
                is_approved=is_approved,
                reason="" if is_approved else reason.strip(),
                replied_by=actor if isinstance(actor, Person) else None,
            )
    except IntegrityError:
        raise Refusal(_("This side has replied already."), mend=_("Reload the page to see where it stands.")) from None
    if not is_approved:
        current.state = ReportState.RETURNED
        publish(ReportReturned(report_id=current.pk, number=number))
    elif not sides_waited_for(current):
        current.state, current.approved_at = ReportState.APPROVED, timezone.now()
        publish(ReportApproved(report_id=current.pk))
    current.save(update_fields=["state", "approved_at", "changed_at"])
    return current
