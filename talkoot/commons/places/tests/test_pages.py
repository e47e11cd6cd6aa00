"""The pages as their readers use them: the catalogue in all its forms, strangers, hostile addresses, how much a page costs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.commons.places.actions.people import name_person
from talkoot.commons.places.content.map import drawn
from talkoot.commons.places.content.open_now import OPEN_NOW, OpenNow, register_open
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place, UserGroup
from talkoot.commons.places.tests.making import a_need, a_proposal, published, someone, words
from talkoot.kernel.links.actions import link
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM

pytestmark = pytest.mark.django_db
EN = "/espoo/en/places"
NOT_OF_THE_PAGE = ("SAVEPOINT", "RELEASE SAVEPOINT")
BUDGET = 12


def queries_of(visitor, path):
    visitor.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = visitor.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return [query["sql"] for query in captured if not query["sql"].startswith(NOT_OF_THE_PAGE)]


def many_places(count):
    now = timezone.now()
    return Place.objects.bulk_create(
        Place(
            slug=f"p-{n:03}",
            name=words(f"{'äöåwv'[n % 5]}{n}"),
            concept=words("c"),
            state="published",
            published_at=now - timedelta(minutes=n),
            review_by=timezone.localdate(),
            latitude=60 + n / 100,
            longitude=24 + n / 100,
            themes=["culture"],
            services=["space"],
        )
        for n in range(count)
    )


def many_needs(place, count):
    return PlaceNeed.objects.bulk_create(
        PlaceNeed(
            place=place,
            text=f"Tarve {n}",
            language="fi",
            raised_as="customer",
            state="published",
            receipt_hash=f"r{place.pk}-{n}",
            promised_at=timezone.now(),
        )
        for n in range(count)
    )


def many_intakes(place, count):
    return Intake.objects.bulk_create(
        Intake(
            place=place,
            title=f"Ehdotus {n}",
            what="x",
            for_whom="y",
            language="fi",
            sender_kind="company",
            once_key=f"k{place.pk}-{n}",
            due_at=timezone.now(),
        )
        for n in range(count)
    )


def test_lists_cost_the_same_for_few_and_for_many(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    many_places(3)
    many_needs(place, 3)
    many_intakes(place, 3)
    paths = [
        (None, f"{EN}/"),
        (bo, f"{EN}/"),
        (None, "/en/places/"),
        (None, f"{EN}/{place.slug}/needs/"),
        (bo, f"{EN}/{place.slug}/needs/"),
        (bo, f"{EN}/{place.slug}/intakes/"),
        (aino, f"{EN}/work/"),
        (bo, f"{EN}/work/"),
        (bo, f"{EN}/mine/"),
    ]
    few = [len(queries_of(client_of(person), path)) for person, path in paths]
    Place.objects.filter(slug__startswith="p-").delete()
    PlaceNeed.objects.all().delete()
    Intake.objects.all().delete()
    many_places(60)
    many_needs(place, 60)
    many_intakes(place, 60)
    many = [len(queries_of(client_of(person), path)) for person, path in paths]
    assert many == few
    assert max(many) <= BUDGET, list(zip(paths, many, strict=True))


def test_the_catalogue_is_found_filtered_and_taken_in_open_forms(in_espoo, aino, client_of):
    place = published(aino, themes=["culture"], services=["test_users"], languages=["fi"])
    other = published(aino, "toinen", themes=["education"], latitude=None, longitude=None)
    UserGroup.objects.create(place=place, name=words("Lapsiperheet"), people=4500)
    client = client_of(None)

    def found(query):
        return [row.slug for row in client.get(f"{EN}/?{query}").context["rows"]]

    assert found("") == ["palvelutori", "toinen"]
    for query in ("theme=culture", "service=test_users", "language=fi", "users=lapsi"):
        assert found(query) == ["palvelutori"], query
    assert found("q=toinen") == ["toinen"]
    assert client.get(f"{EN}/").context["map"].points[0].number == 1
    features = json.loads(client.get(f"{EN}/?download=json").content)["features"]
    assert [(f["properties"]["slug"], f["geometry"]) for f in features] == [
        ("palvelutori", {"type": "Point", "coordinates": [24.7385, 60.1615]}),
        (other.slug, None),
    ]
    csv = b"".join(client.get(f"{EN}/?download=csv")).decode()
    assert "palvelutori en" in csv
    assert f"http://testserver{EN}/palvelutori/" in csv
    assert b"<entry>" in client.get(f"{EN}/feed.atom").content
    assert "palvelutori" in client.get("/en/places/?municipality=espoo").content.decode()


def test_strangers_see_nothing_of_the_inside(in_espoo, aino, bo, carl, client_of):
    place = published(aino, operator=bo)
    intake = a_proposal(place)
    need = a_need(place)
    inside = [
        f"{EN}/{place.slug}/work/",
        f"{EN}/{place.slug}/intakes/",
        f"{EN}/{place.slug}/report/",
        f"{EN}/{place.slug}/edit/terms/",
        f"{EN}/{place.slug}/rows/groups/add/",
        f"{EN}/{place.slug}/review/",
    ]
    stranger = someone("x@espoo.example")
    for path in inside:
        assert client_of(None).get(path).status_code == 302, path
        assert client_of(stranger).get(path).status_code == 403, path
        assert client_of(carl).get(path).status_code == 403, path
        assert client_of(bo).get(path).status_code == 200, path
    for path in (f"{EN}/intakes/{intake.pk}/", f"{EN}/needs/{need.pk}/", f"{EN}/needs/{need.pk}/read/"):
        assert client_of(stranger).get(path).status_code == 404, path
        assert client_of(carl).get(path).status_code == 404, path
    name_person(actor=bo, place=place, person=stranger, part="steering")
    # The steering group reads figures, not proposals.
    assert client_of(stranger).get(f"{EN}/{place.slug}/report/").status_code == 200
    assert client_of(stranger).get(f"{EN}/{place.slug}/intakes/").status_code == 403
    assert intake.title not in client_of(stranger).get(f"{EN}/{place.slug}/work/").content.decode()


def test_another_municipalitys_place_is_not_here(espoo, turku, aino, carl, client_of):
    with in_municipality(turku):
        theirs = published(carl, "turun-tori")
    with in_municipality(espoo):
        published(aino)
    assert client_of(aino).get(f"{EN}/{theirs.slug}/").status_code == 404
    everywhere = client_of(None).get("/en/places/").content.decode()
    assert "/turku/en/places/turun-tori/" in everywhere
    assert "/espoo/en/places/palvelutori/" in everywhere


@pytest.mark.parametrize(
    "query",
    [
        "theme=x",
        "q=%00",
        "users=%00",
        "users=%ud800",
        "sort=;drop",
        f"after={'A' * 400}",
        "kind=%F0%9F%8F%9B",
        "download=json&theme=%00",
        "page=99999",
    ],
)
def test_hostile_queries_give_a_page(query, in_espoo, aino, client_of):
    place = published(aino)
    for start in (f"{EN}/", "/en/places/", f"{EN}/{place.slug}/needs/"):
        assert client_of(None).get(f"{start}?{query}").status_code in (200, 400), start


def test_hostile_addresses_and_forms_give_clear_answers(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    intake = a_proposal(place)
    client = client_of(bo)
    for path, status in (
        (f"{EN}/{place.slug}/versions/?from=99&to=1", 404),
        (f"{EN}/{place.slug}/versions/?from=x", 404),
        (f"{EN}/{place.slug}/versions/?from={'9' * 60}", 404),
        (f"{EN}/{place.slug}/report/?year=1066", 404),
        (f"{EN}/{place.slug}/report/?year={'9' * 60}", 404),
        (f"{EN}/{place.slug}/report/?year=²", 404),
        (f"{EN}/{place.slug}/edit/nothing/", 404),
        (f"{EN}/{place.slug}/rows/kings/add/", 404),
        (f"{EN}/{place.slug}/rows/groups/{10**30}/", 404),
        (f"{EN}/intakes/{10**30}/", 404),
        (f"{EN}/proposals/{10**30}/{'a' * 500}/", 404),
        (f"{EN}/{place.slug}/hand-over/", 404),
    ):
        assert client.get(path).status_code == status, path
    for path, data in (
        (f"{EN}/{place.slug}/edit/where/", {"latitude": "1e400", "longitude": "NaN", "capacity": "9" * 30, "address": "a\0b"}),
        (f"{EN}/{place.slug}/edit/where/", {"latitude": "91", "longitude": "24"}),
        (f"{EN}/{place.slug}/edit/where/", {"latitude": "60"}),
        (f"{EN}/{place.slug}/edit/management/", {"promise_days": "0", "owner": "9" * 40}),
        (f"{EN}/{place.slug}/edit/identity/", {"name_0": "x\0", "kind": "castle", "themes": ["x"]}),
        (f"{EN}/{place.slug}/rows/groups/add/", {"name_0": "", "people": "-5"}),
        (f"{EN}/{place.slug}/review/", {"review_by": "9999-99-99"}),
        (f"{EN}/{place.slug}/propose/", {"sender_kind": "king", "contact_email": "a\nb@c", "what": "\0"}),
        (f"{EN}/intakes/{intake.pk}/route/", {"route-route": "\0"}),
        (f"{EN}/intakes/{intake.pk}/refuse/", {"refuse-reason": "x" * 999, "refuse-answer": "\0"}),
    ):
        assert client.post(path, data).status_code == 422, path
    assert client.post(f"{EN}/{place.slug}/step/fly/").status_code in (403, 404)


def test_what_was_held_in_a_place_is_told_as_far_as_the_reader_may_see(in_espoo, aino, client_of):
    place = published(aino)
    shown, hidden = a_need(place, "Julkinen", reader=aino), a_need(place, "Odottava")
    for thing in (shown, hidden):
        link(actor=SYSTEM, source=thing, relation="held_at", target=place)
    page = client_of(None).get(f"{EN}/{place.slug}/")
    assert [step.label for step in page.context["happened"]] == ["Julkinen"]
    assert len(client_of(aino).get(f"{EN}/{place.slug}/").context["happened"]) == 2


def test_the_report_is_a_tagged_pdf_with_the_figures_of_the_year(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    a_need(place, reader=aino)
    answer = client_of(bo).get(f"{EN}/{place.slug}/report.pdf?year={timezone.localdate().year}")
    assert answer["Content-Type"] == "application/pdf"
    assert b"/StructTreeRoot" in answer.content or b"pdfuaid" in answer.content
    assert client_of(None).get(f"{EN}/{place.slug}/needs/poster.pdf").content.startswith(b"%PDF")


def test_the_api_tells_places_and_needs_and_no_names(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    a_need(place, "Hiljainen nurkka", reader=aino)
    client = client_of(None)
    (row,) = client.get("/api/places?municipality=espoo").json()["items"]
    assert (row["slug"], row["latitude"]) == ("palvelutori", 60.1615)
    whole = client.get("/api/places/espoo/palvelutori").json()
    assert whole["version"] == 1
    assert bo.name not in json.dumps(whole)
    needs = client.get("/api/places/espoo/palvelutori/needs").json()["items"]
    assert [(need["text"], need["support_count"], need["has_led_on"]) for need in needs] == [("Hiljainen nurkka", 0, False)]
    assert client.get("/api/places/turku/palvelutori").status_code == 404


def test_the_map_keeps_points_in_its_box_and_apart():
    assert drawn([]) is None
    one = drawn([(60.16, 24.74)])
    assert (one.points[0].x, one.points[0].y) == (280.0, 190.0)
    # North is up, east is right, and places at one spot do not hide each other.
    shown = drawn([(60.3, 24.7), (60.1, 24.7), (60.2, 24.9), (60.2, 24.9), (60.2, 24.9)])
    assert shown.points[0].y < shown.points[1].y
    assert shown.points[2].x > shown.points[0].x
    spots = [(point.x, point.y) for point in shown.points]
    assert len(set(spots)) == 5
    crowd = drawn([(60.2, 24.9)] * 60 + [(-89.0, 179.0), (89.0, -179.0)])
    assert all(0 < point.x < crowd.width and 0 < point.y < crowd.height for point in crowd.points)


def test_places_are_narrowed_by_what_activities_have_open_there(in_espoo, aino, client_of):
    here = published(aino)
    published(aino, "toinen")
    register_open(OpenNow("test-open", "Something open", place_ids=lambda: [here.pk]))
    try:
        for start in (f"{EN}/", "/en/places/"):
            assert [row.slug for row in client_of(None).get(f"{start}?open=test-open").context["rows"]] == [here.slug]
    finally:
        del OPEN_NOW["test-open"]
    # What an activity really has: no call is open.
    assert list(client_of(None).get(f"{EN}/?open=calls").context["rows"]) == []
