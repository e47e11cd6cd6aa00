"""A concern that a guardian, participant or member of staff raises; anonymous when they want."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.running import ConcernKind, RaisedAs
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Concern(MunicipalModel):
    """Answered by `promised_at`. Who raised it without an account reads the answer with the receipt, which only she has.

    receipt_hash: SHA-256 of the receipt. raised_by: only when she was signed in and wanted to be known.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what is it about"), max_length=12, choices=ConcernKind)
    raised_as = models.CharField(_("in which part do you write"), max_length=10, choices=RaisedAs)
    text = models.TextField(_("your concern"), max_length=4000)
    language = models.CharField(max_length=5)
    email = models.EmailField(_("e-mail address"), blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    receipt_hash = models.CharField(max_length=64, unique=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    promised_at = models.DateTimeField(_("answered by"))
    has_paused = models.BooleanField(default=False)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answer_language = models.CharField(max_length=5, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        constraints = [
            models.CheckConstraint(condition=models.Q(answered_at=None) | ~models.Q(answer=""), name="concern_answer_has_words"),
        ]
        indexes = [
            models.Index(fields=["trial", "-raised_at"], name="concerns_of_trial"),
            models.Index(fields=["municipality", "promised_at"], name="concern_waiting", condition=models.Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]
