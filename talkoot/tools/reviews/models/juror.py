"""Who judges, what she has declared, and which candidates are kept from her."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.reviews.content.kinds import ConflictKind
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate


@pghistory.track()
class Juror(MunicipalModel):
    """A person in a jury. declared_at: until she has told of her interests she reads nothing. dismissed_at: she takes no more part;
    what she has given stays."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("juror")
        verbose_name_plural = _("jurors")
        constraints = [models.UniqueConstraint(fields=["assessment", "person"], name="one_juror_of_a_person")]
        indexes = [models.Index(fields=["person", "assessment"], name="juries_of_person")]

    def __str__(self) -> str:
        return str(self.person)


@pghistory.track()
class Interest(MunicipalModel):
    """A tie that a juror has named before reading: an employer, a company she owns a part of, a relative. Blind assessments
    compare it with the parties without showing her these."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name or business id"), max_length=200)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [models.UniqueConstraint(fields=["juror", "name"], name="interest_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Conflict(MunicipalModel):
    """The juror gets nothing of the candidate: no page, score, search, export, mail."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=ConflictKind)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["juror", "candidate"], name="one_conflict_of_a_juror")]
        indexes = [models.Index(fields=["candidate", "juror"], name="conflicts_of_candidate")]

    def __str__(self) -> str:
        return f"{self.juror_id}/{self.candidate_id}: {self.kind}"
