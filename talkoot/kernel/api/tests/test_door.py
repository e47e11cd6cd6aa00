from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality


def test_language_by_parameter_header_and_default(espoo, ask):
    def shown(path="/api/municipalities/espoo", **headers):
        answer = ask(path, headers=headers)
        return answer.json()["name"]["shown"], answer["Content-Language"]

    assert shown() == ("Espoo", "fi")
    assert shown(**{"Accept-Language": "de, sv;q=0.8"}) == ("Esbo", "sv")
    assert shown("/api/municipalities/espoo?language=sv", **{"Accept-Language": "en"}) == ("Esbo", "sv")
    assert ask("/api/municipalities/espoo?language=xx").status_code == 422
    assert "Accept-Language" in ask("/api/municipalities")["Vary"]


def test_problems_have_one_shape(espoo, ask):
    answers = {
        404: ask("/api/nowhere?language=en"),
        405: ask("/api/municipalities?language=en", method="post", data="{}", content_type="application/json"),
        422: ask("/api/municipalities?size=99999999999999999999&language=en"),
        401: ask("/api/token?language=en"),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer["Content-Type"], set(answer.json())) == (
            status,
            "application/json",
            {"reason", "mend", "field", "faults"},
        )
    assert answers[422].json()["faults"] == [{"field": "size", "message": "The number must be at most 100."}]
    assert answers[405]["Allow"] == "GET"


@pytest.mark.parametrize(
    "path",
    [
        "/api/municipalities/%00",
        "/api/municipalities/esp%00oo",
        "/api/municipalities?after=%00",
        "/api/municipalities?after=%ED%A0%80",
        "/api/municipalities?after=WyJ2IiwgIlx1ZDgwMCIsIDFd",
        "/api/municipalities?after=WyJ0IiwgIjIwMjAtMDEtMDFUMDA6MDA6MDAiLCAxXQ",
        "/api/municipalities?after=WyJ2IiwgMSwgMV0",
        "/api/municipalities?after=" + "W1tb" * 250,
        "/api/municipalities?size=0",
        "/api/municipalities?size=-1",
        "/api/municipalities?size=1e3",
        "/api/municipalities?size=NaN",
        "/api/search?q=%00",
        "/api/search?q=a&page=99999999999999999999",
        "/api/search?q=a&kind=nothing.here",
        "/api/search?q=a&municipality=nowhere",
        "/api/search",
        "/api/search?q=" + "x" * 500,
        "/api/%ff%fe",
        "/api/municipalities/../../etc",
    ],
)
def test_hostile_addresses_are_answered_in_words(path, espoo, ask):
    answer = ask(path)
    assert answer.status_code in (404, 422), answer.content
    assert answer.json()["reason"]


def test_too_large_and_unreadable_bodies(espoo, ask, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    def post(body, content_type="application/json"):
        return ask("/api/token", method="post", data=body, content_type=content_type).status_code

    assert post("x" * 2000) == 413
    assert post("<a/>", "text/xml") == 415
    assert post("{}") == 405


def test_session_cookies_open_nothing(espoo, aino, client_of):
    client = client_of(aino)
    assert client.get("/api/token").status_code == 401
    assert client.get("/espoo/api/token").status_code == 401


def test_public_answers_may_be_read_from_other_sites_and_kept(espoo, ask):
    answer = ask("/api/municipalities")
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "public, max-age=60")
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer.cookies == {}
    again = ask("/api/municipalities", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    before = ask("/api/municipalities", method="options")
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    head = ask("/api/municipalities", method="head")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])


def test_own_address_and_own_host_show_one_municipality(espoo, turku, settings):
    Municipality.objects.filter(pk=turku.pk).update(hostname="kehitys.turku.example")

    def slugs(path, **extra):
        return [row["slug"] for row in Client().get(path, **extra).json()["items"]]

    assert slugs("/api/municipalities") == ["espoo", "turku"]
    assert slugs("/espoo/api/municipalities") == ["espoo"]
    assert slugs("/api/municipalities", HTTP_HOST="kehitys.turku.example") == ["turku"]
    row = Client().get("/api/municipalities", HTTP_HOST="kehitys.turku.example").json()["items"][0]
    assert row["page"] == "http://kehitys.turku.example/fi/"


def test_index_leads_people_to_the_documentation(espoo, ask):
    assert ask("/api/", headers={"Accept": "text/html"})["Location"] == "http://testserver/api/docs"
    assert ask("/api/").json()["lists"]["municipalities"] == "http://testserver/api/municipalities"


def test_list_is_constant_and_walks_every_row_once(espoo, ask):
    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert ask(path).status_code == 200
        return len(seen)

    few = queries("/api/municipalities?size=3")
    Municipality.objects.bulk_create(Municipality(slug=f"kunta-{n:02}", name=Words(fi=f"Kunta {n}")) for n in range(25))
    assert queries("/api/municipalities?size=20") == few <= 12
    walked, address, n = [], "/api/municipalities?size=4", 0
    while address:
        page = ask(address).json()
        walked += [row["slug"] for row in page["items"]]
        address = page["next_url"]
        n += 1
        Municipality.objects.create(slug=f"aa-{n}", name=Words(fi="Before the cursor"))
    assert walked == ["espoo", *(f"kunta-{n:02}" for n in range(25))]


def test_brake_lets_a_minute_through_and_recovers():
    now = [0.0]
    brake = Brake(clock=lambda: now[0])
    assert [brake.seconds_to_wait("a", 3) for _ in range(4)] == [0, 0, 0, 20]
    assert brake.seconds_to_wait("b", 3) == 0
    now[0] = 20
    assert [brake.seconds_to_wait("a", 3) for _ in range(2)] == [0, 20]
    now[0] = 1000
    assert [brake.seconds_to_wait("a", 3) for _ in range(4)] == [0, 0, 0, 20]


def test_too_many_requests_are_told_to_wait(espoo, aino, token_of, ask, settings):
    settings.API_REQUESTS_PER_MINUTE = {"address": 2, "token": 3}
    token = token_of(aino, espoo)
    assert [ask("/api/municipalities").status_code for _ in range(3)] == [200, 200, 429]
    assert ask("/api/municipalities")["Retry-After"] == "30"
    assert [ask("/api/token", token).status_code for _ in range(4)] == [200, 200, 200, 429]
    # A token that does not hold counts for the address, so guessing is slowed down.
    assert ask("/api/token", "tlk_espoo_1").status_code == 429


def test_fault_of_ours_is_told_without_details(espoo, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("talkoot.kernel.api.api.facts_of", broken)
    answer = Client(raise_request_exception=False).get("/api/municipalities?language=en")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert "secret" not in json.dumps(answer.json())
    assert answer["X-Request-ID"]
