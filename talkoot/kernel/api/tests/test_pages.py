from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.municipalities.scope import in_municipality


def form(**more):
    return {"name": "Intranet", "scopes": ["read"], "ends_on": (timezone.localdate() + timedelta(days=30)).isoformat()} | more


def test_person_makes_sees_once_and_revokes(espoo, aino, client_of, ask):
    client = client_of(aino)
    made = client.post("/espoo/en/api-tokens/new/", form())
    text = re.search(r"tlk_espoo_[0-9a-f]{48}", made.content.decode())[0]
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert ask("/api/token", text).json()["name"] == "Intranet"
    listed = client.get("/espoo/en/api-tokens/").content.decode()
    assert text not in listed
    assert f"{text[:18]}…" in listed
    with in_municipality(espoo):
        token = ApiToken.objects.get()
    revoke = f"/espoo/en/api-tokens/{token.pk}/revoke/"
    assert client.get(revoke).status_code == 200
    assert client.post(revoke)["Location"] == "/espoo/en/api-tokens/"
    assert ask("/api/token", text).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"ends_on": "2999-01-01"},
        {"ends_on": "0001-01-01"},
        {"ends_on": "soon\0"},
        {"name": ""},
        {"name": "x\0y"},
        {"name": "x" * 200},
    ],
)
def test_wrong_forms_are_refused_in_words(wrong, espoo, aino, client_of):
    answer = client_of(aino).post("/espoo/en/api-tokens/new/", form(**wrong))
    assert answer.status_code == 422
    with in_municipality(espoo):
        assert ApiToken.objects.count() == 0


def test_others_find_no_tokens(espoo, turku, aino, bo, carl, client_of, token_of):
    token = token_of(aino, espoo)
    assert client_of(bo).get("/espoo/en/api-tokens/").status_code == 403
    assert client_of(carl).get("/espoo/en/api-tokens/").status_code == 403
    assert client_of(None).get("/espoo/en/api-tokens/").status_code == 302
    assert client_of(None).get(f"/espoo/en/api-tokens/{token.pk}/revoke/").status_code == 302
    for path in (f"/espoo/en/api-tokens/{token.pk}/revoke/", f"/turku/en/api-tokens/{token.pk}/revoke/"):
        assert client_of(carl).post(path).status_code == 404
    assert client_of(aino).get("/espoo/en/api-tokens/99999999999999999999/revoke/").status_code == 404
    with in_municipality(espoo):
        assert ApiToken.objects.get().revoked_at is None


def test_menu_leads_editors_to_their_tokens(espoo, aino, client_of):
    assert "/espoo/en/api-tokens/" in client_of(aino).get("/espoo/en/api-tokens/new/").content.decode()
