"""The lane that the answers call for, and the decision on it."""

from __future__ import annotations

import itertools

import pytest
from django.db import DatabaseError, transaction

from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.privacy.actions.lanes import (
    advise_on_lane,
    answer_data_questionnaire,
    data_questionnaire_from_content,
    decide_lane,
)
from talkoot.tools.privacy.actions.products import register_version
from talkoot.tools.privacy.content.data_questions import shipped_content
from talkoot.tools.privacy.content.lanes import YES_NO, lane_of
from talkoot.tools.privacy.models.lane import DataAnswers, DataQuestionnaire, LaneDecision
from talkoot.tools.privacy.queries.lanes import answers_waiting, lane_for, newest_answers
from talkoot.tools.privacy.queries.screening import missing_in_screening
from talkoot.tools.privacy.tests.making import CLEAN, WITH_ACCOUNTS, a_version


def reasons(finding):
    return {(reason.question, str(reason.lane)) for reason in finding.reasons}


def test_nothing_but_no_is_lane_a():
    finding = lane_of(CLEAN)
    assert (finding.lane, finding.reasons, finding.blockers) == ("A", (), ())


@pytest.mark.parametrize("key", [*YES_NO, "location-of-data"])
def test_unsure_counts_as_b(key):
    finding = lane_of(CLEAN | {key: "not-sure"})
    assert finding.lane == "B"
    assert reasons(finding) == {(key, "B")}


@pytest.mark.parametrize("key", [*YES_NO, "data-types", "location-of-data", "retention-days"])
@pytest.mark.parametrize("answer", [None, "", "perhaps", [], {}, -1, 3.5e300, True, ["x", 7, None], float("nan")])
def test_unanswered_and_not_understood_count_as_b(key, answer):
    assert lane_of(CLEAN | {key: answer}).lane == "B"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"pupil-data": "yes"}, {("pupil-data", "B")}),
        ({"accounts": "yes"}, {("accounts", "B")}),
        ({"ai": "yes"}, {("ai", "C")}),
        ({"profiling": "yes"}, {("profiling", "C")}),
        ({"research": "yes"}, {("research", "C")}),
        ({"data-types": ["recordings"]}, {("data-types", "C")}),
        ({"data-types": ["location"]}, {("data-types", "C")}),
        ({"data-types": ["biometrics"]}, {("data-types", "C")}),
        ({"data-types": ["sensitive", "logs"]}, {("data-types", "C"), ("data-types", "B")}),
        ({"data-types": ["free-text"]}, {("data-types", "B")}),
        ({"data-types": ["none", "logs"]}, {("data-types", "B")}),
        ({"location-of-data": "outside"}, {("location-of-data", "B")}),
        ({"retention-days": 12}, {("retention-days", "B")}),
    ],
)
def test_each_answer_calls_for_its_lane(answers, expected):
    assert reasons(lane_of(CLEAN | answers)) == expected


def test_gravest_reason_decides_and_comes_first():
    finding = lane_of(WITH_ACCOUNTS | {"profiling": "yes"})
    assert finding.lane == "C"
    assert [str(reason.lane) for reason in finding.reasons] == ["C", "B", "B", "B", "B", "B"]


def test_no_pair_of_answers_lowers_a_lane():
    """The lane of two answers together is at least that of each alone: nothing makes another answer milder."""
    options = [{key: value} for key in YES_NO for value in ("yes", "not-sure")]
    options += [{"data-types": ["location"]}, {"data-types": ["logs"]}, {"location-of-data": "outside"}, {"retention-days": 90}]
    for one, other in itertools.combinations(options, 2):
        if one.keys() & other.keys():
            continue
        both = lane_of(CLEAN | one | other).lane
        assert both == max(lane_of(CLEAN | one).lane, lane_of(CLEAN | other).lane)


def test_blockers_tell_what_must_be_mended():
    finding = lane_of(WITH_ACCOUNTS | {"ads-tracking": "yes", "own-purposes": "yes", "location-of-data": "outside", "retention-days": 31})
    assert [blocker.question for blocker in finding.blockers] == ["ads-tracking", "own-purposes", "location-of-data", "retention-days"]


def test_questions_of_the_shipped_questionnaire_are_those_of_the_rules():
    """Every option that the questionnaire offers is one that the rules know, so none falls into "unsure" unmeant."""
    for question in shipped_content()["questions"]:
        for option in question["options"] or []:
            answer = [option["key"]] if question["kind"] == "choices" else option["key"]
            unsure = [r for r in lane_of(CLEAN | {question["key"]: answer}).reasons if "unsure" in str(r.text)]
            assert bool(unsure) == (option["key"] == "not-sure"), (question["key"], option["key"])


def test_confirmed_lane_is_in_force_until_new_answers_come(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    assert lane_for(version) is None
    decide_lane(actor=aino, version=version, lane="A")
    assert lane_for(version) == "A"
    answer_data_questionnaire(actor=kim, version=version, answers=WITH_ACCOUNTS)
    assert lane_for(version) is None
    assert [one.version for one in answers_waiting(aino)] == [version]


def test_lane_a_settles_what_the_answers_have_said_and_lane_b_nothing(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    before = {one.criterion.key for one in missing_in_screening(version, ["L2"])}
    decide_lane(actor=aino, version=version, lane="A")
    settled = {"lane-decided", "processing-terms", "data-in-eea", "no-ads", "no-tracking", "no-purchases"}
    assert before - {one.criterion.key for one in missing_in_screening(version, ["L2"])} == settled
    other = a_version(kim, company, name="Other", answers=WITH_ACCOUNTS)
    decide_lane(actor=aino, version=other, lane="B")
    assert {one.criterion.key for one in missing_in_screening(other, ["L2"])} == before


def test_lane_is_raised_only_with_a_reason(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    with pytest.raises(Refusal, match="needs a reason"):
        decide_lane(actor=aino, version=version, lane="B")
    decide_lane(actor=aino, version=version, lane="B", reason="Kirjautuminen näkyi esittelyssä.")
    assert lane_for(version) == "B"


def test_lane_is_lowered_only_by_the_official_after_advice(aino, dora, oskar, kim, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    with pytest.raises(Forbidden, match="controller's official"):
        decide_lane(actor=aino, version=version, lane="A", reason="Yhteinen tunnus")
    with pytest.raises(Refusal, match="after the data protection officer has given advice"):
        decide_lane(actor=oskar, version=version, lane="A", reason="Yhteinen tunnus")
    advice = advise_on_lane(actor=dora, version=version, lane="A", text="Luokan yhteinen tunnus riittää.")
    decision = decide_lane(actor=oskar, version=version, lane="A", reason="Yhteinen tunnus")
    assert (decision.proposed, decision.lane, decision.advice) == ("B", "A", advice)
    with pytest.raises(Forbidden, match="Your role"):
        decide_lane(actor=dora, version=version, lane="B", reason="x")


def test_advice_on_old_answers_lowers_nothing(dora, oskar, kim, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    advise_on_lane(actor=dora, version=version, lane="A", text="Riittää.")
    answer_data_questionnaire(actor=kim, version=version, answers=WITH_ACCOUNTS | {"ai": "yes"})
    with pytest.raises(Refusal, match="after the data protection officer"):
        decide_lane(actor=oskar, version=version, lane="A", reason="x")


def test_lowering_back_from_a_raised_lane_is_lowering_too(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    decide_lane(actor=aino, version=version, lane="C", reason="Kuvaa.")
    with pytest.raises(Forbidden, match="controller's official"):
        decide_lane(actor=aino, version=version, lane="A", reason="Ei sittenkään.")


def test_newer_answers_are_not_decided_unread(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    read = newest_answers(version)
    answer_data_questionnaire(actor=kim, version=version, answers=WITH_ACCOUNTS)
    with pytest.raises(Refusal, match="answered anew"):
        decide_lane(actor=aino, version=version, lane="A", answers=read)


def test_minor_version_stands_on_its_major_one(aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    decide_lane(actor=aino, version=version, lane="A")
    minor = register_version(actor=kim, product=version.product, label="1.1", is_major=False)
    major = register_version(actor=kim, product=version.product, label="2.0")
    minor_of_major = register_version(actor=kim, product=version.product, label="2.1", is_major=False)
    assert [lane_for(one) for one in (version, minor, major, minor_of_major)] == ["A", "A", None, None]


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("pupil-data", None, "no answer"),
        ("pupil-data", "maybe", "does not fit"),
        ("data-types", "none", "does not fit"),
        ("data-types", ["none", "other"], "does not fit"),
        ("retention-days", "many", "does not fit"),
        ("retention-days", 10**40, "does not fit"),
        ("retention-days", -1, "does not fit"),
        ("security", "x" * 4001, "does not fit"),
        ("security", "\0", "does not fit"),
        ("necessity", {"a": 1}, "does not fit"),
    ],
)
def test_answers_that_fit_no_question_are_refused(kim, company, key, answer, said):
    version = a_version(kim, company)
    with pytest.raises(Refusal, match=said) as refused:
        answer_data_questionnaire(actor=kim, version=version, answers=CLEAN | {key: answer})
    assert refused.value.field == key
    assert not DataAnswers.objects.exists()


def test_questionnaire_of_the_municipality_is_kept_once_and_must_hold_the_questions(aino, in_espoo):
    content = shipped_content()
    first = data_questionnaire_from_content(actor=aino, content=content, origin="kyky/1.0")
    assert data_questionnaire_from_content(actor=aino, content=content) == first
    reworded = content | {"title": {"fi": "Kysely"}}
    second = data_questionnaire_from_content(actor=aino, content=reworded)
    assert (second.number, DataQuestionnaire.objects.count()) == (2, 2)
    back = data_questionnaire_from_content(actor=aino, content=content)
    assert (back.pk, back.number) == (first.pk, 3)
    with pytest.raises(Refusal, match="pupil-data"):
        data_questionnaire_from_content(actor=aino, content={"questions": content["questions"][1:]})


def test_decisions_cannot_be_changed_and_their_chain_is_whole(aino, kim, company, espoo):
    version = a_version(kim, company, answers=CLEAN)
    decision = decide_lane(actor=aino, version=version, lane="B", reason="x")
    for model, row in ((LaneDecision, decision), (DataAnswers, newest_answers(version))):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(lane="C")
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=row.pk).delete()
    assert verify_chain(LaneDecision, espoo) is None


def test_nobody_answers_or_decides_for_another_organisation(aino, bo, carl, kim, rival, company):
    version = a_version(kim, company, answers=CLEAN)
    for person in (bo, carl, rival, None):
        with pytest.raises(Forbidden):
            answer_data_questionnaire(actor=person, version=version, answers=CLEAN)
    for person in (bo, carl, rival, kim, None):
        with pytest.raises(Forbidden):
            decide_lane(actor=person, version=version, lane="A")
