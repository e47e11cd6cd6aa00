"""Reports of the team: interim and final, approved by the host unit and the trial manager, each once."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import ReportKind, ReportSide, ReportState
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion


@pghistory.track()
class Report(MunicipalModel):
    """Answers to the questions that the trial was given. number: how many times it has been sent."""

    kick_off = models.ForeignKey(KickOff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("report"), max_length=10, choices=ReportKind)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    answers = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=5, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("report of a trial")
        verbose_name_plural = _("reports of trials")
        constraints = [
            models.UniqueConstraint(fields=["kick_off", "kind"], name="one_report_of_a_kind"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT) | Q(sent_at__isnull=False, number__gte=1), name="report_sent_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.APPROVED, approved_at__isnull=False) | ~Q(state=ReportState.APPROVED) & Q(approved_at=None),
                name="report_approved_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "sent_at"], name="reports_sent", condition=Q(state=ReportState.SENT))]

    def __str__(self) -> str:
        return f"{self.kick_off_id}: {self.kind}"


class ReportReply(MunicipalModel):
    """One side approves the report as it was sent, or returns it with the reason. Never changed; once a side and sending."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(_("side"), max_length=10, choices=ReportSide)
    is_approved = models.BooleanField()
    reason = models.TextField(_("what must be mended"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(auto_now_add=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("reply to a report")
        verbose_name_plural = _("replies to reports")
        triggers = [AppendOnly(erasable=["replied_by"])]
        constraints = [
            models.UniqueConstraint(fields=["report", "number", "side"], name="one_reply_to_a_report"),
            models.CheckConstraint(condition=Q(is_approved=True) | ~Q(reason=""), name="returned_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.side}"
