"""What comes by itself: the follow-up after 6 and 12 months, and reminders of promises that run out."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.commons.trials.actions.closing import ask_follow_up
from talkoot.commons.trials.queries.closing import follow_ups_due
from talkoot.commons.trials.queries.concerns import concerns_waiting_here
from talkoot.commons.trials.queries.people import answerers_of
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.permissions.rules import SYSTEM

MOST_AT_ONCE = 500


@job(cron="20 5 * * 1-5")
def ask_what_has_become() -> None:
    """On working days. A follow-up is asked once, whoever runs this twice."""
    for follow_up in follow_ups_due()[:MOST_AT_ONCE]:
        ask_follow_up(actor=SYSTEM, follow_up=follow_up)


@job(cron="30 5 * * 1-5")
def remind_of_concerns() -> None:
    """In the morning of the day on which an answer was promised, and on each one after it."""
    tonight = timezone.localtime() + timedelta(hours=18)
    for concern in concerns_waiting_here().filter(promised_at__lte=tonight)[:MOST_AT_ONCE]:
        for person in answerers_of(concern.trial):
            post(
                to=person,
                event="trials.concern_due",
                template="trials/mail/concern_due",
                thing=concern,
                period=timezone.localdate().isoformat(),
                context={
                    "trial": concern.trial,
                    "concern": concern,
                    "is_late": concern.promised_at < timezone.now(),
                    "address": mail_address("trials:concern_answer", concern.pk),
                },
            )
