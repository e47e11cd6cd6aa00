"""From the proposal to the start."""

from __future__ import annotations

import hashlib
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from talkoot.activities.marketplace.actions.agreeing import kit_of
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.phases import LIFE
from talkoot.activities.marketplace.queries.rules import version_in_use
from talkoot.activities.marketplace.slots import ACTIVITY
from talkoot.commons.trials.actions.groups import plan_session, state_no_visitors
from talkoot.commons.trials.actions.information import publish_information, write_information
from talkoot.commons.trials.actions.planning import accept_plan, propose_plan, write_plan
from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.actions.steps import choose_product, start_trial
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import person, read
from talkoot.operations.demo.trials.walk import ANSWERS, DPO, OFFICIAL, PAPERS, SIGNATORY, Walk
from talkoot.tools.agreements.actions.drafting import NamedParty, attach_annex, draft_agreement
from talkoot.tools.agreements.actions.signing import offer_agreement, sign_agreement
from talkoot.tools.agreements.models.agreement import Annex, Party
from talkoot.tools.measures.actions import set_indicator
from talkoot.tools.privacy.actions.assessments import (
    add_legal_basis,
    add_risk,
    decide_assessment,
    give_advice,
    open_assessment,
    send_for_advice,
)
from talkoot.tools.privacy.actions.lanes import answer_data_questionnaire, decide_lane
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.actions.screening import screen
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.screening import missing_in_screening


def propose(row: dict[str, Any], unit: Unit, organisation: Organisation, coordinator: Person) -> Walk:
    version = version_in_use()
    assert version is not None, "The demo has its operating model before its trials."
    walk = Walk(row, unit, organisation, coordinator, Trial())
    head = Membership.objects.select_related("person").get(unit=unit, is_head=True).person
    came_from = [listing for kind in ("need", "idea") if row.get(kind) and (listing := listing_of(kind, row[kind]))]
    with at(walk.day(-60)):
        walk.trial = propose_trial(
            actor=walk.host,
            entrance=ACTIVITY,
            title=Words(row["title"]),
            summary=Words(row["summary"]),
            unit=unit,
            organisation=organisation,
            kit=kit_of(version),
            came_from=came_from,
            users_role=row["users_role"],
            languages=row["languages"],
            coordinator=coordinator,
            host_contact=walk.host,
            partner_contact=walk.partner,
            groups=[{**group, "adult": person(group["adult"])} for group in row["groups"]],
            principles_accepted_by={"host": walk.host, "partner": walk.partner},
            go_ahead_by=None if "go_ahead" in row.get("missing", ()) else head,
        )
    return walk


def listing_of(kind: str, key: str) -> Listing | None:
    """The listing that the row of this key became; one that stands as matched has its partner from now on."""
    row = next(row for row in read(f"{kind}s.json") if row["key"] == key)
    language = row["written_in"]
    listing = Listing.objects.filter(kind=kind, **{f"title__{language}": row["title"][language]}).first()
    if listing is not None and row["state"] == "matched" and listing.state == "published":
        LIFE.take("match", listing, SYSTEM)
        listing.save(update_fields=["state", "changed_at"])
    return listing


def write_the_plan(walk: Walk) -> None:
    start = timezone.localdate() + timedelta(days=walk.row["start_in_days"])
    with at(walk.day(-50)):
        write_plan(
            actor=walk.host,
            trial=walk.trial,
            **walk.row["plan"],
            users_role=walk.row["users_role"],
            starts_on=start,
            ends_on=start + timedelta(days=walk.row["length_days"]),
        )
        for session in walk.row["sessions"]:
            plan_session(
                actor=walk.host,
                trial=walk.trial,
                held_on=start + timedelta(days=session["after_days"]),
                begins_at=time.fromisoformat(session["at"]),
                minutes=session["minutes"],
                place=session["place"],
            )


def accept_the_plan(walk: Walk) -> None:
    with at(walk.day(-45)):
        version = propose_plan(actor=walk.host, trial=walk.trial)
    with at(walk.day(-42)):
        accept_plan(actor=walk.partner, trial=walk.trial, version=version)
        walk.again()


def bring_the_product(walk: Walk) -> None:
    lane = walk.row["lane"]
    with at(walk.day(-41)):
        name = walk.row["product"]["name"]
        known = ProductVersion.objects.filter(product__name=name, label=walk.row["product"]["version"]).first()
        if known is None:
            product = register_product(actor=walk.partner, organisation=walk.organisation, name=name, purpose=walk.row["summary"])
            known = register_version(actor=walk.partner, product=product, label=walk.row["product"]["version"])
        choose_product(actor=walk.partner, trial=walk.trial, version=known)
        answers = ANSWERS[lane] | {
            "necessity": walk.row["plan"]["goals_of_partner"][:300],
            "own-purposes": "no",
            "ai": "no",
            "profiling": "no",
            "ads-tracking": "no",
            "research": "no",
            "security": PAPERS["security"][walk.language],
        }
        answer_data_questionnaire(actor=walk.partner, version=known, answers=answers)
    with at(walk.day(-38)):
        decide_lane(actor=walk.coordinator, version=known, lane=lane)
        for missing in missing_in_screening(known):
            thing: Any = walk.organisation if missing.criterion.level == "L1" else known
            screen(actor=walk.coordinator, thing=thing, key=missing.criterion.key, finding="pass")
    walk.again()


def assess_the_impact(walk: Walk) -> None:
    """Lanes B and C only. One that waits has got as far as the advice of the data protection officer."""
    if walk.row["lane"] == "A":
        return
    with at(walk.day(-36)):
        assessment = open_assessment(
            actor=walk.coordinator,
            title=str(walk.trial.title),
            subject=walk.trial,
            version=walk.trial.product_version,
            **PAPERS["assessment"][walk.language],
            people_count=sum(group["headcount"] for group in walk.row["groups"]),
        )
        add_legal_basis(actor=walk.coordinator, thing=assessment, **PAPERS["basis"][walk.language])
        add_risk(
            actor=walk.coordinator,
            assessment=assessment,
            **PAPERS["risk"][walk.language],
            likelihood=2,
            severity=2,
            likelihood_after=1,
            severity_after=2,
        )
        send_for_advice(actor=walk.coordinator, assessment=assessment)
    if "assessment" in walk.row.get("missing", ()):
        return
    with at(walk.day(-30)):
        give_advice(actor=person(DPO), assessment=assessment, opinion="favourable", text=PAPERS["advice"][walk.language])
    with at(walk.day(-28)):
        review = timezone.localdate() + timedelta(days=365)
        decide_assessment(
            actor=person(OFFICIAL), assessment=assessment, outcome="go", reason=PAPERS["decided"][walk.language], review_on=review
        )


def measure_before(walk: Walk) -> None:
    with at(walk.day(-35)):
        for number, one in enumerate(walk.row["indicators"], 1):
            set_indicator(
                actor=walk.host,
                subject=walk.trial,
                key=f"indicator-{number}",
                name=one["name"],
                unit=one["unit"],
                direction=one["direction"],
                baseline=one["baseline"],
                baseline_on=timezone.localdate(),
                threshold=one["threshold"],
                method=one["method"],
                source=one["source"],
                position=number,
            )


def sign_the_agreement(walk: Walk) -> None:
    material = Material.objects.select_related("agreement_version").get(trial=walk.trial, slot="agreement")
    city, partner = person(SIGNATORY), walk.partner
    assert material.agreement_version is not None, "The kit was handed in."
    assert walk.trial.starts_on is not None, "The plan is accepted."
    assert walk.trial.ends_on is not None, "The plan is accepted."
    with at(walk.day(-26)):
        agreement = draft_agreement(
            actor=walk.coordinator,
            template_version=material.agreement_version,
            language=walk.language,
            parties=[NamedParty(walk.organisation, signatory=partner), NamedParty(None, signatory=city)],
            values=values_of(walk) | walk.values,
            subject=walk.trial,
            starts_on=walk.trial.starts_on - timedelta(days=20),
            ends_on=walk.trial.ends_on + timedelta(days=60),
            annexes_not_needed=() if walk.row["lane"] != "A" else ("annex-c",),
            annexes_at_end=walk.annexes_at_end,
        )
        for annex in Annex.objects.filter(version__agreement=agreement, is_required=True).exclude(due="end"):
            sealed = hashlib.sha256(f"{walk.trial.slug} {annex.key}".encode()).hexdigest()
            attach_annex(
                actor=walk.coordinator, agreement=agreement, key=annex.key, reference=f"{walk.trial.slug} · {annex.title}", sha256=sealed
            )
        version = offer_agreement(actor=walk.coordinator, agreement=agreement)
    parties = {one.organisation_id: one for one in Party.objects.filter(agreement=agreement)}
    with at(walk.day(-24)):
        sign_agreement(actor=partner, version=version, party=parties[walk.organisation.pk])
    if "agreement" not in walk.row.get("missing", ()):
        with at(walk.day(-20)):
            sign_agreement(actor=city, version=version, party=parties[None])


def values_of(walk: Walk) -> dict[str, str]:
    """What the agreement cannot know by itself: its parties, signatories and dates fill in their own places."""
    return {
        "contact_city": str(walk.coordinator),
        "contact_partner": str(walk.partner),
        "data_lane": walk.row["lane"],
        "deletion_days": "30",
        "district_court": {"sv": "Västra Nylands tingsrätt"}.get(walk.language, "Länsi-Uudenmaan käräjäoikeus"),
        "liability_cap": "10 000 €",
        "place": walk.row["plan"]["place"] or str(walk.unit),
        "product": f"{walk.row['product']['name']} {walk.row['product']['version']}",
    }


def inform(walk: Walk) -> None:
    with at(walk.day(-15)):
        summary = walk.row["summary"]
        texts = {
            name: Words({code: text.format(summary=summary.get(code, ""), partner=walk.organisation.name) for code, text in words.items()})
            for name, words in walk.notice.items()
        }
        write_information(actor=walk.host, trial=walk.trial, is_voluntary=True, **texts)
        publish_information(actor=walk.host, trial=walk.trial)
        state_no_visitors(actor=walk.partner, trial=walk.trial)


def start(walk: Walk) -> None:
    with at(walk.day(0)):
        start_trial(actor=walk.host, trial=walk.trial)
        walk.again()
