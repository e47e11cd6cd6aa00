"""Reads about questionnaires and their versions."""

from __future__ import annotations

from django.db.models import QuerySet

from talkoot.tools.questionnaires.models.sets import Questionnaire, QuestionnaireVersion


def all_questionnaires() -> QuerySet[Questionnaire]:
    """Of the municipality in force."""
    return Questionnaire.objects.all()


def versions_of(questionnaire: Questionnaire) -> QuerySet[QuestionnaireVersion]:
    """Newest first; the draft, when there is one, before all."""
    return QuestionnaireVersion.objects.filter(questionnaire=questionnaire).select_related("questionnaire").order_by("-number")


def published_versions() -> QuerySet[QuestionnaireVersion]:
    """What a round can ask, newest version of each questionnaire in use."""
    return (
        QuestionnaireVersion.objects.filter(published_at__isnull=False, questionnaire__is_retired=False)
        .select_related("questionnaire")
        .order_by("questionnaire_id", "-number")
        .distinct("questionnaire_id")
    )


def newest_version(key: str) -> QuestionnaireVersion | None:
    """The newest published version of the questionnaire with this key in the municipality in force."""
    return (
        QuestionnaireVersion.objects.filter(questionnaire__key=key, published_at__isnull=False)
        .select_related("questionnaire")
        .order_by("-number")
        .first()
    )


def draft_version(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    return QuestionnaireVersion.objects.filter(questionnaire=questionnaire, published_at=None).first()
