"""The whole way through national identification, the platform playing the other side (as in the demo)."""

from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import mail
from django.test import Client

from talkoot.kernel.people.adapters import SocialAccountAdapter
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.tests.test_sign_in import code_in

HOST = urlsplit(settings.SITE_URL).netloc


class ToOurselves(requests.adapters.BaseAdapter):
    """Stands in for the network: requests to the other side are answered by the same application."""

    def send(self, request, **kwargs):
        parts = urlsplit(request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in request.headers.items()}
        answer = Client().generic(
            request.method,
            address,
            request.body or b"",
            content_type=request.headers.get("Content-Type", ""),
            HTTP_HOST=parts.netloc,
            **headers,
        )
        response = requests.Response()
        response.status_code, response._content, response.url, response.request = answer.status_code, answer.content, request.url, request
        response.headers.update(answer.headers)
        return response

    def close(self):
        pass


@pytest.fixture
def other_side(monkeypatch):
    def session(self):
        made = requests.Session()
        made.mount("http://", ToOurselves())
        return made

    monkeypatch.setattr(SocialAccountAdapter, "get_requests_session", session)


def identify(client, key, place="/espoo/sv/", **more):
    """From the button of the sign-in page through the other side and back; returns the answer of the way back."""
    answer = client.post(f"{place}account/oidc/identification/login/?process={more.get('process', 'login')}&next={more.get('next', '')}")
    there = urlsplit(answer.url)
    assert there.path == "/idp/identity/o/authorize"
    assert f"redirect_uri=http%3A%2F%2F{HOST.replace(':', '%3A')}%2Faccount%2Foidc%2Fidentification%2Flogin%2Fcallback%2F" in there.query
    page = client.get(f"{there.path}?{there.query}")
    assert "Testinen" in page.content.decode()
    answer = client.post(f"{there.path}?{there.query}", {"person": key})
    assert answer.status_code == 302
    back = urlsplit(answer["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_identified_person_gives_an_address_and_comes_in_where_she_was(espoo, other_side):
    client = Client(HTTP_HOST=HOST)
    answer = identify(client, "tuuli", next="/espoo/sv/me/")
    assert (answer.status_code, answer.url) == (302, "/espoo/sv/account/3rdparty/signup/")
    page = client.get(answer.url).content.decode()
    assert 'value="Tuuli Testinen"' in page
    answer = client.post("/espoo/sv/account/3rdparty/signup/", {"name": "Tuuli Testinen", "email": "tuuli@example.org"})
    assert answer.status_code == 302
    assert answer.url.startswith("/espoo/sv/account/confirm-email/")
    code = code_in(mail.outbox[-1])
    answer = client.post("/espoo/sv/account/confirm-email/", {"code": code})
    assert answer.status_code == 302
    person = Person.objects.get(email="tuuli@example.org")
    assert SocialAccount.objects.get(user=person).provider == "identification"
    assert not person.has_usable_password()

    # The second time she comes straight in.
    again = Client(HTTP_HOST=HOST)
    answer = identify(again, "tuuli", next="/espoo/sv/me/")
    assert (answer.status_code, answer.url) == (302, "/espoo/sv/me/")
    assert "Tuuli Testinen" in again.get("/espoo/sv/me/").content.decode()


def test_identification_to_a_taken_address_tells_nothing_and_takes_nothing(espoo, bo, confirmed, other_side):
    confirmed(bo)
    answers = []
    for key, email in (("ragnar", bo.email), ("noor", "free@example.org")):
        client = Client(HTTP_HOST=HOST)
        identify(client, key)
        answer = client.post("/espoo/sv/account/3rdparty/signup/", {"name": "R P", "email": email})
        answers.append((answer.status_code, answer.headers.get("Location")))
    assert answers[0] == answers[1]
    assert not SocialAccount.objects.filter(user=bo).exists()


def test_choosing_a_person_signs_nobody_in(espoo, other_side):
    client = Client(HTTP_HOST=HOST)
    client.post("/espoo/sv/account/oidc/identification/login/")
    assert client.post("/idp/identity/o/authorize?client_id=none", {"person": "tuuli"}).status_code in (400, 401, 200)
    assert client.get("/espoo/sv/me/").status_code == 302


def test_made_up_people_cannot_sign_in_themselves(espoo, other_side):
    client = Client(HTTP_HOST=HOST)
    identify(client, "tuuli")
    made_up = Person.objects.get(email="tuuli@identification.invalid")
    assert not made_up.has_usable_password()


def test_unknown_provider_is_not_there(espoo):
    assert Client().post("/espoo/sv/account/oidc/nobody/login/").status_code == 404
