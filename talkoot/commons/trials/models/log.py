"""The log of sessions, incidents, standstills, and changes to the plan."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.running import Severity
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.plan import PLAN_SIDE_CHOICES
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel

LONGEST_LINE = 1000


class LogEntry(MunicipalModel):
    """One session. Never changed: who wrote something wrong writes an entry that replaces it.

    once_key: made with the form, so that a phone that sends twice writes once.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("day"))
    headcount = models.PositiveIntegerField(_("how many took part"))
    minutes = models.PositiveIntegerField(_("minutes"))
    tried = models.TextField(_("what was tried"), max_length=LONGEST_LINE)
    worked = models.TextField(_("what worked"), max_length=LONGEST_LINE, blank=True)
    blocking = models.TextField(_("what got in the way"), max_length=LONGEST_LINE, blank=True)
    ideas = models.TextField(_("ideas for changes"), max_length=LONGEST_LINE, blank=True)
    language = models.CharField(max_length=5)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    once_key = models.UUIDField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        triggers = [AppendOnly(erasable=["written_by"])]
        constraints = [
            models.UniqueConstraint(fields=["trial", "once_key"], name="log_entry_once"),
            models.CheckConstraint(condition=models.Q(minutes__range=(1, 1440)), name="log_minutes_of_a_day"),
            models.CheckConstraint(condition=models.Q(headcount__lte=5000), name="log_headcount_possible"),
        ]
        indexes = [models.Index(fields=["trial", "-happened_on", "-id"], name="log_of_trial")]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.tried[:60]}"


@pghistory.track()
class Incident(MunicipalModel):
    """Something that went wrong. Open until somebody says how it was mended."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    entry = models.OneToOneField(LogEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("day"))
    severity = models.CharField(_("how bad was it"), max_length=10, choices=Severity)
    text = models.TextField(_("what happened"), max_length=2000)
    language = models.CharField(max_length=5)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    resolution = models.TextField(_("how it was mended"), max_length=2000, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["trial", "-id"], name="incidents_of_trial"),
            models.Index(fields=["municipality", "reported_at"], name="incident_waiting", condition=models.Q(resolved_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track()
class Standstill(MunicipalModel):
    """From a pause to going on again, each with its reason. A trial stands still once at a time."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(_("why it was paused"), max_length=2000)
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    paused_at = models.DateTimeField(auto_now_add=True)
    resume_reason = models.TextField(_("why it may go on"), max_length=2000, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("standstill")
        verbose_name_plural = _("standstills")
        constraints = [models.UniqueConstraint(fields=["trial"], condition=models.Q(ended_at=None), name="one_standstill_at_a_time")]
        indexes = [models.Index(fields=["trial", "-id"], name="standstills_of_trial")]

    def __str__(self) -> str:
        return self.reason[:60]


@pghistory.track()
class ChangeNote(MunicipalModel):
    """A change to the agreed plan while the trial runs. It counts when both sides have agreed to it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    what = models.TextField(_("what changes"), max_length=2000)
    why = models.TextField(pgettext_lazy("change", "why"), max_length=2000)
    language = models.CharField(max_length=5)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    # Set when the last side agrees, or one declines: the note is open as long as it is null.
    settled_at = models.DateTimeField(null=True, blank=True)
    is_agreed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="change_note_numbered"),
            models.CheckConstraint(
                condition=models.Q(is_agreed=False) | models.Q(settled_at__isnull=False), name="change_agreed_is_settled"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "proposed_at"], name="change_waiting", condition=models.Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.number}. {self.what[:60]}"


class ChangeReply(MunicipalModel):
    """What one side says to a change note, once."""

    note = models.ForeignKey(ChangeNote, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=12, choices=PLAN_SIDE_CHOICES)
    is_agreed = models.BooleanField()
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reply to a change")
        verbose_name_plural = _("replies to changes")
        triggers = [AppendOnly(erasable=["replied_by"])]
        constraints = [models.UniqueConstraint(fields=["note", "side"], name="one_reply_of_a_side")]

    def __str__(self) -> str:
        return f"{self.side}: {self.is_agreed}"
