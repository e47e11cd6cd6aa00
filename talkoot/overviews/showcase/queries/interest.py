"""Reads about interest, adoption and questions."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import municipalities_with_role
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import Project


def municipalities_coordinated_by(person: Person) -> list[Municipality]:
    """Municipalities for which the person may speak to others."""
    return municipalities_with_role(person, "coordinator", "administrator")


def interests_in(project: Project) -> QuerySet[Interest]:
    """Who is interested in, preparing or using it; adopters first."""
    return Interest.objects.filter(project=project).select_related("by_municipality").order_by("stage", "by_municipality__slug")


def interest_counts(project: Project) -> dict[str, int]:
    """{"interested": n, "preparing": n, "adopted": n}, each a number of municipalities. One query."""
    return Interest.objects.filter(project=project).aggregate(**{stage: Count("id", filter=Q(stage=stage)) for stage in Stage.values})


def answered_questions(project: Project) -> QuerySet[Question]:
    return Question.objects.filter(project=project, answered_at__isnull=False).select_related("by_municipality").order_by("-answered_at")


def questions_waiting_here() -> QuerySet[Question]:
    """Unanswered questions to the projects of the municipality in force, oldest first."""
    return Question.objects.filter(answered_at=None).select_related("project", "by_municipality").order_by("asked_at")
