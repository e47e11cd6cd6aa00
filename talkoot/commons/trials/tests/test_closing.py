"""Feedback of every side, what is still missing, the result page, the decision and the follow-up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.commons.trials.actions.closing import (
    ask_follow_up,
    begin_evaluation,
    close_trial,
    complete_trial,
    decide,
    publish_result,
    remove_lesson,
    save_lesson,
    save_quote,
    set_quote_permission,
    tell_follow_up,
    write_result,
)
from talkoot.commons.trials.actions.feedback import open_feedback, waive_evaluation
from talkoot.commons.trials.actions.standing import stop_trial
from talkoot.commons.trials.content.promises import months_later
from talkoot.commons.trials.models.closing import FollowUp, ResultPage, TrialDecision
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.closing import follow_ups_due, shown_quotes
from talkoot.commons.trials.queries.feedback import evaluations_of, has_all_evaluations
from talkoot.commons.trials.queries.trials import material_in
from talkoot.commons.trials.tests.making import someone, words
from talkoot.commons.trials.tests.running import a_feedback_kit, a_running_trial
from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.permissions.rules import SYSTEM, allowed
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.questionnaires.actions.answers import new_once_key, submit_as_person, submit_by_code
from talkoot.tools.questionnaires.models.rounds import AccessCode


@pytest.fixture
def cast(in_espoo):
    return a_running_trial(kit=a_feedback_kit())


@pytest.fixture
def official(in_espoo):
    person = someone("official@espoo.example")
    Grant.objects.create(person=person, role="signatory")
    return person


def asked(cast, slot, **more):
    return open_feedback(actor=cast.teacher, trial=cast.trial, material=material_in(cast.trial, slot), is_evaluation=True, **more)


def answered(feedback, times, group="5B"):
    code = AccessCode.objects.select_related("round__version").get(round=feedback.round, group=group)
    for _n in range(times):
        submit_by_code(actor=None, code=code, once_key=new_once_key(), language="fi", answers={"fun": 3})


def standings(cast):
    return {state.side: state.standing for state in evaluations_of(cast.trial)}


def evaluated(cast):
    """Every side has told what it thinks."""
    answered(asked(cast, "feedback-users"), 6)
    submit_as_person(actor=cast.teacher, round=asked(cast, "feedback-host").round, answers={"again": True}, language="fi")
    submit_as_person(actor=cast.seller, round=asked(cast, "feedback-partner").round, answers={"again": True}, language="fi")


def told(cast, actor=None):
    write_result(
        actor=actor or cast.teacher,
        trial=cast.trial,
        outcome="partly",
        summary=words("Short"),
        what_changed=words("Changed"),
        next_step=words("Next"),
    )
    return save_lesson(actor=cast.seller, trial=cast.trial, title=words("Begin small"), text=words("One class first"))


def test_each_group_has_a_code_and_each_side_is_counted_as_it_should(cast):
    assert standings(cast) == {"host": "missing", "partner": "missing", "users": "missing"}
    feedback = asked(cast, "feedback-users")
    assert list(AccessCode.objects.filter(round=feedback.round).order_by("group").values_list("group", "limit")) == [("5B", 25), ("5C", 23)]
    answered(feedback, 4)
    assert standings(cast)["users"] == "asked"
    answered(feedback, 1, "5C")
    assert standings(cast)["users"] == "complete"
    with pytest.raises(Refusal, match="asked already"):
        asked(cast, "feedback-users")


def test_people_answer_for_their_own_side_only(cast, bo, aino):
    host, partner, users = (asked(cast, f"feedback-{side}").round for side in ("host", "partner", "users"))
    for person, round in ((cast.seller, host), (cast.teacher, partner), (aino, host), (bo, host), (cast.teacher, users)):
        with pytest.raises(Forbidden):
            submit_as_person(actor=person, round=round, answers={"again": True}, language="fi")
    submit_as_person(actor=cast.teacher, round=host, answers={"again": True}, language="fi")
    assert standings(cast)["host"] == "complete"
    rights = {
        who.email: [allowed(who, "questionnaires.results", users), allowed(who, "questionnaires.answers", users)]
        for who in (cast.teacher, cast.seller, aino, bo)
    }
    # The partner sees counted results of five or more, never what pupils wrote.
    assert list(rights.values()) == [[True, True], [True, False], [True, True], [False, False]]


def test_closing_waits_for_every_side(cast, aino):
    begin_evaluation(actor=cast.teacher, trial=cast.trial)
    with pytest.raises(Refusal, match="Evaluations are still missing: The unit, The partner, Participants"):
        close_trial(actor=aino, trial=cast.trial)
    answered(asked(cast, "feedback-users"), 5)
    submit_as_person(actor=cast.teacher, round=asked(cast, "feedback-host").round, answers={"again": False}, language="fi")
    with pytest.raises(Forbidden):
        waive_evaluation(actor=cast.teacher, trial=cast.trial, side="partner", reason="Gone")
    waive_evaluation(actor=aino, trial=cast.trial, side="partner", reason="The company has ended.")
    assert standings(cast) == {"host": "complete", "partner": "waived", "users": "complete"}
    # A waived evaluation closes the trial but brings no reference.
    assert has_all_evaluations(cast.trial, ["host"])
    assert not has_all_evaluations(cast.trial, ["host", "partner"])
    with pytest.raises(Forbidden):
        close_trial(actor=cast.teacher, trial=cast.trial)
    close_trial(actor=aino, trial=cast.trial)
    assert cast.again().state == "closing"


def test_completing_needs_result_and_decision_and_leads_to_follow_ups(cast, aino, official, espoo):
    evaluated(cast)
    begin_evaluation(actor=aino, trial=cast.trial)
    close_trial(actor=aino, trial=cast.trial)
    with pytest.raises(Refusal, match="result page has not been published"):
        complete_trial(actor=aino, trial=cast.trial)
    with pytest.raises(Refusal, match="result has not been written"):
        publish_result(actor=aino, trial=cast.trial)
    told(cast)
    publish_result(actor=aino, trial=cast.trial)
    with pytest.raises(Refusal, match="No decision"):
        complete_trial(actor=aino, trial=cast.trial)
    for person in (aino, cast.teacher, cast.seller):
        with pytest.raises(Forbidden):
            decide(actor=person, trial=cast.trial, outcome="share", reason=words("Because"))
    decide(actor=official, trial=cast.trial, outcome="share", reason=words("Because"))
    complete_trial(actor=aino, trial=cast.trial)
    assert (cast.again().state, verify_chain(TrialDecision, espoo)) == ("completed", None)
    today = timezone.localdate()
    assert list(FollowUp.objects.order_by("months", "side").values_list("months", "side", "due_on")) == [
        (months, side, months_later(today, months)) for months in (6, 12) for side in ("host", "partner")
    ]


def test_the_page_keeps_the_figures_and_shows_permitted_quotes_only(cast, aino):
    evaluated(cast)
    begin_evaluation(actor=aino, trial=cast.trial)
    lesson = told(cast)
    with pytest.raises(Refusal, match="not all in"):
        publish_result(actor=aino, trial=cast.trial)
    close_trial(actor=aino, trial=cast.trial)
    for person in (cast.teacher, cast.seller):
        with pytest.raises(Forbidden):
            publish_result(actor=person, trial=cast.trial)
    result = publish_result(actor=aino, trial=cast.trial)
    # Of the named sides one answered each: that is nobody else's business.
    assert [(entry["side"], entry["count"], entry["lines"][0]["mean"]) for entry in result.evidence] == [("users", 6, 3.0)]
    quote = save_quote(actor=cast.teacher, trial=cast.trial, text="I could read.", language="en", said_as=words("Pupil"))
    assert not shown_quotes(cast.trial).exists()
    with pytest.raises(Refusal, match="on which day"):
        set_quote_permission(actor=cast.teacher, quote=quote, permission="given")
    set_quote_permission(actor=cast.teacher, quote=quote, permission="given", permitted_on=timezone.localdate())
    assert shown_quotes(cast.trial).get() == quote
    set_quote_permission(actor=cast.teacher, quote=quote, permission="withdrawn")
    assert not shown_quotes(cast.trial).exists()
    with pytest.raises(Forbidden):
        told(cast, actor=cast.teacher)
    with pytest.raises(Refusal, match="at least one lesson"):
        remove_lesson(actor=cast.teacher, trial=cast.trial, lesson=lesson)


def test_a_stopped_trial_tells_its_result_too(cast, aino, official):
    with pytest.raises(Refusal, match="evaluated or has been stopped"):
        told(cast)
    stop_trial(actor=cast.teacher, trial=cast.trial, reason="Too heavy")
    told(cast)
    publish_result(actor=aino, trial=cast.trial)
    decide(actor=official, trial=cast.trial, outcome="end", reason=words("Too heavy"))
    assert (ResultPage.objects.get().published_at is not None, cast.again().state) == (True, "stopped")


def test_a_follow_up_is_asked_when_due_and_told_once_by_its_side(cast, aino, bo):
    Trial.objects.filter(pk=cast.trial.pk).update(state="completed", ended_at=timezone.now() - timedelta(days=200))
    due = FollowUp.objects.create(trial=cast.trial, months=6, side="partner", due_on=timezone.localdate())
    later = FollowUp.objects.create(trial=cast.trial, months=12, side="partner", due_on=timezone.localdate() + timedelta(days=180))
    assert list(follow_ups_due()) == [due]
    ask_follow_up(actor=SYSTEM, follow_up=due)
    assert not follow_ups_due().exists()
    for person in (bo, cast.teacher):
        with pytest.raises(Forbidden):
            tell_follow_up(actor=person, follow_up=due, in_use="yes", language="en")
    with pytest.raises(Refusal, match="too early"):
        tell_follow_up(actor=cast.seller, follow_up=later, in_use="yes", language="en")
    tell_follow_up(actor=cast.seller, follow_up=due, in_use="yes", has_sold=True, new_jobs_count=2, language="en")
    with pytest.raises(Refusal, match="told meanwhile"):
        tell_follow_up(actor=aino, follow_up=due, in_use="no", language="en")
