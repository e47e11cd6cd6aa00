"""Reads of concerns. Who may read them: coordinators and the head of the host unit, never the partner."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from talkoot.commons.trials.content.running import ConcernKind
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.people.receipts import hash_of_receipt


def concerns_of(trial: Trial) -> QuerySet[Concern]:
    """Those that wait first, oldest promise first."""
    return Concern.objects.filter(trial=trial).order_by("-answered_at", "promised_at", "pk")


def open_concerns(trial: Trial) -> QuerySet[Concern]:
    return Concern.objects.filter(trial=trial, answered_at=None)


def open_safety_concerns(trial: Trial) -> QuerySet[Concern]:
    return open_concerns(trial).filter(kind=ConcernKind.SAFETY)


def concern_of_receipt(receipt: str) -> Concern | None:
    return Concern.objects.filter(receipt_hash=hash_of_receipt(receipt)).select_related("trial__municipality").first() if receipt else None


def concerns_waiting_here() -> QuerySet[Concern]:
    """Unanswered concerns of the municipality in force, oldest promise first."""
    return Concern.objects.filter(answered_at=None).select_related("trial__unit", "trial__organisation").order_by("promised_at", "pk")


def concerns_in_the_last_hour(trial: Trial) -> int:
    return Concern.objects.filter(trial=trial, raised_at__gt=timezone.now() - timedelta(hours=1)).count()
