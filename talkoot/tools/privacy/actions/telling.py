"""One mail about a thing, written into the outbox in the transaction of whoever calls."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.models.person import Person


def tell(to: Person, thing: Any, event: str, page: str, *, args: list[Any], period: str = "", **context: Any) -> None:
    """In the receiver's language when the municipality speaks it. `thing` has its municipality selected. Twice: sent once."""
    municipality = thing.municipality
    language = to.language if to.language in municipality.languages else municipality.default_language
    path: str = reversed_under(f"{municipality.path}{language}/", lambda: reverse(page, args=args))
    post(
        to=to,
        event=f"privacy.{event}",
        template=f"privacy/mail/{event}",
        thing=thing,
        period=period,
        language=language,
        context=context | {"thing": thing, "page_url": settings.SITE_URL + path},
    )
