import pytest

from talkoot.tools.privacy.tests.making import a_company, someone


@pytest.fixture
def dora(espoo):
    """The data protection officer of Espoo."""
    return someone("dora@espoo.example", "data_protection_officer", espoo)


@pytest.fixture
def oskar(espoo):
    """The controller's official of Espoo."""
    return someone("oskar@espoo.example", "controller_official", espoo)


@pytest.fixture
def kim(espoo):
    """Acts for the company."""
    return someone("kim@oppi.example")


@pytest.fixture
def tea(in_espoo):
    """A teacher of a school."""
    person = someone("tea@school.example")
    a_company("Kuusen koulu", member=person, kind="school")
    return person


@pytest.fixture
def company(in_espoo, kim):
    return a_company(member=kim)


@pytest.fixture
def rival(in_espoo):
    """Acts for another company."""
    person = someone("rival@other.example")
    a_company("Muu Oy", member=person)
    return person
