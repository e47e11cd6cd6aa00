"""The operating model by which the marketplace is run, its rules, and who has accepted them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.slots import ACTIVITY, LISTING_CHECKLIST
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.queries.in_use import part_in_use_for, version_in_use_for
from talkoot.kernel.people.models.organisation import Organisation, Unit


@dataclass(frozen=True)
class Rules:
    """The principles of a version. content_hash is of the principles alone: who accepted them is not asked again because a
    questionnaire of the same model has changed.
    """

    model_slug: str
    version: Version
    principles: Sequence[Part]
    content_hash: str


def version_in_use() -> Version | None:
    return version_in_use_for(ACTIVITY)


def part_in_use(key: str) -> Part | None:
    return part_in_use_for(ACTIVITY, key)


def rules_in_force() -> Rules | None:
    """The rules to accept now, or None while the municipality has no model for the marketplace. Two queries."""
    version = version_in_use()
    if version is None:
        return None
    principles = list(Part.objects.filter(version=version, kind="principle"))
    joined = "\n".join(f"{part.key} {part.content_hash}" for part in principles)
    return Rules(version.model.slug, version, principles, hashlib.sha256(joined.encode()).hexdigest())


def acceptances_of(organisation: Organisation, unit: Unit | None) -> QuerySet[RulesAcceptance]:
    return RulesAcceptance.objects.filter(organisation=organisation, unit=unit).order_by("-id")


def has_accepted(rules: Rules, organisation_id: int, unit_id: int | None) -> bool:
    """A unit has accepted when somebody did so for it, a company or community when one of its people has."""
    return RulesAcceptance.objects.filter(
        content_hash=rules.content_hash, model_slug=rules.model_slug, organisation=organisation_id, unit=unit_id
    ).exists()


def latest_acceptance(organisation_id: int, unit_id: int | None) -> RulesAcceptance | None:
    """What was last accepted, for the gate and the kit of a trial."""
    return RulesAcceptance.objects.filter(organisation=organisation_id, unit=unit_id).order_by("-id").first()


def listing_points() -> list[dict[str, Any]]:
    """Items of the checklist for listings: [{key, text, required}]. Empty without a model."""
    part = part_in_use(LISTING_CHECKLIST)
    return list(part.data.get("items") or []) if part else []
