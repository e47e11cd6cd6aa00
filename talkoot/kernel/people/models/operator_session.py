"""The time-limited right of an operator of the installation to help inside a municipality."""

from __future__ import annotations

from datetime import datetime, timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel

LONGEST_SESSION = timedelta(hours=2)


@pghistory.track()
class OperatorSession(MunicipalModel):
    """While it lasts the operator is an administrator here; the municipality's own administrators see it and its reason."""

    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("operator session")
        verbose_name_plural = _("operator sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("started_at")) & Q(until__lte=F("started_at") + LONGEST_SESSION),
                name="operator_session_is_short",
            ),
            models.UniqueConstraint(fields=["municipality", "operator"], condition=Q(ended_at=None), name="one_open_operator_session"),
        ]
        indexes = [models.Index(fields=["municipality", "started_at", "id"], name="operator_session_newest")]

    def __str__(self) -> str:
        return f"{self.operator_id}: {self.reason}"

    def is_in_force(self, now: datetime) -> bool:
        return self.ended_at is None and self.until > now
