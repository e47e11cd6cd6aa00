from __future__ import annotations

import pytest

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.reviews import permissions
from talkoot.tools.reviews.content import told
from talkoot.tools.reviews.content.told import Parties, Section


def sections_of(organisation):
    return [
        Section("idea", "Idea", text=f"What {organisation.name} would try."),
        Section("who", "Who applies", rows=(("Applicant", organisation.name),), is_identifying=True),
    ]


def parties_of(organisation):
    ids = frozenset({organisation.business_id} - {""})
    return Parties(organisation_ids=frozenset({organisation.pk}), business_ids=ids)


@pytest.fixture
def told_organisations(monkeypatch):
    monkeypatch.setattr(told, "TELLERS", dict(told.TELLERS))
    for room in ("queries.candidates", "actions.opening"):
        monkeypatch.setattr(f"talkoot.tools.reviews.{room}.TELLERS", told.TELLERS)
    told.tell("people.organisation", sections=sections_of, parties=parties_of)


@pytest.fixture
def subject(espoo, in_espoo, told_organisations):
    """What the assessment belongs to: nobody keeps it, so coordinators run it."""
    assert "people.organisation" not in permissions.KEEPERS
    return Organisation.objects.create(kind="city_unit", name="Kulttuuri")
