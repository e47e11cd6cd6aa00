from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from talkoot.kernel.api import brakes
from talkoot.kernel.api.actions import make_token
from talkoot.kernel.municipalities.scope import in_municipality


@pytest.fixture(autouse=True)
def _released_brake(monkeypatch):
    """Each test is a client that has not asked before."""
    monkeypatch.setattr(brakes, "BRAKE", brakes.Brake())


@pytest.fixture
def token_of():
    """`token_of(aino, espoo, "read")`: a token that was just made, with its `text`."""

    def make(person, municipality, *scopes):
        with in_municipality(municipality):
            return make_token(actor=person, name="Nightly import", scopes=scopes or ("read",), ends_at=timezone.now() + timedelta(days=30))

    return make


@pytest.fixture
def ask():
    """`ask("/api/token", token)`: a program, with the text or the row of a token, or without."""

    def get(path, token=None, method="get", **more):
        headers = dict(more.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {getattr(token, 'text', token)}"
        return getattr(Client(), method)(path, headers=headers, **more)

    return get
