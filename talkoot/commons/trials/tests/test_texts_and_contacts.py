"""Title and summary in all languages, and the contact of each side."""

from __future__ import annotations

import pytest
from django.utils import translation

from talkoot.commons.trials.actions.groups import name_contact
from talkoot.commons.trials.models.trial import TrialParty
from talkoot.commons.trials.tests.making import Cast, a_company, a_trial, member_of
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal


@pytest.fixture
def cast(in_espoo):
    return Cast()


def test_a_side_translates_title_and_summary(cast, bo, client_of):
    trial = a_trial(cast.unit, cast.company, title="x")
    trial.title, trial.summary = Words(sv="Läslampan"), Words(sv="Läs med ljus.")
    trial.save(update_fields=["title", "summary", "title_order"])
    seller, address = client_of(cast.seller), f"/espoo/en/trials/{trial.slug}/texts/"
    assert "trials/" + trial.slug + "/texts/" in seller.get(f"/espoo/en/trials/{trial.slug}/").content.decode()
    page = seller.get(address)
    # The language in which it was written comes first and is the only one that must be there.
    assert page.context["form"].fields["title"].languages[0][0] == "sv"
    written = {"title": {"sv": "Läslampan", "en": "The reading lamp"}, "summary": {"sv": "Läs med ljus.", "en": "Read with light."}}
    data = {f"{field}_{code}": text for field, texts in written.items() for code, text in texts.items()}
    for wrong in ({"title_sv": ""}, {"summary_en": "Call 040 123 4567"}, {"title_en": "A\0"}):
        assert seller.post(address, data | wrong).status_code == 422, wrong
    assert seller.post(address, data).status_code == 302
    trial.refresh_from_db()
    assert (trial.title, trial.summary) == (written["title"], written["summary"])
    assert client_of(bo).get(address).status_code == 404


def test_each_side_names_its_own_contact(cast, aino, client_of):
    trial = a_trial(cast.unit, cast.company)
    host = TrialParty.objects.get(trial=trial, side="host")
    partner = TrialParty.objects.get(trial=trial, side="partner")
    teacher, seller = client_of(cast.teacher), client_of(cast.seller)
    addresses = {party.pk: f"/espoo/en/trials/{trial.slug}/people/parties/{party.pk}/contact/" for party in (host, partner)}
    assert addresses[host.pk] in teacher.get(f"/espoo/en/trials/{trial.slug}/people/").content.decode()
    assert teacher.post(addresses[host.pk], {"contact": cast.teacher.pk}).status_code == 302
    # Not for the other side, and nobody from elsewhere.
    assert seller.get(addresses[host.pk]).status_code == 404
    assert teacher.post(addresses[host.pk], {"contact": cast.seller.pk}).status_code == 422
    assert client_of(aino).post(addresses[partner.pk], {"contact": cast.seller.pk}).status_code == 302
    host.refresh_from_db(), partner.refresh_from_db()
    assert (host.contact, partner.contact) == (cast.teacher, cast.seller)
    stranger = member_of(a_company("Numero Oy"), "nea@numero.example")
    with translation.override("en"):
        with pytest.raises(Refusal, match="Each side names its own contact"):
            name_contact(actor=cast.seller, trial=trial, party=host, contact=cast.teacher)
        with pytest.raises(Refusal, match="somebody of the unit"):
            name_contact(actor=cast.seller, trial=trial, party=partner, contact=stranger)
    seller.post(addresses[partner.pk], {"contact": ""})
    partner.refresh_from_db()
    assert partner.contact is None
