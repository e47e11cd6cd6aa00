"""The evaluation of a programme by somebody from outside."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import EvaluationState
from talkoot.activities.calls.models.programme import Programme
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class ProgrammeEvaluation(MunicipalModel):
    """Written by the evaluator of the programme, published by the coordinator with the figures of that day."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=EvaluationState, default=EvaluationState.WRITING)
    summary = TranslatedField(_("in short"), blank=True, max_length=2000)
    findings = TranslatedField(_("what was found"), blank=True, max_length=20_000)
    next_round = TranslatedField(_("what the next round should do otherwise"), blank=True, max_length=5000)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The figures as they stood at publication: a list of {key, label, number, of, unit}.
    figures = models.JSONField(default=list, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("evaluation of a programme")
        verbose_name_plural = _("evaluations of programmes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.PUBLISHED) | Q(published_at__isnull=False), name="evaluation_published_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.programme_id)
