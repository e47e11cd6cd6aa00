"""Calls that have been judged and decided, made by the actions that people use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from talkoot.activities.calls.actions.calls import close_call, publish_call
from talkoot.activities.calls.actions.decisions import prepare_decision, release_decision, write_decision, write_line
from talkoot.activities.calls.actions.eligibility import check_eligibility
from talkoot.activities.calls.actions.juries import set_up_jury
from talkoot.activities.calls.actions.kick_offs import agree_kick_off, write_goals
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.queries.calls import part_in_use, version_in_use
from talkoot.activities.calls.queries.decisions import draft_lines_of, draft_of, hash_of, letters_of
from talkoot.activities.calls.queries.kick_offs import kick_off_of
from talkoot.activities.calls.slots import ELIGIBILITY_CHECKLIST
from talkoot.activities.calls.tests.making import Cast, a_call, a_challenge, a_programme, a_submitted, past_deadline
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from talkoot.tools.measures.actions import set_indicator
from talkoot.tools.reviews.actions.closing import begin_discussing, begin_scoring, lock_results
from talkoot.tools.reviews.actions.jurors import assign, declare_no_conflicts, name_juror
from talkoot.tools.reviews.actions.scoring import submit_review
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.queries.assessments import criteria_of

GROUNDS = Words(fi="Vastaa tarpeeseen.", en="It answers the need.")


def an_official(email: str = "vera@espoo.example") -> Person:
    official = Person.objects.create_user(email, "correct horse battery", name="Vera Virkanen", language="en")
    Grant.objects.create(person=official, role="signatory")
    return official


def verdicts(**fails: str) -> dict[str, Any]:
    """Every point of the checklist passes but those given with their reason."""
    part = part_in_use(version_in_use(), ELIGIBILITY_CHECKLIST)
    assert part is not None
    return {"points": {item["key"]: "fail" if item["key"] in fails else "pass" for item in part.data["items"]}, "reasons": fails}


def closed_call(aino: Person, cast: Cast, *, budget: int = 40_000, **fields: Any) -> tuple[Call, list[Application]]:
    """Past its deadline with three applications to one challenge: 8,000, 7,000 and 6,000 euros."""
    programme = a_programme(aino, cast, budget_total=budget, ceiling=min(budget, 10_000))
    challenge = a_challenge(aino, cast, programme)
    set_indicator(
        actor=aino,
        subject=challenge,
        key="found",
        name=Words(fi="Löysi perille", en="Found the way"),
        unit=Words(fi="%", en="%"),
        direction="up",
        baseline=Decimal(30),
        baseline_on=timezone.localdate(),
        threshold=Decimal(50),
        method=Words(fi="Laskemalla", en="By counting"),
        source=Words(fi="Aula", en="Hall"),
    )
    call = publish_call(actor=aino, call=a_call(aino, programme, [challenge], **fields))
    sent = [
        a_submitted(person, call, organisation, challenge, title=title, price=price)
        for person, organisation, title, price in (
            (cast.maker, cast.company, "Valo vie perille", "8000"),
            (cast.rival, cast.other_company, "Hiljainen opas", "7000"),
            (cast.researcher, cast.institute, "Kartta taskussa", "6000"),
        )
    ]
    call = close_call(actor=aino, call=past_deadline(call))
    return call, [Application.objects.get(pk=one.pk) for one in sent]


def judged_call(aino: Person, cast: Cast, *, scores: tuple[int, ...] = (5, 4, 3), **fields: Any) -> tuple[Call, list[Application]]:
    """All admissible and scored by one juror in this order; the ranking is locked."""
    call, sent = closed_call(aino, cast, reviews_wanted=1, **fields)
    for one in sent:
        check_eligibility(actor=aino, application=one, **verdicts())
    jury = set_up_jury(actor=aino, call=call, due_at=timezone.now() + timedelta(days=7))
    assessment = jury.assessment
    juror = Person.objects.create_user("juri@jury.example", "correct horse battery", name="Juri Jury", language="en")
    name_juror(actor=aino, assessment=assessment, person=juror)
    declare_no_conflicts(actor=juror, assessment=assessment)
    assign(actor=aino, assessment=assessment)
    begin_scoring(actor=aino, assessment=assessment)
    by_thing = {one.pk: score for one, score in zip(sent, scores, strict=True)}
    things = dict(Candidate.objects.filter(assessment=assessment).values_list("pk", "thing_id"))
    for assignment in Assignment.objects.filter(candidate__assessment=assessment).select_related("juror__person", "candidate__assessment"):
        score = by_thing[things[assignment.candidate_id]]
        given = {row.key: (score, f"Ground of {row.key}") for row in criteria_of(assessment)}
        submit_review(actor=juror, assignment=assignment, scores=given, note="Thank you.")
    begin_discussing(actor=aino, assessment=assessment)
    lock_results(actor=aino, assessment=assessment)
    return Call.objects.select_related("programme", "municipality").get(pk=call.pk), sent


def drafted(aino: Person, call: Call) -> str:
    """The draft as proposed, with its grounds; gives the hash of its preview."""
    prepare_decision(actor=aino, call=call)
    write_decision(actor=aino, call=call, grounds=GROUNDS, appeal=Words(fi="Oikaisua voi vaatia.", en="Ask for a review."))
    draft = draft_of(call)
    assert draft is not None
    for line in draft_lines_of(draft):
        given = {"outcome": line.outcome, "order": line.order, "sum": line.sum}
        write_line(actor=aino, call=call, application=line.application, grounds=GROUNDS, **given)
    return seen(call)


def seen(call: Call) -> str:
    draft = draft_of(call)
    assert draft is not None
    return hash_of(draft, letters_of(draft))


def decided(aino: Person, official: Person, call: Call) -> Decision:
    return release_decision(actor=official, call=call, seen=drafted(aino, call))


def decided_call(aino: Person, cast: Cast, official: Person, **fields: Any) -> tuple[Call, list[Application]]:
    call, sent = judged_call(aino, cast, **fields)
    decided(aino, official, call)
    return Call.objects.select_related("programme").get(pk=call.pk), sent


def kick_off_for(application: Application) -> KickOff:
    found = kick_off_of(application)
    assert found is not None
    return found


def with_goals(cast: Cast, kick_off: KickOff) -> KickOff:
    return write_goals(actor=cast.head, kick_off=kick_off, goals="Every other one finds the way without asking.", seen_at=kick_off.goals_at)


def agreed(cast: Cast, application: Application, team: Person) -> KickOff:
    """Host and team have said yes."""
    kick_off = with_goals(cast, kick_off_for(application))
    agree_kick_off(actor=cast.head, kick_off=kick_off, side="host", seen_at=kick_off.goals_at)
    return agree_kick_off(actor=team, kick_off=kick_off, side="team", seen_at=kick_off.goals_at)
