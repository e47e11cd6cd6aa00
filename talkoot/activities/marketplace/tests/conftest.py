"""A school with a teacher and its head, a company, and an operating model whose principles are the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from talkoot.activities.marketplace.tests.making import accept_all, adopt_model
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person


@dataclass
class Cast:
    city: Organisation
    school: Unit
    other_school: Unit
    company: Organisation
    other_company: Organisation
    teacher: Person
    head: Person
    maker: Person
    rival: Person


@pytest.fixture
def cast(in_espoo: Municipality) -> Cast:
    return made_cast()


@pytest.fixture
def committed_cast(espoo: Municipality) -> Cast:
    """As rules(), committed: what threads of rivals see."""
    with in_municipality(espoo):
        made = made_cast()
        adopt_model()
        accept_all(made)
    return made


def made_cast() -> Cast:
    def person(name: str, **membership: Any) -> Person:
        made = Person.objects.create_user(f"{name.lower()}@people.example", "correct horse battery", name=name, language="en")
        Membership.objects.create(person=made, **membership)
        return made

    city = Organisation.objects.create(kind="city_unit", name="Education of Espoo")
    school = Unit.objects.create(
        organisation=city,
        name=Words(fi="Kuusimäen koulu", sv="Granbackens skola", en="Kuusimäki school"),
        kind="school",
        education_level="basic",
        languages=["fi"],
        area="Leppävaara",
    )
    other_school = Unit.objects.create(
        organisation=city, name=Words(fi="Lillhem skola", sv="Lillhems skola"), kind="school", education_level="basic", languages=["sv"]
    )
    company = Organisation.objects.create(kind="company", name="Lukutikku Oy", languages=["fi", "sv"])
    other_company = Organisation.objects.create(kind="company", name="Numerokettu Oy", languages=["fi"])
    return Cast(
        city,
        school,
        other_school,
        company,
        other_company,
        teacher=person("Tuija", organisation=city, unit=school),
        head=person("Harri", organisation=city, unit=school, is_head=True),
        maker=person("Maija", organisation=company, is_contact=True),
        rival=person("Rauno", organisation=other_company, is_contact=True),
    )


@pytest.fixture
def rules(cast: Cast) -> Cast:
    """The cast with the model adopted and the rules accepted by the school and both companies."""
    adopt_model()
    accept_all(cast)
    return cast
