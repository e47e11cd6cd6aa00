"""From the decision to what follows the trial."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from talkoot.activities.calls.actions.after import decide_after, tell_done
from talkoot.activities.calls.actions.kick_offs import agree_kick_off, refuse_kick_off, write_goals
from talkoot.activities.calls.actions.payments import approve_payment, lapse_milestone, plan_milestones, record_payment
from talkoot.activities.calls.actions.reports import reply_to_report, save_report, send_report
from talkoot.activities.calls.jobs.deciding import end_overdue_kick_offs
from talkoot.activities.calls.listeners.deciding import answer_by_final_report, free_what_a_cancelled_trial_bound
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report
from talkoot.activities.calls.queries.figures import programme_figures
from talkoot.activities.calls.queries.kick_offs import bound_of
from talkoot.activities.calls.queries.reports import milestones_of, questions_of
from talkoot.activities.calls.tests.making_decisions import GROUNDS, agreed, an_official, decided_call, kick_off_for, with_goals
from talkoot.commons.trials.actions.feedback import open_feedback
from talkoot.commons.trials.actions.steps import cancel_trial
from talkoot.commons.trials.events import FeedbackOpened, TrialCancelled
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.commons.trials.queries.closing import decisions_on
from talkoot.commons.trials.queries.feedback import evaluations_of
from talkoot.commons.trials.queries.gates import principles_of, sides_without_principles
from talkoot.commons.trials.queries.trials import material_in
from talkoot.kernel.links.queries import links_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.measures.queries import indicators_of

pytestmark = pytest.mark.usefixtures("model")


def a_decided(aino, cast, **fields):
    return decided_call(aino, cast, an_official(), **fields)


def under_way(kick_off, state="running"):
    """Gates and the way of a trial have tests of their own, so it is simply put where it is."""
    today = timezone.localdate()
    Trial.objects.filter(pk=kick_off.trial_id).update(
        state=state, started_at=timezone.now() - timedelta(days=30), starts_on=today - timedelta(days=30), ends_on=today
    )
    return KickOff.objects.select_related("trial", "call").get(pk=kick_off.pk)


def whole_answers(trial, kind):
    """An answer to every question of the report."""
    answers = {}
    for one in questions_of(trial, kind).content:
        ready = {"choice": one["options"] and one["options"][0]["key"], "scale": "4", "number": "4", "yes_no": "yes"}
        answers[one["key"]] = ready.get(one["kind"]) or "So it went."
    return answers


def test_with_both_yeses_the_trial_is_proposed_with_all_that_the_model_holds(aino, cast):
    _call, sent = a_decided(aino, cast)
    kick_off = agreed(cast, sent[0], cast.maker)
    trial = kick_off.trial
    assert (trial.entrance, trial.organisation, trial.unit, str(trial.title)) == ("calls", cast.company, cast.centre, "Valo vie perille")
    assert trial.required_gates == ["agreement", "assessment", "baseline", "information", "lane", "plan", "principles"]
    assert trial.evaluation_sides == ["host", "partner"]
    slots = ("agreement", "feedback-users", "feedback-host", "feedback-partner", "report-midterm", "notice", "start", "deletion")
    assert [slot for slot in slots if material_in(trial, slot) is None] == []
    # What was accepted and measured before goes along.
    assert sides_without_principles(trial, principles_of(trial)) == []
    (indicator,) = indicators_of(trial)
    assert (indicator.key, indicator.baseline, indicator.threshold, indicator.locked_at) == ("found", 30, 50, None)
    assert list(Group.objects.filter(trial=trial).values_list("label", "headcount")) == [("Customers who come for the first time", 900)]
    assert {(row.relation, row.target_kind) for row in links_of(trial)} == {
        ("grew_from", "calls.application"),
        ("grew_from", "calls.challenge"),
    }
    assert [(one.kind, one.sum) for one in milestones_of(kick_off)] == [("start", Decimal(4000)), ("final", Decimal(4000))]


def test_goals_that_change_need_both_yeses_anew(aino, cast):
    _call, sent = a_decided(aino, cast)
    kick_off = with_goals(cast, kick_off_for(sent[0]))
    before = kick_off.goals_at
    agree_kick_off(actor=cast.head, kick_off=kick_off, side="host", seen_at=before)
    write_goals(actor=cast.maker, kick_off=kick_off, goals="We count how many find the way in a week.", seen_at=before)
    assert kick_off_for(sent[0]).host_agreed_at is None
    with pytest.raises(Refusal, match="changed the goals meanwhile"):
        agree_kick_off(actor=cast.head, kick_off=kick_off, side="host", seen_at=before)
    with pytest.raises(Forbidden, match="do not speak for this side"):
        agree_kick_off(actor=cast.maker, kick_off=kick_off, side="host", seen_at=before)
    with pytest.raises(Forbidden):
        agree_kick_off(actor=aino, kick_off=kick_off, side="host", seen_at=before)
    with pytest.raises(Forbidden):
        agree_kick_off(actor=cast.rival, kick_off=kick_off, side="team", seen_at=before)


def test_a_no_promotes_the_reserve_of_the_challenge_in_order(aino, cast):
    call, sent = a_decided(aino, cast, budget=10_000)
    refuse_kick_off(actor=cast.maker, kick_off=kick_off_for(sent[0]), side="team", reason="We lack the people.")
    promoted = kick_off_for(sent[1])
    assert (promoted.state, promoted.sum, promoted.promoted_from) == ("talking", Decimal(7000), kick_off_for(sent[0]))
    assert bound_of(call.programme) == 7000
    refuse_kick_off(actor=cast.head, kick_off=promoted, side="host", reason="The hall is rebuilt.")
    refuse_kick_off(actor=cast.head, kick_off=kick_off_for(sent[2]), side="host", reason="The hall is rebuilt.")
    # Nobody waits any more.
    assert list(KickOff.objects.order_by("pk").values_list("state", flat=True)) == ["failed"] * 3
    with pytest.raises(Refusal, match="has ended"):
        refuse_kick_off(actor=cast.head, kick_off=promoted, side="host", reason="Again.")


def test_time_that_runs_out_promotes_too(aino, cast):
    _call, sent = a_decided(aino, cast)
    KickOff.objects.update(due_on=timezone.localdate())
    end_overdue_kick_offs()
    assert kick_off_for(sent[0]).state == "talking"
    KickOff.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    for _twice in range(2):
        end_overdue_kick_offs()
    assert list(KickOff.objects.order_by("pk").values_list("state", "line__application")) == [
        ("failed", sent[0].pk),
        ("talking", sent[1].pk),
    ]


def test_a_trial_cancelled_before_its_start_frees_the_money(aino, cast):
    call, sent = a_decided(aino, cast, budget=8_000)
    kick_off = agreed(cast, sent[0], cast.maker)
    cancel_trial(actor=cast.head, trial=kick_off.trial, reason="The hall is rebuilt.")
    for _twice in range(2):
        free_what_a_cancelled_trial_bound(TrialCancelled(trial_id=kick_off.trial_id))
    assert (kick_off_for(sent[0]).state, kick_off_for(sent[1]).state, bound_of(call.programme)) == ("failed", "talking", Decimal(7000))


def test_the_database_holds_the_budget_and_the_decided_sum(aino, cast):
    call, sent = a_decided(aino, cast, budget=10_000)
    kick_off = agreed(cast, sent[0], cast.maker)
    with pytest.raises(IntegrityError), transaction.atomic():
        KickOff.objects.filter(pk=kick_off.pk).update(sum=Decimal("10000.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(kick_off=kick_off, kind="final").update(sum=Decimal("4000.01"))
    with pytest.raises(Refusal, match="was decided"):
        plan_milestones(
            actor=aino, kick_off=kick_off, sums={"start": Decimal(5000), "midterm": Decimal(2000), "final": Decimal(2000)}, due={}
        )
    plan_milestones(actor=aino, kick_off=kick_off, sums={"start": Decimal(2000), "midterm": Decimal(2000), "final": Decimal(4000)}, due={})
    assert [(one.kind, one.sum) for one in milestones_of(kick_off)] == [("start", 2000), ("midterm", 2000), ("final", 4000)]
    assert call.programme.budget_total == 10_000


def test_payments_wait_for_what_they_hang_on(aino, cast):
    _call, sent = a_decided(aino, cast)
    official = an_official("olli@espoo.example")
    kick_off = under_way(agreed(cast, sent[0], cast.maker))
    start, final = milestones_of(kick_off)
    with pytest.raises(Refusal, match="agreement is not signed"):
        approve_payment(actor=official, milestone=start)
    with pytest.raises(Refusal, match="Final report has not been approved"):
        approve_payment(actor=official, milestone=final)
    with pytest.raises(Refusal, match="done meanwhile: Waiting"):
        record_payment(actor=aino, milestone=final, paid_on=timezone.localdate(), reference="4711")
    answers = whole_answers(kick_off.trial, "final")
    send_report(actor=cast.maker, kick_off=kick_off, kind="final", answers=answers, language="en")
    report = Report.objects.get()
    reply_to_report(actor=cast.head, report=report, side="host", number=1, is_approved=True)
    with pytest.raises(Refusal, match="replied already"):
        reply_to_report(actor=cast.head, report=report, side="host", number=1, is_approved=True)
    with pytest.raises(Refusal, match="not been approved"):
        approve_payment(actor=official, milestone=final)
    reply_to_report(actor=aino, report=report, side="manager", number=1, is_approved=True)
    with pytest.raises(Forbidden):
        approve_payment(actor=aino, milestone=final)
    approve_payment(actor=official, milestone=final)
    paid = record_payment(actor=aino, milestone=final, paid_on=timezone.localdate(), reference="4711")
    assert (paid.state, paid.reference) == ("paid", "4711")
    assert lapse_milestone(actor=aino, milestone=start, reason="The agreement was never signed.").state == "lapsed"


def test_a_report_is_mended_and_two_people_approve_it(aino, cast):
    _call, sent = a_decided(aino, cast)
    kick_off = under_way(agreed(cast, sent[0], cast.maker))
    save_report(actor=cast.maker, kick_off=kick_off, kind="midterm", answers={}, language="en")
    with pytest.raises(Refusal):
        send_report(actor=cast.maker, kick_off=kick_off, kind="midterm", answers={}, language="en")
    answers = whole_answers(kick_off.trial, "midterm")
    report = send_report(actor=cast.maker, kick_off=kick_off, kind="midterm", answers=answers, language="en")
    with pytest.raises(Forbidden):
        reply_to_report(actor=cast.maker, report=report, side="host", number=1, is_approved=True)
    reply_to_report(actor=cast.head, report=report, side="host", number=1, is_approved=False, reason="Tell how many came.")
    with pytest.raises(Refusal, match="changed meanwhile"):
        reply_to_report(actor=aino, report=report, side="manager", number=1, is_approved=True)
    report = send_report(actor=cast.maker, kick_off=kick_off, kind="midterm", answers=answers, language="en")
    assert report.number == 2
    reply_to_report(actor=aino, report=report, side="manager", number=2, is_approved=True)
    assert reply_to_report(actor=cast.head, report=report, side="host", number=2, is_approved=True).state == "approved"


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_the_final_report_is_the_partners_evaluation(aino, cast, is_asked_first):
    _call, sent = a_decided(aino, cast)
    kick_off = under_way(agreed(cast, sent[0], cast.maker), "evaluating")
    trial = kick_off.trial

    def ask():
        feedback = open_feedback(actor=cast.head, trial=trial, material=material_in(trial, "feedback-partner"), is_evaluation=True)
        answer_by_final_report(FeedbackOpened(feedback_id=feedback.pk, trial_id=trial.pk))

    if is_asked_first:
        ask()
    send_report(actor=cast.maker, kick_off=kick_off, kind="final", answers=whole_answers(trial, "final"), language="en")
    if not is_asked_first:
        ask()
    assert [(one.side, one.standing) for one in evaluations_of(trial)] == [("host", "missing"), ("partner", "complete")]


def test_what_follows_has_an_owner_a_day_and_is_decided_once(aino, cast):
    call, sent = a_decided(aino, cast)
    official = an_official("olli@espoo.example")
    kick_off = under_way(agreed(cast, sent[0], cast.maker))
    given = {"choice": "scale", "grounds": GROUNDS, "owner": cast.head, "due_on": timezone.localdate() + timedelta(days=30)}
    with pytest.raises(Refusal, match="not over yet"):
        decide_after(actor=official, kick_off=kick_off, **given)
    kick_off = under_way(kick_off, "closing")
    with pytest.raises(Refusal, match="by name"):
        decide_after(actor=official, kick_off=kick_off, **(given | {"owner": None}))
    after = decide_after(actor=official, kick_off=kick_off, **given)
    # The official decides once: it is in the trial's own sealed chain too.
    assert list(decisions_on(kick_off.trial).values_list("outcome", flat=True)) == ["take_on"]
    with pytest.raises(Refusal, match="decided meanwhile"):
        decide_after(actor=official, kick_off=kick_off, **given)
    with pytest.raises(Forbidden):
        tell_done(actor=cast.maker, after=after, note="Done.")
    assert tell_done(actor=cast.head, after=after, note="Two more halls have it.").done_on == timezone.localdate()
    figures = {one.key: one.value for group in programme_figures(call.programme) for one in group.figures}
    assert {key: figures[key] for key in ("applications", "admissible", "chosen", "trials", "bound", "decided", "done", "alive")} == {
        "applications": 3,
        "admissible": 100.0,
        "chosen": 1,
        "trials": 1,
        "bound": 8000.0,
        "decided": 100.0,
        "done": 100.0,
        "alive": None,
    }
