"""A round of places from its making to the reasons, through the pages and actions that people use."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from talkoot.activities.marketplace.actions.allocation import (
    allocate_round,
    apply_with_group,
    ask_allocation,
    ask_replay,
    close_round,
    make_round,
    open_round,
    publish_round,
    remove_offer,
    replay_round,
    save_offer,
    set_wishes,
    take_back_places,
    withdraw_application,
)
from talkoot.activities.marketplace.content.optimum import NotProven
from talkoot.activities.marketplace.events import AllocationAsked, ReplayAsked, RoundPublished
from talkoot.activities.marketplace.jobs.rounds import close_due_rounds
from talkoot.activities.marketplace.listeners.rounds import compute_again, give_places, tell_applicants
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundApplication, RoundOffer, Wish
from talkoot.activities.marketplace.panels import rounds
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.kernel.refusals import Refusal

CITY = "/espoo/en/market/"


def a_unit(name="Kuusikon koulu", **more):
    city, _made = Organisation.objects.get_or_create(name="Espoon kaupunki", defaults={"kind": "city_unit"})
    return Unit.objects.create(organisation=city, name=Words(fi=name), languages=["fi"], **({"area": "Leppävaara"} | more))


def a_teacher(unit, email="tea@school.example"):
    teacher = Person.objects.create_user(email, "correct horse battery", name="Tea Teacher", language="en")
    Membership.objects.create(person=teacher, organisation=unit.organisation, unit=unit)
    return teacher


def a_round(aino, **more):
    return make_round(actor=aino, title=Words(fi="Tiedepäivät", en="Science days"), closes_at=timezone.now() + timedelta(days=7), **more)


def an_offer(aino, round, title="Robot workshop", **more):
    return save_offer(actor=aino, round=round, offer=RoundOffer(title=Words(en=title), **({"places": 1} | more)))


GROUP = {"headcount": 22, "age_from": 9, "age_to": 10, "language": "fi"}


@pytest.fixture
def kuusikko(in_espoo):
    return a_unit()


@pytest.fixture
def tea(kuusikko):
    return a_teacher(kuusikko)


@pytest.fixture
def round(in_espoo, aino):
    round = a_round(aino)
    an_offer(aino, round)
    an_offer(aino, round, "Museum visit", places=2, languages=["fi"], largest_group=25)
    an_offer(aino, round, "For the young", age_to=8)
    return open_round(actor=aino, round=round)


def offers(round):
    return list(RoundOffer.objects.filter(round=round).order_by("pk"))


def test_from_applying_on_a_phone_to_the_reasons(client_of, aino, tea, kuusikko, round):
    school = a_unit("Metsolan koulu")
    rita = a_teacher(school, "rita@school.example")
    teacher = client_of(tea)
    page = f"{CITY}rounds/{round.pk}/"
    assert b"Apply with a group" in teacher.get(page).content

    answer = teacher.post(f"{page}apply/", GROUP | {"unit": kuusikko.pk, "group_label": "4B"})
    mine = RoundApplication.objects.get()
    assert answer.url == f"{CITY}applications/{mine.pk}/wishes/"
    shown = teacher.get(answer.url).content.decode()
    assert "The offer is for another age than the group" in shown
    robot, museum, _young = offers(round)
    answer = teacher.post(answer.url, {"wish_1": robot.pk, "wish_2": museum.pk})
    assert answer.url == f"{CITY}applications/{mine.pk}/"
    assert "Then all groups learn the results at the same moment." in teacher.get(answer.url).content.decode()

    for label in ("5A", "5C"):
        apply_with_group(actor=rita, unit=school, round=round, group_label=label, wishes=[robot], **GROUP)
    coordinator = client_of(aino)
    for step in ("close", "allocate"):
        assert coordinator.post(f"{page}step/{step}/").status_code == 302
    assert "The places are being given" in coordinator.get(page).content.decode()
    give_places(AllocationAsked(round_id=round.pk))
    give_places(AllocationAsked(round_id=round.pk))
    assert "No place" not in teacher.get(f"{CITY}applications/{mine.pk}/").content.decode()
    assert "mine" in teacher.get(page).content.decode()

    coordinator.post(f"{page}step/publish/")
    tell_applicants(RoundPublished(round_id=round.pk))
    tell_applicants(RoundPublished(round_id=round.pk))
    assert OutboxMail.objects.count() == 3
    mine.refresh_from_db()
    assert (mine.offer, mine.rank) == (museum, 2)
    shown = teacher.get(f"{CITY}applications/{mine.pk}/").content.decode()
    assert (
        "3 groups that suit it wished for its 1 place. Giving it to this group would have left one more group without any place." in shown
    )
    without = RoundApplication.objects.get(offer=None)
    shown = client_of(rita).get(f"{CITY}applications/{without.pk}/").content.decode()
    assert "Everything else was even, and the lot decided." in shown
    assert "Museum visit" in shown.split("Places that are still free")[1]

    compute_again(ReplayAsked(round_id=round.pk))
    proof = client_of(None).get(f"{page}proof/").content.decode()
    assert "the result is the same to the letter" in proof
    assert round.seed in proof.replace("<wbr>", "")
    lines = b"".join(coordinator.get(f"{page}applications/?download=csv").streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert coordinator.get(f"{page}data.json").json()["result_sha256"] == AllocationRound.objects.get().result_hash


def test_units_that_got_a_place_before_come_after_the_others(aino, tea, kuusikko, round):
    other = a_unit("Metsolan koulu")
    rita = a_teacher(other, "rita@school.example")

    def given(round, **who):
        robot = offers(round)[0]
        for teacher, unit in who.values():
            apply_with_group(actor=teacher, unit=unit, round=round, group_label="4B", wishes=[robot], **GROUP)
        round = publish_round(actor=aino, round=allocate_round(actor=aino, round=close_round(actor=aino, round=round)))
        return {a.unit_id: (a.answers[0]["code"]) for a in RoundApplication.objects.filter(round=round)}

    assert given(round, a=(tea, kuusikko)) == {kuusikko.pk: "given"}
    following = a_round(aino)
    an_offer(aino, following)
    following = open_round(actor=aino, round=following)
    assert given(following, a=(tea, kuusikko), b=(rita, other)) == {kuusikko.pk: "earlier", other.pk: "given"}


def test_refusals_say_what_to_do(aino, tea, kuusikko, round):
    robot, _museum, young = offers(round)
    mine = apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="4B", wishes=[robot], **GROUP)

    def refused(attempt):
        with pytest.raises(Refusal) as caught:
            attempt()
        return str(caught.value)

    assert "applied already" in refused(lambda: apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="4b", **GROUP))
    assert "wished for twice" in refused(lambda: set_wishes(actor=tea, application=mine, wishes=[robot, robot]))
    assert "another age" in refused(lambda: set_wishes(actor=tea, application=mine, wishes=[young]))
    assert "people of the unit" in refused(
        lambda: apply_with_group(actor=tea, unit=a_unit("Metsolan koulu"), round=round, group_label="1", **GROUP)
    )
    assert "wished for it already" in refused(lambda: remove_offer(actor=aino, offer=robot))
    assert "Your role" in refused(lambda: close_round(actor=tea, round=round))
    other = a_round(aino)
    assert "nothing to apply for" in refused(lambda: open_round(actor=aino, round=other))
    assert "another round" in refused(lambda: set_wishes(actor=tea, application=mine, wishes=[an_offer(aino, other)]))
    assert [wish.offer for wish in Wish.objects.all()] == [robot]

    AllocationRound.objects.filter(pk=round.pk).update(closes_at=timezone.now())
    assert "not taken now" in refused(lambda: withdraw_application(actor=tea, application=mine))
    close_due_rounds()
    assert AllocationRound.objects.get(pk=round.pk).state == "closed"
    assert "closed" in refused(lambda: an_offer(aino, round))
    assert "No places have been given" in refused(lambda: ask_replay(actor=aino, round=round))


def test_taken_back_places_come_out_the_same_and_the_seed_stays(aino, tea, kuusikko, round):
    for label in ("4A", "4B", "4C"):
        apply_with_group(actor=tea, unit=kuusikko, round=round, group_label=label, wishes=[offers(round)[0]], **GROUP)
    first = allocate_round(actor=aino, round=close_round(actor=aino, round=round))
    winner = RoundApplication.objects.get(offer__isnull=False)
    again = take_back_places(actor=aino, round=first)
    assert not RoundApplication.objects.filter(offer__isnull=False).exists()
    ask_allocation(actor=aino, round=again)
    second = allocate_round(actor=aino, round=again)
    assert RoundApplication.objects.get(offer__isnull=False) == winner
    assert second.result_hash == first.result_hash
    second.seed = "mine"
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        second.save()


def test_a_changed_result_is_seen_when_computed_again(aino, tea, kuusikko, round):
    apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="4A", wishes=[offers(round)[0]], **GROUP)
    done = allocate_round(actor=aino, round=close_round(actor=aino, round=round))
    assert replay_round(actor=aino, round=done).replay_matches is True
    done.input["groups"][0]["wishes"] = []
    done.save(update_fields=["input"])
    assert replay_round(actor=aino, round=done).replay_matches is False


def test_nothing_is_given_when_the_optimum_is_not_proven(aino, tea, kuusikko, round, monkeypatch):
    apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="4A", wishes=[offers(round)[0]], **GROUP)
    closed = close_round(actor=aino, round=round)

    def unproven(*args):
        raise NotProven("gap")

    monkeypatch.setattr("talkoot.activities.marketplace.content.allocation.best_choice", unproven)
    with pytest.raises(NotProven):
        allocate_round(actor=aino, round=closed)
    assert AllocationRound.objects.get(pk=round.pk).state == "closed"


def test_strangers_see_the_round_and_nobody_elses_group(client_of, aino, tea, kuusikko, carl, bo, round):
    mine = apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="Planted4B", wishes=[offers(round)[0]], **GROUP)
    draft = a_round(aino)
    page = f"{CITY}rounds/{round.pk}/"
    for person in (None, bo, carl):
        visitor = client_of(person)
        assert b"Planted4B" not in visitor.get(page).content
        assert visitor.get(f"{CITY}rounds/{draft.pk}/").status_code == 404
        assert visitor.get(f"{page}proof/").status_code == 404
        expected = 302 if person is None else 404
        assert visitor.get(f"{CITY}applications/{mine.pk}/").status_code == expected
        assert visitor.get(f"{page}applications/").status_code == (302 if person is None else 403)
        assert visitor.get(f"{page}data.json").status_code == (302 if person is None else 403)
        assert visitor.post(f"{page}step/close/").status_code == (302 if person is None else 403)
    assert AllocationRound.objects.get(pk=round.pk).state == "open"


def test_odd_input_is_answered_in_words(client_of, aino, tea, kuusikko, round):
    teacher, page = client_of(tea), f"{CITY}rounds/{round.pk}/"
    for odd in (
        {"unit": "9" * 40},
        {"headcount": "9" * 40},
        {"group_label": "a\0b"},
        {"language": "xx"},
        {"age_from": "12", "age_to": "3"},
    ):
        assert teacher.post(f"{page}apply/", GROUP | {"unit": kuusikko.pk, "group_label": "4B"} | odd).status_code == 422
    mine = apply_with_group(actor=tea, unit=kuusikko, round=round, group_label="4B", **GROUP)
    robot = offers(round)[0]
    for odd in ({}, {"wish_1": "x"}, {"wish_1": "9" * 40}, {"wish_1": robot.pk, "wish_2": robot.pk}, {"wish_1": offers(round)[2].pk}):
        assert teacher.post(f"{CITY}applications/{mine.pk}/wishes/", odd).status_code == 422
    coordinator = client_of(aino)
    assert coordinator.post(f"{page}step/nonsense/").status_code == 404
    assert coordinator.get(f"{CITY}rounds/{'9' * 30}/").status_code == 404
    offer = {"title_fi": "Avaruus", "places": "2", "latitude": "60", "longitude": ""}
    assert coordinator.post(f"{page}offers/add/", offer).status_code == 422
    assert coordinator.post(f"{page}offers/add/", offer | {"longitude": "24.5", "languages": ["fi"]}).status_code == 302
    assert coordinator.get(f"{page}offers/{robot.pk}/").status_code == 200
    made = coordinator.post(
        f"{CITY}rounds/make/", {"title_fi": "Uusi", "closes_at": "2020-01-01T10:00", "most_wishes": 3, "earlier_months": 12}
    )
    assert made.status_code == 422


def test_pages_ask_the_same_number_of_queries_for_three_groups_and_for_ninety(
    client_of, aino, tea, kuusikko, round, django_assert_max_num_queries
):
    robot, _museum, _young = offers(round)
    groups = [RoundApplication(round=round, unit=kuusikko, group_label=f"g{n}", **GROUP) for n in range(90)]
    RoundApplication.objects.bulk_create(groups)
    Wish.objects.bulk_create(Wish(application=group, offer=robot, rank=1) for group in groups)
    allocate_round(actor=aino, round=close_round(actor=aino, round=round))
    visitor = client_of(aino)
    for page in ("", "applications/", "proof/"):
        with django_assert_max_num_queries(22):
            assert visitor.get(f"{CITY}rounds/{round.pk}/{page}").status_code == 200


def test_a_closed_round_waits_for_the_coordinators_until_it_is_told(aino, tea, kuusikko, round):
    def waiting(person):
        found = reversed_under("/espoo/en/", lambda: list(rounds(person)))
        return [(str(item.kind), item.url.partition("rounds/")[2]) for item in found]

    apply_with_group(actor=tea, round=round, unit=kuusikko, group_label="3A", wishes=offers(round)[:1], **GROUP)
    assert waiting(aino) == []
    close_round(actor=aino, round=round)
    with override("en"):
        assert waiting(aino) == [("Give the places of the round", f"{round.pk}/")]
        assert (waiting(tea), waiting(None)) == ([], [])
        ask_allocation(actor=aino, round=round)
        give_places(AllocationAsked(round_id=round.pk))
        assert waiting(aino) == [("Tell the results of the round", f"{round.pk}/")]
        publish_round(actor=aino, round=round)
        assert waiting(aino) == []


@pytest.mark.rivals
def test_a_group_applies_once_and_never_after_the_closing(committed_db, espoo, aino):
    with in_municipality(espoo):
        unit = a_unit()
        tea = a_teacher(unit)
        round = a_round(aino)
        an_offer(aino, round)
        round = open_round(actor=aino, round=round)
    same = [lambda: apply_with_group(actor=tea, unit=unit, round=round, group_label="4B", **GROUP)] * 4
    results = at_once(espoo, *same, lambda: close_round(actor=aino, round=round))
    with in_municipality(espoo):
        # Either one of them came before the closing, or none did.
        assert RoundApplication.objects.count() == results.count("done") - 1
        assert RoundApplication.objects.count() <= 1
        assert AllocationRound.objects.get().state == "closed"
