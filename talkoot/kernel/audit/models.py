"""One line per action: who did what to which thing, when, in which request. Insert-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel


class AuditLine(MunicipalModel):
    """Written by @action in the same transaction as the change. `actor` null means the platform itself, or an erased person."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=80)
    thing_kind = models.CharField(max_length=80, blank=True)
    thing_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        triggers = [AppendOnly(erasable=["actor"])]
        ordering = ["-id"]
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")
        indexes = [
            models.Index(fields=["municipality", "-id"], name="audit_newest"),
            models.Index(fields=["thing_kind", "thing_id", "-id"], name="audit_of_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.thing_kind} {self.thing_id or ''}"
