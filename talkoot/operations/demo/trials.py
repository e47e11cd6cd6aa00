"""Trials of the demo year, each walked through the actions of its people up to the phase in which it stands today."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from talkoot.activities.marketplace.actions.agreeing import kit_of
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.rules import version_in_use
from talkoot.activities.marketplace.slots import ACTIVITY
from talkoot.commons.trials.actions.changes import hold_review, propose_change, reply_to_change
from talkoot.commons.trials.actions.closing import (
    begin_evaluation,
    close_trial,
    complete_trial,
    decide,
    publish_result,
    save_lesson,
    save_quote,
    set_quote_permission,
    tell_follow_up,
    write_result,
)
from talkoot.commons.trials.actions.concerns import answer_concern, raise_concern
from talkoot.commons.trials.actions.feedback import open_feedback
from talkoot.commons.trials.actions.groups import plan_session, state_no_visitors
from talkoot.commons.trials.actions.information import publish_information, write_information
from talkoot.commons.trials.actions.log import report_incident, resolve_incident, write_log
from talkoot.commons.trials.actions.planning import accept_plan, propose_plan, write_plan
from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.actions.references import grant_reference, revoke_reference
from talkoot.commons.trials.actions.standing import pause_trial, resume_trial, stop_trial
from talkoot.commons.trials.actions.steps import cancel_trial, choose_product, start_trial
from talkoot.commons.trials.content.receipts import new_receipt
from talkoot.commons.trials.content.running import Moment, QuotePermission
from talkoot.commons.trials.models.closing import FollowUp
from talkoot.commons.trials.models.trial import Group, Material, Trial
from talkoot.commons.trials.queries.information import information_page_of
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import organisations_by_key, person, read, rows_of, units_by_key
from talkoot.tools.agreements.actions.drafting import NamedParty, attach_annex, draft_agreement
from talkoot.tools.agreements.actions.signing import offer_agreement, sign_agreement
from talkoot.tools.agreements.models.agreement import Annex, Party
from talkoot.tools.measures.actions import record_reading, set_indicator
from talkoot.tools.measures.queries import indicators_of
from talkoot.tools.privacy.actions.assessments import (
    add_legal_basis,
    add_risk,
    decide_assessment,
    give_advice,
    open_assessment,
    send_for_advice,
)
from talkoot.tools.privacy.actions.deletion import certify_deletion
from talkoot.tools.privacy.actions.lanes import answer_data_questionnaire, decide_lane
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.actions.screening import screen
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.screening import missing_in_screening
from talkoot.tools.questionnaires.actions.answers import new_once_key, submit_as_person, submit_by_code
from talkoot.tools.questionnaires.models.rounds import AccessCode

SIGNATORY, DPO, OFFICIAL = "signatory@espoo.example", "dpo@espoo.example", "official@espoo.example"
BEGUN = ("running", "paused", "evaluating", "closing", "completed", "stopped")
AFTER_PLANNING = ("preparing", *BEGUN)
# What the product's maker answers in each data lane: the lane follows from the answers by rule.
ANSWERS: dict[str, dict[str, Any]] = {
    "A": {"pupil-data": "no", "accounts": "no", "data-types": ["none"], "location-of-data": "no-data", "retention-days": 0},
    "B": {"pupil-data": "yes", "accounts": "yes", "data-types": ["answers", "logs"], "location-of-data": "eu-eea", "retention-days": 30},
    "C": {"pupil-data": "yes", "accounts": "yes", "data-types": ["recordings"], "location-of-data": "eu-eea", "retention-days": 30},
}
# Texts of the papers that every trial has, by language.
PAPERS = read("papers.json")


@dataclass
class Walk:
    """One trial on its way, with its people. `day(n)` is the n-th day after the start, at nine in the morning."""

    row: dict[str, Any]
    unit: Unit
    organisation: Organisation
    coordinator: Person
    trial: Trial

    @property
    def host(self) -> Person:
        return person(self.row["host_contact"])

    @property
    def partner(self) -> Person:
        return person(self.row["partner_contact"])

    @property
    def language(self) -> str:
        return str(self.row["written_in"])

    def day(self, after: float, hour: int = 9) -> datetime:
        day = timezone.localdate() + timedelta(days=self.row["start_in_days"] + after)
        return min(timezone.make_aware(datetime.combine(day, time(hour))), timezone.now() - timedelta(minutes=5))

    def is_in(self, *states: str) -> bool:
        return self.row["state"] in states

    def again(self) -> Trial:
        self.trial.refresh_from_db()
        return self.trial


def bring_trials(world: dict[str, Any]) -> None:
    """In the order of the file. Each trial is one transaction; those whose title is here already are left alone."""
    units, organisations, coordinator = units_by_key(world), organisations_by_key(world), person(world["coordinator"])
    known = set(Trial.objects.values_list("title__fi", flat=True))
    for row in rows_of(world, "trials"):
        if row["title"]["fi"] not in known:
            with transaction.atomic(), translation.override(row["written_in"]):
                live(row, units[row["unit"]], organisations[row["organisation"]], coordinator)


def live(row: dict[str, Any], unit: Unit, organisation: Organisation, coordinator: Person) -> None:
    walk = propose(row, unit, organisation, coordinator)
    for until, steps in STAGES:
        if not walk.is_in(*until):
            continue
        for step in steps:
            step(walk)


def propose(row: dict[str, Any], unit: Unit, organisation: Organisation, coordinator: Person) -> Walk:
    version = version_in_use()
    assert version is not None, "The demo has its operating model before its trials."
    walk = Walk(row, unit, organisation, coordinator, Trial())
    head = Membership.objects.select_related("person").get(unit=unit, is_head=True).person
    came_from = Listing.objects.filter(title__fi__in=[row[kind] for kind in ("need", "idea") if row.get(kind)])
    with at(walk.day(-60)):
        walk.trial = propose_trial(
            actor=walk.host,
            entrance=ACTIVITY,
            title=Words(row["title"]),
            summary=Words(row["summary"]),
            unit=unit,
            organisation=organisation,
            kit=kit_of(version),
            came_from=list(came_from),
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


# --- Before the start -----------------------------------------------------------------------------------------------------


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
            values=values_of(walk),
            subject=walk.trial,
            starts_on=walk.trial.starts_on - timedelta(days=20),
            ends_on=walk.trial.ends_on + timedelta(days=60),
            annexes_not_needed=() if walk.row["lane"] != "A" else ("annex-c",),
            annexes_at_end=("annex-g",),
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
            for name, words in PAPERS["notice"].items()
        }
        write_information(actor=walk.host, trial=walk.trial, is_voluntary=True, **texts)
        publish_information(actor=walk.host, trial=walk.trial)
        state_no_visitors(actor=walk.partner, trial=walk.trial)


def start(walk: Walk) -> None:
    with at(walk.day(0)):
        start_trial(actor=walk.host, trial=walk.trial)
        walk.again()


# --- While it runs --------------------------------------------------------------------------------------------------------


def keep_the_log(walk: Walk) -> None:
    groups = {group.label: group for group in Group.objects.filter(trial=walk.trial)}
    for entry in walk.row["log"]:
        moment = walk.day(entry["after_days"], 14)
        with at(moment):
            write_log(
                actor=walk.host,
                trial=walk.trial,
                once_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{walk.trial.slug} {entry['after_days']}"),
                happened_on=timezone.localdate(moment),
                headcount=entry["headcount"],
                minutes=entry["minutes"],
                tried=entry["tried"],
                worked=entry.get("worked") or "",
                blocking=entry.get("blocking") or "",
                ideas=entry.get("ideas") or "",
                language=walk.language,
                group=groups.get(entry.get("group", "")),
            )


def meet_trouble(walk: Walk) -> None:
    if row := walk.row.get("incident"):
        with at(walk.day(row["after_days"], 12)):
            incident = report_incident(
                actor=walk.host,
                trial=walk.trial,
                happened_on=timezone.localdate(timezone.now()),
                severity=row["severity"],
                text=row["text"],
                language=walk.language,
            )
        if row.get("resolution"):
            with at(walk.day(row["after_days"] + 1)):
                resolve_incident(actor=walk.coordinator, incident=incident, resolution=row["resolution"])
                if walk.again().state == "paused" and not walk.is_in("paused", "stopped"):
                    resume_trial(actor=walk.coordinator, trial=walk.trial, reason=row["resolution"])
    if row := walk.row.get("concern"):
        raise_one(walk, row)
    walk.again()


def raise_one(walk: Walk, row: dict[str, Any]) -> None:
    page = information_page_of(walk.trial)
    assert page is not None
    with at(walk.day(row["after_days"], 19)):
        concern = raise_concern(
            actor=None,
            page=page,
            kind=row["kind"],
            raised_as=row["raised_as"],
            text=row["text"],
            language=walk.language,
            receipt=new_receipt(),
        )
    if walk.is_in("paused") and walk.again().state == "running":
        with at(walk.day(row["after_days"] + 0.5)):
            pause_trial(actor=walk.coordinator, trial=walk.trial, reason=row["text"])
    if row.get("answer"):
        with at(walk.day(row["after_days"] + 1)):
            answer_concern(actor=walk.coordinator, concern=concern, answer=row["answer"], language=walk.language)
            if walk.again().state == "paused" and not walk.is_in("paused", "stopped"):
                resume_trial(actor=walk.coordinator, trial=walk.trial, reason=row["answer"])


def change_and_review(walk: Walk) -> None:
    if row := walk.row.get("change"):
        with at(walk.day(row["after_days"], 10)):
            note = propose_change(actor=walk.host, trial=walk.trial, what=row["what"], why=row["why"], language=walk.language)
        if row.get("agreed"):
            with at(walk.day(row["after_days"] + 1)):
                reply_to_change(actor=walk.partner, note=note, side="partner", is_agreed=True)
    if row := walk.row.get("mid_review"):
        with at(walk.day(walk.row["length_days"] / 2)):
            hold_review(
                actor=walk.coordinator,
                trial=walk.trial,
                held_on=timezone.localdate(timezone.now()),
                works=row["note"],
                to_change=row["note"] if row["outcome"] == "amend" else "",
                outcome=row["outcome"],
                reason=row["note"],
                language=walk.language,
            )


def ask_participants(walk: Walk) -> None:
    """By code, as a class does. What they answer is drawn around the mean that the row tells, the same each time."""
    feedback = walk.row.get("feedback")
    if not feedback:
        return
    young = max((group["age_to"] or 99 for group in walk.row["groups"]), default=99) <= 8
    for slot, told in (
        ("feedback-users-young" if young else "feedback-users", feedback.get("pupils")),
        ("feedback-guardians", feedback.get("guardians")),
    ):
        material = Material.objects.select_related("questionnaire_version").filter(trial=walk.trial, slot=slot).first()
        if material is not None and told and told["count"]:
            answer_by_codes(walk, material, told, feedback.get("open_texts", []) if "users" in slot else [])


def answer_by_codes(walk: Walk, material: Material, told: dict[str, Any], open_texts: list[str]) -> None:
    assert material.questionnaire_version is not None, "Questions are a version of a questionnaire."
    chance = random.Random(f"{walk.row['key']} {material.slot}")
    with at(walk.day(walk.row["length_days"] * 0.8, 13)):
        asked = open_feedback(actor=walk.host, trial=walk.trial, material=material, moment=Moment.END)
        codes = list(AccessCode.objects.select_related("round__version").filter(round=asked.round).order_by("pk"))
        questions = material.questionnaire_version.content
        room = [code for code in codes for _n in range(max((code.limit or 30) - 3, 1))]
        for number in range(min(told["count"], len(room))):
            answers = {question["key"]: drawn(question, told["mean"], chance) for question in questions}
            for question in questions:
                if question["kind"] == "text":
                    answers[question["key"]] = open_texts[number] if number < len(open_texts) else ""
            given = {key: value for key, value in answers.items() if value not in ("", None)}
            submit_by_code(actor=None, code=room[number], once_key=new_once_key(), language=walk.language, answers=given)


def drawn(question: dict[str, Any], mean: float, chance: random.Random) -> Any:
    """An answer around the mean of one to five; None where words are asked."""
    score = min(5, max(1, round(chance.gauss(mean, 0.8))))
    match question["kind"]:
        case "smileys" | "scale":
            low, high = (question.get("scale") or {}).get("min", 1), (question.get("scale") or {}).get("max", 5)
            return min(high, max(low, round(low + (score - 1) * (high - low) / 4)))
        case "yes_no":
            return "yes" if score >= 3 else "no"
        case "choice":
            return question["options"][min(5 - score, len(question["options"]) - 1)]["key"]
        case "choices":
            return [option["key"] for option in question["options"] if chance.random() < 0.4] or [question["options"][0]["key"]]
        case "number":
            return chance.randint(5, 40)
    return None


# --- To the end -----------------------------------------------------------------------------------------------------------


def evaluate(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"])):
        begin_evaluation(actor=walk.coordinator, trial=walk.trial)
        walk.again()
    feedback = walk.row.get("feedback") or {}
    for slot, side, who in (("feedback-host", "teacher", walk.host), ("feedback-partner", "company", walk.partner)):
        material = Material.objects.select_related("questionnaire_version").filter(trial=walk.trial, slot=slot).first()
        if material is None:
            continue
        with at(walk.day(walk.row["length_days"] + 2)):
            asked = open_feedback(actor=walk.host, trial=walk.trial, material=material, is_evaluation=True)
        assert asked.round is not None, "Feedback that is open has its round."
        # One that is being evaluated still waits for the partner.
        if feedback.get(side) and not (walk.is_in("evaluating") and side == "company"):
            with at(walk.day(walk.row["length_days"] + 5)):
                submit_as_person(actor=who, round=asked.round, answers=feedback[side], language=walk.language)


def read_the_indicators(walk: Walk) -> None:
    for indicator, one in zip(indicators_of(walk.trial), walk.row["indicators"], strict=True):
        if one.get("actual") is not None:
            with at(walk.day(walk.row["length_days"] + 1)):
                record_reading(actor=walk.host, indicator=indicator, value=one["actual"], measured_on=timezone.localdate(timezone.now()))


def close(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"] + 9)):
        close_trial(actor=walk.coordinator, trial=walk.trial)
        walk.again()
        tell(walk)


def tell(walk: Walk) -> None:
    if result := walk.row.get("result"):
        write_result(
            actor=walk.coordinator,
            trial=walk.trial,
            outcome=result["outcome"],
            summary=Words(result["summary"]),
            what_changed=Words(result["what_changed"]),
            next_step=Words(result.get("next_step") or {}),
        )
    for lesson in walk.row.get("lessons") or []:
        save_lesson(actor=walk.coordinator, trial=walk.trial, title=Words(lesson["title"]), text=Words(lesson["text"]))
    for row in walk.row.get("quotes") or []:
        quote = save_quote(actor=walk.host, trial=walk.trial, text=row["text"], language=row["language"], said_as=Words(row["said_as"]))
        if row["permission"] != QuotePermission.ASKED:
            set_quote_permission(
                actor=walk.host, quote=quote, permission=row["permission"], permitted_on=timezone.localdate(timezone.now())
            )


def complete(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"] + 14)):
        publish_result(actor=walk.coordinator, trial=walk.trial)
        decide(
            actor=person(SIGNATORY), trial=walk.trial, outcome=walk.row["decision"]["outcome"], reason=Words(walk.row["decision"]["reason"])
        )
        certify_deletion(
            actor=walk.partner,
            subject=walk.trial,
            deleted_on=timezone.localdate(timezone.now()),
            organisation=walk.organisation,
            **(PAPERS["deleted"][walk.language] if walk.row["lane"] != "A" else {"is_nothing_collected": True}),
        )
        complete_trial(actor=walk.coordinator, trial=walk.trial)
        walk.again()


def refer(walk: Walk) -> None:
    if not walk.row.get("reference"):
        return
    assert walk.trial.product_version is not None
    wording = Words({code: text.format(unit=walk.unit.name.get(code) or walk.unit) for code, text in PAPERS["wording"].items()})
    with at(walk.day(walk.row["length_days"] + 20)):
        until: date = timezone.localdate(timezone.now()) + timedelta(days=3 * 365)
        reference = grant_reference(
            actor=person(SIGNATORY),
            trial=walk.trial,
            version=walk.trial.product_version,
            wording=wording,
            reason=PAPERS["granted"][walk.language],
            valid_until=until,
            language=walk.language,
        )
    if walk.row["reference"] == "revoked":
        with at(walk.day(walk.row["length_days"] + 60)):
            words = walk.row["revoke_reason"]
            revoke_reference(
                actor=person(SIGNATORY), reference=reference, reason=words.get(walk.language) or words["fi"], language=walk.language
            )


def follow(walk: Walk) -> None:
    row = walk.row.get("follow_up")
    asked = FollowUp.objects.filter(trial=walk.trial, months=row["months"], side=row["side"]).first() if row else None
    if row and asked is not None and asked.due_on < timezone.localdate():
        with at(timezone.make_aware(datetime.combine(asked.due_on + timedelta(days=3), time(10)))):
            facts = {name: row.get(name) for name in ("in_use", "has_sold", "has_exported", "new_jobs_count", "has_funding")}
            who = walk.partner if row["side"] == "partner" else walk.host
            tell_follow_up(actor=who, follow_up=asked, note=row.get("note") or "", language=walk.language, **facts)


def stop(walk: Walk) -> None:
    with at(walk.day(walk.row["incident"]["after_days"] + 2)):
        stop_trial(actor=walk.coordinator, trial=walk.trial, reason=walk.row["incident"]["text"])
        walk.again()
    with at(walk.day(walk.row["incident"]["after_days"] + 12)):
        tell(walk)
        publish_result(actor=walk.coordinator, trial=walk.trial)


def cancel(walk: Walk) -> None:
    with at(walk.day(-20)):
        cancel_trial(actor=walk.host, trial=walk.trial, reason=walk.row["cancel_reason"])


Step = Callable[[Walk], None]
# Which states a trial that stands there has passed, and what was done then.
STAGES: tuple[tuple[tuple[str, ...], tuple[Step, ...]], ...] = (
    (("planning", *AFTER_PLANNING, "cancelled"), (write_the_plan,)),
    (AFTER_PLANNING, (accept_the_plan, bring_the_product, assess_the_impact, measure_before, sign_the_agreement, inform)),
    (BEGUN, (start, keep_the_log, change_and_review, meet_trouble)),
    (("running", "evaluating", "closing", "completed"), (ask_participants,)),
    (("evaluating", "closing", "completed"), (evaluate, read_the_indicators)),
    (("closing", "completed"), (close,)),
    (("completed",), (complete, refer, follow)),
    (("stopped",), (stop,)),
    (("cancelled",), (cancel,)),
)
