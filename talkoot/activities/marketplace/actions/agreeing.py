"""When both sides and the head have said yes: the trial is proposed with its kit, and the listing has its partner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.actions.listings import locked
from talkoot.activities.marketplace.content.kinds import Degree, GoAheadState, InterestState, State
from talkoot.activities.marketplace.events import InterestAgreed
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.phases import LIFE
from talkoot.activities.marketplace.queries.interest import places_taken
from talkoot.activities.marketplace.queries.rules import latest_acceptance, rules_in_force, version_in_use
from talkoot.activities.marketplace.slots import (
    ACTIVITY,
    AGREEMENT,
    DELETION_CHECKLIST,
    FEEDBACK,
    NOTICE,
    REFERENCE_TERMS,
    START_CHECKLIST,
)
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.trials.actions.materials import agreement_material, checklist_material, questionnaire_material
from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.content.kinds import GateCode, MaterialKind, Side
from talkoot.commons.trials.content.kit import KitMaterial, TrialKit
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index

LONGEST_SUMMARY = 2_000


def agree_when_all_hold(*, by: Actor, interest: Interest) -> bool:
    """`interest` must be locked. False while something is still missing. Raises Refusal when the idea's places are taken."""
    if interest.unit_agreed_at is None or interest.partner_agreed_at is None:
        return False
    go_ahead = GoAhead.objects.filter(interest=interest, state=GoAheadState.GIVEN).select_related("decided_by").first()
    if go_ahead is None:
        return False
    listing = locked(interest.listing_id)
    places = None if listing.unit_id is not None else listing.capacity
    if places is not None and places_taken(listing) >= places:
        raise Refusal(
            _("All %(count)d places of this idea are taken.") % {"count": places},
            mend=_("Ask the partner to make room."),
        )
    interest.trial = propose(by, interest, listing, go_ahead)
    interest.state, interest.agreed_at = InterestState.AGREED, timezone.now()
    interest.save(update_fields=["state", "agreed_at", "trial", "changed_at"])
    is_full = listing.unit_id is not None or (places is not None and places_taken(listing) >= places)
    if is_full and listing.state in (State.PUBLISHED, State.RESTING, State.IN_CHECK):
        LIFE.take("match", listing, SYSTEM)
        listing.save(update_fields=["state", "changed_at"])
        index(listing)
    publish(InterestAgreed(interest_id=interest.pk))
    return True


def propose(by: Actor, interest: Interest, listing: Listing, go_ahead: GoAhead) -> Any:
    """The trial of an agreed interest. What was accepted and decided here is handed on, so that nobody is asked twice."""
    version = version_in_use()
    if version is None:
        raise Refusal(_("The municipality has no operating model for the marketplace in use any more."), mend=_("Ask a coordinator."))
    is_need = listing.unit_id is not None
    return propose_trial(
        actor=by,
        entrance=ACTIVITY,
        title=listing.title,
        summary=Words({code: text[:LONGEST_SUMMARY] for code, text in listing.text.items()}),
        unit=interest.unit,
        organisation=interest.organisation,
        kit=kit_of(version),
        came_from=[listing],
        users_role=listing.degree or Degree.WITH,
        languages=[code for code in interest.unit.languages if code in listing.municipality.languages],
        product_version=None if is_need else listing.product_version,
        host_contact=listing.contact if is_need else interest.started_by,
        partner_contact=interest.started_by if is_need else listing.contact,
        groups=groups_of(interest, listing),
        principles_accepted_by=accepted_for(interest),
        go_ahead_by=go_ahead.decided_by,
    )


def groups_of(interest: Interest, listing: Listing) -> list[dict[str, Any]]:
    """The group that was told of, when its size is known: in the conversation, else in the need."""
    headcount = interest.group_size or (listing.learner_count if listing.unit_id is not None else None)
    if not headcount:
        return []
    is_told = interest.age_from is not None or interest.age_to is not None
    ages = interest if is_told else listing
    return [
        {
            "label": (interest.group_label or str(_("Group 1")))[:40],
            "headcount": headcount,
            "age_from": ages.age_from,
            "age_to": ages.age_to,
        }
    ]


def accepted_for(interest: Interest) -> dict[str, Person]:
    """Sides that have accepted the rules in force now, each with who did."""
    rules = rules_in_force()
    found = {}
    for side, unit_id, organisation_id in (
        (Side.HOST, interest.unit_id, interest.unit.organisation_id),
        (Side.PARTNER, None, interest.organisation_id),
    ):
        accepted = latest_acceptance(organisation_id, unit_id)
        if rules and accepted and accepted.content_hash == rules.content_hash and accepted.person:
            found[str(side)] = accepted.person
    return found


def kit_of(version: Version) -> TrialKit:
    """What a trial gets from the model in use: all gates, and agreement, questionnaires, notice and lists in today's version."""
    parts = {part.key: part for part in Part.objects.filter(version=version)}
    return TrialKit(
        gates=frozenset(GateCode),
        evaluation_sides=(str(Side.HOST), str(Side.PARTNER)),
        materials=tuple(materials_of(version, parts)),
    )


def materials_of(version: Version, parts: dict[str, Part]) -> Iterator[KitMaterial]:
    origin = f"{version.model.slug} {version.number}"
    principles = [part for part in parts.values() if part.kind == "principle"]
    yield KitMaterial(
        "principles",
        MaterialKind.PRINCIPLES,
        Words(fi="Periaatteet", sv="Principer", en="Principles"),
        text=told_together(principles),
        model_slug=version.model.slug,
        model_version=version.number,
    )
    for slot, key in (("agreement", AGREEMENT), ("reference-terms", REFERENCE_TERMS)):
        if (part := parts.get(key)) is not None:
            yield agreement_material(slot, key=key, title=part.title, text=part.body, data=part.data, origin=f"{origin} {key}")
    for slot, (key, audience) in FEEDBACK.items():
        if (part := parts.get(key)) is not None:
            yield questionnaire_material(
                slot, key=key, title=part.title, text=part.body, data=part.data, origin=f"{origin} {key}", audience=audience
            )
    for slot, key in (("start", START_CHECKLIST), ("deletion", DELETION_CHECKLIST)):
        if (part := parts.get(key)) is not None:
            yield checklist_material(slot, title=part.title, text=part.body, data=part.data)
    if (part := parts.get(NOTICE)) is not None:
        yield KitMaterial("notice", MaterialKind.TEXT, part.title, text=part.body)


def told_together(parts: list[Part]) -> Words:
    """The principles as one text, each under its name."""
    codes = dict.fromkeys(code for part in parts for code in part.title)
    return Words({code: "\n\n".join(f"### {part.title.get(code, '')}\n\n{part.body.get(code, '')}" for part in parts) for code in codes})
