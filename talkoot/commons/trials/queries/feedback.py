"""Reads of feedback rounds, and whose evaluation is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from talkoot.commons.trials.content.kinds import MaterialKind
from talkoot.commons.trials.content.running import FEEDBACK_SLOT, NAMED_SIDES, FeedbackSide, feedback_side
from talkoot.commons.trials.models.feedback import FeedbackRound, WaivedEvaluation
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.tools.questionnaires.content.kinds import FEWEST
from talkoot.tools.questionnaires.models.answers import Submission, Turnout


def feedback_rounds_of(trial: Trial) -> QuerySet[FeedbackRound]:
    return FeedbackRound.objects.filter(trial=trial, round__isnull=False).select_related("trial", "round__version").order_by("pk")


def feedback_materials_of(trial: Trial) -> list[Material]:
    """Materials with questions of feedback, those of unknown sides left out."""
    found = Material.objects.filter(trial=trial, kind=MaterialKind.QUESTIONNAIRE, slot__startswith=FEEDBACK_SLOT)
    return [material for material in found.select_related("questionnaire_version").order_by("pk") if feedback_side(material.slot)]


@dataclass(frozen=True)
class EvaluationState:
    """How it stands with one side's evaluation. standing: "complete", "waived", "asked" (too few answers yet) or "missing"."""

    side: str
    label: str | Promise
    standing: str
    text: str

    @property
    def is_settled(self) -> bool:
        return self.standing in ("complete", "waived")


def evaluations_of(trial: Trial) -> list[EvaluationState]:
    """One for each side whose evaluation the trial needs, in the order of its kit. Three queries."""
    counts = evaluation_counts(trial)
    waived = dict(WaivedEvaluation.objects.filter(trial=trial).values_list("side", "reason"))
    return [evaluation_of(side, counts.get(side), waived.get(side)) for side in trial.evaluation_sides]


def evaluation_of(side: str, count: int | None, waived: str | None) -> EvaluationState:
    """count: answers so far, None when nobody has been asked."""
    label = FeedbackSide(side).label if side in FeedbackSide.values else side
    if count is not None and count >= needed_from(side):
        return EvaluationState(side, label, "complete", _("The evaluation is in."))
    if waived:
        return EvaluationState(side, label, "waived", waived)
    if count is None:
        return EvaluationState(side, label, "missing", _("Nobody has been asked yet."))
    if side in NAMED_SIDES:
        return EvaluationState(side, label, "asked", _("Asked; no answer yet."))
    return EvaluationState(side, label, "asked", _("Asked; fewer than five answers yet."))


def needed_from(side: str) -> int:
    """A side that answers by name has evaluated when one of its people has; of an anonymous one five must."""
    return 1 if side in NAMED_SIDES else FEWEST


def evaluation_counts(trial: Trial) -> dict[str, int]:
    """Answers to the evaluation rounds of each side that has been asked. Two queries."""
    rows = FeedbackRound.objects.filter(trial=trial, is_evaluation=True, round__isnull=False)
    counted: dict[str, int] = {}
    sums = Submission.objects.filter(round__in=rows.values("round")).values("round").annotate(n=Count("pk"))
    by_round = {row["round"]: row["n"] for row in sums}
    for side, round_id in rows.values_list("side", "round"):
        counted[side] = counted.get(side, 0) + by_round.get(round_id, 0)
    return counted


def has_all_evaluations(trial: Trial, sides: Iterable[str]) -> bool:
    """Are these sides' evaluations in? A waived one is not: a reference needs the evaluation itself."""
    counts = evaluation_counts(trial)
    return all(counts.get(side, 0) >= needed_from(side) for side in sides)


def rounds_to_answer(person: Any, sides: Iterable[str], trial: Trial) -> list[FeedbackRound]:
    """Open rounds that the person answers by name for one of her sides and has not answered."""
    mine = feedback_rounds_of(trial).filter(side__in=[side for side in sides if side in NAMED_SIDES], round__state="open")
    return list(mine.filter(~Exists(Turnout.objects.filter(round=OuterRef("round"), person=person))))
