"""An assessment of candidates by jurors, its criteria, and who reads what by which draw."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.reviews.content.kinds import State


@pghistory.track()
class Assessment(MunicipalModel):
    """Candidates are scored by jurors on criteria. `subject_kind` and `subject_id`: what it belongs to (a call, a challenge).

    seed: drawn when it is opened; codes, assignments and lots follow from it. tie_rule: codes of TieRule in their order, set before
    anything is scored. chosen_count: how many are to be chosen, for the picture of steadiness; None when it is not known.
    """

    subject_kind = models.CharField(max_length=80, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)
    title = TranslatedField(_("title"), max_length=200)
    state = models.CharField(max_length=12, choices=State, default=State.SET_UP)
    is_blind = models.BooleanField(_("blind"), default=False)
    reviews_wanted = models.PositiveSmallIntegerField(_("reviews of each candidate"), default=3)
    tie_rule = models.JSONField(_("when the totals are equal"), default=list)
    chosen_count = models.PositiveSmallIntegerField(_("how many are to be chosen"), null=True, blank=True)
    seed = models.BigIntegerField(editable=False)
    scores_due_at = models.DateTimeField(_("scores are due"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    scoring_at = models.DateTimeField(null=True, blank=True)
    discussing_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="assessments_of_subject"),
            models.Index(fields=["municipality", "opened_at", "id"], name="assessment_newest"),
            models.Index(fields=["state", "scores_due_at", "id"], name="assessment_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(reviews_wanted__gte=1), name="assessment_wants_reviews"),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(locked_at__isnull=False), name="assessment_locked_before_released"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class Criterion(MunicipalModel):
    """What is judged, on which scale, how heavily. minimum: on the scale; who is below it gets no rank.

    levels: {"0": Words, "5": Words}: what a score means, shown to jurors beside it.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=60)
    title = TranslatedField(_("title"), max_length=200)
    description = TranslatedField(_("description"), blank=True, max_length=2000)
    weight = models.PositiveIntegerField(_("weight"), default=1)
    minimum = models.DecimalField(_("minimum"), max_digits=6, decimal_places=2, null=True, blank=True)
    scale_min = models.PositiveSmallIntegerField(_("lowest score"), default=0)
    scale_max = models.PositiveSmallIntegerField(_("highest score"), default=5)
    levels = models.JSONField(_("what the scores mean"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="criterion_key_once"),
            models.CheckConstraint(condition=models.Q(scale_max__gt=models.F("scale_min")), name="criterion_has_a_scale"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="criterion_has_weight"),
            models.CheckConstraint(
                condition=models.Q(minimum=None) | models.Q(minimum__gte=models.F("scale_min"), minimum__lte=models.F("scale_max")),
                name="criterion_minimum_on_scale",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "order", "id"], name="criteria_of_assessment")]

    def __str__(self) -> str:
        return str(self.title)


class AssignmentRun(MunicipalModel):
    """One draw of who reads what. `inputs` and `seed` give the same plan again at any time; both hashes prove it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    plan_hash = models.CharField(max_length=64)
    least_load = models.PositiveIntegerField()
    most_load = models.PositiveIntegerField()
    # Candidate id -> how many jurors it lacks.
    short = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="assignment_runs_numbered")]
        triggers = [AppendOnly(erasable=["made_by"])]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.number}"


def subject_fields(subject: models.Model) -> dict[str, Any]:
    """The two fields for a subject, to write or to look up. Raises ValueError for an unsaved subject."""
    if not isinstance(subject.pk, int):
        raise ValueError("A subject is saved first.")
    return {"subject_kind": subject._meta.label_lower, "subject_id": subject.pk}


def subject_of(assessment: Assessment) -> models.Model | None:
    """Of the municipalities in force; None when the subject is gone. One query."""

    def ask() -> models.Model | None:
        if not assessment.subject_kind:
            return None
        return apps.get_model(assessment.subject_kind)._default_manager.filter(pk=assessment.subject_id).first()

    return known(assessment, "subject", ask)


T = TypeVar("T")


def remember(assessment: Assessment) -> Assessment:
    """For the time of one page: what is asked of it again and again (its subject, who judges, criteria, scores) is read once.

    Never of a row that is about to change: actions fetch their own.
    """
    assessment.__dict__["_known"] = {}
    return assessment


def known(assessment: Assessment, what: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` gives; the first answer, when the row has been told to remember."""
    memory: dict[Hashable, Any] | None = assessment.__dict__.get("_known")
    if memory is None:
        return ask()
    if what not in memory:
        memory[what] = ask()
    answer: T = memory[what]
    return answer
