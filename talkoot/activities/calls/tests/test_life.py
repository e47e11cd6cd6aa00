"""From a programme to a sealed application and its check, through the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from talkoot.activities.calls.actions.applications import save_answers
from talkoot.activities.calls.actions.calls import cancel_call, change_call, close_call, extend_deadline, publish_call, set_criterion
from talkoot.activities.calls.actions.challenges import change_challenge
from talkoot.activities.calls.actions.eligibility import check_eligibility, tell_eligibility
from talkoot.activities.calls.actions.partners import ask_partner, confirm_partner
from talkoot.activities.calls.actions.questions import answer_question, ask_question
from talkoot.activities.calls.actions.submitting import TooLate, submit_application, withdraw_application
from talkoot.activities.calls.content.application import Typed, seal_of
from talkoot.activities.calls.models.application import Answer, Application, ApplicationVersion, ConfidentialAnswer
from talkoot.activities.calls.models.call import Call, CallCriterion, DeadlineChange
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.queries.applications import (
    admissible_applications,
    confidential_part,
    readable_applications,
    submitted_applications,
)
from talkoot.activities.calls.tests.making import (
    a_call,
    a_challenge,
    a_programme,
    a_submitted,
    an_application,
    at,
    full_answers,
    past_deadline,
)
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_call_takes_its_terms_from_programme_and_model(aino, cast, model):
    programme = a_programme(aino, cast)
    call = a_call(aino, programme, [a_challenge(aino, cast, programme)])
    assert (call.ceiling, call.shortest_days, call.longest_days, call.model_slug) == (10_000, 28, 90, "fast-trials")
    assert call.agreement is not None
    assert CallCriterion.objects.filter(call=call).values_list("key", "weight").first() == ("criterion-need", 30)
    keys = [question["key"] for question in call.questions]
    assert keys[:2] == ["title", "summary"]
    assert {"price", "weeks", "affirm", "schedule", "accessibility"} <= set(keys)


def test_a_call_is_published_with_its_checked_challenges_and_stands_still(aino, cast, model):
    programme = a_programme(aino, cast)
    unchecked = a_challenge(aino, cast, programme, is_checked=False)
    draft = a_call(aino, programme, [unchecked])
    with pytest.raises(Refusal, match="Not checked yet: A robot shows the way"):
        publish_call(actor=aino, call=draft)
    change_call(actor=aino, call=draft, challenges=[a_challenge(aino, cast, programme)])
    call = publish_call(actor=aino, call=draft)
    with pytest.raises(Refusal, match="stand still"):
        change_call(actor=aino, call=call, ceiling=99)
    with pytest.raises(Refusal, match="stand still"):
        set_criterion(actor=aino, call=call, key="criterion-need", weight=99)
    with pytest.raises(DatabaseError, match="stand still"), transaction.atomic():
        CallCriterion.objects.filter(call=call).update(weight=99)
    challenge = Challenge.objects.get(state="published")
    with pytest.raises(Refusal, match="stands still"):
        change_challenge(actor=aino, challenge=challenge, need=Words(fi="Toinen"))


def test_the_deadline_moves_only_later_publicly_and_before_it_has_passed(aino, call):
    later = call.closes_at + timedelta(days=3)
    with pytest.raises(Refusal, match="only moves later"):
        extend_deadline(actor=aino, call=call, closes_at=call.closes_at - timedelta(days=1), reason=Words(fi="Aiemmin"))
    with pytest.raises(Refusal, match="why the deadline moves"):
        extend_deadline(actor=aino, call=call, closes_at=later, reason=Words())
    extend_deadline(actor=aino, call=call, closes_at=later, reason=Words(fi="Palvelu oli poikki."))
    assert [(row.before, row.after) for row in DeadlineChange.objects.all()] == [(call.closes_at, later)]
    with at(later + timedelta(microseconds=1)), pytest.raises(Refusal, match="cannot be moved"):
        extend_deadline(actor=aino, call=call, closes_at=later + timedelta(days=1), reason=Words(fi="Vielä"))


def test_a_submission_at_the_deadline_is_taken_and_a_microsecond_later_refused(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    other = an_application(cast.rival, call, cast.other_company, challenge)
    with at(call.closes_at):
        version = submit_application(actor=cast.maker, application=application)
    assert (version.number, version.received_at) == (1, call.closes_at)
    lines = AuditLine.objects.filter(action="calls.refused_late")
    with at(call.closes_at + timedelta(microseconds=1)):
        with pytest.raises(TooLate, match="The deadline was"):
            submit_application(actor=cast.rival, application=other)
        with pytest.raises(TooLate):
            withdraw_application(actor=cast.maker, application=application)
    assert [(line.actor_id, line.thing_id) for line in lines.order_by("pk")] == [
        (cast.rival.pk, other.pk),
        (cast.maker.pk, application.pk),
    ]
    states = dict(Application.objects.values_list("organisation__name", "state"))
    assert states == {"Opasvalo Oy": "submitted", "Hiljainen Robotti Oy": "draft"}


def test_sealed_until_the_deadline_from_everybody_but_the_team(aino, bo, cast, call, challenge):
    sent = a_submitted(cast.maker, call, cast.company, challenge)
    draft = an_application(cast.rival, call, cast.other_company, challenge)

    def read_by(person):
        return sorted(readable_applications(person).values_list("pk", flat=True))

    everybody = [aino, bo, cast.head, cast.researcher, None]
    assert [read_by(person) for person in everybody] == [[]] * 5
    assert (read_by(cast.maker), read_by(cast.colleague), read_by(cast.rival)) == ([sent.pk], [sent.pk], [draft.pk])
    assert list(submitted_applications(call)) == []
    call = past_deadline(call)
    # A draft is never opened.
    assert [read_by(person) for person in everybody] == [[sent.pk], [], [], [], []]
    assert list(submitted_applications(call)) == [sent]


def test_a_call_cancelled_before_its_deadline_is_never_opened(aino, cast, call, challenge):
    a_submitted(cast.maker, call, cast.company, challenge)
    cancel_call(actor=aino, call=call, reason="Rahoitus peruuntui.")
    call = past_deadline(call)
    assert list(readable_applications(aino)) == [] == list(submitted_applications(call))


def test_sending_again_makes_a_version_and_the_same_text_makes_none(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    first = submit_application(actor=cast.maker, application=application)
    assert submit_application(actor=cast.colleague, application=application) == first
    save_answers(actor=cast.colleague, application=application, answers={"solution": Typed("Toisin.", revision=1)})
    # What is read is what was sent, until it is sent again.
    assert ApplicationVersion.objects.get().content["answers"]["solution"] == "Näin se tehdään."
    second = submit_application(actor=cast.maker, application=application)
    assert (second.number, second.content["answers"]["solution"]) == (2, "Toisin.")
    assert second.content_hash == seal_of(application.code, second.content, confidential_part(second))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ApplicationVersion.objects.update(receipt="x")


def test_submitting_says_what_is_missing(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge, affirm="no", solution="")
    with pytest.raises(Refusal, match="Still to answer: “How does the idea answer"):
        submit_application(actor=cast.maker, application=application)
    save_answers(actor=cast.maker, application=application, answers={"solution": Typed("Valolla.")})
    with pytest.raises(Refusal, match="We affirm"):
        submit_application(actor=cast.maker, application=application)
    save_answers(actor=cast.maker, application=application, answers={"affirm": Typed("yes", 1), "price": Typed("10 000,01", 1)})
    with pytest.raises(Refusal, match="at most 10 000 euros"):
        submit_application(actor=cast.maker, application=application)
    save_answers(actor=cast.maker, application=application, answers={"price": Typed("10 000,00", 2), "weeks": Typed("30", 1)})
    with pytest.raises(Refusal, match="from 28 to 90 days"):
        submit_application(actor=cast.maker, application=application)


def test_confidential_answers_lie_apart_and_need_a_ground(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    secret = Typed("Salainen linssi", revision=1, is_confidential=True)
    saved = save_answers(actor=cast.maker, application=application, answers={"solution": secret, "summary": Typed("Uusi", 1, True, "x")})
    assert (set(saved.mistakes), set(saved.revisions)) == ({"solution"}, {"summary"})
    hidden = Typed("Salainen linssi", revision=1, is_confidential=True, ground="Patentti on haussa.")
    assert save_answers(actor=cast.maker, application=application, answers={"solution": hidden}).revisions == {"solution": 2}
    assert not Answer.objects.filter(application=application, key="solution").exists()
    assert ConfidentialAnswer.objects.get(application=application).ground == "Patentti on haussa."
    version = submit_application(actor=cast.maker, application=application)
    assert ("solution" in version.content["answers"], version.content["confidential_keys"]) == (False, ["solution"])
    assert confidential_part(version)["answers"] == {"solution": {"text": "Salainen linssi", "ground": "Patentti on haussa."}}
    # The public summary is never confidential.
    assert version.content["answers"]["summary"] == "Uusi"


def test_a_colleagues_newer_text_is_not_written_over(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    save_answers(actor=cast.colleague, application=application, answers={"solution": Typed("Kallen teksti", 1)})
    mine = {"solution": Typed("Maijan teksti", 1), "new": Typed("Uutta", 1)}
    saved = save_answers(actor=cast.maker, application=application, answers=mine)
    assert (saved.clashes["solution"].text, saved.clashes["solution"].who, saved.revisions["new"]) == ("Kallen teksti", "Kalle", 2)
    joined = Typed("Molempien teksti", saved.clashes["solution"].revision)
    assert save_answers(actor=cast.maker, application=application, answers={"solution": joined}).is_whole
    assert Answer.objects.get(application=application, key="solution").text == "Molempien teksti"


@pytest.mark.parametrize(
    ("key", "text", "mistake"),
    [
        ("solution", "null\0byte", "cannot be shown"),
        ("solution", "x" * 6001, "at most 6000"),
        ("solution", "Asiakas 131052-308T tuli", "identity code"),
        ("stage", "nonsense", "one of the options"),
        ("price", "1e30", "not too large"),
        ("price", "NaN", "Write a number"),
        ("price", "12,345", "to the cent"),
        ("weeks", "7,5", "whole weeks"),
        ("weeks", "99999999999999999999", "Write a number"),
        ("affirm", "perhaps", "one of the options"),
        ("title", "x" * 161, "at most 160"),
    ],
)
def test_hostile_answers_are_mistakes_and_never_stored(cast, call, challenge, key, text, mistake):
    application = an_application(cast.maker, call, cast.company, challenge)
    before = Answer.objects.get(application=application, key=key).text
    saved = save_answers(actor=cast.maker, application=application, answers={key: Typed(text, 1)})
    assert mistake in str(saved.mistakes[key])
    assert Answer.objects.get(application=application, key=key).text == before


def test_a_partner_confirms_by_its_own_person(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    partner = ask_partner(actor=cast.maker, application=application, organisation=cast.institute, task="Tutkii")
    with pytest.raises(Refusal, match="Kokeilututkimus has not confirmed"):
        submit_application(actor=cast.maker, application=application)
    with pytest.raises(Forbidden):
        confirm_partner(actor=cast.maker, partner=partner)
    with pytest.raises(Forbidden):
        save_answers(actor=cast.researcher, application=application, answers={"new": Typed("Ennen vahvistusta", 1)})
    assert list(readable_applications(cast.researcher)) == [application]
    confirm_partner(actor=cast.researcher, partner=partner)
    save_answers(actor=cast.researcher, application=application, answers={"new": Typed("Vahvistettu", 1)})
    with pytest.raises(Forbidden, match="lead applicant"):
        submit_application(actor=cast.researcher, application=application)
    version = submit_application(actor=cast.maker, application=application)
    assert [row["organisation"] for row in version.content["partners"]] == ["Kokeilututkimus"]


def test_the_formal_check_has_reasons_and_is_told_once(aino, cast, call, challenge):
    good = a_submitted(cast.maker, call, cast.company, challenge)
    bad = a_submitted(cast.rival, call, cast.other_company, challenge)
    points = dict.fromkeys(("in-time", "one-each", "register", "taxes", "ceiling", "insurance"), "pass")
    with pytest.raises(Refusal, match="after the deadline"):
        check_eligibility(actor=aino, application=good, points=points)
    call = close_call(actor=SYSTEM, call=past_deadline(call))
    assert check_eligibility(actor=aino, application=good, points=points).is_admissible
    with pytest.raises(Refusal, match="why this point does not hold"):
        check_eligibility(actor=aino, application=bad, points=points | {"insurance": "fail"})
    failed = check_eligibility(
        actor=aino, application=bad, points=points | {"insurance": "fail"}, reasons={"insurance": "Vakuutus päättyi.", "taxes": "ok"}
    )
    assert (failed.is_admissible, failed.reasons) == (False, {"insurance": "Vakuutus päättyi."})
    assert list(admissible_applications(call)) == [good]
    with pytest.raises(Refusal, match="checked before"):
        check_eligibility(actor=aino, application=bad, points=points)
    assert check_eligibility(actor=aino, application=bad, points=points, change_reason="Todistus löytyi.").is_admissible
    tell_eligibility(actor=aino, application=bad)
    with pytest.raises(Refusal, match="told the result already"):
        check_eligibility(actor=aino, application=bad, points=points, change_reason="Taas")


def test_answers_to_questions_are_for_all_and_end_in_time(aino, bo, cast, call):
    question = ask_question(actor=bo, call=call, text="Me Bon Oy:ssä kysymme: saako aulassa äänittää?", language="fi")
    answered = answer_question(actor=aino, question=question, answer=Words(fi="Ei."), public_text=Words(fi="Saako aulassa äänittää?"))
    assert str(answered.public_text["fi"]) == "Saako aulassa äänittää?"
    with pytest.raises(Refusal, match="dealt with already"):
        answer_question(actor=aino, question=question, answer=Words(fi="Kyllä."))
    with at(call.questions_until + timedelta(seconds=1)), pytest.raises(Refusal, match="have ended"):
        ask_question(actor=bo, call=call, text="Vielä yksi?", language="fi")


def test_nothing_is_written_after_the_deadline(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    call = past_deadline(call)
    for attempt in (
        lambda: save_answers(actor=cast.maker, application=application, answers=full_answers(call)),
        lambda: ask_partner(actor=cast.maker, application=application, organisation=cast.institute, task="x"),
    ):
        with pytest.raises(Refusal, match="The deadline has passed"):
            attempt()
    assert Call.objects.get(pk=call.pk).closes_at < timezone.now()
