"""Proposals: refused at the door or received with a promise, taken further on a registered way or declined with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.commons.places.actions.intakes import refuse_intake, route_intake
from talkoot.commons.places.content.receipts import signature_of
from talkoot.commons.places.content.routes import ROUTES, Route, register_route
from talkoot.commons.places.events import IntakeReceived, IntakeRefused
from talkoot.commons.places.jobs import remind_of_proposals
from talkoot.commons.places.listeners import tell_of_proposal, tell_sender_of_refusal
from talkoot.commons.places.models.intake import Intake, TurnedAway
from talkoot.commons.places.queries.intakes import figures_of_intakes, intake_from, intakes_of_person, visible_intakes
from talkoot.commons.places.tests.making import a_proposal, published, someone, waits
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.refusals import Forbidden, Refusal

pytestmark = pytest.mark.django_db
EN = "/espoo/en/places"


def typed(**more):
    return {
        "title": "A robot",
        "what": "It guides.",
        "for_whom": "New customers.",
        "sender_kind": "company",
        "contact_name": "Veera",
        "contact_email": "veera@yritys.example",
        "accepts_terms": "on",
        "once_key": new_receipt(),
    } | more


def test_a_forbidden_use_is_refused_at_once_and_counted_without_the_sender(in_espoo, aino, client_of):
    place = published(aino)
    answer = client_of(None).post(f"{EN}/{place.slug}/propose/", typed(uses=["campaigning", "fundraising"]))
    assert answer.status_code == 422
    assert "no campaigning" in answer.content.decode()
    assert not Intake.objects.exists()
    # Fund-raising is not refused in this place.
    assert list(TurnedAway.objects.values_list("use", flat=True)) == ["campaigning"]


def test_a_proposal_is_received_with_a_promise_and_followed_by_its_link(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo, promise_days=10)
    client = client_of(None)
    sent = typed()
    answer = client.post(f"{EN}/{place.slug}/propose/", sent)
    intake = Intake.objects.get()
    assert answer.url == f"{EN}/proposals/{intake.pk}/{signature_of(intake)}/"
    assert client.post(f"{EN}/{place.slug}/propose/", sent).url == answer.url
    assert Intake.objects.count() == 1
    assert 11 <= (intake.due_at - intake.sent_at).days <= 25
    assert intake.version.number == 1
    assert "has come in" in client.get(answer.url).content.decode()
    assert client.get(f"{EN}/proposals/{intake.pk}/{'0' * 32}/").status_code == 404
    assert client_of(someone("x@espoo.example")).get(f"{EN}/intakes/{intake.pk}/").status_code == 404
    (item,) = waits(bo, "intakes")
    assert item.promised_at == intake.due_at
    client.post(f"{answer.url}withdraw/")
    intake.refresh_from_db()
    assert intake.state == "withdrawn"
    with pytest.raises(Refusal):
        route_intake(actor=bo, intake=intake, route="event")


def test_the_operator_takes_a_proposal_further_on_a_way_that_an_activity_registered(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    register_route(Route("test-way", "A way", "Go there.", begin_url=lambda intake: f"/begin/?from=places.intake:{intake.pk}"))
    try:
        intake = a_proposal(place)
        page = client_of(bo).post(f"{EN}/intakes/{intake.pk}/route/", {"route-route": "test-way", "route-answer": "Welcome"})
        assert page.status_code == 302
        intake.refresh_from_db()
        assert (intake.state, intake.route, intake.answer, intake.decided_by) == ("routed", "test-way", "Welcome", bo)
        shown = client_of(None).get(f"{EN}/proposals/{intake.pk}/{signature_of(intake)}/").content.decode()
        assert f"/begin/?from=places.intake:{intake.pk}" in shown
        # Twice is refused: the other operator sees that it was answered.
        with pytest.raises(Refusal):
            refuse_intake(actor=bo, intake=intake, reason="no_room", answer="No.")
    finally:
        del ROUTES["test-way"]


def test_a_refusal_needs_a_reason_from_the_list_and_words(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    intake = a_proposal(place)
    assert client_of(bo).post(f"{EN}/intakes/{intake.pk}/refuse/", {"refuse-reason": "no_need"}).status_code == 422
    client_of(bo).post(f"{EN}/intakes/{intake.pk}/refuse/", {"refuse-reason": "no_need", "refuse-answer": "Nobody asked for it."})
    intake.refresh_from_db()
    assert (intake.state, intake.reason) == ("refused", "no_need")
    shown = client_of(None).get(f"{EN}/proposals/{intake.pk}/{signature_of(intake)}/").content.decode()
    assert "Nobody asked for it." in shown
    assert "It answers no need" in shown


def test_mail_tells_sender_and_operator_once(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    intake = a_proposal(place)
    for _again in range(2):
        tell_of_proposal(IntakeReceived(intake_id=intake.pk))
    assert sorted(OutboxMail.objects.values_list("event", "address")) == [
        ("places.proposal_received", "veera@yritys.example"),
        ("places.proposal_waiting", bo.email),
    ]
    refuse_intake(actor=bo, intake=intake, reason="no_room", answer="The hall is full.")
    tell_sender_of_refusal(IntakeRefused(intake_id=intake.pk))
    mail = OutboxMail.objects.get(event="places.proposal_refused")
    assert "The hall is full." in mail.body
    assert signature_of(intake) in mail.body


def test_a_promise_that_runs_out_is_reminded_of_each_day_once(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    intake = a_proposal(place)
    remind_of_proposals()
    assert not OutboxMail.objects.filter(event="places.proposal_due").exists()
    Intake.objects.filter(pk=intake.pk).update(due_at=timezone.now() - timedelta(hours=1))
    for _again in range(2):
        remind_of_proposals()
    assert OutboxMail.objects.filter(event="places.proposal_due", address=bo.email).count() == 1


def test_the_figures_tell_days_routes_and_reasons(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    now = timezone.now()
    for days, state, route, reason in ((2, "routed", "event", ""), (4, "routed", "research", ""), (9, "refused", "", "no_room")):
        intake = a_proposal(place)
        Intake.objects.filter(pk=intake.pk).update(
            state=state, route=route, reason=reason, answer="x", sent_at=now - timedelta(days=days), decided_at=now
        )
    a_proposal(place)
    figures = figures_of_intakes(place)
    assert (figures.count, figures.answered, figures.accepted, figures.waiting, figures.days) == (4, 3, 2, 1, 4.0)
    assert figures.by_route == {"event": 1, "research": 1}
    assert figures.by_reason == {"no_room": 1}
    assert round(figures.accepted_share, 2) == 0.67


def test_who_may_see_a_proposal(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    veera = someone("veera@yritys.example")
    intake = a_proposal(place)
    stranger = someone("y@espoo.example")
    assert {person.email: visible_intakes(person).count() for person in (aino, bo, veera, stranger)} == {
        aino.email: 1,
        bo.email: 1,
        veera.email: 1,
        stranger.email: 0,
    }
    assert visible_intakes(None).count() == 0
    assert intake_from(f"places.intake:{intake.pk}", veera) == intake
    assert intake_from(f"places.intake:{intake.pk}", stranger) is None
    assert intake_from("places.intake:9e9", veera) is None
    assert intakes_of_person(veera).get() == intake
    with pytest.raises(Forbidden):
        route_intake(actor=veera, intake=intake, route="event")
