"""What people of a side have said before a trial starts, and the record of the gates at its start. All insert-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import GateCode
from talkoot.commons.trials.models.plan import PLAN_SIDE_CHOICES
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel


class PrinciplesAcceptance(MunicipalModel):
    """One side accepts the principles in one version, for this trial."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("side"), max_length=12, choices=PLAN_SIDE_CHOICES)
    model_slug = models.CharField(max_length=80)
    model_version = models.CharField(max_length=40)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of principles")
        verbose_name_plural = _("acceptances of principles")
        constraints = [
            models.UniqueConstraint(fields=["trial", "side", "model_slug", "model_version"], name="principles_accepted_once"),
        ]
        triggers = [AppendOnly(erasable=["accepted_by"])]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.side} {self.model_version}"


class HeadDecision(MunicipalModel):
    """The head of the host unit gives the go-ahead or takes it back; the newest counts. Fit, time and the staff's own will."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    is_go = models.BooleanField(_("go-ahead"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision of the head of the unit")
        verbose_name_plural = _("decisions of heads of units")
        indexes = [models.Index(fields=["trial", "-id"], name="head_decision_newest")]
        triggers = [AppendOnly(erasable=["decided_by"])]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.is_go}"


class GateRecord(MunicipalModel):
    """A gate as it was found when the trial started: the evidence and its hash. Of a cancelled trial: what was missing then."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    gate = models.CharField(max_length=20, choices=GateCode)
    evidence = models.JSONField()
    evidence_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("record of a gate")
        verbose_name_plural = _("records of gates")
        indexes = [models.Index(fields=["trial", "id"], name="gate_records_of_trial")]
        triggers = [AppendOnly(erasable=["recorded_by"])]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.gate}"
