from __future__ import annotations

import pytest

from talkoot.kernel.api import brakes
from talkoot.kernel.api.tests import asking


@pytest.fixture(autouse=True)
def _released_brake(monkeypatch):
    """Each test is a client that has not asked before."""
    monkeypatch.setattr(brakes, "BRAKE", brakes.Brake())


@pytest.fixture
def token_of():
    return asking.token_for


@pytest.fixture
def ask():
    return asking.ask
