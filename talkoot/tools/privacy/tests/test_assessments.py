"""An impact assessment from the first word to the decision and its renewal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.privacy.actions.assessments import (
    add_risk,
    change_assessment,
    decide_assessment,
    give_advice,
    open_assessment,
    renew_assessment,
    send_for_advice,
    take_back_assessment,
)
from talkoot.tools.privacy.actions.lanes import decide_lane
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment
from talkoot.tools.privacy.phases import LIFE
from talkoot.tools.privacy.queries.assessments import assessment_for, content_of, hash_of, holds, missing_for_lane, risks_of
from talkoot.tools.privacy.tests.making import CLEAN, RISK, WITH_ACCOUNTS, a_full_assessment, a_version, in_a_year


@pytest.fixture
def version(aino, kim, company):
    """A version in lane B."""
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    decide_lane(actor=aino, version=version, lane="B")
    return version


def missing(version, subject=None, on=None):
    return [str(one) for one in missing_for_lane(version, subject, on)]


def approved(aino, dora, oskar, **where):
    assessment = a_full_assessment(aino, **where)
    send_for_advice(actor=aino, assessment=assessment)
    give_advice(actor=dora, assessment=assessment, opinion="favourable", text="Hyvä.")
    decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="Riski on pieni.", review_on=in_a_year())
    assessment.refresh_from_db()
    return assessment


def test_lane_a_goes_straight_on_and_b_stops_until_approved(aino, dora, oskar, kim, company, version):
    clean = a_version(kim, company, name="Muistikirja", answers=CLEAN)
    assert missing(clean)[0].startswith("The data lane of the product has not been decided.")
    decide_lane(actor=aino, version=clean, lane="A")
    assert missing(clean) == missing(None) == []
    assert missing(version) == ["Lane B needs an impact assessment. A coordinator opens it and fills it in."]
    assessment = a_full_assessment(aino, version=version)
    assert "still being written" in missing(version)[0]
    send_for_advice(actor=aino, assessment=assessment)
    assert "advice of the data protection officer" in missing(version)[0]
    give_advice(actor=dora, assessment=assessment, opinion="favourable", text="Hyvä.")
    assert "decision of the controller's official" in missing(version)[0]
    decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="Pieni riski.", review_on=in_a_year())
    assert missing(version) == []
    assert "review day has passed" in missing(version, on=in_a_year() + timedelta(days=1))[0]


def test_assessment_of_a_subject_is_not_that_of_the_version(aino, dora, oskar, company, version):
    approved(aino, dora, oskar, version=version, subject=company)
    assert missing(version, subject=company) == []
    assert missing(version) == ["Lane B needs an impact assessment. A coordinator opens it and fills it in."]
    assert assessment_for(company).state == "approved"
    assert assessment_for(version) is None


def test_assessment_of_a_lower_lane_is_not_enough(aino, dora, oskar, version):
    approved(aino, dora, oskar, version=version)
    decide_lane(actor=aino, version=version, lane="C", reason="Kuvaa.")
    assert missing(version) == ["The impact assessment was made for a lower lane than C. A coordinator renews the assessment."]


def test_send_needs_everything_said(aino, in_espoo):
    assessment = open_assessment(actor=aino, title="Arviointi")
    refusals = [str(one) for step in LIFE.open_steps(assessment, aino) if step.step.name == "send_for_advice" for one in step.refusals]
    assert len(refusals) == 3
    with pytest.raises(Refusal, match="Still empty: what is done with data, which data"):
        send_for_advice(actor=aino, assessment=assessment)
    full = a_full_assessment(aino)
    add_risk(actor=aino, assessment=full, text="Toinen", likelihood=1, severity=1)
    with pytest.raises(Refusal, match="A risk lacks its measures"):
        send_for_advice(actor=aino, assessment=full)


def test_coordinator_does_not_decide_and_adviser_does_not_either(aino, dora, oskar, espoo, version):
    assessment = a_full_assessment(aino, version=version)
    send_for_advice(actor=aino, assessment=assessment)
    for person in (aino, oskar):
        with pytest.raises(Forbidden):
            give_advice(actor=person, assessment=assessment, opinion="favourable", text="x")
    give_advice(actor=dora, assessment=assessment, opinion="conditional", text="Vain nimimerkein.")
    for person in (aino, dora):
        with pytest.raises(Forbidden):
            decide_assessment(actor=person, assessment=assessment, outcome="go", reason="x", review_on=in_a_year())
    from talkoot.kernel.people.models.grant import Grant

    Grant.objects.create(person=dora, role="controller_official")
    dora = type(dora).objects.get(pk=dora.pk)
    with pytest.raises(Forbidden, match="Whoever gave the advice does not decide"):
        decide_assessment(actor=dora, assessment=assessment, outcome="go", reason="x", review_on=in_a_year())


def test_going_ahead_needs_reason_and_review_day(aino, dora, oskar, version):
    assessment = a_full_assessment(aino, version=version)
    send_for_advice(actor=aino, assessment=assessment)
    give_advice(actor=dora, assessment=assessment, opinion="favourable", text="Hyvä.")
    with pytest.raises(Refusal, match="needs a reason"):
        decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason=" ", review_on=in_a_year())
    for day in (None, timezone.localdate()):
        with pytest.raises(Refusal, match="looked at again"):
            decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="x", review_on=day)


def test_high_residual_risk_goes_to_the_authority_first(aino, dora, oskar, version):
    assessment = a_full_assessment(aino, version=version)
    add_risk(actor=aino, assessment=assessment, **(RISK | {"likelihood_after": 3, "severity_after": 3}))
    send_for_advice(actor=aino, assessment=assessment)
    give_advice(actor=dora, assessment=assessment, opinion="against", text="Riski on suuri.")
    with pytest.raises(Refusal, match="GDPR article 36"):
        decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="x", review_on=in_a_year())
    take_back_assessment(actor=aino, assessment=assessment)
    change_assessment(actor=aino, assessment=assessment, consultation="answered", consultation_note="Valtuutettu 1.2.: sallittu ehdoin.")
    send_for_advice(actor=aino, assessment=assessment)
    give_advice(actor=dora, assessment=assessment, opinion="conditional", text="Ehdoin.")
    decide_assessment(actor=oskar, assessment=assessment, outcome="go", reason="Ehdot täyttyvät.", review_on=in_a_year())
    assert holds(assessment_for(version))


def test_change_leads_back_to_writing_and_stop_ends(aino, dora, oskar, version):
    assessment = a_full_assessment(aino, version=version)
    for outcome, state in (("change", "draft"), ("stop", "stopped")):
        send_for_advice(actor=aino, assessment=assessment)
        give_advice(actor=dora, assessment=assessment, opinion="against", text="x")
        decide_assessment(actor=oskar, assessment=assessment, outcome=outcome, reason="Tunnukset pois.")
        assessment.refresh_from_db()
        assert assessment.state == state
    assert "decided to stop" in missing(version)[0]


def test_approved_text_cannot_be_changed_and_decision_holds_what_was_decided(aino, dora, oskar, espoo, version):
    assessment = approved(aino, dora, oskar, version=version)
    with pytest.raises(Refusal, match="not being written"):
        change_assessment(actor=aino, assessment=assessment, description="Muuta")
    with pytest.raises(Refusal, match="not being written"):
        add_risk(actor=aino, assessment=assessment, **RISK)
    decision, advice = AssessmentDecision.objects.get(), Advice.objects.get()
    assert decision.content == content_of(assessment)
    assert advice.content_hash == hash_of(decision.content)
    assert decision.content["risks"][0]["measures"] == "Nimimerkit."
    with pytest.raises(DatabaseError), transaction.atomic():
        AssessmentDecision.objects.update(reason="Muu syy")
    assert verify_chain(AssessmentDecision, espoo) is None


def test_renewal_takes_the_place_when_approved(aino, dora, oskar, version):
    old = approved(aino, dora, oskar, version=version)
    new = renew_assessment(actor=aino, assessment=old)
    assert [risk.text for risk in risks_of(new)] == [RISK["text"]]
    assert risks_of(old).count() == 1
    assert assessment_for(version) == old
    with pytest.raises(Refusal, match="already begun"):
        renew_assessment(actor=aino, assessment=old)
    send_for_advice(actor=aino, assessment=new)
    give_advice(actor=dora, assessment=new, opinion="favourable", text="Hyvä.")
    decide_assessment(actor=oskar, assessment=new, outcome="go", reason="Yhä pieni.", review_on=in_a_year())
    old.refresh_from_db()
    assert old.state == "replaced"
    assert assessment_for(version) == new


def test_not_needed_is_decided_too_but_only_in_lane_a(aino, oskar, in_espoo):
    assessment = open_assessment(actor=aino, title="Paperikokeilu", lane="A")
    change_assessment(actor=aino, assessment=assessment, criteria=["vulnerable", "new_technology"])
    with pytest.raises(Refusal, match="Two or more criteria"):
        decide_assessment(actor=oskar, assessment=assessment, outcome="not_needed", reason="Paperia")
    change_assessment(actor=aino, assessment=assessment, criteria=["vulnerable"])
    with pytest.raises(Forbidden):
        decide_assessment(actor=aino, assessment=assessment, outcome="not_needed", reason="Paperia")
    decide_assessment(actor=oskar, assessment=assessment, outcome="not_needed", reason="Paperia")
    assert ImpactAssessment.objects.get().state == "not_needed"
    in_b = open_assessment(actor=aino, title="Toinen", lane="B")
    with pytest.raises(Refusal, match="always need"):
        decide_assessment(actor=oskar, assessment=in_b, outcome="not_needed", reason="x")


def test_second_assessment_of_a_thing_in_the_making_is_refused(aino, version):
    a_full_assessment(aino, version=version)
    with pytest.raises(Refusal, match="already being made"):
        open_assessment(actor=aino, title="Toinen", version=version)


def test_answers_of_the_organisation_are_there_from_the_start(aino, version):
    assessment = open_assessment(actor=aino, title="Arviointi", version=version)
    assert (assessment.lane, assessment.sub_processors, assessment.retention_days) == ("B", "Pilvi Oy", 30)


def test_strangers_write_advise_and_decide_nothing(aino, bo, carl, kim, rival, version):
    assessment = a_full_assessment(aino, version=version)
    for person in (bo, carl, kim, rival, None):
        with pytest.raises(Forbidden):
            change_assessment(actor=person, assessment=assessment, description="x")
        with pytest.raises(Forbidden):
            give_advice(actor=person, assessment=assessment, opinion="favourable", text="x")
        with pytest.raises(Forbidden):
            decide_assessment(actor=person, assessment=assessment, outcome="stop", reason="x")
