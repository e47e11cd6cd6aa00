"""What of the work after the deadline waits for people, and what is shown on the trial's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import (
    APPROVE_PAYMENT,
    DECIDE_AFTER,
    PREPARE_DECISION,
    READ_DECISION_DRAFT,
    READ_KICK_OFF,
    READ_PROGRAMME_WORK,
    RECORD_PAYMENT,
    RELEASE_DECISION,
    SET_UP_JURY,
    is_of_the_team,
    kick_off_sides,
)
from talkoot.activities.calls.queries.applications import unchecked_applications
from talkoot.activities.calls.queries.decisions import calls_to_decide, decision_of, decisions_to_make, line_of
from talkoot.activities.calls.queries.juries import jury_of
from talkoot.activities.calls.queries.kick_offs import kick_off_of, kick_off_of_trial, kick_offs_waiting_for
from talkoot.activities.calls.queries.programme_work import evaluation_of
from talkoot.activities.calls.queries.reports import (
    after_of,
    afters_to_decide,
    afters_waiting_for,
    milestones_of,
    milestones_to_approve,
    milestones_to_pay,
    reports_of,
    reports_to_mend,
    reports_to_write,
    reports_waiting_for,
)
from talkoot.activities.calls.slots import ACTIVITY
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

MOST = 50
# Within these days, as the operating model says: two weeks for a report, a month for what follows.
JURY_WITHIN_DAYS = 7
DECIDE_WITHIN_DAYS = 7
REPORT_WITHIN_DAYS = 14
PAY_WITHIN_DAYS = 14
AFTER_WITHIN_DAYS = 30


def morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8)))


def about(kick_off: KickOff) -> str:
    return str(kick_off.line.application)


def who(kick_off: KickOff) -> str:
    return f"{kick_off.line.application.organisation} – {kick_off.line.application.challenge.unit}"


@waiting
def calls_without_decision(person: Any) -> Iterator[WaitingItem]:
    """Closed ones wait for their jury, locked rankings for the draft."""
    if not allowed(person, PREPARE_DECISION):
        return
    for call, is_ranked in calls_to_decide()[:MOST]:
        if not allowed(person, SET_UP_JURY, call):
            continue
        if not is_ranked and unchecked_applications(call).exists():
            continue  # Its applications are checked first; panels/applying.py tells so.
        page = "decision_draft" if is_ranked else "jury"
        yield WaitingItem(
            title=str(call.title),
            kind=_("Prepare the decision") if is_ranked else _("Set up the jury"),
            url=reverse(f"calls:{page}", args=[call.slug]),
            promised_at=call.closes_at + timedelta(days=JURY_WITHIN_DAYS),
        )


@waiting
def decisions(person: Any) -> Iterator[WaitingItem]:
    """For the officials."""
    if not allowed(person, RELEASE_DECISION):
        return
    for draft in decisions_to_make()[:MOST]:
        if allowed(person, RELEASE_DECISION, draft.call):
            yield WaitingItem(
                title=str(draft.call.title),
                kind=_("Decision on a call to release"),
                url=reverse("calls:decision_draft", args=[draft.call.slug]),
                promised_at=draft.changed_at + timedelta(days=DECIDE_WITHIN_DAYS),
            )


@waiting
def kick_offs(person: Any) -> Iterator[WaitingItem]:
    """For both sides until theirs has said yes or no; for coordinators all of them."""
    if person is None:
        return
    for kick_off in kick_offs_waiting_for(person)[:MOST]:
        sides = kick_off_sides(person, kick_off)
        said = {"host": kick_off.host_agreed_at, "team": kick_off.team_agreed_at}
        if "manager" not in sides and all(said.get(side) for side in sides):
            continue
        yield WaitingItem(
            title=about(kick_off),
            kind=_("Kick-off: a shared view is sought"),
            url=reverse("calls:kick_off", args=[kick_off.pk]),
            promised_at=morning_of(kick_off.due_on),
            who=who(kick_off),
        )


@waiting
def reports(person: Any) -> Iterator[WaitingItem]:
    """To approve, to mend, and final ones to write."""
    if person is None:
        return
    for report in reports_waiting_for(person)[:MOST]:
        yield WaitingItem(
            title=about(report.kick_off),
            kind=_("%(report)s to approve") % {"report": report.get_kind_display()},
            url=reverse("calls:report", args=[report.kick_off_id, report.kind]),
            promised_at=(report.sent_at or timezone.now()) + timedelta(days=REPORT_WITHIN_DAYS),
            who=who(report.kick_off),
        )
    for report in reports_to_mend(person)[:MOST]:
        yield WaitingItem(
            title=about(report.kick_off),
            kind=_("%(report)s to mend") % {"report": report.get_kind_display()},
            url=reverse("calls:report_write", args=[report.kick_off_id, report.kind]),
            promised_at=report.changed_at + timedelta(days=REPORT_WITHIN_DAYS),
        )
    for kick_off in reports_to_write(person)[:MOST]:
        ends_on = kick_off.trial.ends_on if kick_off.trial and kick_off.trial.ends_on else timezone.localdate()
        yield WaitingItem(
            title=about(kick_off),
            kind=_("Final report to write"),
            url=reverse("calls:report_write", args=[kick_off.pk, "final"]),
            promised_at=morning_of(ends_on) + timedelta(days=REPORT_WITHIN_DAYS),
        )


@waiting
def payments(person: Any) -> Iterator[WaitingItem]:
    """To approve for the officials, to record for the coordinators."""
    if allowed(person, APPROVE_PAYMENT):
        for milestone in milestones_to_approve()[:MOST]:
            if allowed(person, APPROVE_PAYMENT, milestone):
                yield WaitingItem(
                    title=about(milestone.kick_off),
                    kind=_("Payment to approve"),
                    url=reverse("calls:kick_off", args=[milestone.kick_off_id]) + "#money",
                    promised_at=morning_of(milestone.due_on or timezone.localdate()) + timedelta(days=PAY_WITHIN_DAYS),
                    text=milestone.get_kind_display(),
                    who=who(milestone.kick_off),
                )
    if allowed(person, RECORD_PAYMENT):
        for milestone in milestones_to_pay()[:MOST]:
            if allowed(person, RECORD_PAYMENT, milestone):
                yield WaitingItem(
                    title=about(milestone.kick_off),
                    kind=_("Payment to record"),
                    url=reverse("calls:pay", args=[milestone.pk]),
                    promised_at=(milestone.approved_at or timezone.now()) + timedelta(days=PAY_WITHIN_DAYS),
                    text=milestone.get_kind_display(),
                )


@waiting
def afters(person: Any) -> Iterator[WaitingItem]:
    """To decide for the officials; to do for the owner, and when late for the coordinators."""
    if person is None:
        return
    if allowed(person, DECIDE_AFTER):
        for kick_off in afters_to_decide()[:MOST]:
            if allowed(person, DECIDE_AFTER, kick_off) and kick_off.trial is not None:
                yield WaitingItem(
                    title=about(kick_off),
                    kind=_("Decide what follows the trial"),
                    url=reverse("calls:after", args=[kick_off.pk]),
                    promised_at=(kick_off.trial.ended_at or kick_off.trial.changed_at) + timedelta(days=AFTER_WITHIN_DAYS),
                    who=who(kick_off),
                )
    for after in afters_waiting_for(person, timezone.localdate())[:MOST]:
        yield WaitingItem(
            title=about(after.kick_off),
            kind=pgettext("after a trial", "To be done: %(choice)s") % {"choice": after.get_choice_display()},
            url=reverse("calls:after_done", args=[after.pk]),
            promised_at=morning_of(after.due_on),
            text=str(after.grounds),
            who=str(after.owner or ""),
        )


# --- On the trial's page --------------------------------------------------------------------------------------------------


@panel(Trial)
def call_of_trial(trial: Trial, person: Any) -> Panel | None:
    """Reports, payments and what follows, for those inside; for everybody what follows, once it is decided."""
    if trial.entrance != ACTIVITY:
        return None
    kick_off = kick_off_of_trial(trial)
    if kick_off is None:
        return None
    is_inside = person is not None and allowed(person, READ_KICK_OFF, kick_off)
    after = after_of(kick_off)
    if not is_inside and (after is None or not trial.is_public):
        return None
    return Panel(
        title=gettext_lazy("Reports, payments and what follows"),
        template_name="calls/trial_panel.html",
        context={
            "kick_off": kick_off,
            "is_inside": is_inside,
            "milestones": milestones_of(kick_off) if is_inside else [],
            "reports": reports_of(kick_off) if is_inside else [],
            "after": after,
        },
        order=20,
    )


# --- On pages of this app itself ------------------------------------------------------------------------------------------


@panel(Call)
def decision_of_call(call: Call, person: Any) -> Panel | None:
    """The decision for everybody; before it the work on it, for those who do it."""
    decision = decision_of(call)
    works = person is not None and call.state in ("closed", "deciding") and allowed(person, READ_DECISION_DRAFT, call)
    if decision is None and not works:
        return None
    jury = jury_of(call) if works else None
    return Panel(
        title=pgettext("call", "Decision"),
        template_name="calls/call_panel.html",
        context={
            "call": call,
            "decision": decision,
            "jury_url": reverse("reviews:assessment", args=[jury.assessment_id]) if jury is not None else "",
            "may_set_up": works and allowed(person, SET_UP_JURY, call),
        },
        order=5,
    )


@panel(Programme)
def evaluation_of_programme(programme: Programme, person: Any) -> Panel | None:
    evaluation = evaluation_of(programme)
    is_public = evaluation is not None and evaluation.published_at is not None
    is_inside = person is not None and allowed(person, READ_PROGRAMME_WORK, programme)
    if not is_public and not is_inside:
        return None
    return Panel(
        title=_("Evaluation and figures"),
        template_name="calls/programme_panel.html",
        context={"programme": programme, "is_public": is_public, "is_inside": is_inside},
        order=40,
    )


@panel(Application)
def decision_on_application(application: Application, person: Any) -> Panel | None:
    """The team's own decision, and the kick-off that came of it."""
    if person is None or line_of(application) is None:
        return None
    kick_off = kick_off_of(application)
    is_own = is_of_the_team(person, application)
    may_read = kick_off is not None and allowed(person, READ_KICK_OFF, kick_off)
    if not is_own and not may_read:
        return None
    return Panel(
        title=pgettext("application", "Decision and trial"),
        template_name="calls/application_panel.html",
        context={"application": application, "kick_off": kick_off if may_read else None, "is_own": is_own},
        order=5,
    )
