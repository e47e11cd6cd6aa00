"""One mail, sent once. Why in two transactions:

1. claim: the row becomes "sending" with a token of ours, and is committed: the attempt is on record before it is made.
2. send: the row is locked, the token checked, the mail given to the server, the row becomes "sent", and is committed.

A worker killed before the server has the mail leaves a row that nobody locks: after CLAIMED_FOR the next sender takes it,
and it goes out once. Rivals never send the same, however slow one is: the lock holds while it sends, and the token tells
the other that it came too late.

What remains is a kill between the server's "accepted" and our commit. For one mail of each worker nobody can know then
whether it left. It is sent again with the same Message-ID: MaildirBackend names the file by it, so that it is really once;
mail servers and readers that keep the standard show it once.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from email.utils import format_datetime
from smtplib import SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from talkoot.kernel.mail.models import FAILED, SENDING, SENT, WAITING, OutboxMail
from talkoot.kernel.mail.queries import mail_to_send
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality

log = logging.getLogger("talkoot.mail")
# Between the two transactions nothing locks the row; rivals leave it alone for so long.
CLAIMED_FOR = timedelta(seconds=30)
# Waits before the second, third … attempt; after the last one the mail has failed.
WAITS = [timedelta(minutes=m) for m in (1, 5, 20, 60, 4 * 60, 12 * 60, 24 * 60)]


def send_next(municipality: Municipality, connection: Any) -> bool:
    """Send one due mail of the municipality. False when there is none. Raises when the server has gone away."""
    mail = claim_next(municipality)
    if mail is None:
        return False
    send_claimed(municipality, mail, connection)
    return True


def claim_next(municipality: Municipality) -> OutboxMail | None:
    with in_municipality(municipality):
        mail = mail_to_send().select_for_update(skip_locked=True, of=("self",)).first()
        if mail is not None:
            mail.state, mail.claim = SENDING, uuid.uuid4()
            mail.attempts_count += 1
            mail.due_at = timezone.now() + CLAIMED_FOR
            mail.save(update_fields=["state", "claim", "attempts_count", "due_at"])
        return mail


def send_claimed(municipality: Municipality, claimed: OutboxMail, connection: Any) -> None:
    with in_municipality(municipality):
        # Waits for a lock, does not skip it: a rival that looked at the row in vain holds it for a moment.
        ours = OutboxMail.objects.select_for_update(of=("self",)).filter(pk=claimed.pk, claim=claimed.claim, state=SENDING)
        mail = ours.first()
        if mail is None:
            return
        try:
            message_of(mail, connection).send()
        except SMTPServerDisconnected:
            raise
        except Exception as error:
            put_off(mail, error)
        else:
            mail.state, mail.sent_at, mail.claim, mail.error = SENT, timezone.now(), None, ""
            mail.save(update_fields=["state", "sent_at", "claim", "error"])


def put_off(mail: OutboxMail, error: Exception) -> None:
    """Try again later, or give up. One address that is refused keeps no other mail waiting."""
    is_last = mail.attempts_count > len(WAITS)
    mail.state, mail.claim = FAILED if is_last else WAITING, None
    mail.error = f"{type(error).__name__}: {error}".replace("\0", "")[:500]
    if not is_last:
        mail.due_at = timezone.now() + WAITS[mail.attempts_count - 1]
    mail.save(update_fields=["state", "claim", "error", "due_at"])
    log.warning("mail %s was not sent (attempt %s): %s", mail.pk, mail.attempts_count, type(error).__name__)


def message_of(mail: OutboxMail, connection: Any) -> EmailMessage:
    """The message as it leaves. The same row always gives the same bytes."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.posted_at),
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe_url:
        headers |= {"List-Unsubscribe": f"<{mail.unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.address],
        headers=headers,
        connection=connection,
    )
