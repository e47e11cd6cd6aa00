"""Reads about interest, adoption and questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force, municipalities_with_role
from talkoot.kernel.permissions.rules import allowed
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import ANSWER

COORDINATING = ("coordinator", "administrator")
FURTHEST_FIRST = (Stage.ADOPTED, Stage.PREPARING, Stage.INTERESTED)


def municipalities_coordinated_by(person: Person) -> list[Municipality]:
    """Municipalities for which the person may speak to others."""
    return municipalities_with_role(person, *COORDINATING)


def coordinators_here() -> list[Person]:
    """Active coordinators of the municipality in force, each once."""
    grants = grants_in_force().filter(role__in=COORDINATING, person__is_active=True, person__erased_at=None).select_related("person")
    return list({grant.person_id: grant.person for grant in grants.order_by("person_id")}.values())


def interests_in(project: Project) -> QuerySet[Interest]:
    """Who is interested in, preparing or using it; adopters first."""
    order = Case(*(When(stage=stage, then=Value(n)) for n, stage in enumerate(FURTHEST_FIRST)), output_field=IntegerField())
    return Interest.objects.filter(project=project).select_related("by_municipality").order_by(order, "by_municipality__slug")


def counted(interests: Iterable[Interest]) -> dict[str, int]:
    """{"interested": n, "preparing": n, "adopted": n}, each a number of municipalities."""
    return dict.fromkeys(Stage.values, 0) | Counter(interest.stage for interest in interests)


def interest_counts(project: Project) -> dict[str, int]:
    """As counted(), asked of the database. One query."""
    return Interest.objects.filter(project=project).aggregate(**{stage: Count("id", filter=Q(stage=stage)) for stage in Stage.values})


def interest_of(project: Project, municipalities: Iterable[Municipality]) -> QuerySet[Interest]:
    """What these municipalities have said to the project."""
    return Interest.objects.filter(project=project, by_municipality__in=list(municipalities)).select_related("by_municipality")


def answered_questions(project: Project) -> QuerySet[Question]:
    return Question.objects.filter(project=project, answered_at__isnull=False).select_related("by_municipality").order_by("-answered_at")


def visible_questions(project: Project, person: Any) -> QuerySet[Question]:
    """Those answered, for everybody; those that wait, for whoever asked and for those who answer. Waiting ones first."""
    seen = Q(answered_at__isnull=False)
    if allowed(person, ANSWER, project):
        seen = Q()
    elif person is not None:
        seen |= Q(asked_by=person)
    return Question.objects.filter(seen, project=project).select_related("by_municipality").order_by("-answered_at", "-asked_at", "-pk")


def questions_waiting_here() -> QuerySet[Question]:
    """Unanswered questions to the projects of the municipality in force, oldest first."""
    return Question.objects.filter(answered_at=None).select_related("project__municipality", "by_municipality").order_by("asked_at", "pk")
