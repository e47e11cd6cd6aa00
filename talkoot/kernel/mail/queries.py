"""Reads about the outbox."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.kernel.mail.models import SENDING, WAITING, OutboxMail


def mail_to_send() -> QuerySet[OutboxMail]:
    """What is due in the municipality in force, oldest first: what waits, and what an interrupted attempt left.

    A mail that is being sent right now is locked by its sender, and a reader with SKIP LOCKED does not see it.
    """
    return OutboxMail.objects.filter(Q(state=WAITING) | Q(state=SENDING), due_at__lte=timezone.now()).order_by("due_at", "id")


def has_due_mail() -> bool:
    return mail_to_send().exists()
