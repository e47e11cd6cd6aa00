"""The cast of agreements: Vera signs for Espoo, Pia for her company, Tea teaches and signs nothing, Ada administers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.tools.agreements.actions.drafting import NamedParty, draft_agreement
from talkoot.tools.agreements.actions.templates import template_from_content


def person(email: str, name: str) -> Person:
    return Person.objects.create_user(email, "correct horse battery", name=name, language="en")


def words(text: str) -> dict[str, str]:
    return {"fi": f"{text} (fi)", "sv": f"{text} (sv)", "en": text}


DATA = {
    "clauses": [
        {
            "key": "parties",
            "title": words("Parties"),
            "text": words("1. {{party_city}} and {{party_partner}}.\n2. Contact: {{contact_partner}}."),
        },
        {
            "key": "purpose",
            "title": words("Purpose of {{product}}"),
            "text": words("They develop {{product}} from {{starts_on}} to {{ends_on}}."),
        },
        {
            "key": "law",
            "title": words("Signatures"),
            "text": words("Signed on {{signed_on}} by {{signatory_city}} and {{signatory_partner}}."),
        },
    ],
    "annexes": [
        {"key": "plan", "title": words("Plan"), "required": True},
        {"key": "photos", "title": words("Photos"), "required": False},
        {"key": "deletion", "title": words("Deletion certificate"), "required": True, "due": "end"},
    ],
}
VALUES = {"contact_partner": "Pia Partner", "product": "Robot"}


@pytest.fixture
def vera(in_espoo: Any) -> Person:
    vera = person("vera@espoo.example", "Vera Virkanen")
    Grant.objects.create(person=vera, role="signatory")
    return vera


@pytest.fixture
def ada(in_espoo: Any) -> Person:
    ada = person("ada@espoo.example", "Ada Admin")
    Grant.objects.create(person=ada, role="administrator")
    return ada


@pytest.fixture
def company(in_espoo: Any) -> Organisation:
    return Organisation.objects.create(kind="company", name="Robotti Oy", business_id="2345678-1")


@pytest.fixture
def pia(company: Organisation) -> Person:
    pia = person("pia@robotti.example", "Pia Partner")
    Membership.objects.create(person=pia, organisation=company, is_contact=True)
    return pia


@pytest.fixture
def school(in_espoo: Any) -> Organisation:
    return Organisation.objects.create(kind="school", name="Kivilahden koulu")


@pytest.fixture
def tea(school: Organisation) -> Person:
    tea = person("tea@school.example", "Tea Teacher")
    Membership.objects.create(person=tea, organisation=school)
    return tea


@pytest.fixture
def template(aino: Person, in_espoo: Any) -> Any:
    return template_from_content(
        actor=aino, key="co-creation", title=words("Co-creation agreement"), data=DATA, origin="kyky 1.0 co-creation"
    )


@pytest.fixture
def dates() -> dict[str, Any]:
    today = timezone.localdate()
    return {"starts_on": today, "ends_on": today + timedelta(days=60)}


@pytest.fixture
def draft(aino: Person, template: Any, company: Organisation, pia: Person, vera: Person, dates: Any) -> Any:
    return draft_agreement(
        actor=aino,
        template_version=template,
        language="fi",
        parties=[NamedParty(company, signatory=pia, title="CEO"), NamedParty(None, signatory=vera, title="Head of education")],
        values=VALUES,
        **dates,
    )
