"""Reads about what was said for the gates, and their records."""

from __future__ import annotations

from django.db.models import QuerySet

from talkoot.commons.trials.content.kinds import PLAN_SIDES, MaterialKind
from talkoot.commons.trials.models.gates import GateRecord, HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.trial import Material, Trial


def principles_of(trial: Trial) -> Material | None:
    return Material.objects.filter(trial=trial, kind=MaterialKind.PRINCIPLES).order_by("pk").first()


def principles_accepted(trial: Trial, principles: Material) -> QuerySet[PrinciplesAcceptance]:
    """Acceptances of this very version."""
    return PrinciplesAcceptance.objects.filter(
        trial=trial, model_slug=principles.model_slug, model_version=principles.model_version
    ).select_related("accepted_by")


def sides_without_principles(trial: Trial, principles: Material) -> list[str]:
    accepted = {acceptance.side for acceptance in principles_accepted(trial, principles)}
    return [side for side in PLAN_SIDES if side not in accepted]


def head_decision(trial: Trial) -> HeadDecision | None:
    """The newest decision of the head of the unit; it counts."""
    return HeadDecision.objects.filter(trial=trial).select_related("decided_by").order_by("-pk").first()


def gate_records(trial: Trial) -> QuerySet[GateRecord]:
    return GateRecord.objects.filter(trial=trial).select_related("recorded_by").order_by("pk")
