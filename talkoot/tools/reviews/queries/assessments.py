"""Reads about assessments. visible_assessments() is the rule of lists and search, READ that of a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.tools.reviews.content.kinds import ReviewState, State
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun, Criterion, known, subject_fields
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.models.review import Assignment
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


def criteria_list(assessment: Assessment) -> list[Criterion]:
    """In their order; read once for a page."""
    return known(assessment, "criteria", lambda: list(criteria_of(assessment)))


def runs_of(assessment: Assessment) -> QuerySet[AssignmentRun]:
    return AssignmentRun.objects.filter(assessment=assessment).order_by("-number")


def assessments_due_before(moment: datetime, now: datetime) -> QuerySet[Assessment]:
    """Being scored, due after `now` and before `moment`."""
    return Assessment.objects.filter(state=State.SCORING, scores_due_at__gt=now, scores_due_at__lte=moment).order_by("scores_due_at", "pk")


def assessments_waiting_for_a_step(person: Any) -> QuerySet[Assessment]:
    """Those that the person runs and could bring on: scored or overdue, in discussion, locked. The one waiting longest first."""
    owing = Assignment.objects.filter(
        candidate__assessment=OuterRef("pk"), candidate__is_withdrawn=False, juror__dismissed_at=None
    ).exclude(review__state=ReviewState.SUBMITTED)
    scored = Q(state=State.SCORING) & (Q(scores_due_at__lte=timezone.now()) | ~Exists(owing))
    return (
        visible_assessments(person)
        .exclude(judged_by(person))
        .filter(scored | Q(state__in=[State.DISCUSSING, State.LOCKED]))
        .order_by("scores_due_at", "pk")
    )
