"""The mid review: partners look at the log together and say whether and how the trial goes on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.running import ReviewOutcome
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel


class MidReview(MunicipalModel):
    """Never changed; a trial may be reviewed again."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    held_on = models.DateField(_("day"))
    works = models.TextField(_("what works"), max_length=2000)
    to_change = models.TextField(_("what must change"), max_length=2000, blank=True)
    outcome = models.CharField(_("how it goes on"), max_length=10, choices=ReviewOutcome)
    reason = models.TextField(_("reason"), max_length=2000)
    language = models.CharField(max_length=5)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mid review")
        verbose_name_plural = _("mid reviews")
        triggers = [AppendOnly(erasable=["reviewed_by"])]
        indexes = [models.Index(fields=["trial", "-id"], name="reviews_of_trial")]

    def __str__(self) -> str:
        return f"{self.held_on}: {self.outcome}"
