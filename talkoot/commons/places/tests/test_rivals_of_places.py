"""Several people press the same button at once, with real commits."""

from __future__ import annotations

import pytest

from talkoot.commons.places.actions.intakes import refuse_intake, route_intake
from talkoot.commons.places.actions.needs import raise_need, support_need
from talkoot.commons.places.actions.people import begin_hand_over, end_part
from talkoot.commons.places.actions.places import describe_place
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.lessons import HandOver
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import PlaceRole
from talkoot.commons.places.queries.versions import versions_of
from talkoot.commons.places.tests.making import a_need, a_proposal, an_organisation, published, someone, words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.people.tests.at_once import at_once

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def test_a_need_is_raised_once_and_supported_once_however_often_it_is_sent(espoo, aino, bo):
    receipt, browser = new_receipt(), new_receipt()
    with in_municipality(espoo):
        place = published(aino)
        need = a_need(place, reader=aino)
    sent = {"place": place, "text": "Penkki", "raised_as": "customer", "language": "fi", "receipt": receipt}
    assert at_once(espoo, *[lambda: raise_need(actor=None, **sent)] * 6) == ["done"] * 6
    attempts = [lambda: support_need(actor=None, need=need, browser=browser)] * 4 + [lambda: support_need(actor=bo, need=need)] * 4
    assert at_once(espoo, *attempts) == ["done"] * 8
    with in_municipality(espoo):
        assert PlaceNeed.objects.filter(text="Penkki").count() == 1
        assert NeedSupport.objects.filter(need=need).count() == 2


def test_a_proposal_is_sent_once_and_answered_once(espoo, aino, bo):
    with in_municipality(espoo):
        place = published(aino, operator=bo)
    key = new_receipt()
    assert at_once(espoo, *[lambda: a_proposal(place, once_key=key)] * 5) == ["done"] * 5
    with in_municipality(espoo):
        (intake,) = Intake.objects.all()
    results = at_once(
        espoo,
        lambda: route_intake(actor=bo, intake=intake, route="event"),
        lambda: refuse_intake(actor=aino, intake=intake, reason="no_room", answer="Full."),
    )
    assert results.count("done") == 1
    with in_municipality(espoo):
        intake.refresh_from_db()
        assert (intake.state == "routed") == (intake.route != "") == (intake.reason == "")


def test_changes_at_once_give_each_a_version_of_its_own(espoo, aino, bo):
    with in_municipality(espoo):
        place = published(aino, operator=bo)
    changes = [{"price": words("Ilmainen")}, {"safety": words("Ovet auki")}, {"goals": words("Kolme")}, {"promise_days": 7}]
    assert at_once(espoo, *(lambda change=change: describe_place(actor=bo, place=place, **change) for change in changes)) == ["done"] * 4
    with in_municipality(espoo):
        assert [version.number for version in versions_of(place)] == [5, 4, 3, 2, 1]
        place.refresh_from_db()
        assert (place.price, place.safety, place.goals, place.promise_days) == (words("Ilmainen"), words("Ovet auki"), words("Kolme"), 7)


def test_a_place_is_handed_over_to_one_and_never_without_an_operator(espoo, aino, bo):
    with in_municipality(espoo):
        place = published(aino, operator=bo)
        second = someone("dan@espoo.example")
        PlaceRole.objects.create(place=place, person=second, part="operator")
        roles = list(PlaceRole.objects.filter(place=place).select_related("place"))
        new, other = an_organisation("Uusi"), an_organisation("Toinen")
    results = at_once(espoo, *(lambda role=role: end_part(actor=aino, role=role) for role in roles))
    assert sorted(results) == ["This is the only operator of the place.", "done"]
    results = at_once(
        espoo, *(lambda to=to: begin_hand_over(actor=aino, place=place, to_operator=to, to_person=second) for to in (new, other))
    )
    assert results == ["The place is being handed over already.", "done"]
    with in_municipality(espoo):
        assert PlaceRole.objects.filter(place=place, part="operator").count() >= 1
        assert HandOver.objects.filter(place=place, finished_at=None).count() == 1
