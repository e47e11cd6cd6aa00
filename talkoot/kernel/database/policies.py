"""Row-level security for every municipal table, made after each migration by one hook.

A table is municipal when it has a column `municipality_id`; history tables (pghistory) carry a copy of it and are
guarded the same way. The policy has no WITH CHECK, so USING holds for writes too: inserting for, or moving a row to,
another municipality is refused by PostgreSQL itself.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

# PostgreSQL does not use a GIN text index under a policy (@@ is not leakproof), so search carries its own filter,
# and a test holds it. Nothing else may be here.
TABLES_WITHOUT_POLICY = frozenset({"search_entry"})

MUNICIPAL_TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
           EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'municipality') AS has_policy
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND a.attname = 'municipality_id' AND NOT a.attisdropped
    ORDER BY c.relname
"""

# The sub-select makes PostgreSQL read the setting once per statement, not once per row.
POLICY = """
    CREATE POLICY municipality ON {table} USING (municipality_id = ANY (
        (SELECT NULLIF(current_setting('talkoot.municipalities', true), ''))::bigint[]))
"""


def municipal_tables(using: str = "default") -> list[tuple[str, bool]]:
    """Every table with a municipality and whether its fence stands: [(name, is_guarded), …]."""
    with connections[using].cursor() as cursor:
        cursor.execute(MUNICIPAL_TABLES)
        return [
            (name, enabled and forced and has_policy)
            for name, enabled, forced, has_policy in cursor.fetchall()
            if name not in TABLES_WITHOUT_POLICY
        ]


def raise_fences(using: str = "default", **_: Any) -> None:
    """Give every municipal table that has none its policy. Receiver of post_migrate; runs as the owner of the tables."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, is_guarded in municipal_tables(using):
            if not is_guarded:
                table = connection.ops.quote_name(name)
                cursor.execute(f"DROP POLICY IF EXISTS municipality ON {table}")
                cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
                cursor.execute(POLICY.format(table=table))
