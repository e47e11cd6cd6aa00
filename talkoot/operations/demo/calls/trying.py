"""Fast trials of the demo, walked in the engine with the same steps as the schools' trials, with reports, payments and what followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from talkoot.activities.calls.actions.after import decide_after, tell_done
from talkoot.activities.calls.actions.payments import approve_payment, plan_milestones, record_payment
from talkoot.activities.calls.actions.reports import reply_to_report, send_report
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report
from talkoot.commons.trials.actions.closing import begin_evaluation, complete_trial, publish_result
from talkoot.commons.trials.actions.feedback import open_feedback
from talkoot.commons.trials.actions.groups import add_group
from talkoot.commons.trials.actions.steps import change_trial
from talkoot.commons.trials.models.trial import Material
from talkoot.kernel.i18n.words import Words
from talkoot.operations.demo.calls.kicking_off import kick_off_of
from talkoot.operations.demo.calls.texts import back, day_of, read
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import person
from talkoot.operations.demo.trials.closing import close, follow, read_the_indicators
from talkoot.operations.demo.trials.preparing import accept_the_plan, bring_the_product, inform, sign_the_agreement, start, write_the_plan
from talkoot.operations.demo.trials.running import ask_participants, change_and_review, keep_the_log, meet_trouble
from talkoot.operations.demo.trials.walk import SIGNATORY, Walk
from talkoot.tools.measures.actions import set_indicator
from talkoot.tools.measures.queries import indicators_of
from talkoot.tools.privacy.actions.deletion import certify_deletion
from talkoot.tools.questionnaires.actions.answers import submit_as_person

# In the schools' walk: the days before the start on which it begins and on which the information page is out. People read that page
# for a week before a trial starts, so here it is out eight days before.
FIRST, INFORMED, INFORMED_BEFORE = -52, -15, -8


@dataclass
class FastWalk(Walk):
    """Prepared in the weeks between kick-off and start, whatever the schools' pace: what they do in fifty days is done in those."""

    lead_days: int = 14

    def day(self, after: float, hour: int = 9) -> datetime:
        if after <= INFORMED:
            after = INFORMED_BEFORE - (self.lead_days + INFORMED_BEFORE) * (INFORMED - after) / (INFORMED - FIRST)
        return super().day(after, hour)


def bring_fast_trial(world: dict[str, Any], call: Call, row: dict[str, Any]) -> None:
    """One trial from its kick-off to the end, in the transaction of the caller; one that is over is left alone."""
    kick_off = kick_off_of(world, call, row["application"])
    if kick_off.trial is None or kick_off.trial.state != "proposed":
        return
    walk = walk_of(world, kick_off, row)
    tell_it_well(walk)
    for step in (write_the_plan, accept_the_plan, bring_the_product, measure_more, sign_the_agreement, inform, start):
        step(walk)
    pay(world, walk, kick_off, "start", walk.day(3))
    for step in (keep_the_log, change_and_review, meet_trouble):
        step(walk)
    report(world, walk, kick_off, "midterm", walk.day(row["length_days"] / 2))
    pay(world, walk, kick_off, "midterm", walk.day(row["length_days"] / 2 + 6))
    ask_participants(walk)
    evaluate(walk)
    report(world, walk, kick_off, "final", walk.day(row["length_days"] + 3))
    read_the_indicators(walk)
    pay(world, walk, kick_off, "final", walk.day(row["length_days"] + 8))
    close(walk)
    decide_what_follows(walk, kick_off)
    follow(walk)


def walk_of(world: dict[str, Any], kick_off: KickOff, row: dict[str, Any]) -> FastWalk:
    trial = kick_off.trial
    assert trial is not None, "Both sides have said yes."
    assert kick_off.ended_at is not None, "The kick-off has ended."
    starts = day_of(row["starts_on"])
    sums = dict(world["milestones"][row["application"]])
    return FastWalk(
        row=row
        | {
            "start_in_days": (starts - timezone.localdate()).days,
            "lane": "A",
            "users_role": "with",
            "state": "completed",
            "key": row["application"],
        },
        unit=trial.unit,
        organisation=trial.organisation,
        coordinator=person(world["coordinator"]),
        trial=trial,
        notice=read("papers.json")["notice"],
        values={
            "trial_name": row["title"][row["written_in"]],
            "price_total": str(kick_off.sum),
            "payment_start": sums["start"],
            "payment_midterm": sums["midterm"],
            "payment_end": sums["final"],
            "after_decision_on": "31.3.2018",
        },
        annexes_at_end=(),
        lead_days=(starts - timezone.localdate(kick_off.ended_at)).days - 1,
    )


def tell_it_well(walk: FastWalk) -> None:
    """The application was in one language; what everybody reads is told in all, and the groups are those who really come."""
    with at(walk.day(-52)):
        change_trial(actor=walk.coordinator, trial=walk.trial, title=Words(walk.row["title"]), summary=Words(walk.row["summary"]))
        for group in walk.row["groups"]:
            add_group(actor=walk.host, trial=walk.trial, **group | {"adult": person(group["adult"])})
        walk.again()


def measure_more(walk: FastWalk) -> None:
    """Beside what the challenge is measured by. Then each reading finds its indicator by name."""
    known = {str(one.name.get("fi")): one for one in indicators_of(walk.trial)}
    with at(walk.day(-35)):
        for one in walk.row["indicators"]:
            if one["name"]["fi"] not in known:
                facts = {name: value for name, value in one.items() if name != "actual"}
                key = f"own-{len(known)}"
                set_indicator(
                    actor=walk.host, subject=walk.trial, key=key, position=9, baseline_on=timezone.localdate(timezone.now()), **facts
                )
    actual = {one["name"]["fi"]: one["actual"] for one in walk.row["indicators"]}
    walk.row = walk.row | {"indicators": [{"actual": actual.get(str(one.name.get("fi")))} for one in indicators_of(walk.trial)]}


def report(world: dict[str, Any], walk: FastWalk, kick_off: KickOff, kind: str, moment: datetime) -> None:
    with at(moment):
        send_report(actor=walk.partner, kick_off=kick_off, kind=kind, answers=walk.row[kind], language=walk.language)
    for days, who, side in ((2, walk.host, "host"), (4, walk.coordinator, "manager")):
        with at(moment + timedelta(days=days)):
            sent = Report.objects.get(kick_off=kick_off, kind=kind)
            reply_to_report(actor=who, report=sent, side=side, number=sent.number, is_approved=True)


def pay(world: dict[str, Any], walk: FastWalk, kick_off: KickOff, kind: str, moment: datetime) -> None:
    with at(moment):
        if kind == "start":
            sums = {name: Decimal(total) for name, total in world["milestones"][walk.row["application"]]}
            plan_milestones(actor=walk.coordinator, kick_off=kick_off, sums=sums, due={"start": moment.date()})
        milestone = Milestone.objects.get(kick_off=kick_off, kind=kind)
        milestone = approve_payment(actor=person(SIGNATORY), milestone=milestone)
    with at(moment + timedelta(days=14)):
        paid_on = timezone.localdate(timezone.now())
        record_payment(actor=walk.coordinator, milestone=milestone, paid_on=paid_on, reference=f"{walk.trial.slug}/{kind}")


def evaluate(walk: FastWalk) -> None:
    """The host answers by name; the partner's evaluation is its final report."""
    with at(walk.day(walk.row["length_days"])):
        begin_evaluation(actor=walk.coordinator, trial=walk.trial)
        walk.again()
    with at(walk.day(walk.row["length_days"] + 2)):
        for slot in ("feedback-host", "feedback-partner"):
            material = Material.objects.select_related("questionnaire_version").get(trial=walk.trial, slot=slot)
            asked = open_feedback(actor=walk.host, trial=walk.trial, material=material, is_evaluation=True)
            assert asked.round is not None, "Feedback that is open has its round."
            if slot == "feedback-host":
                answers = walk.row["feedback"]["host"]
                submit_as_person(actor=walk.host, round=asked.round, answers=answers, language=walk.language)


def decide_what_follows(walk: FastWalk, kick_off: KickOff) -> None:
    row = walk.row["after"]
    with back(row["decided_at"]):
        publish_result(actor=walk.coordinator, trial=walk.trial)
        after = decide_after(
            actor=person(SIGNATORY),
            kick_off=kick_off,
            choice=row["choice"],
            grounds=Words(row["grounds"]),
            owner=person(row["owner"]),
            due_on=day_of(row["due_on"]),
            procurement_reference=row["reference"],
        )
        certify_deletion(
            actor=walk.partner,
            subject=walk.trial,
            deleted_on=timezone.localdate(timezone.now()),
            organisation=walk.organisation,
            is_nothing_collected=True,
        )
        complete_trial(actor=walk.coordinator, trial=walk.trial)
        walk.again()
    with back(row["done_on"]):
        tell_done(actor=person(row["owner"]), after=after, note=row["done_note"])
