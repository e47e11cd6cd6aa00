"""Slow and timed work of the marketplace."""

from __future__ import annotations

from django.utils import timezone

from talkoot.activities.marketplace.actions.allocation import close_round
from talkoot.activities.marketplace.queries.allocation import rounds_to_close
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM

# --- Rounds of places ---


@job(cron="*/5 * * * *")
def close_due_rounds() -> None:
    """Applications close by themselves at the time that the page promises."""
    for round in rounds_to_close(timezone.now()):
        close_round(actor=SYSTEM, round=round)
