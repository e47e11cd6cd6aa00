"""What jurors give: reviews and scores; what they agree; what came of it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.reviews.content.kinds import ReviewState
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun, Criterion
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Juror


@pghistory.track()
class Assignment(MunicipalModel):
    """The juror reads the candidate. number: in which order she does. from_seed: of the draw that gave it."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="assignments")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(AssignmentRun, null=True, on_delete=models.SET_NULL, related_name="+")
    from_seed = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint(fields=["juror", "candidate"], name="assigned_once")]
        indexes = [
            models.Index(fields=["juror", "number", "id"], name="assignments_of_juror"),
            models.Index(fields=["candidate", "juror"], name="assignments_of_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id}/{self.candidate_id}"


@pghistory.track()
class Review(MunicipalModel):
    """One juror's view of one candidate. Given, it stands still. total: 0 to 100, of her scores alone, once given; weights stand
    still by then."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    note = models.TextField(_("what the candidate may read of the whole"), max_length=4000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=4, null=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ReviewState.DRAFT, submitted_at=None, total=None)
                | models.Q(state=ReviewState.SUBMITTED, submitted_at__isnull=False, total__isnull=False),
                name="review_submitted_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.state}"


@pghistory.track()
class Score(MunicipalModel):
    """On one criterion, with its ground. value None: not yet given, in a draft."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    ground = models.TextField(_("ground"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_score_of_a_criterion")]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.criterion_id}: {self.value}"


@pghistory.track()
class Consensus(MunicipalModel):
    """What the jury agreed on one criterion of a candidate, in the place of the mean."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(_("agreed score"), max_digits=6, decimal_places=2)
    ground = models.TextField(_("ground"), max_length=4000, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("agreed score")
        verbose_name_plural = _("agreed scores")
        constraints = [models.UniqueConstraint(fields=["candidate", "criterion"], name="one_consensus_of_a_criterion")]

    def __str__(self) -> str:
        return f"{self.candidate_id}/{self.criterion_id}: {self.value}"


class Result(MunicipalModel):
    """Where a candidate came when the results were locked. rank None: not ranked (below a minimum, withdrawn, without scores).

    total: 0 to 100. by_criterion: {key: {"value", "count", "is_agreed"}} as they were. below: keys whose minimum was missed.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(_("rank"), null=True)
    total = models.DecimalField(_("total"), max_digits=8, decimal_places=4, null=True)
    passes_minimums = models.BooleanField()
    is_tied = models.BooleanField()
    resolved_by = models.CharField(max_length=12, blank=True)
    by_criterion = models.JSONField(default=dict)
    below = models.JSONField(default=list)
    locked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        indexes = [models.Index(fields=["assessment", "position", "id"], name="results_of_assessment")]
        triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.candidate_id}: {self.rank}"
