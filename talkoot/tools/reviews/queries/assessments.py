"""Reads about assessments. visible_assessments() is the rule of lists and search, READ that of a page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun, Criterion, subject_fields
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.permissions import KEEPERS, roles_here


def assessments_run_by(person: Any) -> Q:
    """Condition for assessments whose keepers let the person run them; of subjects without a keeper for coordinators."""
    is_coordinator = COORDINATOR.code in roles_here(person)
    listed = [kind for kind, keeper in KEEPERS.items() if keeper.visible is not None]
    condition = ~Q(subject_kind__in=listed) if is_coordinator else Q(pk=None)
    for kind in listed:
        visible = KEEPERS[kind].visible
        if visible is not None:
            condition |= Q(subject_kind=kind, subject_id__in=visible(person).values("pk"))
    return condition


def judged_by(person: Any, *, path: str = "pk") -> Exists:
    """Whether the person is, or has been, a juror: then nothing else opens the assessment to her."""
    return Exists(Juror.objects.filter(assessment=OuterRef(path), person=person))


def visible_assessments(person: Any) -> QuerySet[Assessment]:
    """Those in which the person judges, and those which she runs."""
    if person is None:
        return Assessment.objects.none()
    takes_part = Exists(Juror.objects.filter(assessment=OuterRef("pk"), person=person, dismissed_at=None))
    return Assessment.objects.filter(takes_part | (~judged_by(person) & assessments_run_by(person)))


def assessments_of(subject: models.Model) -> QuerySet[Assessment]:
    return Assessment.objects.filter(**subject_fields(subject)).order_by("pk")


def criteria_of(assessment: Assessment) -> QuerySet[Criterion]:
    return Criterion.objects.filter(assessment=assessment).order_by("order", "pk")


def runs_of(assessment: Assessment) -> QuerySet[AssignmentRun]:
    return AssignmentRun.objects.filter(assessment=assessment).order_by("-number")
