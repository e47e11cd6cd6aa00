from __future__ import annotations

import pytest

from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.queries.calls import challenges_in
from talkoot.activities.calls.tests.making import Cast, adopt_model, made_cast, open_call
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality


@pytest.fixture
def cast(in_espoo: Municipality) -> Cast:
    return made_cast()


@pytest.fixture
def model(cast: Cast) -> None:
    adopt_model()


@pytest.fixture
def call(aino, cast: Cast, model: None) -> Call:
    """Published and open for a month, with one challenge."""
    return open_call(aino, cast)


@pytest.fixture
def challenge(call: Call) -> Challenge:
    return challenges_in(call)[0]


@pytest.fixture
def committed_cast(espoo: Municipality) -> Cast:
    """As cast() with the model, committed: what threads of rivals see."""
    with in_municipality(espoo):
        made = made_cast()
        adopt_model()
    return made
