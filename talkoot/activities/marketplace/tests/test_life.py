"""A listing's way, the rules before it, its check, and its ageing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.activities.marketplace.actions.listings import (
    change_listing,
    close_listing,
    publish_listing,
    renew_listing,
    reopen_listing,
    rest_listing,
    return_listing,
    send_listing,
    start_listing,
    withdraw_listing,
)
from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.models.listing import Listing, ListingCheck
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.queries.listings import listed, similar_listings, visible_listings
from talkoot.activities.marketplace.tests.making import a_need, adopt_model, an_idea, published
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.models import Entry


def test_start_need_takes_what_the_unit_says(cast):
    need = a_need(cast)
    assert (need.state, need.levels, need.languages, need.area) == ("draft", ["primary", "lower_secondary"], ["fi"], "Leppävaara")
    assert (need.organisation, need.contact) == (cast.city, cast.teacher)


def test_start_only_for_ones_own(cast, bo):
    with pytest.raises(Forbidden):
        start_listing(actor=bo, kind="need", language="fi", unit=cast.school)
    with pytest.raises(Forbidden):
        start_listing(actor=cast.rival, kind="idea", language="fi", organisation=cast.company)
    with pytest.raises(Refusal, match="Ideas are those of companies"):
        start_listing(actor=cast.teacher, kind="idea", language="fi", organisation=cast.city)


def test_send_needs_a_model_then_the_rules(cast):
    need = a_need(cast)
    with pytest.raises(Refusal, match="no operating model for the marketplace"):
        send_listing(actor=cast.teacher, listing=need)
    adopt_model()
    with pytest.raises(Refusal, match="rules have not been accepted"):
        send_listing(actor=cast.teacher, listing=need)
    with pytest.raises(Forbidden):
        accept_rules(actor=cast.maker, organisation=cast.city, unit=cast.school)
    first = accept_rules(actor=cast.teacher, organisation=cast.city, unit=cast.school)
    assert accept_rules(actor=cast.teacher, organisation=cast.city, unit=cast.school) == first
    assert (first.model_slug, first.version, RulesAcceptance.objects.count()) == ("kyky", "1.0", 1)
    assert send_listing(actor=cast.teacher, listing=need).state == "in_check"


def test_rules_that_changed_while_read_are_not_accepted(rules):
    with pytest.raises(Refusal, match="have changed while you read"):
        accept_rules(actor=rules.teacher, organisation=rules.city, unit=rules.school, content_hash="0" * 64)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": Words()}, "not written yet"),
        ({"degree": ""}, "how the users take part"),
        ({"levels": []}, "for whom"),
    ],
)
def test_send_needs_the_whole(rules, fields, reason):
    with pytest.raises(Refusal, match=reason):
        send_listing(actor=rules.teacher, listing=a_need(rules, **fields))


def test_send_idea_needs_its_answers(rules):
    with pytest.raises(Refusal, match="Still to answer: accounts needed"):
        send_listing(actor=rules.maker, listing=an_idea(rules, needs_accounts=""))
    with pytest.raises(Refusal, match="advertising or purchases"):
        send_listing(actor=rules.maker, listing=an_idea(rules, is_free_of_ads=False))


def test_check_returns_with_reason_then_publishes(rules, aino, bo):
    need = send_listing(actor=rules.teacher, listing=a_need(rules))
    assert not listed(bo).exists()
    assert not visible_listings(bo).exists()
    with pytest.raises(Refusal, match="what to mend"):
        return_listing(actor=aino, listing=need, reason=" ")
    returned = return_listing(actor=aino, listing=need, reason="Kerro kieli.", failing=["language", "unknown"])
    assert returned.state == "returned"
    need = send_listing(actor=rules.teacher, listing=returned)
    with pytest.raises(Forbidden):
        publish_listing(actor=rules.teacher, listing=need)
    shown = publish_listing(actor=aino, listing=need, read_at=need.changed_at)
    assert (shown.state, shown.rests_on) == ("published", timezone.localdate() + timedelta(days=120))
    last, first = ListingCheck.objects.all()
    assert (first.is_passed, first.points, first.reason, first.by) == (False, {"language": "fail"}, "Kerro kieli.", aino)
    assert (last.is_passed, set(last.points.values()), len(last.points), last.model_number) == (True, {"pass"}, 6, "1.0")
    assert list(listed(bo)) == list(listed(None)) == [shown]


def test_publish_refuses_a_text_that_was_changed_meanwhile(rules, aino):
    need = send_listing(actor=rules.teacher, listing=a_need(rules))
    read_at = need.changed_at
    change_listing(actor=rules.teacher, listing=need, title=Words(fi="Toinen otsikko"))
    with pytest.raises(Refusal, match="changed since you opened it"):
        publish_listing(actor=aino, listing=need, read_at=read_at)


def test_coordinator_does_not_check_her_own(rules, aino):
    need = send_listing(actor=SYSTEM, listing=a_need(rules, contact=aino))
    with pytest.raises(Forbidden, match="your own listing"):
        publish_listing(actor=aino, listing=need)


def test_change_of_text_is_checked_again_facts_are_not(rules, aino):
    need = published(aino, a_need(rules))
    assert change_listing(actor=rules.teacher, listing=need, learner_count=24).state == "published"
    assert change_listing(actor=aino, listing=need, title=Words(fi="Lukemisen iloa")).state == "published"
    assert change_listing(actor=rules.teacher, listing=need, title=Words(fi="Ihan muuta")).state == "in_check"
    assert not listed(None).exists()
    with pytest.raises(Refusal, match="must be in order"):
        change_listing(actor=rules.teacher, listing=need, age_from=9, age_to=7)


def test_listing_rests_when_nobody_renews_it_and_wakes(rules, aino):
    need = published(aino, a_need(rules))
    assert rest_listing(actor=SYSTEM, listing=need).state == "published"
    Listing.objects.filter(pk=need.pk).update(rests_on=timezone.localdate())
    assert rest_listing(actor=SYSTEM, listing=need).state == "resting"
    assert not listed(None).exists()
    renewed = renew_listing(actor=rules.teacher, listing=need)
    assert (renewed.state, renewed.rests_on) == ("published", timezone.localdate() + timedelta(days=120))


def test_withdraw_close_and_reopen(rules, aino):
    need = published(aino, a_need(rules))
    with pytest.raises(Forbidden):
        withdraw_listing(actor=rules.maker, listing=need)
    closed = close_listing(actor=rules.teacher, listing=need, reason="Löysimme avun muualta.")
    assert (closed.state, closed.close_reason) == ("closed", "Löysimme avun muualta.")
    with pytest.raises(Refusal, match="has ended"):
        change_listing(actor=rules.teacher, listing=need, title=Words(fi="Uusi"))
    assert reopen_listing(actor=rules.teacher, listing=need).state == "draft"


def test_visibility_for_signed_in_only(rules, aino, bo):
    need = published(aino, a_need(rules, visibility="signed_in"))
    assert list(listed(bo)) == [need]
    assert not listed(None).exists()
    assert not visible_listings(None).exists()
    assert not Entry.objects.filter(object_id=need.pk, is_public=True).exists()


def test_other_municipality_sees_nothing(rules, aino, carl):
    need = published(aino, a_need(rules, visibility="signed_in"))
    draft = a_need(rules)
    assert list(visible_listings(carl)) == [need]
    assert draft not in visible_listings(carl)


def test_similar_listings_are_found_by_words_and_likeness(rules, aino):
    need = published(aino, a_need(rules))
    published(aino, an_idea(rules))
    assert similar_listings("Ekaluokkalaisten lukemisen iloa", None) == [need]
    assert similar_listings("Kemian kaavat", None) == []
    assert similar_listings("Lukemisen ilo", None, but=need.pk) == []
    assert similar_listings("a\0b", None) == []
