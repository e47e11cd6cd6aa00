"""The outbox: mail is a row first, written with what it tells about, and is sent by a job."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"


class OutboxMail(MunicipalModel):
    """One mail to one address. The unique key makes a second post of the same mail nothing.

    period: what makes a repeated mail a new one ("2026-W48" of a weekly digest), empty for what is said once.
    claim: token of the attempt that is under way. due_at: not tried before this.
    """

    STATES = [(WAITING, _("Waiting")), (SENDING, _("Being sent")), (SENT, _("Sent")), (FAILED, _("Failed"))]

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=5)
    event = models.CharField(max_length=80)
    thing_kind = models.CharField(max_length=80, null=True)
    thing_id = models.BigIntegerField(null=True)
    period = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    unsubscribe_url = models.URLField(max_length=500, blank=True)
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    error = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "address", "event", "thing_kind", "thing_id", "period"],
                nulls_distinct=False,
                name="mail_once",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_at", "id"], name="mail_to_send", condition=models.Q(state__in=[WAITING, SENDING])),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.subject}"
