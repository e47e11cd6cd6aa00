"""Sending the outbox. Its tasks are not @job: a job is one transaction, and here each mail must be its own."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import get_connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from talkoot.kernel.jobs.tasks import deferrer_of
from talkoot.kernel.mail.queries import has_due_mail
from talkoot.kernel.mail.sending import send_next
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality

log = logging.getLogger("talkoot.mail")
QUEUE = "mail"
SEND = "mail.send_waiting"
# A job ends after so many and asks for the next, so that a worker can stop and other queues get their turn.
MAILS_PER_JOB = 500


def ask_to_send(municipality_id: int) -> None:
    """Queue the sending, unless it is queued already. Outside a transaction: the refusal of a second one would break it."""
    try:
        deferrer_of(SEND, queue=QUEUE, queueing_lock=f"{SEND} {municipality_id}").defer(municipality_id=municipality_id)
    except AlreadyEnqueued:
        log.debug("sending for municipality %s is queued already", municipality_id)


@app.task(name=SEND, queue=QUEUE)
def send_waiting(municipality_id: int) -> None:
    """Send what is due, each mail in a transaction of its own. When the mail server does not answer, nothing is begun."""
    municipality = Municipality.objects.get(pk=municipality_id)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        # It is tried again every minute: one line each time, until somebody mends the server.
        log.warning("the mail server does not answer, mail of municipality %s waits: %s", municipality_id, error)
        return
    try:
        for _ in range(MAILS_PER_JOB):
            if not send_next(municipality, connection):
                return
    finally:
        connection.close()
    ask_to_send(municipality_id)


@app.periodic(cron="* * * * *")
@app.task(name="mail.send_everywhere", queue=QUEUE)
def send_everywhere(timestamp: int) -> None:
    """Every minute: what waits for its time or for another attempt, and what a killed worker left behind."""
    for municipality in Municipality.objects.filter(is_active=True):
        with in_municipality(municipality):
            is_due = has_due_mail()
        if is_due:
            ask_to_send(municipality.pk)
