"""Writing the audit, and the id of the request in force."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db import connection, models
from django.utils import timezone

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.scope import municipality_in_force

# By hand: it is written with every change there is, and the ORM takes three times as long.
INSERT = f"""
INSERT INTO {AuditLine._meta.db_table} (municipality_id, at, actor_id, action, thing_kind, thing_id, request_id)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""

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
    values = [
        municipality.pk,
        timezone.now(),
        getattr(actor, "pk", None),
        action,
        thing._meta.label_lower if thing is not None else "",
        next((pk for pk in (thing_id, getattr(thing, "pk", None)) if isinstance(pk, int)), None),
        current_request_id(),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
