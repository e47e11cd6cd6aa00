"""Which municipality is in force: the two fences are raised and lowered here and nowhere else.

`in_municipality(espoo)` sets django-scopes and the transaction setting `talkoot.municipalities` that the row-level
policies of PostgreSQL read. Both are undone on the way out, also after an error.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django_scopes import get_scope, scope, scopes_disabled

from talkoot.kernel.municipalities.models import Municipality

log = logging.getLogger("talkoot.municipalities")
SETTING = "talkoot.municipalities"


def municipality_in_force() -> Municipality | None:
    """The one municipality in force, or None outside all and across several."""
    scopes = get_scope()
    current = scopes.get("municipality") if scopes.get("_enabled", True) else None
    return current if isinstance(current, Municipality) else None


@contextmanager
def in_municipality(municipality: Municipality) -> Iterator[None]:
    """Everything inside reads and writes rows of this municipality alone. Opens a transaction when there is none."""
    with transaction.atomic(), _setting({municipality.pk}), scope(municipality=municipality):
        yield


@contextmanager
def across_municipalities(*, reason: str) -> Iterator[None]:
    """The only way out: rows of all municipalities. The reason is logged with the place that asked.

    For public reading across municipalities, operators' work and jobs that then enter each municipality. The caller
    must filter by a visibility rule: inside, nothing else hides one municipality's rows from another's people.
    """
    if len(reason) < 10:
        raise ValueError("Say in a sentence why every municipality must be seen.")
    log.info("across municipalities: %s", reason)
    with transaction.atomic(), _setting(None), scopes_disabled():
        yield


@contextmanager
def _setting(ids: Iterable[int] | None) -> Iterator[None]:
    before = put_setting(None if ids is None else "{{{}}}".format(",".join(str(pk) for pk in ids)))
    yield
    # Not in a finally: an exception rolls the surrounding atomic block back, and the setting with it.
    put_setting(before)


EVERY_MUNICIPALITY = "(SELECT '{' || coalesce(string_agg(id::text, ',' ORDER BY id), '') || '}' FROM municipalities_municipality)"


def put_setting(value: str | None) -> str:
    """`{7}` or `{1,2,3}`; the empty text shows nothing, None all municipalities. Lasts to the end of the transaction.

    Returns what was in force before. One query.
    """
    with connection.cursor() as cursor:
        # MATERIALIZED: what was before is read before it is changed.
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting(%s, true) AS setting)"
            f" SELECT setting, set_config(%s, {EVERY_MUNICIPALITY if value is None else '%s'}, true) FROM before",
            [SETTING, SETTING, *([] if value is None else [value])],
        )
        return cursor.fetchone()[0] or ""
