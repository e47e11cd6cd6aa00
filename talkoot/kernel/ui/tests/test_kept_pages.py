import pytest
from django.test import Client

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person


@pytest.fixture
def kept(settings: object, espoo: Municipality) -> Municipality:
    settings.PAGES_KEPT_SECONDS = 60  # type: ignore[attr-defined]
    return espoo


def rename(espoo: Municipality) -> None:
    Municipality.objects.filter(pk=espoo.pk).update(name=Words(fi="Uusi", sv="Ny", en="Renamed town"))


def test_a_public_page_is_kept_for_visitors_without_a_cookie(kept: Municipality) -> None:
    visitor = Client()
    first = visitor.get("/espoo/en/")
    rename(kept)
    again = visitor.get("/espoo/en/")
    assert "Renamed town" not in again.content.decode()
    assert again.content == first.content
    assert {name: value for name, value in first.items() if name != "X-Request-ID"} == dict(again.items())


def test_whoever_is_signed_in_sees_each_change_at_once(kept: Municipality, aino: Person) -> None:
    # One visitor's way: each test client has middleware, and so kept pages, of its own.
    visitor = Client()
    visitor.get("/espoo/en/")
    rename(kept)
    assert "Renamed town" not in visitor.get("/espoo/en/").content.decode()
    visitor.force_login(aino, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Renamed town" in visitor.get("/espoo/en/").content.decode()
    visitor.cookies.clear()
    assert "Renamed town" not in visitor.get("/espoo/en/").content.decode()


def test_pages_of_another_address_language_or_question_are_not_mixed(kept: Municipality) -> None:
    visitor = Client()
    addresses = ["/espoo/en/projects/", "/espoo/fi/projects/", "/espoo/en/projects/?q=robot", "/espoo/en/"]
    pages = [visitor.get(address).content for address in addresses]
    assert len(set(pages)) == len(pages)
    assert [visitor.get(address).content for address in addresses] == pages


def test_what_is_not_public_is_not_kept(kept: Municipality) -> None:
    assert Client().get("/espoo/en/projects/none/").status_code == 404
    signing_in = Client().get("/espoo/en/account/login/")
    assert "public" not in signing_in.get("Cache-Control", "")
