"""Officials and companies press the same button at once, with real commits. Few tests with long stories: real commits are slow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.tools.privacy.actions.assessments import (
    change_assessment,
    change_risk,
    decide_assessment,
    give_advice,
    open_assessment,
    remove_risk,
    renew_assessment,
    send_for_advice,
    take_back_assessment,
)
from talkoot.tools.privacy.actions.deletion import certify_deletion, count_consents, start_clock
from talkoot.tools.privacy.actions.lanes import answer_data_questionnaire, decide_lane
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.actions.screening import screen
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment, Risk
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate, RetentionClock
from talkoot.tools.privacy.models.lane import DataAnswers, DataQuestionnaire, LaneDecision
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningItem
from talkoot.tools.privacy.queries.assessments import content_of, hash_of
from talkoot.tools.privacy.queries.deletion import certificate_of
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.tests.making import CLEAN, RISK, WITH_ACCOUNTS, a_company, a_full_assessment, a_version, in_a_year, someone

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]

FAVOURABLE = {"opinion": "favourable", "text": "Hyvä."}


@pytest.fixture
def firm(espoo, kim):
    with in_municipality(espoo):
        return a_company(member=kim)


@pytest.fixture
def otto(espoo):
    """A second official of the controller."""
    return someone("otto@espoo.example", "controller_official", espoo)


def test_products_answers_and_lanes_are_each_told_once(espoo, aino, kim, oskar, dora, firm):
    same = at_once(espoo, *[lambda: register_product(actor=kim, organisation=firm, name="Laskuri")] * 3)
    assert same == ["The organisation already has a product of this name."] * 2 + ["done"]
    with in_municipality(espoo):
        product = Product.objects.get()
        other = a_company("Toinen Oy", member=kim)
    # The same name in two organisations: each gets an address of its own.
    assert (
        at_once(
            espoo,
            lambda: register_product(actor=kim, organisation=firm, name="Pelit"),
            lambda: register_product(actor=kim, organisation=other, name="Pelit"),
        )
        == ["done"] * 2
    )
    labels = at_once(espoo, *[lambda: register_version(actor=kim, product=product, label="1.0")] * 3)
    assert labels == ["The product already has a version of this name."] * 2 + ["done"]
    with in_municipality(espoo):
        assert sorted(Product.objects.filter(name="Pelit").values_list("slug", flat=True)) == ["pelit", "pelit-2"]
        version = ProductVersion.objects.get()
    # The first answers make the municipality's questionnaire: one row of it, whoever is first.
    answered = at_once(espoo, *[lambda: answer_data_questionnaire(actor=kim, version=version, answers=CLEAN)] * 4)
    assert answered == ["done"] * 4
    with in_municipality(espoo):
        assert (DataQuestionnaire.objects.count(), DataAnswers.objects.count()) == (1, 4)
        read = DataAnswers.objects.order_by("-pk").first()
    decided = at_once(
        espoo,
        *[lambda: decide_lane(actor=aino, version=version, lane="A", answers=read)] * 2,
        *[lambda: decide_lane(actor=oskar, version=version, lane="A", answers=read)] * 2,
    )
    assert decided == ["This lane has already been decided."] * 3 + ["done"]
    # An official decides on what she has read while the company answers anew: never on answers that nobody has read.
    for lane in ("B", "C", "B", "C"):
        with in_municipality(espoo):
            read = DataAnswers.objects.order_by("-pk").first()
        told = at_once(
            espoo,
            lambda read=read, lane=lane: decide_lane(actor=aino, version=version, lane=lane, reason="Varmuuden vuoksi", answers=read),
            lambda: answer_data_questionnaire(actor=kim, version=version, answers=WITH_ACCOUNTS),
        )
        assert told in (["done"] * 2, ["The organisation has answered anew meanwhile.", "done"])
        with in_municipality(espoo):
            newest = DataAnswers.objects.order_by("-pk").first()
            assert not LaneDecision.objects.filter(answers=newest).exists()
            assert lane_for(version) is None
    with in_municipality(espoo):
        numbers = list(LaneDecision.objects.order_by("chain_number").values_list("chain_number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_assessment_is_advised_and_decided_once(espoo, aino, kim, dora, oskar, otto, firm):
    with in_municipality(espoo):
        version = a_version(kim, firm, answers=WITH_ACCOUNTS)
    opened = at_once(espoo, *[lambda: open_assessment(actor=aino, title="Laskuri", version=version)] * 3)
    assert opened == ["An impact assessment of this is already being made."] * 2 + ["done"]
    with in_municipality(espoo):
        assert ImpactAssessment.objects.count() == 1
        other = a_version(kim, firm, name="Lukija", answers=WITH_ACCOUNTS)
        assessment = a_full_assessment(aino, version=other)
        risk = Risk.objects.get()
    # Taken away and changed at the same moment: the second is told, and nothing breaks.
    for _n in range(3):
        told = at_once(
            espoo,
            lambda risk=risk: remove_risk(actor=aino, risk=risk),
            lambda risk=risk: change_risk(actor=aino, risk=risk, text="Toisin"),
        )
        assert told in (["done"] * 2, ["It has just been removed.", "done"])
        with in_municipality(espoo):
            assert not Risk.objects.filter(assessment=assessment).exists()
            risk = Risk.objects.create(assessment=assessment, **RISK)
    with in_municipality(espoo):
        send_for_advice(actor=aino, assessment=assessment)
    advised = at_once(espoo, *[lambda: give_advice(actor=dora, assessment=assessment, **FAVOURABLE)] * 3)
    assert advised.count("done") == 1
    # The advice is on what was sent: whoever takes it back and changes it waits, or the officer is told.
    with in_municipality(espoo):
        assert Advice.objects.count() == 1
        take_back_assessment(actor=aino, assessment=assessment)
        send_for_advice(actor=aino, assessment=assessment)

    def rewrite():
        take_back_assessment(actor=aino, assessment=assessment)
        change_assessment(actor=aino, assessment=assessment, description="Aivan muuta.")

    told = at_once(espoo, rewrite, lambda: give_advice(actor=dora, assessment=assessment, **FAVOURABLE))
    assert told.count("done") >= 1
    with in_municipality(espoo):
        state = ImpactAssessment.objects.get(pk=assessment.pk).state
        assert state == "draft"
        send_for_advice(actor=aino, assessment=assessment)
        give_advice(actor=dora, assessment=assessment, **FAVOURABLE)
        advice = Advice.objects.order_by("-pk").first()
        assert advice.content_hash == hash_of(content_of(ImpactAssessment.objects.get(pk=assessment.pk)))
    year = in_a_year()
    decided = at_once(
        espoo,
        *[lambda: decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="Hyvä", review_on=year)] * 2,
        *[lambda: decide_assessment(actor=otto, assessment=assessment, outcome="change", reason="Kesken")] * 2,
    )
    assert decided.count("done") == 1
    with in_municipality(espoo):
        decision = AssessmentDecision.objects.get()
        assert ImpactAssessment.objects.get(pk=assessment.pk).state == {"go": "approved", "change": "draft"}[decision.outcome]
        ImpactAssessment.objects.filter(pk=assessment.pk).update(state="approved", review_on=year)
    renewed = at_once(espoo, *[lambda: renew_assessment(actor=aino, assessment=assessment)] * 3)
    assert renewed == ["Its renewal has already begun."] * 2 + ["done"]


def test_findings_consents_and_clocks_are_one_row_each(espoo, aino, kim, oskar, firm):
    with in_municipality(espoo):
        version = a_version(kim, firm)
        # Any saved thing may be a subject; only coordinators keep what hangs on one that no app keeps.
        subject = firm
    findings = [
        *[lambda: screen(actor=aino, thing=version, key="no-tracking", finding="pass")] * 3,
        *[lambda: screen(actor=aino, thing=version, key="no-tracking", finding="fail", note="Seuraa")] * 3,
        *[lambda: screen(actor=aino, thing=firm, key="taxes", finding="pass")] * 2,
    ]
    assert at_once(espoo, *findings) == ["done"] * 8
    with in_municipality(espoo):
        found = dict(ScreeningItem.objects.values_list("key", "finding"))
        assert ScreeningItem.objects.count() == 2
        assert found["taxes"] == "pass"
        item = ScreeningItem.objects.get(key="no-tracking")
        assert (item.finding, item.note) in (("pass", ""), ("fail", "Seuraa"))
    counts = [
        lambda n=n: count_consents(actor=aino, subject=subject, group_label="5B", asked=20, given=n, refused=0) for n in (3, 7, 11, 20)
    ]
    assert at_once(espoo, *counts) == ["done"] * 4
    with in_municipality(espoo):
        assert ConsentCount.objects.get().given_count in (3, 7, 11, 20)
    today = timezone.localdate()
    clocks = [
        lambda n=n: start_clock(actor=aino, subject=subject, what="Tunnukset", runs_until=today + timedelta(days=n)) for n in (5, 6, 7)
    ]
    assert at_once(espoo, *clocks) == ["done"] * 3
    with in_municipality(espoo):
        assert RetentionClock.objects.count() == 1
    gone = {"deleted_on": today, "what": "Tunnukset", "where": "Palvelin", "how": "Poisto"}
    ended = at_once(espoo, *[lambda: certify_deletion(actor=aino, subject=subject, **gone)] * 3)
    assert ended == ["done"] * 3
    with in_municipality(espoo):
        clock = RetentionClock.objects.get()
        # One certificate ended the clock; the newest counts for the subject.
        assert DeletionCertificate.objects.filter(pk=clock.certificate_id).exists()
        assert certificate_of(subject) == DeletionCertificate.objects.order_by("-pk").first()
