import pytest

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.tools.questionnaires.actions.rounds import close_round, stop_code
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.tests.making import a_code, a_round, a_version

pytestmark = pytest.mark.usefixtures("espoo")


@pytest.fixture
def code(espoo, aino):
    with in_municipality(espoo):
        return a_code(aino)


def address(code, rest=""):
    return f"/espoo/en/questionnaires/a/{code.secret}/{rest}"


def stored(espoo):
    with in_municipality(espoo):
        return list(Submission.objects.values_list("answers", flat=True))


def test_a_phone_answers_without_any_cookie(client, espoo, code):
    page = client.get(address(code))
    assert page.status_code == 200
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]
    sent = {"once_key": page.context["once_key"], "q-fun": "4", "q-again": "no", "q-why": "Slow", "q-areas": ["a", "c"], "q-parts_a": "2"}
    for _again in range(2):
        assert client.post(address(code), sent)["Location"] == address(code, "thanks/")
    assert stored(espoo) == [{"fun": 4, "again": False, "why": "Slow", "areas": ["a", "c"], "parts": {"a": 2}}]
    assert client.get(address(code, "thanks/")).status_code == 200


def test_mistakes_are_told_and_what_was_answered_stays(client, espoo, code):
    page = client.post(address(code), {"once_key": "k" * 20, "q-minutes": "many", "q-why": "x"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"q-fun", "q-minutes"}
    for told in (b"Answer this question.", b"Write a number, for example 12 or 7,5."):
        # At the question and in the summary on top.
        assert page.content.count(told) == 2
    assert b'value="many"' in page.content
    assert page.context["once_key"] == "k" * 20
    assert stored(espoo) == []


@pytest.mark.parametrize("text", ["Call 040 123 4567", "liisa@example.com", "131052-308T"])
def test_an_anonymous_answer_never_holds_a_person(client, espoo, code, text):
    page = client.post(address(code), {"once_key": "k" * 20, "q-fun": "4", "q-again": "no", "q-why": text})
    assert page.status_code == 422
    assert stored(espoo) == []


@pytest.mark.parametrize("typed", ["nothere2", "%00", "x" * 300, "ÄÄÄÄÄÄÄÄ"])
def test_a_wrong_code_is_told_in_words(client, typed):
    page = client.get(f"/espoo/en/questionnaires/a/{typed}/")
    assert page.status_code == 404
    assert b"There is no such code" in page.content
    assert client.get("/espoo/en/questionnaires/a/", {"code": typed[:20]}).status_code == 422


def test_the_code_is_read_as_people_type_it(client, code):
    typed = f" {code.secret[:4].lower()} {code.secret[4:]}"
    assert client.get("/espoo/en/questionnaires/a/", {"code": typed})["Location"] == address(code)


def test_a_closed_round_and_a_stopped_code_say_so(client, espoo, aino, code):
    with in_municipality(espoo):
        stopped = stop_code(actor=aino, round=code.round, code=a_code(aino, code.round))
    assert b"no longer in use" in client.get(address(stopped)).content
    with in_municipality(espoo):
        close_round(actor=aino, round=code.round)
    assert b"closed" in client.get(address(code)).content
    assert client.post(address(code), {"once_key": "k" * 20, "q-fun": "4"}).status_code == 422
    assert stored(espoo) == []


def test_hostile_fields_give_no_error(client, espoo, code):
    sent = {
        "once_key": "\0" * 20,
        "q-fun": "4",
        "q-again": "no",
        "q-why": "a\0b\ud800"[:3],
        "q-minutes": "9" * 39,
        "q-areas": ["zzz"],
        "q-parts_a": "99",
    }
    assert client.post(address(code), sent).status_code == 422
    for number in ("1e400", "nan", "-inf", "١٢", "0x10"):
        assert client.post(address(code), {"once_key": "k" * 20, "q-fun": "4", "q-minutes": number}).status_code in (302, 422)


def test_the_page_costs_few_queries(client, code, django_assert_max_num_queries):
    client.get(address(code))
    with django_assert_max_num_queries(6):
        client.get(address(code))


def test_another_municipality_does_not_know_the_code(client, turku, code):
    assert client.get(f"/turku/en/questionnaires/a/{code.secret}/").status_code == 404


def test_young_pupils_get_one_question_a_screen_and_three_faces(client, espoo, aino):
    with in_municipality(espoo):
        version = a_version(
            aino, [{"key": "fun", "kind": "smileys", "text": {"fi": "Kivaa?", "en": "Fun?"}}], key="young", answered_by="pupil_young"
        )
        round = a_round(aino, version)
        round.audience = "pupil_young"
        round.save()
        code = a_code(aino, round)
    page = client.get(address(code))
    assert page.content.count(b'class="q-face q-face--') == 3
    assert b"data-young" in page.content


def test_a_kiosk_stays_one_and_returns_to_its_beginning(client, espoo, aino, code):
    page = client.get(address(code), {"kiosk": "1"})
    assert b"q-form--kiosk" in page.content
    assert b"data-young" in page.content
    # Another language on the same screen is still the kiosk.
    assert f"/espoo/sv/questionnaires/a/{code.secret}/?kiosk=1" in page.content.decode()
    sent = {"once_key": page.context["once_key"], "q-fun": "4", "q-again": "no"}
    done = client.post(address(code) + "?kiosk=1", sent)
    assert done["Location"] == address(code, "thanks/") + "?kiosk=1"
    thanks = client.get(done["Location"])
    assert thanks["Refresh"] == f"12; url={address(code)}?kiosk=1"
    assert f'href="{address(code)}?kiosk=1"'.encode() in thanks.content
    assert "Refresh" not in client.get(address(code, "thanks/"))
    with in_municipality(espoo):
        close_round(actor=aino, round=code.round)
    # A closed round is no loop.
    assert "Refresh" not in client.get(done["Location"])
