"""Reads about answers to the data questionnaire and the lane."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from talkoot.tools.privacy.content.data_questions import shipped_content
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.models.lane import DataAnswers, DataQuestionnaire, LaneAdvice, LaneDecision
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.products import stands_on, visible_products


def questionnaire_in_force() -> DataQuestionnaire | None:
    """The newest wording of the municipality; None while it uses the shipped one."""
    return DataQuestionnaire.objects.order_by("-number").first()


def data_questions() -> dict[str, Any]:
    """{"title", "body", "questions"} as they are asked now."""
    current = questionnaire_in_force()
    return current.content if current else shipped_content()


def newest_answers(version: ProductVersion) -> DataAnswers | None:
    """The answers that count for the version: its own newest, else those of the version it stands on."""
    on = stands_on(version)
    return DataAnswers.objects.filter(version__in=on).select_related("questionnaire").order_by("-version_id", "-pk").first()


def answers_of(version: ProductVersion) -> QuerySet[DataAnswers]:
    return DataAnswers.objects.filter(version=version).select_related("questionnaire").order_by("-pk")


def lane_decision_for(version: ProductVersion) -> LaneDecision | None:
    """The decision in force: the newest that rests on the newest answers. None when nobody has decided on these answers."""
    answers = newest_answers(version)
    if answers is None:
        return None
    return LaneDecision.objects.filter(answers=answers).select_related("advice").order_by("-pk").first()


def lane_for(version: ProductVersion) -> Lane | None:
    """The decided data lane, or None while it is undecided (no answers, or new ones since)."""
    decision = lane_decision_for(version)
    return Lane(decision.lane) if decision else None


def lane_decisions_of(version: ProductVersion) -> QuerySet[LaneDecision]:
    return LaneDecision.objects.filter(version=version).select_related("advice").order_by("-pk")


def advice_on(answers: DataAnswers) -> LaneAdvice | None:
    """The newest advice of the data protection officer on these answers."""
    return LaneAdvice.objects.filter(answers=answers).order_by("-pk").first()


def answers_waiting(person: Any) -> QuerySet[DataAnswers]:
    """Newest answers of each version on which nobody has decided, oldest first."""
    newer = DataAnswers.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    decided = LaneDecision.objects.filter(answers=OuterRef("pk"))
    return (
        DataAnswers.objects.filter(~Exists(newer), ~Exists(decided), version__product__in=visible_products(person))
        .select_related("version__product__organisation")
        .order_by("answered_at", "pk")
    )


def lowered_decisions() -> QuerySet[LaneDecision]:
    """Decisions for a lane below the proposed one: what an auditor looks at first."""
    return LaneDecision.objects.filter(lane__lt=F("proposed")).select_related("version__product").order_by("-pk")
