"""What other municipalities say to a project: interest, adoption, questions. Rows of the municipality that owns the project."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import Municipality, MunicipalModel
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.models.project import Project


@pghistory.track()
class Interest(MunicipalModel):
    """A municipality's standing towards a project; one row for each, so that counts are counts of municipalities."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    by_municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    note = TranslatedField(_("note"), blank=True, max_length=1000)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [models.UniqueConstraint(fields=["project", "by_municipality"], name="one_interest_of_a_municipality")]
        indexes = [models.Index(fields=["by_municipality"], name="interest_by_municipality")]

    def __str__(self) -> str:
        return f"{self.by_municipality_id}: {self.stage}"


@pghistory.track()
class Question(MunicipalModel):
    """A question to the project's contact, answered on the page. Shown to all once it is answered; no name is shown."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_municipality = models.ForeignKey(Municipality, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("question"), max_length=2000)
    language = models.CharField(_("language"), max_length=5)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answer_language = models.CharField(max_length=5, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["project", "answered_at"], name="question_of_project"),
            models.Index(fields=["municipality", "asked_at"], name="question_waiting", condition=models.Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]
