"""An idea is about a version of a product, from the register to the trial."""

from __future__ import annotations

import pytest
from django.utils import translation

from talkoot.activities.marketplace.actions.go_ahead import ask_go_ahead, give_go_ahead
from talkoot.activities.marketplace.actions.interest import agree, show_interest
from talkoot.activities.marketplace.actions.listings import name_product
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.tests.making import FULL, an_idea, published
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.models.product import Product


def test_an_idea_names_its_product_and_the_trial_begins_with_it(rules, aino, client_of):
    idea = an_idea(rules)
    version = register_version(
        actor=rules.maker, product=register_product(actor=rules.maker, organisation=rules.company, name="Lukurobotti"), label="0.8"
    )
    foreign = register_version(
        actor=rules.rival, product=register_product(actor=rules.rival, organisation=rules.other_company, name="Numerot"), label="1"
    )
    with pytest.raises(Refusal, match="another organisation"), translation.override("en"):
        name_product(actor=rules.maker, listing=idea, version=foreign)
    maker, address = client_of(rules.maker), f"/espoo/en/market/listings/{idea.pk}/product/"
    answers = {"needs_accounts": "no", "personal_data": "no", "is_free_of_ads": "on", "capacity": "2"}
    for wrong in (
        {"product_version": foreign.pk},
        {"product_name": "Lukurobotti"},
        {"product_label": "2"},
        {"product_version": version.pk, "product_name": "Other", "product_label": "2"},
        {"product_name": "A\0", "product_label": "2"},
    ):
        assert maker.post(address, answers | wrong).status_code == 422, wrong
    # The same name stands for the same product; the version is a new one.
    assert maker.post(address, answers | {"product_name": "lukurobotti", "product_label": "0.9"}).status_code == 302
    idea.refresh_from_db()
    assert str(idea.product_version) == "Lukurobotti 0.9"
    assert Product.objects.filter(organisation=rules.company).count() == 1
    maker.post(address, answers | {"product_version": version.pk})
    idea = published(aino, Listing.objects.get(pk=idea.pk))
    assert idea.product_version == version
    # Everybody reads which product it is; lane and screening are for those who may open the register.
    page = f"/espoo/en/market/listings/{idea.pk}/"
    pages = [client_of(one).get(page).content.decode() for one in (None, rules.teacher, rules.rival)]
    assert [("Lukurobotti 0.8" in text, "Data lane not decided" in text) for text in pages] == [(True, False), (True, True), (True, False)]
    interest = show_interest(actor=rules.head, listing=idea, unit=rules.school, text="Me haluamme kokeilla.")
    agree(actor=rules.maker, interest=interest)
    give_go_ahead(actor=rules.head, go_ahead=ask_go_ahead(actor=rules.head, interest=interest, hours=4), **FULL)
    assert Trial.objects.get().product_version == version
