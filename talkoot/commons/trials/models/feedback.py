"""Rounds of feedback of a trial, and evaluations that cannot be had."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.running import FeedbackSide, Moment
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.questionnaires.models.rounds import Round


@pghistory.track()
class FeedbackRound(MunicipalModel):
    """A round of answers with the questions of one material. Its groups have codes of their own, so that answers can be told
    apart by group and yet be counted together. is_evaluation: the trial is not closed without it.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    # Null only while it is being opened: the round names this row as what it is about, so that rights go by side.
    round = models.OneToOneField(Round, null=True, on_delete=models.PROTECT, related_name="+")
    slot = models.CharField(max_length=60)
    side = models.CharField(_("whose feedback"), max_length=12, choices=FeedbackSide)
    moment = models.CharField(_("when"), max_length=8, choices=Moment, default=Moment.END)
    is_evaluation = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("feedback round")
        verbose_name_plural = _("feedback rounds")
        constraints = [
            models.UniqueConstraint(fields=["trial", "slot", "moment"], name="one_feedback_round_of_a_slot"),
        ]
        indexes = [models.Index(fields=["trial", "id"], name="feedback_rounds_of_trial")]

    def __str__(self) -> str:
        return f"{self.side} {self.moment}"


@pghistory.track()
class WaivedEvaluation(MunicipalModel):
    """An evaluation that cannot be had (a partner has ceased to be, a group was too small), with the reason."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("whose feedback"), max_length=12, choices=FeedbackSide)
    reason = models.TextField(_("reason"), max_length=1000)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    waived_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("waived evaluation")
        verbose_name_plural = _("waived evaluations")
        constraints = [models.UniqueConstraint(fields=["trial", "side"], name="one_waiver_of_a_side")]

    def __str__(self) -> str:
        return f"{self.side}: {self.reason[:60]}"
