"""A place is begun by a coordinator, described, published, frozen at each change, looked through, handed over."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from talkoot.commons.places.actions.parts import save_row
from talkoot.commons.places.actions.people import begin_hand_over, end_part, finish_hand_over, name_operator, name_person, tick_hand_over
from talkoot.commons.places.actions.places import begin_place, close_place, describe_place, publish_place, review_place
from talkoot.commons.places.content.handing_over import CHECKLIST
from talkoot.commons.places.content.slugs import RESERVED_SLUGS
from talkoot.commons.places.models.place import Place, PlaceRole, PlaceVersion, UserGroup
from talkoot.commons.places.queries.places import visible_places
from talkoot.commons.places.queries.versions import differences, versions_of
from talkoot.commons.places.tests.making import a_draft, a_proposal, an_organisation, published, someone, waits, words
from talkoot.commons.places.urls import booking_urls, place_urls
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.models import Entry

pytestmark = pytest.mark.django_db
EN = "/espoo/en/places"


def test_a_begun_place_is_seen_by_its_own_people_only(in_espoo, aino, bo, client_of):
    place = begin_place(actor=aino, name=Words(fi="Ison Omenan palvelutori", en="Iso Omena service centre"))
    assert place.slug == "ison-omenan-palvelutori"
    assert begin_place(actor=aino, name=place.name).slug == "ison-omenan-palvelutori-2"
    assert client_of(aino).get(f"{EN}/{place.slug}/").status_code == 200
    assert client_of(bo).get(f"{EN}/{place.slug}/").status_code == 404
    name_person(actor=aino, place=place, person=bo, part="host")
    assert client_of(bo).get(f"{EN}/{place.slug}/").status_code == 200
    assert list(visible_places(None)) == []


def test_an_address_of_the_sites_own_is_refused(in_espoo, aino):
    first_parts = {str(route.pattern).partition("/")[0].partition(".")[0] for route in (*place_urls, *booking_urls)} - {"", "<slug:slug>"}
    assert first_parts - {"feed"} <= RESERVED_SLUGS
    with pytest.raises(Refusal, match="taken by a page"):
        begin_place(actor=aino, name=words("x"), slug="work")


def test_publishing_needs_what_readers_need_first(in_espoo, aino):
    place = begin_place(actor=aino, name=words("Tori"))
    with pytest.raises(Refusal, match="Still missing"):
        publish_place(actor=aino, place=place)
    ready = a_draft(aino, operator=None)
    with pytest.raises(Refusal, match="clear owner and operator"):
        publish_place(actor=aino, place=ready)
    assert PlaceVersion.objects.count() == 0


def test_every_change_of_a_published_place_is_a_version_and_two_can_be_compared(in_espoo, aino):
    place = published(aino)
    describe_place(actor=aino, place=place, price=words("Maksuton"), promise_days=5)
    describe_place(actor=aino, place=place, price=words("Maksuton"))
    save_row(actor=aino, place=place, row=UserGroup(place=place, name=words("Nuoret"), people=4500))
    versions = list(versions_of(place))
    assert [version.number for version in versions] == [3, 2, 1]
    told = {
        str(one.label): "".join(piece.text for piece in one.pieces if piece.kind == "added")
        for one in differences(versions[2], versions[0])
    }
    assert told == {"price": "Maksuton en", "days to an answer": "5", "user groups": "Nuoret en – 4500"}
    # A change in a language that the reader does not read is told too.
    describe_place(actor=aino, place=place, price=Words(fi="Ilmainen", sv="Maksuton sv", en="Maksuton en"))
    (one,) = differences(versions[0], versions_of(place)[0])
    assert "".join(piece.text for piece in one.pieces if piece.kind == "added") == "Ilmainen"


def test_what_made_a_place_fit_may_not_be_taken_away_while_it_is_published(in_espoo, aino):
    place = published(aino)
    with pytest.raises(Refusal, match="Still missing"):
        describe_place(actor=aino, place=place, forbidden=Words())
    place.refresh_from_db()
    assert place.forbidden


def test_an_operator_describes_her_place_and_no_other(in_espoo, aino, bo):
    mine, other = published(aino, operator=bo), published(aino, "toinen")
    describe_place(actor=bo, place=mine, price=words("Ilmainen"))
    with pytest.raises(Forbidden):
        describe_place(actor=bo, place=other, price=words("Ilmainen"))
    with pytest.raises(Forbidden):
        publish_place(actor=bo, place=mine)
    with pytest.raises(Refusal, match="only operator"):
        end_part(actor=bo, role=PlaceRole.objects.get(place=mine, person=bo))


def test_a_page_whose_day_has_come_says_so_and_waits_in_the_operators_queue(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    Place.objects.filter(pk=place.pk).update(review_by=timezone.localdate() - timedelta(days=1))
    assert "may be out of date" in client_of(None).get(f"/espoo/en/places/{place.slug}/").content.decode()
    (item,) = waits(bo, "/review/")
    assert item.is_overdue
    with translation.override("en"), pytest.raises(Refusal, match="between tomorrow"):
        review_place(actor=bo, place=place, review_by=timezone.localdate() + timedelta(days=900))
    review_place(actor=bo, place=place, review_by=timezone.localdate() + timedelta(days=365))
    assert "may be out of date" not in client_of(None).get(f"/espoo/en/places/{place.slug}/").content.decode()
    assert waits(bo, "/review/") == []


def test_a_closed_place_is_no_longer_public_nor_found(in_espoo, aino):
    place = published(aino)
    assert Entry.objects.filter(kind="places.place", is_public=True).exists()
    proposal = a_proposal(place)
    with pytest.raises(Refusal, match="waits for an answer"):
        close_place(actor=aino, place=place)
    proposal.state = "withdrawn"
    proposal.save(update_fields=["state"])
    close_place(actor=aino, place=place)
    assert list(visible_places(None)) == []
    assert not Entry.objects.filter(kind="places.place", is_public=True).exists()


def test_a_place_changes_hands_when_everything_on_the_list_is_done(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    a_proposal(place)
    new = an_organisation("Uusi operaattori", "city_unit")
    cecilia = someone("cecilia@espoo.example", organisation=new)
    hand_over = begin_hand_over(actor=aino, place=place, to_operator=new, to_person=cecilia)
    with pytest.raises(Refusal, match="already"):
        begin_hand_over(actor=aino, place=place, to_operator=an_organisation("Kolmas"), to_person=cecilia)
    answer = client_of(cecilia).post(f"{EN}/{place.slug}/package.zip")
    assert answer.status_code == 200
    hand_over.refresh_from_db()
    assert len(hand_over.package_hash) == 64
    with translation.override("en"), pytest.raises(Refusal, match="Not everything"):
        finish_hand_over(actor=aino, hand_over=hand_over)
    tick_hand_over(actor=cecilia, hand_over=hand_over, done=list(CHECKLIST))
    finish_hand_over(actor=aino, hand_over=hand_over)
    place.refresh_from_db()
    assert place.operator == new
    assert list(PlaceRole.objects.filter(place=place, part="operator").values_list("person", flat=True)) == [cecilia.pk]
    assert versions_of(place)[0].facts["operator"] == "Uusi operaattori"
    assert client_of(bo).post(f"{EN}/{place.slug}/package.zip").status_code == 403


def test_the_package_holds_everything_that_a_new_operator_needs(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    a_proposal(place, title="Robotti")
    content = client_of(bo).post(f"{EN}/{place.slug}/package.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert {"place.json", "versions.json", "needs.json", "proposals-open.json", "lessons.json", "agreements.json"} <= names
        assert f"report-{timezone.localdate().year}.pdf" in names
        assert json.loads(archive.read("place.json"))["facts"]["concept"]["fi"] == "Kymmenen palvelua fi"
        assert [row["title"] for row in json.loads(archive.read("proposals-open.json"))] == ["Robotti"]
        assert archive.read(f"report-{timezone.localdate().year}.pdf").startswith(b"%PDF")


def test_the_operator_is_named_by_a_coordinator_alone(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    someone_else = someone("dan@espoo.example")
    with pytest.raises(Forbidden):
        name_operator(actor=bo, place=place, person=someone_else)
    with pytest.raises(Refusal):
        name_person(actor=bo, place=place, person=someone_else, part="operator")
    name_person(actor=bo, place=place, person=someone_else, part="steering")
    assert {role.part for role in PlaceRole.objects.filter(person=someone_else)} == {"steering"}
