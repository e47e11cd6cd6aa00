"""AppendOnly: a trigger that lets rows be added, and lets nobody change or delete them, not by bulk or raw SQL either."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pgtrigger


class AppendOnly(pgtrigger.Trigger):
    """`erasable`: fields that may become null and nothing else, so that an erased person leaves the row.

    A model may name them itself in `unsealed_fields`.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete

    def __init__(self, *, erasable: Collection[str] = (), name: str = "append_only") -> None:
        self.erasable = tuple(erasable)
        super().__init__(name=name)

    def get_func(self, model: Any) -> str:
        fields = [*self.erasable, *getattr(model, "unsealed_fields", ())]
        columns = [model._meta.get_field(field).column for field in fields]
        listed = ", ".join(f"'{column}'" for column in columns)
        kept = f" - ARRAY[{listed}]::text[]"
        filled = " OR ".join(f"(NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in columns)
        return f"""
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'Rows of % are never deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            ELSIF (to_jsonb(OLD){kept}) <> (to_jsonb(NEW){kept}){f" OR {filled}" if filled else ""} THEN
                RAISE EXCEPTION 'Rows of % are never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """
