"""Every night: agreements whose last day has passed end; who has let an agreement lie for a week is reminded."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.tools.agreements.actions.signing import end_agreement
from talkoot.tools.agreements.listeners import tell_next
from talkoot.tools.agreements.queries.agreements import past_their_last_day, waiting_for_signatures

REMIND_EVERY_DAYS = 7
REMINDERS = 4


@job(cron="35 1 * * *")
def end_agreements() -> None:
    for agreement in past_their_last_day(timezone.localdate()):
        end_agreement(actor=SYSTEM, agreement=agreement)


@job(cron="10 6 * * 1-5")
def remind_signatories() -> None:
    """A reminder for each full week of waiting, four at most; the key of the mail makes it come once."""
    now = timezone.now()
    for version in waiting_for_signatures(now - timedelta(days=REMIND_EVERY_DAYS)):
        weeks = (now - version.offered_at).days // REMIND_EVERY_DAYS  # type: ignore[operator]
        if weeks <= REMINDERS:
            tell_next(version.pk, period=f" week {weeks}")
