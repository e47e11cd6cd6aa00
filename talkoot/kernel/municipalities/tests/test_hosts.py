"""Which host names are answered, and as whom."""

import pytest

from talkoot.kernel.municipalities import middleware
from talkoot.kernel.municipalities.models import Municipality


@pytest.fixture
def espoo_has_a_host(espoo):
    espoo.hostname = "kehitys.espoo.example"
    espoo.save(update_fields=["hostname"])


@pytest.mark.parametrize(
    ("host", "path", "status", "shows"),
    [
        ("kehitys.espoo.example", "/fi/", 200, "Espoo"),
        ("kehitys.espoo.example:8443", "/fi/", 200, "Espoo"),
        ("localhost:8000", "/espoo/fi/", 200, "Espoo"),
        ("localhost", "/fi/", 200, "Talkoot"),
        ("stranger.example", "/fi/", 400, ""),
        ("stranger.example", "/espoo/fi/", 400, ""),
        ("stranger.example", "/", 400, ""),
        ("192.0.2.7", "/health/", 200, "ok"),
    ],
)
def test_host_decides_who_answers(espoo_has_a_host, client, host, path, status, shows):
    answer = client.get(path, headers={"host": host})
    assert (answer.status_code, shows in answer.content.decode()) == (status, True)


def test_password_mail_never_names_a_stranger(espoo_has_a_host, client, mailoutbox):
    answer = client.post("/fi/account/password/reset/", {"email": "aino@espoo.example"}, headers={"host": "stranger.example"})
    assert (answer.status_code, mailoutbox) == (400, [])


def test_found_municipality_is_taken_from_memory_as_an_own_copy(espoo, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(middleware, "_kept", {})
    first = middleware.read_address("testserver", "/espoo/fi/", from_memory=True)
    first.municipality.slug = "changed by a form that was refused"
    with django_assert_num_queries(0):
        again = middleware.read_address("testserver", "/espoo/sv/", from_memory=True)
    assert (again.municipality.slug, again.language) == ("espoo", "sv")
    Municipality.objects.filter(pk=espoo.pk).update(is_active=False)
    assert middleware.read_address("testserver", "/espoo/sv/").municipality is None
    monkeypatch.setattr(middleware, "KEPT_SECONDS", 0)
    middleware._kept.clear()
    middleware.read_address("testserver", "/espoo/sv/", from_memory=True)
    assert middleware._kept == {}
