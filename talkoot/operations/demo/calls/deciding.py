"""From the closing of a call to its decision: eligibility, jury, scores, what was decided, and the kick-offs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from talkoot.activities.calls.actions.calls import close_call
from talkoot.activities.calls.actions.decisions import prepare_decision, release_decision, write_decision, write_line
from talkoot.activities.calls.actions.eligibility import FAIL, PASS, check_eligibility
from talkoot.activities.calls.actions.juries import set_up_jury
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision, DecisionDraft
from talkoot.activities.calls.queries.decisions import hash_of, letters_of
from talkoot.activities.calls.slots import ACTIVITY, ELIGIBILITY_CHECKLIST
from talkoot.commons.operating_models.queries.in_use import part_in_use_for
from talkoot.kernel.i18n.words import Words
from talkoot.operations.demo.calls.texts import back, when
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import organisations_by_key, person
from talkoot.tools.reviews.actions.closing import agree_consensus, begin_discussing, begin_scoring, lock_results
from talkoot.tools.reviews.actions.jurors import assign, declare_conflict, declare_no_conflicts, name_juror
from talkoot.tools.reviews.actions.scoring import submit_review
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment


def applications_by_key(world: dict[str, Any], call: Call) -> dict[str, Application]:
    """By the key of the organisation that leads: each applied once."""
    organisations = {one.pk: key for key, one in organisations_by_key(world).items()}
    return {organisations[one.organisation_id]: one for one in Application.objects.filter(call=call).select_related("organisation", "call")}


def decide_the_call(world: dict[str, Any], call: Call) -> None:
    """The whole selection, in the transaction of the caller; a call that is decided is left alone."""
    if Decision.objects.filter(call=call).exists():
        return
    coordinator, applications = person(world["coordinator"]), applications_by_key(world, call)
    with at(call.closes_at + timedelta(minutes=5)):
        close_call(actor=coordinator, call=call)
    check_all(world, applications)
    assessment = judge(world, call, applications)
    release(world, call, applications)
    assessment.refresh_from_db()


def check_all(world: dict[str, Any], applications: dict[str, Application]) -> None:
    part = part_in_use_for(ACTIVITY, ELIGIBILITY_CHECKLIST)
    assert part is not None, "The model of fast trials is in use."
    keys = [item["key"] for item in part.data["items"]]
    with back(world["eligibility"]["checked_at"]):
        for key, application in applications.items():
            if application.state == "submitted":
                fails = world["eligibility"]["failing"].get(key, {})
                check_eligibility(
                    actor=person(world["coordinator"]),
                    application=application,
                    points={item: FAIL if item in fails else PASS for item in keys},
                    reasons=fails,
                )


def judge(world: dict[str, Any], call: Call, applications: dict[str, Application]) -> Assessment:
    row, coordinator = world["jury"], person(world["coordinator"])
    with back(row["opened_at"]):
        jury = set_up_jury(actor=coordinator, call=call, due_at=when(row["scores_due_at"]), chosen_count=row["chosen_count"])
        assessment = jury.assessment
        for email in row["jurors"]:
            name_juror(actor=coordinator, assessment=assessment, person=person(email))
    candidates = {key: Candidate.objects.filter(assessment=assessment, thing_id=one.pk).first() for key, one in applications.items()}
    with back(row["declared_at"]):
        for one in row["conflicts"]:
            candidate = candidates[one["application"]]
            assert candidate is not None, "Conflicts are of applications that the jury reads."
            declare_conflict(actor=person(one["juror"]), candidate=candidate, reason=one["reason"])
        for email in row["jurors"]:
            declare_no_conflicts(actor=person(email), assessment=assessment)
        assign(actor=coordinator, assessment=assessment)
        begin_scoring(actor=coordinator, assessment=assessment)
    for number, review in enumerate(world["reviews"]):
        score(review, candidates, number, row)
    with back(row["met_at"]):
        begin_discussing(actor=coordinator, assessment=assessment)
        for one in world["consensus"]:
            candidate = candidates[one["application"]]
            assert candidate is not None, "The jury agrees on what it reads."
            agree_consensus(actor=coordinator, candidate=candidate, values={one["criterion"]: (one["value"], one["ground"])})
        lock_results(actor=coordinator, assessment=assessment)
    return assessment


def score(review: dict[str, Any], candidates: dict[str, Candidate | None], number: int, row: dict[str, Any]) -> None:
    assignment = Assignment.objects.select_related("candidate__assessment", "juror").get(
        candidate=candidates[review["application"]], juror__person=person(review["juror"])
    )
    with at(when(row["declared_at"]) + timedelta(hours=3 * number + 1)):
        given = {key: (one["value"], one["ground"]) for key, one in review["scores"].items()}
        submit_review(actor=person(review["juror"]), assignment=assignment, scores=given)


def release(world: dict[str, Any], call: Call, applications: dict[str, Application]) -> None:
    row, coordinator = world["decision"], person(world["coordinator"])
    with back(row["prepared_at"]):
        prepare_decision(actor=coordinator, call=call)
        write_decision(actor=coordinator, call=call, grounds=Words(row["grounds"]), kick_off_days=row["kick_off_days"])
        for key, outcome, order, total, grounds in row["lines"]:
            write_line(
                actor=coordinator,
                call=call,
                application=applications[key],
                outcome=outcome,
                order=order,
                sum=Decimal(total) if total else None,
                grounds=Words(grounds),
            )
    with back(row["decided_at"]):
        draft = DecisionDraft.objects.select_related("call__municipality").get(call=call)
        release_decision(actor=person(row["official"]), call=call, seen=hash_of(draft, letters_of(draft)))
