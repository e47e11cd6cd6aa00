"""Who is told what, what waits for whom; and that nothing tells the municipality of an application before the deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import set_urlconf
from django.utils import timezone, translation

from talkoot.activities.calls.actions.calls import cancel_call, extend_deadline
from talkoot.activities.calls.actions.eligibility import check_eligibility, tell_eligibility
from talkoot.activities.calls.actions.partners import ask_partner, confirm_partner
from talkoot.activities.calls.actions.questions import answer_question, ask_question, set_question_aside
from talkoot.activities.calls.actions.submitting import submit_application, withdraw_application
from talkoot.activities.calls.events import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CallCancelled,
    CallClosed,
    DeadlineMoved,
    EligibilityTold,
    PartnerAnswered,
    PartnerAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSetAside,
)
from talkoot.activities.calls.jobs.applying import close_calls_at_their_deadline, remind_of_deadlines
from talkoot.activities.calls.listeners import applying as listeners
from talkoot.activities.calls.models.call import Call, DeadlineChange
from talkoot.activities.calls.panels.applying import where_to_apply
from talkoot.activities.calls.tests.making import a_submitted, an_application, past_deadline
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.ui.panels import waiting_for


@pytest.fixture(autouse=True)
def english():
    set_urlconf(MUNICIPALITY_URLS)
    with translation.override("en"):
        yield
    set_urlconf(None)


def mails() -> list[tuple[str, str]]:
    """(event, receiver) of what has been posted, and the box emptied."""
    posted = sorted(OutboxMail.objects.values_list("event", "address"))
    OutboxMail.objects.all().delete()
    return [(event.removeprefix("calls."), address.split("@")[0]) for event, address in posted]


def test_everybody_who_follows_or_applies_hears_the_same_at_once(aino, bo, cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    partner = ask_partner(actor=cast.maker, application=application, organisation=cast.institute, task="Tutkii")
    listeners.tell_partner(PartnerAsked(partner_id=partner.pk))
    confirm_partner(actor=cast.researcher, partner=partner)
    listeners.tell_lead(PartnerAnswered(partner_id=partner.pk))
    assert mails() == [("partner_answered", "maija"), ("partner_asked", "tiina")]
    question = ask_question(actor=bo, call=call, text="Miksi?", language="fi")
    listeners.tell_of_question(QuestionAsked(question_id=question.pk))
    assert mails() == [("question_asked", "aino")]
    answer_question(actor=aino, question=question, answer=Words(fi="Siksi."))
    for _twice in range(2):
        listeners.tell_of_answer(QuestionAnswered(question_id=question.pk))
    everybody = ["bo", "kalle", "maija", "tiina"]
    assert mails() == [("question_answered", name) for name in everybody]
    extend_deadline(actor=aino, call=call, closes_at=call.closes_at + timedelta(days=1), reason=Words(fi="Katko"))
    listeners.tell_of_new_deadline(DeadlineMoved(call_id=call.pk, change_id=DeadlineChange.objects.get().pk))
    assert mails() == [("deadline_moved", name) for name in everybody]
    other = ask_question(actor=bo, call=call, text="Oma asia", language="fi")
    set_question_aside(actor=aino, question=other, reason="Ei koske hakua.")
    listeners.tell_asker(QuestionSetAside(question_id=other.pk))
    assert mails() == [("question_set_aside", "bo")]
    cancel_call(actor=aino, call=call, reason="Raha loppui.")
    listeners.tell_of_cancelling(CallCancelled(call_id=call.pk))
    assert mails() == [("call_cancelled", name) for name in everybody]


def test_a_receipt_goes_to_the_team_and_to_nobody_else(cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    version = submit_application(actor=cast.maker, application=application)
    listeners.send_receipt(ApplicationSubmitted(version_id=version.pk))
    assert version.content_hash in OutboxMail.objects.first().body
    withdraw_application(actor=cast.maker, application=application)
    listeners.tell_team_of_withdrawal(ApplicationWithdrawn(application_id=application.pk))
    assert mails() == [(event, name) for event in ("application_submitted", "application_withdrawn") for name in ("kalle", "maija")]


def test_calls_close_by_themselves_and_the_work_waits_for_coordinators(aino, cast, call, challenge):
    application = a_submitted(cast.maker, call, cast.company, challenge)
    assert waiting_for(aino) == []
    close_calls_at_their_deadline()
    assert Call.objects.get().state == "published"
    past_deadline(call)
    close_calls_at_their_deadline()
    assert Call.objects.get().state == "closed"
    listeners.tell_coordinators_of_closing(CallClosed(call_id=call.pk))
    assert mails() == [("call_closed", "aino")]
    assert [str(item.kind) for item in waiting_for(aino)] == ["Check the applications"]
    points = dict.fromkeys(("in-time", "one-each", "register", "taxes", "ceiling", "insurance"), "pass")
    check_eligibility(actor=aino, application=application, points=points)
    assert [str(item.kind) for item in waiting_for(aino)] == ["Set up the jury"]
    tell_eligibility(actor=aino, application=application)
    listeners.tell_team_of_check(EligibilityTold(application_id=application.pk))
    assert mails() == [("eligibility_told", "kalle"), ("eligibility_told", "maija")]


def test_unsent_drafts_are_reminded_of_once_for_each_deadline(cast, call, challenge):
    an_application(cast.maker, call, cast.company, challenge)
    a_submitted(cast.rival, call, cast.other_company, challenge)
    remind_of_deadlines()
    assert mails() == []
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=2), questions_until=timezone.now())
    for _twice in range(2):
        remind_of_deadlines()
    assert mails() == [("deadline_near", "kalle"), ("deadline_near", "maija")]
    assert [str(item.kind) for item in waiting_for(cast.maker)] == ["Application not sent yet"]


def test_a_proposal_to_a_place_goes_on_to_the_open_call(aino, cast, call):
    place = Place.objects.create(slug="iso-omena", name=Words(fi="Iso Omena"))
    intake = Intake(pk=7, place=place)
    assert where_to_apply(intake) == f"/calls/call/{call.slug}/apply/?from=places.intake:7"
    cancel_call(actor=aino, call=call, reason="Raha loppui.")
    assert where_to_apply(intake) is None


def test_the_api_gives_public_calls_and_never_an_application(client_of, cast, call, challenge):
    a_submitted(cast.maker, call, cast.company, challenge)
    client = client_of(None)
    (row,) = client.get("/api/calls?open=true").json()["items"]
    assert (row["slug"], row["ceiling"]) == (call.slug, "10000.00")
    whole = client.get(f"/api/calls/espoo/{call.slug}")
    assert whole.json()["criteria"][0]["weight"] == 30
    assert "Valo vie" not in whole.content.decode()
    assert client.get("/api/calls/espoo/nonesuch").status_code == 404
