import json
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client

from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.tests.conftest import PASSWORD

PLACE = "/espoo/en/account/"
UNKNOWN = "nobody@resident.example"


def told(answer):
    """All that a stranger can compare: status, where to, headers that matter, and the page without what differs by chance."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location"), sorted(answer.cookies), text


def code_in(message):
    """In whatever language the mail is."""
    return re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})$", message.body, re.M)[1]


def test_signing_up_confirming_and_coming_in(espoo):
    client = Client()
    form = {"name": "Siv Berg", "email": "Siv@Example.org", "password1": "hyvä pitkä salasana"}
    answer = client.post(f"{PLACE}signup/?next=/espoo/en/me/", form | {"next": "/espoo/en/me/"})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, f"{PLACE}confirm-email/")
    assert client.get("/espoo/en/me/").status_code == 302
    assert client.post(f"{PLACE}confirm-email/", {"code": "wrong1"}).status_code == 200
    answer = client.post(f"{PLACE}confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert answer.status_code == 302
    person = Person.objects.get(email="siv@example.org")
    assert (person.name, person.language) == ("Siv Berg", "en")
    assert EmailAddress.objects.get(user=person).verified
    assert "Siv Berg" in client.get("/espoo/en/me/").content.decode()


def test_signing_in_returns_to_where_one_came_from(bo, confirmed, espoo):
    confirmed(bo)
    answer = Client().post(f"{PLACE}login/", {"login": "BO@resident.example", "password": PASSWORD, "next": "/espoo/en/organisations/new/"})
    assert (answer.status_code, answer.url) == (302, "/espoo/en/organisations/new/")
    answer = Client().post(f"{PLACE}login/", {"login": bo.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.url.startswith("/espoo/en/")
    # Outside all municipalities too.
    answer = Client().post("/en/account/login/", {"login": bo.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url.startswith("/en/")


def test_after_signing_in_everyone_lands_on_a_page_that_opens(bo, aino, carl, confirmed, espoo, turku):
    """Whoever has no queue here comes to the front page, not to a refusal."""
    for person in (bo, aino, carl):
        confirmed(person)
        for place in ("/espoo/en/", "/turku/en/", "/en/"):
            client = Client()
            answer = client.post(f"{place}account/login/", {"login": person.email, "password": PASSWORD}, follow=True)
            assert answer.status_code == 200, (person, place, answer.redirect_chain)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_before_signing_in_opens_in_every_language(client, espoo, language):
    for page in ("login/", "signup/", "password/reset/", "logout/", "3rdparty/login/cancelled/"):
        assert client.get(f"/espoo/{language}/account/{page}").status_code in (200, 302), page
        assert client.get(f"/{language}/account/{page}").status_code in (200, 302), page


def test_every_page_of_an_account_opens(signed_in, bo, confirmed, espoo):
    confirmed(bo)
    client = signed_in(bo.email)
    for page in ("password/change/", "email/", "2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "3rdparty/", "logout/", "reauthenticate/"):
        answer = client.get(PLACE + page)
        assert answer.status_code == 200, page
        assert "<h1>" in answer.content.decode(), page


# --- Nobody finds out whether an address has an account --------------------------------------------------------------------


def test_sign_up_answers_alike_for_known_and_unknown_address(bo, confirmed, espoo):
    confirmed(bo)
    answers, pages = [], []
    for email in (bo.email, UNKNOWN):
        client = Client()
        answers.append(told(client.post(f"{PLACE}signup/", {"name": "Some One", "email": email, "password1": "hyvä pitkä salasana"})))
        status, place, cookies, text = told(client.get(f"{PLACE}confirm-email/"))
        pages.append((status, place, cookies, text.replace(email, "X")))
        status, place, cookies, text = told(client.post(f"{PLACE}confirm-email/", {"code": "AAAAAA"}))
        pages.append((status, place, cookies, text.replace(email, "X")))
    assert answers[0] == answers[1]
    assert pages[0:2] == pages[2:4]
    # One mail each: who owns the address learns what happened, nobody else does.
    assert [message.to for message in mail.outbox] == [[bo.email], [UNKNOWN]]
    assert "It already has one" in mail.outbox[0].body
    bo.refresh_from_db()
    assert bo.check_password(PASSWORD)


def test_forgotten_password_answers_alike_for_known_and_unknown_address(bo, confirmed, espoo):
    confirmed(bo)
    answers = []
    for email in (bo.email, UNKNOWN):
        client = Client()
        seen = [client.post(f"{PLACE}password/reset/", {"email": email})]
        seen.append(client.get(f"{PLACE}password/reset/confirm/"))
        seen.append(client.post(f"{PLACE}password/reset/confirm/", {"code": "AAAAAA"}))
        answers.append([tuple(part.replace(email, "X") if isinstance(part, str) else part for part in told(answer)) for answer in seen])
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [[bo.email], [UNKNOWN]]


def test_wrong_password_answers_alike_for_known_and_unknown_address(bo, confirmed, espoo):
    confirmed(bo)
    answers = []
    for email in (bo.email, UNKNOWN):
        status, place, cookies, text = told(Client().post(f"{PLACE}login/", {"login": email, "password": "wrong"}))
        answers.append((status, place, cookies, text.replace(email, "X")))
    assert answers[0] == answers[1]
    assert mail.outbox == []


def test_unconfirmed_and_closed_accounts_answer_a_wrong_password_alike(bo, confirmed, espoo):
    EmailAddress.objects.create(user=bo, email=bo.email, verified=False, primary=True)
    closed = confirmed(Person.objects.create_user("closed@resident.example", PASSWORD, is_active=False))
    answers = []
    for email in (bo.email, closed.email, UNKNOWN):
        status, place, cookies, text = told(Client().post(f"{PLACE}login/", {"login": email, "password": "wrong"}))
        answers.append((status, place, cookies, text.replace(email, "X")))
    assert answers[0] == answers[1] == answers[2]


def test_changing_to_a_taken_address_answers_as_to_a_free_one(signed_in, bo, aino, confirmed, espoo):
    confirmed(bo)
    confirmed(aino)
    answers = []
    for email in (aino.email, UNKNOWN):
        client = signed_in(bo.email)
        status, place, _cookies, text = told(client.post(f"{PLACE}email/", {"email": email, "action_add": "1"}))
        answers.append((status, place, text.replace(email, "X")))
    assert answers[0] == answers[1]
    bo.refresh_from_db()
    assert bo.email == "bo@resident.example"


def test_password_is_reset_by_code_and_old_sessions_end(bo, confirmed, signed_in, espoo):
    confirmed(bo)
    elsewhere = signed_in(bo.email)
    assert elsewhere.get("/espoo/en/me/").status_code == 200
    client = Client()
    client.post(f"{PLACE}password/reset/", {"email": bo.email})
    client.post(f"{PLACE}password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    answer = client.post(f"{PLACE}password/reset/complete/", {"password1": "a new long password"})
    assert answer.status_code == 302
    bo.refresh_from_db()
    assert bo.check_password("a new long password")
    assert elsewhere.get("/espoo/en/me/").status_code == 302


# --- Brakes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["bo@resident.example", UNKNOWN])
def test_guessing_is_braked_for_known_and_unknown_addresses_alike(bo, confirmed, espoo, email):
    confirmed(bo)
    client = Client()
    statuses = [client.post(f"{PLACE}login/", {"login": email, "password": f"guess {n}"}).status_code for n in range(12)]
    assert statuses[:5] == [200] * 5
    last = client.post(f"{PLACE}login/", {"login": email, "password": PASSWORD})
    assert last.status_code in (200, 429)
    assert client.get("/espoo/en/me/").status_code == 302, "The right password must not open a braked account."


def test_brakes_are_the_same_in_every_process(espoo):
    """The counts lie in the database, not in the memory of one worker."""
    Client().post(f"{PLACE}login/", {"login": UNKNOWN, "password": "guess"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM talkoot_cache")
        assert cursor.fetchone()[0] >= 1


def test_many_sign_ups_from_one_connection_are_braked(espoo):
    client = Client()
    statuses = [
        client.post(f"{PLACE}signup/", {"name": "N", "email": f"n{n}@example.org", "password1": "short"}).status_code for n in range(25)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    "form",
    [
        {"login": "\x00", "password": "\x00"},
        {"login": "a" * 5000 + "@x.fi", "password": "x" * 100_000},
        {"login": "\U0001f600@é.fi", "password": "\u202e"},
        {},
    ],
)
def test_hostile_sign_in_is_answered_calmly(espoo, form):
    assert Client().post(f"{PLACE}login/", form).status_code in (200, 429)


# --- Visitors have no cookies ------------------------------------------------------------------------------------------------


def test_reading_sets_no_cookie(client, espoo):
    for page in ("/espoo/en/privacy/", "/en/privacy/", "/espoo/en/invitations/open/none/"):
        answer = client.get(page)
        assert answer.cookies == {}, page
        assert "Set-Cookie" not in answer.headers, page


# --- Passkeys ----------------------------------------------------------------------------------------------------------------


def test_passkey_page_offers_options_without_naming_accounts(espoo):
    answer = Client().get(f"{PLACE}2fa/webauthn/login/", headers={"accept": "application/json"})
    options = json.loads(answer.content)["request_options"]["publicKey"]
    assert not options.get("allowCredentials")
    assert options["challenge"]


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", "1", "\x00", '{"id": "\x00"}', '{"response": {"userHandle": "AAAA"}}', "[" * 2000]
)
def test_hostile_passkeys_are_answered_calmly(espoo, credential):
    client = Client()
    client.get(f"{PLACE}2fa/webauthn/login/", headers={"accept": "application/json"})
    assert client.post(f"{PLACE}2fa/webauthn/login/", {"credential": credential}).status_code in (200, 302, 400, 429)
    assert client.get("/espoo/en/me/").status_code == 302
