"""Reminders before scores are due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.tools.reviews.actions.jurors import remind_before_due
from talkoot.tools.reviews.queries.assessments import assessments_due_before

REMIND_BEFORE_DAYS = (1, 3)


@job(cron="15 6 * * *")
def remind_jurors_before_due() -> None:
    """Every morning. Running twice sends nothing twice: each mail has the due time and the days before it in its key."""
    now = timezone.now()
    for assessment in assessments_due_before(now + timedelta(days=max(REMIND_BEFORE_DAYS)), now):
        days = next(days for days in REMIND_BEFORE_DAYS if assessment.scores_due_at <= now + timedelta(days=days))
        remind_before_due(actor=SYSTEM, assessment=assessment, days=days)
