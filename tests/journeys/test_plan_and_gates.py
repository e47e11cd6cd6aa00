"""The two sides agree on a plan; lane A goes straight on, lane B stops at the impact assessment; only an official signs for the city."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.journeys.conftest import demo_trial

pytestmark = pytest.mark.journey

PROPOSED, LANE_A, LANE_B = "kuiskauskolo", "retkireppu", "kayrapiirturi"
HOLDS, MISSING = "main .ds-tag[data-color=success]", "main .ds-tag[data-color=warning]"


def test_both_sides_write_and_accept_the_plan(visitor):
    told = demo_trial(PROPOSED)
    plan = {name: str(value) for name, value in told["plan"].items()}
    start = date.today() + timedelta(days=told["start_in_days"])
    teacher = visitor("fi", "phone")
    teacher.sign_in(told["host_contact"], "espoo")
    trial = teacher.trial(PROPOSED)
    teacher.open(trial)
    teacher.follow("a[href$='/plan/write/goals/']")
    teacher.fill(**{name: plan[name] for name in ("goals_of_host", "goals_of_partner", "success")})
    page = teacher.submit()
    assert page.url.endswith("/plan/write/time/")
    # An end before the start is told beside the field.
    teacher.fill(starts_on=start.isoformat(), ends_on=(start - timedelta(days=1)).isoformat(), hours_budget=plan["hours_budget"])
    page = teacher.submit()
    assert page.locator("main [name=ends_on]").get_attribute("aria-invalid") == "true"
    teacher.fill(ends_on=(start + timedelta(days=told["length_days"])).isoformat())
    page = teacher.submit()
    assert page.url.endswith("/plan/write/safety/")
    teacher.fill(**{name: plan[name] for name in ("feedback", "criteria", "stop_conditions", "risks")})
    teacher.submit()
    teacher.follow("a[href$='/plan/propose/']")
    teacher.submit()
    # The proposer's side has said yes with it; now the other side.
    partner = visitor("fi", "desktop")
    partner.sign_in(told["partner_contact"], "espoo")
    partner.open(trial)
    partner.follow("a[href$='/plan/1/accept/']")
    page = partner.submit()
    assert page.url.endswith("/plan/")
    assert page.locator("main .ds-alert[data-color=success]").count() >= 1
    assert page.locator("main a[href$='/plan/1/accept/']").count() == 0


def test_lane_b_stops_at_the_impact_assessment_and_lane_a_does_not(visitor):
    teacher = visitor("fi", "desktop")
    teacher.sign_in(demo_trial(LANE_A)["host_contact"], "espoo")
    teacher.open(f"{teacher.trial(LANE_A)}product/")
    # Screening, lane and assessment: all hold without an assessment.
    assert (teacher.page.locator(HOLDS).count(), teacher.page.locator(MISSING).count()) == (3, 0)
    coordinator = visitor("fi", "desktop")
    coordinator.sign_in("coordinator@espoo.example", "espoo")
    trial = coordinator.trial(LANE_B)
    page = coordinator.open(trial)
    # The gate says why, who, and leads to where it is given.
    gate = page.locator("#gates li:has(a[href*='/data-protection/assessments/'])")
    assert gate.locator(".ds-tag[data-color=warning]").count() == 1
    assert all(words.strip() for words in gate.locator(".ui-muted").all_inner_texts())
    assessment = gate.locator("a").first.get_attribute("href").replace("/fi/", "/{language}/")
    officer = visitor("fi", "desktop")
    officer.sign_in("dpo@espoo.example", "espoo")
    assert officer.today("espoo").locator(f"main a[href*='{assessment.format(language='fi')}']").count() >= 1
    officer.open(assessment)
    officer.follow("a[href$='/advice/']")
    officer.choose(("opinion", "favourable"))
    officer.fill(text="Tietoja kerätään vain se, mitä piirtämiseen tarvitaan, ja ne poistetaan kuukaudessa.")
    officer.submit()
    # Advice is not a decision: the gate is as shut as before.
    assert coordinator.open(f"{trial}product/").locator(MISSING).count() == 1
    official = visitor("fi", "desktop")
    official.sign_in("official@espoo.example", "espoo")
    official.open(assessment)
    official.follow("a[href$='/decision/']")
    official.choose(("outcome", "go"))
    official.fill(reason="Riskit ovat pieniä ja hallittuja.", review_on=(date.today() + timedelta(days=360)).isoformat())
    official.submit()
    page = coordinator.open(f"{trial}product/")
    assert (page.locator(HOLDS).count(), page.locator(MISSING).count()) == (3, 0)


def test_agreement_is_signed_by_the_official_only(visitor):
    teacher = visitor("fi", "phone")
    teacher.sign_in(demo_trial(LANE_A)["host_contact"], "espoo")
    trial = teacher.trial(LANE_A)
    page = teacher.open(f"{trial}agreement/")
    number = teacher.number_in(r"/agreements/(\d+)/$")
    # The city's own signature is missing, and the teacher has no way to give it.
    assert page.locator("#signatures .ds-tag[data-color=warning]").count() == 1
    assert page.locator("main a[href*='/sign/']").count() == 0
    official = visitor("fi", "desktop")
    official.sign_in("signatory@espoo.example", "espoo")
    official.open(f"/espoo/{{language}}/agreements/{number}/")
    official.follow(f"a[href*='/agreements/{number}/sign/']")
    address = official.page.url
    assert teacher.page.request.get(address).status in (403, 404)
    page = official.submit()
    assert page.locator("#signatures .ds-tag[data-color=warning]").count() == 0
    # Now the gate holds for everybody who takes part.
    page = teacher.open(trial)
    gate = page.locator(f"#gates li:has(a[href$='/agreements/{number}/'])")
    assert gate.locator(".ds-tag[data-color=success]").count() == 1
