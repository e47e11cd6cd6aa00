"""From the closed call to the released decision."""

from __future__ import annotations

from decimal import Decimal

import pytest

from talkoot.activities.calls.actions.decisions import prepare_decision, release_decision, write_decision, write_line
from talkoot.activities.calls.actions.eligibility import check_eligibility
from talkoot.activities.calls.actions.juries import set_up_jury
from talkoot.activities.calls.content.payments import payment_plan
from talkoot.activities.calls.content.reserves import Contender, proposed
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision, DecisionLine
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.queries.decisions import draft_lines_of, draft_of, letters_of
from talkoot.activities.calls.queries.juries import own_result_of
from talkoot.activities.calls.tests.making_decisions import an_official, closed_call, decided, drafted, judged_call, seen, verdicts
from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.reviews.models.candidate import Candidate

pytestmark = pytest.mark.usefixtures("model")


def outcomes(call):
    return [(line.application.title, line.outcome, line.order, line.sum) for line in draft_lines_of(draft_of(call))]


def test_a_jury_needs_every_application_checked_and_sees_the_admissible_ones(aino, cast):
    call, sent = closed_call(aino, cast)
    check_eligibility(actor=aino, application=sent[0], **verdicts())
    with pytest.raises(Refusal, match="2 applications have not been checked yet"):
        set_up_jury(actor=aino, call=call, due_at=call.closes_at)
    check_eligibility(actor=aino, application=sent[1], **verdicts(taxes="Verot ovat maksamatta."))
    check_eligibility(actor=aino, application=sent[2], **verdicts())
    jury = set_up_jury(actor=aino, call=call, due_at=call.closes_at)
    rows = Candidate.objects.filter(assessment=jury.assessment).order_by("thing_id").values_list("thing_id", "order_value")
    assert list(rows) == [(sent[0].pk, Decimal("8000.00")), (sent[2].pk, Decimal("6000.00"))]
    with pytest.raises(Refusal, match="cannot be done"):
        set_up_jury(actor=aino, call=call, due_at=call.closes_at)


def test_the_draft_proposes_by_rank_and_the_budget(aino, cast):
    call, _sent = judged_call(aino, cast)
    prepare_decision(actor=aino, call=call)
    assert outcomes(call) == [
        ("Valo vie perille", "chosen", 1, Decimal("8000.00")),
        ("Hiljainen opas", "reserve", 1, Decimal("7000.00")),
        ("Kartta taskussa", "reserve", 2, Decimal("6000.00")),
    ]


def test_nothing_is_decided_before_the_results_are_locked(aino, cast):
    call, sent = closed_call(aino, cast)
    for one in sent:
        check_eligibility(actor=aino, application=one, **verdicts())
    with pytest.raises(Refusal, match="not locked"):
        prepare_decision(actor=aino, call=call)


def test_release_seals_tells_and_begins_in_one_go(aino, cast, espoo):
    call, sent = judged_call(aino, cast)
    official = an_official()
    look = drafted(aino, call)
    letters = [(letter.person.email, letter.subject, letter.body) for letter in letters_of(draft_of(call))]
    assert [email for email, _subject, _body in letters] == ["maija@people.example", "rauno@people.example", "tiina@people.example"]
    decision = release_decision(actor=official, call=call, seen=look)
    # What was previewed is what was posted, to the letter.
    posted = OutboxMail.objects.filter(event="calls.decided").order_by("address").values_list("address", "subject", "body")
    assert list(posted) == letters
    assert verify_chain(Decision, espoo) is None
    assert [line["outcome"] for line in decision.lines] == ["chosen", "reserve", "reserve"]
    assert Call.objects.get(pk=call.pk).state == "decided"
    assert list(KickOff.objects.values_list("line__application__title", "sum")) == [("Valo vie perille", Decimal("8000.00"))]
    own = own_result_of(sent[1])
    assert own is not None
    assert (own.rank, own.notes) == (2, ("Thank you.",))
    assert {score.grounds[0][:9] for score in own.scores} == {"Ground of"}
    with pytest.raises(Refusal, match="released meanwhile"):
        release_decision(actor=official, call=call, seen=look)


def test_a_draft_changed_since_the_preview_is_not_released(aino, cast):
    call, sent = judged_call(aino, cast)
    official = an_official()
    look = drafted(aino, call)
    write_line(actor=aino, call=call, application=sent[0], outcome="chosen", order=1, sum=Decimal(7999))
    with pytest.raises(Refusal, match="changed since you looked"):
        release_decision(actor=official, call=call, seen=look)
    assert not OutboxMail.objects.filter(event="calls.decided").exists()
    assert not DecisionLine.objects.exists()


def test_what_stands_in_the_way_of_a_release_is_said(aino, cast):
    call, sent = judged_call(aino, cast, budget=10_000)
    official = an_official()
    drafted(aino, call)
    write_line(actor=aino, call=call, application=sent[1], outcome="chosen", order=1, sum=Decimal(7000))
    with pytest.raises(Refusal, match="same place"):
        release_decision(actor=official, call=call, seen=seen(call))
    write_line(actor=aino, call=call, application=sent[1], outcome="chosen", order=2, sum=Decimal(7000))
    with pytest.raises(Refusal, match="budget has"):
        release_decision(actor=official, call=call, seen=seen(call))
    write_line(actor=aino, call=call, application=sent[1], outcome="reserve", order=3, sum=Decimal(7000))
    write_decision(actor=aino, call=call, appeal=Words(en="Only English."))
    with pytest.raises(Refusal, match="appeal are missing"):
        release_decision(actor=official, call=call, seen=seen(call))


def test_nobody_need_be_chosen(aino, cast):
    call, sent = judged_call(aino, cast)
    drafted(aino, call)
    for one in sent:
        write_line(actor=aino, call=call, application=one, outcome="not_chosen")
    release_decision(actor=an_official(), call=call, seen=seen(call))
    assert (KickOff.objects.count(), DecisionLine.objects.filter(outcome="not_chosen").count()) == (0, 3)


def test_an_official_of_an_applicant_decides_nothing(aino, cast):
    call, _sent = judged_call(aino, cast)
    official = an_official()
    Membership.objects.create(person=official, organisation=cast.institute)
    look = drafted(aino, call)
    with pytest.raises(Forbidden, match="act for one of the applicants"):
        release_decision(actor=official, call=call, seen=look)
    with pytest.raises(Forbidden):
        release_decision(actor=aino, call=call, seen=look)


def test_a_ranking_without_scores_proposes_nobody():
    contender = {"challenge_id": 1, "price": Decimal(5), "is_admissible": True, "passes_minimums": True}
    lines = proposed(
        [Contender(application_id=1, rank=None, **contender), Contender(application_id=2, rank=1, **contender)], budget=Decimal(4)
    )
    # Too dear for the budget, so in reserve: the official may agree on less.
    assert [(line.application_id, line.outcome, line.order) for line in lines] == [(2, "reserve", 1), (1, "not_chosen", None)]


@pytest.mark.parametrize(("total", "parts"), [("100.01", ["50.00", "50.01"]), ("0.01", ["0.01"]), ("8000", ["4000.00", "4000.00"])])
def test_a_payment_plan_makes_exactly_the_sum(total, parts):
    assert [str(part) for part in payment_plan(Decimal(total)).values()] == parts


def test_decided_twice_gives_one_decision(aino, cast):
    call, _sent = judged_call(aino, cast)
    decision = decided(aino, an_official(), call)
    assert (decision.chain_number, Decision.objects.count()) == (1, 1)
