"""Several people press the same button at once, with real commits."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from talkoot.activities.calls.actions.decisions import release_decision
from talkoot.activities.calls.actions.kick_offs import agree_kick_off, expire_kick_off, refuse_kick_off
from talkoot.activities.calls.actions.payments import approve_payment, plan_milestones
from talkoot.activities.calls.actions.reports import reply_to_report, send_report
from talkoot.activities.calls.models.decision import Decision
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report, ReportReply
from talkoot.activities.calls.queries.reports import milestones_of
from talkoot.activities.calls.tests.at_once import at_once
from talkoot.activities.calls.tests.making_decisions import (
    agreed,
    an_official,
    decided_call,
    drafted,
    judged_call,
    kick_off_for,
    with_goals,
)
from talkoot.activities.calls.tests.test_kick_offs import under_way, whole_answers
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def test_two_officials_release_at_once(espoo, aino, committed_cast):
    with in_municipality(espoo):
        call, _sent = judged_call(aino, committed_cast)
        officials = [an_official(), an_official("olli@espoo.example")]
        look = drafted(aino, call)
    results = at_once(espoo, *(partial(release_decision, actor=one, call=call, seen=look) for one in officials))
    assert results == ["The decision has been released meanwhile.", "done"]
    with in_municipality(espoo):
        mails = OutboxMail.objects.filter(event="calls.decided").count()
        assert (Decision.objects.count(), KickOff.objects.count(), mails) == (1, 1, 3)


def test_a_reserve_is_promoted_once(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        _call, sent = decided_call(aino, cast, an_official())
        kick_off = kick_off_for(sent[0])
        KickOff.objects.update(due_on=timezone.localdate().replace(year=2020))
        kick_off.refresh_from_db()
    results = at_once(
        espoo,
        partial(refuse_kick_off, actor=cast.head, kick_off=kick_off, side="host", reason="No room."),
        partial(refuse_kick_off, actor=cast.maker, kick_off=kick_off, side="team", reason="No people."),
        partial(expire_kick_off, actor=aino, kick_off=kick_off),
    )
    assert results.count("done") in (1, 2)
    with in_municipality(espoo):
        states = KickOff.objects.order_by("pk").values_list("state", "line__application")
        assert list(states) == [("failed", sent[0].pk), ("talking", sent[1].pk)]


def test_both_sides_say_yes_at_once_and_one_trial_comes_of_it(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        _call, sent = decided_call(aino, cast, an_official())
        kick_off = with_goals(cast, kick_off_for(sent[0]))
    results = at_once(
        espoo,
        partial(agree_kick_off, actor=cast.head, kick_off=kick_off, side="host", seen_at=kick_off.goals_at),
        partial(agree_kick_off, actor=cast.maker, kick_off=kick_off, side="team", seen_at=kick_off.goals_at),
    )
    assert results == ["done", "done"]
    with in_municipality(espoo):
        assert KickOff.objects.get(state="agreed").trial == Trial.objects.get()


def test_two_approvals_of_a_payment_and_of_a_report_at_once(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        _call, sent = decided_call(aino, cast, an_official())
        officials = [an_official("olli@espoo.example"), an_official("outi@espoo.example")]
        kick_off = under_way(agreed(cast, sent[0], cast.maker))
        send_report(actor=cast.maker, kick_off=kick_off, kind="final", answers=whole_answers(kick_off.trial, "final"), language="en")
        report = Report.objects.get()
    host = partial(reply_to_report, actor=cast.head, report=report, side="host", number=1, is_approved=True)
    manager = partial(reply_to_report, actor=aino, report=report, side="manager", number=1, is_approved=True)
    assert at_once(espoo, host, host, manager, manager).count("done") == 2
    with in_municipality(espoo):
        assert (ReportReply.objects.count(), Report.objects.get().state) == (2, "approved")
        final = milestones_of(kick_off)[1]
    results = at_once(espoo, *(partial(approve_payment, actor=one, milestone=final) for one in officials))
    assert results == ["This has been done meanwhile: Approved to be paid.", "done"]


def test_sums_divided_at_once_never_exceed_what_was_decided(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        _call, sent = decided_call(aino, cast, an_official())
        kick_off = agreed(cast, sent[0], cast.maker)
        Milestone.objects.all().delete()
    plans = [
        partial(plan_milestones, actor=aino, kick_off=kick_off, sums={kind: Decimal(5000)}, due={})
        for kind in ("start", "midterm", "final")
    ]
    results = at_once(espoo, *plans)
    assert results.count("done") == 1
    with in_municipality(espoo):
        assert sum(Milestone.objects.values_list("sum", flat=True)) == 5000
