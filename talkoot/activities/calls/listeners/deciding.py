"""From the decision on: mail to those who wait for it. Every listener may be called twice: mail has a unique key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from talkoot.activities.calls.actions.kick_offs import trial_fell_through
from talkoot.activities.calls.actions.reports import hand_on_to_evaluation
from talkoot.activities.calls.content.outcomes import KickOffState, ReportKind
from talkoot.activities.calls.events import (
    AfterDecided,
    KickOffAgreed,
    KickOffBegun,
    KickOffFailed,
    PaymentApproved,
    ReportApproved,
    ReportReturned,
    ReportSent,
)
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report
from talkoot.activities.calls.queries.kick_offs import kick_off_of_trial, kick_offs
from talkoot.activities.calls.queries.people import coordinators_here, host_people, team_people
from talkoot.activities.calls.queries.reports import BEHIND, replies_of, report_of
from talkoot.activities.calls.slots import ACTIVITY
from talkoot.commons.trials.events import FeedbackOpened, TrialCancelled
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.events import on
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM


@on(KickOffBegun)
def tell_sides_of_kick_off(event: KickOffBegun) -> None:
    """The chosen ones have read of it in their letter; the host hears now, and a reserve hears that its turn has come."""
    for kick_off in kick_offs().filter(pk=event.kick_off_id):
        tell(host_people(kick_off), "kick_off_begun", kick_off, "kick_off", kick_off.pk, kick_off=kick_off)
        if kick_off.promoted_from_id is not None:
            tell(team_people(kick_off), "promoted", kick_off, "kick_off", kick_off.pk, kick_off=kick_off)


@on(KickOffAgreed)
def tell_sides_of_agreement(event: KickOffAgreed) -> None:
    for kick_off in kick_offs().filter(pk=event.kick_off_id, state=KickOffState.AGREED):
        people = [*host_people(kick_off), *team_people(kick_off), *coordinators_here()]
        tell(people, "kick_off_agreed", kick_off, "kick_off", kick_off.pk, kick_off=kick_off)


@on(KickOffFailed)
def tell_sides_of_failure(event: KickOffFailed) -> None:
    for kick_off in kick_offs().filter(pk=event.kick_off_id, state=KickOffState.FAILED):
        people = [*host_people(kick_off), *team_people(kick_off), *coordinators_here()]
        tell(people, "kick_off_failed", kick_off, "kick_off", kick_off.pk, kick_off=kick_off)


@on(TrialCancelled)
def free_what_a_cancelled_trial_bound(event: TrialCancelled) -> None:
    """Before its start there is no agreement in use: the reserve has its turn, as after a kick-off that failed."""
    for trial in Trial.objects.filter(pk=event.trial_id, entrance=ACTIVITY, started_at=None):
        kick_off = kick_off_of_trial(trial)
        if kick_off is not None:
            trial_fell_through(actor=SYSTEM, kick_off=kick_off, reason=trial.halt_reason)


@on(FeedbackOpened)
def answer_by_final_report(event: FeedbackOpened) -> None:
    """The report was there before the evaluation was asked."""
    for trial in Trial.objects.filter(pk=event.trial_id, entrance=ACTIVITY):
        kick_off = kick_off_of_trial(trial)
        report = report_of(kick_off, ReportKind.FINAL) if kick_off is not None else None
        if report is not None:
            hand_on_to_evaluation(report, trial)


@on(ReportSent)
def tell_approvers(event: ReportSent) -> None:
    for report in reports().filter(pk=event.report_id, number=event.number):
        people = [*host_people(report.kick_off), *coordinators_here()]
        tell_of_report(people, "report_sent", report, str(event.number))


@on(ReportReturned)
def tell_team_of_return(event: ReportReturned) -> None:
    for report in reports().filter(pk=event.report_id, number=event.number, state="returned"):
        reply = replies_of(report).filter(number=event.number, is_approved=False).first()
        tell_of_report(team_people(report.kick_off), "report_returned", report, str(event.number), reply=reply)


@on(ReportApproved)
def tell_team_of_approval(event: ReportApproved) -> None:
    for report in reports().filter(pk=event.report_id, state="approved"):
        tell_of_report(team_people(report.kick_off), "report_approved", report, "")


@on(PaymentApproved)
def tell_of_payment(event: PaymentApproved) -> None:
    for milestone in Milestone.objects.select_related(*BEHIND).filter(pk=event.milestone_id):
        people = [*team_people(milestone.kick_off), *coordinators_here()]
        kick_off = milestone.kick_off
        tell(people, "payment_approved", milestone, "kick_off", kick_off.pk, kick_off=kick_off, milestone=milestone)


@on(AfterDecided)
def tell_owner_and_sides(event: AfterDecided) -> None:
    for after in AfterDecision.objects.select_related("owner", *BEHIND).filter(pk=event.after_id):
        if after.owner is not None:
            period = str(after.owner_id)
            tell([after.owner], "after_to_do", after, "kick_off", after.kick_off_id, period=period, after=after, kick_off=after.kick_off)
        people = [*team_people(after.kick_off), *host_people(after.kick_off)]
        tell(people, "after_decided", after, "kick_off", after.kick_off_id, after=after, kick_off=after.kick_off)


def reports() -> models.QuerySet[Report]:
    return Report.objects.select_related("sent_by", *BEHIND)


def tell_of_report(people: Iterable[Person], event: str, report: Report, period: str, **context: Any) -> None:
    kick_off: KickOff = report.kick_off
    address = mail_address("calls:report", kick_off.pk, report.kind)
    send(people, event, report, period, {"report": report, "kick_off": kick_off, "page_url": address} | context)


def tell(people: Iterable[Person], event: str, thing: models.Model, page: str, pk: int, *, period: str = "", **context: Any) -> None:
    send(people, event, thing, period, {"page_url": mail_address(f"calls:{page}", pk)} | context)


def send(people: Iterable[Person], event: str, thing: models.Model, period: str, context: dict[str, Any]) -> None:
    for person in dict.fromkeys(people):
        post(to=person, event=f"calls.{event}", template=f"calls/mail/{event}", thing=thing, period=period, context=context)
