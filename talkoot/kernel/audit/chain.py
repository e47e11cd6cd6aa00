"""Chained: rows that can be added but not changed, each sealed with the hash of the one before it.

Whoever alters or removes a row in the database breaks every seal after it, and `verify_chain` tells where. One chain
for each municipality and model. Used for decisions.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone as now_of

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import Municipality, MunicipalModel

FIRST_HASH = "0" * 64
# Not sealed: the seal itself, and what the database gives.
UNSEALED = frozenset({"id", "own_hash"})

C = TypeVar("C", bound="Chained")


class Chained(MunicipalModel):
    """Abstract base. `Decision(…).save()` seals the new row; a second save, an update or a delete is refused by a trigger.

    `chain_number` counts from 1 in each municipality without gaps. Fields named in `unsealed_fields` (a person, who may be
    erased) are left out of the seal and may become null later. A subclass with a Meta of its own extends `Chained.Meta` and
    repeats its constraint and trigger when it sets those.
    """

    chain_number = models.PositiveBigIntegerField(editable=False)
    sealed_at = models.DateTimeField(editable=False)
    previous_hash = models.CharField(max_length=64, editable=False)
    own_hash = models.CharField(max_length=64, editable=False)

    unsealed_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["municipality", "chain_number"], name="%(app_label)s_%(class)s_chain"),
        ]
        triggers = [AppendOnly()]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Seal and insert. Rivals queue at a lock of the transaction, so no two rows name the same one before.

        Raises ValueError when the row read back is not what was sealed (a value that the database rounds or fills by itself).
        """
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only: write a new row instead.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s::int)", [self._meta.db_table, self.municipality_id])
        last = type(self).objects.order_by("-chain_number").values_list("chain_number", "own_hash").first()
        number, previous = last or (0, FIRST_HASH)
        self.chain_number, self.previous_hash, self.sealed_at = number + 1, previous, now_of.now()
        self.own_hash = self.seal()
        super().save(*args, **kwargs | {"force_insert": True})
        if type(self).objects.get(pk=self.pk).seal() != self.own_hash:
            raise ValueError(f"{type(self).__name__}: a sealed value changes on its way into the database.")

    def seal(self) -> str:
        """SHA-256 of the canonical JSON of the sealed fields, the hash before among them."""
        left_out = UNSEALED | set(self.unsealed_fields)
        facts = {
            field.attname: plain(stored_form(field, getattr(self, field.attname)))
            for field in self._meta.concrete_fields
            if field.attname not in left_out and field.name not in left_out
        }
        return hashlib.sha256(canonical(facts).encode()).hexdigest()


def stored_form(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as it is read back: "1.5" of a field with two decimals is Decimal("1.50")."""
    value = field.to_python(value)
    if isinstance(field, models.DecimalField) and value is not None:
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return value


def canonical(facts: dict[str, Any]) -> str:
    """JSON with sorted keys, without spaces, as UTF-8: the same text on every machine."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Value as JSON holds it. Times in UTC to the microsecond, as PostgreSQL keeps them."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"A sealed field cannot hold a {type(value).__name__}.")


def verify_chain(model: type[C], municipality: Municipality) -> C | None:
    """The first row of the municipality whose seal is broken or whose predecessor is missing; None when the chain is whole.

    Rows missing at the very end cannot be seen from the chain itself: compare the last hash with one kept elsewhere.
    The municipality must be in force. Reads every row once.
    """
    previous = FIRST_HASH
    rows = model.objects.filter(municipality=municipality).order_by("chain_number")
    for number, row in enumerate(rows.iterator(chunk_size=500), start=1):
        if (row.chain_number, row.previous_hash, row.own_hash) != (number, previous, row.seal()):
            return row
        previous = row.own_hash
    return None
