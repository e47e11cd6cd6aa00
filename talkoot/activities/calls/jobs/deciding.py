"""What comes by itself after a decision: kick-offs whose time has run out, and a word before it does."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.activities.calls.actions.kick_offs import expire_kick_off
from talkoot.activities.calls.content.outcomes import KickOffState
from talkoot.activities.calls.queries.kick_offs import kick_offs, kick_offs_overdue
from talkoot.activities.calls.queries.people import host_people, team_people
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.permissions.rules import SYSTEM

REMIND_DAYS = 3
MOST_AT_ONCE = 500


@job(cron="10 3 * * *")
def end_overdue_kick_offs() -> None:
    """The day after their last day; the reserve has its turn at once."""
    for kick_off in kick_offs_overdue(timezone.localdate())[:MOST_AT_ONCE]:
        expire_kick_off(actor=SYSTEM, kick_off=kick_off)


@job(cron="40 5 * * *")
def remind_of_kick_offs() -> None:
    """Both sides, once, some days before the time runs out."""
    day = timezone.localdate() + timedelta(days=REMIND_DAYS)
    for kick_off in kick_offs().filter(state=KickOffState.TALKING, due_on__lte=day).order_by("due_on", "pk")[:MOST_AT_ONCE]:
        for person in dict.fromkeys([*host_people(kick_off), *team_people(kick_off)]):
            post(
                to=person,
                event="calls.kick_off_ends",
                template="calls/mail/kick_off_ends",
                thing=kick_off,
                period=kick_off.due_on.isoformat(),
                context={"kick_off": kick_off, "page_url": mail_address("calls:kick_off", kick_off.pk)},
            )
