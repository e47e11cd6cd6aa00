"""post(): the only way a mail leaves. It is a row of the same transaction, so nobody hears of what was undone."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.template.context import make_context
from django.template.loader import get_template
from django.utils import timezone, translation

from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
LONGEST_SUBJECT = 200


def post(
    *,
    to: Person | str,
    event: str,
    template: str,
    context: dict[str, Any],
    thing: models.Model | None = None,
    period: str = "",
    language: str | None = None,
    unsubscribe_url: str = "",
    due_at: datetime | None = None,
) -> OutboxMail | None:
    """Write one mail into the outbox. None when the same one (address, event, thing, period) is there already.

    template: path without suffix; `<template>.subject.txt` and `<template>.txt` are drawn in `language`, by default the
    person's own, else the municipality's first. unsubscribe_url: for digests, becomes List-Unsubscribe; absolute.
    An inactive or erased person gets nothing. Raises ValidationError for an address that is none: no line break, one address.
    """
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("Mail is posted inside a municipality.")
    person = to if isinstance(to, Person) else None
    if person is not None and (not person.is_active or person.erased_at):
        return None
    address = (person.email if person else str(to)).strip()
    checked_address(address)
    spoken = language or (person.language if person else "") or municipality.default_language
    with translation.override(spoken):
        context = {"municipality": municipality, "person": person, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME} | context
        subject = one_line(drawn(f"{template}.subject.txt", context))
        body = drawn(f"{template}.txt", context).strip() + "\n"
    kind, pk = (kind_of(thing), thing.pk) if thing is not None else (None, None)
    mail = OutboxMail(
        municipality=municipality,
        person=person,
        address=address.lower(),
        language=spoken,
        event=event,
        thing_kind=kind,
        thing_id=pk,
        period=period,
        subject=subject,
        body=body.replace("\0", ""),
        unsubscribe_url=unsubscribe_url,
        message_id=message_id_of(municipality.slug, address.lower(), event, kind, pk, period),
        due_at=due_at or timezone.now(),
    )
    # A rival who posts the same waits here for us to commit, then writes nothing.
    OutboxMail.objects.bulk_create([mail], ignore_conflicts=True)
    written = OutboxMail.objects.filter(message_id=mail.message_id, posted_at=mail.posted_at).first()
    if written is not None:
        wake_sender(municipality.pk)
    return written


def drawn(template_name: str, context: dict[str, Any]) -> str:
    """The template as plain text: nothing is escaped for HTML, since mail here has none."""
    return get_template(template_name).template.render(make_context(context, autoescape=False))  # type: ignore[attr-defined]


def checked_address(address: str) -> None:
    """Raise ValidationError unless it is one plain address: a line break would let the writer add headers of his own."""
    if CONTROL.search(address) or any(character in address for character in ",;<>"):
        raise ValidationError("One plain e-mail address is needed.", code="invalid")
    validate_email(address)


def one_line(text: str) -> str:
    """A subject: titles typed by people may hold line breaks, headers may not."""
    return " ".join(CONTROL.sub(" ", text).split())[:LONGEST_SUBJECT]


def message_id_of(*key: Any) -> str:
    """The same mail always bears the same Message-ID, so a receiver who gets it twice shows it once."""
    digest = hashlib.sha256("\x1f".join("" if part is None else str(part) for part in key).encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{digest}@{domain}>"


@functools.cache
def sender_of(municipality_id: int) -> Callable[[], None]:
    """One callable for each municipality, so that the same is recognised among those that wait for the commit."""
    from talkoot.kernel.mail.jobs import ask_to_send

    return functools.partial(ask_to_send, municipality_id)


def wake_sender(municipality_id: int) -> None:
    """After the commit, one job for the municipality, however many mails were posted; every minute one comes by itself."""
    wake = sender_of(municipality_id)
    if not any(waiting is wake for _, waiting, *_ in transaction.get_connection().run_on_commit):
        transaction.on_commit(wake, robust=True)
