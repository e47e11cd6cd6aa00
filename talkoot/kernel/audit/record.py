"""Writing the audit, and the id of the request in force."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db import models

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.scope import municipality_in_force

request_id: ContextVar[str] = ContextVar("talkoot_request_id", default="")


def current_request_id() -> str:
    return request_id.get()


def record(*, actor: Any, action: str, thing: models.Model | None, thing_id: int | None = None) -> None:
    """Write one line. `thing_id` names a thing that is deleted by now.

    Outside a municipality (signing up, own data) there is no row; the log keeps those.
    """
    municipality = municipality_in_force()
    if municipality is None:
        return
    AuditLine.objects.create(
        municipality=municipality,
        actor_id=getattr(actor, "pk", None),
        action=action,
        thing_kind=thing._meta.label_lower if thing is not None else "",
        thing_id=next((pk for pk in (thing_id, getattr(thing, "pk", None)) if isinstance(pk, int)), None),
        request_id=current_request_id(),
    )
