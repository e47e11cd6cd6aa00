from __future__ import annotations

import pytest

from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.agreements.actions.drafting import attach_annex
from talkoot.tools.agreements.actions.signing import offer_agreement, sign_agreement
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.queries.agreements import is_in_force, parties_of
from talkoot.tools.agreements.queries.readiness import missing_for_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(draft, aino):
    attach_annex(actor=aino, agreement=draft, key="plan", reference="Plan version 2")
    return offer_agreement(actor=aino, agreement=draft)


def test_signed_by_the_right_people_it_comes_into_force(offered, draft, pia, vera, dates):
    company, city = parties_of(draft)
    sign_agreement(actor=pia, version=offered, party=company)
    assert not is_in_force(Agreement.objects.get(pk=draft.pk))
    sign_agreement(actor=vera, version=offered, party=city)
    signed = Agreement.objects.get(pk=draft.pk)
    assert (signed.state, is_in_force(signed), is_in_force(signed, dates["starts_on"]), signed.code) == (
        "signed",
        True,
        True,
        f"{signed.year}/1",
    )
    assert [(s.signer_name, s.sha256) for s in Signature.objects.order_by("pk")] == [
        ("Pia Partner", offered.sha256),
        ("Vera Virkanen", offered.sha256),
    ]
    assert verify_chain(Signature, signed.municipality) is None


def test_offer_names_what_is_missing(draft, aino):
    assert [(r.field, str(r)) for r in missing_for_offer(draft)] == [("annex-plan", "The required annex “Plan” is missing. Add the annex.")]
    with pytest.raises(Refusal, match="required annex"):
        offer_agreement(actor=aino, agreement=draft)


@pytest.mark.parametrize("who", ["aino", "tea", "ada", "bo", "pia"])
def test_nobody_signs_for_the_city_without_the_right(offered, draft, who, request):
    actor = request.getfixturevalue(who)
    city = next(party for party in parties_of(draft) if party.is_municipality)
    with pytest.raises(Forbidden, match="no right to sign"):
        sign_agreement(actor=actor, version=offered, party=city)
    assert Signature.objects.count() == 0
