"""Calls close by themselves at their deadline; who has an unsent draft is reminded in time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.activities.calls.actions.calls import close_call
from talkoot.activities.calls.listeners.applying import tell_team_of_deadline
from talkoot.activities.calls.queries.applications import unsent_drafts
from talkoot.activities.calls.queries.calls import calls_past_deadline
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM

REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))


@job(cron="* * * * *")
def close_calls_at_their_deadline() -> None:
    """Every minute. The deadline itself is kept by submitting, not by this: a late minute lets nobody in."""
    for call in calls_past_deadline(timezone.now())[:50]:
        close_call(actor=SYSTEM, call=call)


@job(cron="25 * * * *")
def remind_of_deadlines() -> None:
    """Three days and one day before the deadline, once each: only teams whose newest text has not been sent."""
    now = timezone.now()
    for before in REMINDED_BEFORE:
        for application in unsent_drafts(now, now + before).iterator(chunk_size=200):
            tell_team_of_deadline(application, days=before.days)
