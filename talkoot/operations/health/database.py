"""Database: does it answer, are municipalities fenced, is it up to date, is history written?"""

from __future__ import annotations

from collections.abc import Iterator

import pgtrigger
from django.db import connections, transaction

from talkoot.kernel.database.policies import TABLES_WITHOUT_POLICY, municipal_tables
from talkoot.kernel.database.role import serving_role
from talkoot.kernel.municipalities.scope import put_setting
from talkoot.operations.health.findings import Finding, fail, warn, well
from talkoot.operations.running.readiness import migrations_of_code, missing_migrations
from talkoot.operations.safekeeping.backup import applied_migrations

OLDEST_MAJOR = 15
SHARE_OF_CONNECTIONS = 0.8

POLICIES = """
    SELECT tablename, count(*), bool_and(permissive = 'PERMISSIVE' AND cmd = 'ALL' AND roles = '{public}' AND with_check IS NULL),
           string_agg(qual, ' ') FROM pg_policies WHERE schemaname = 'public' GROUP BY tablename
"""
TRIGGERS = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = 'public'::regnamespace
"""


def database_answers() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version')")
        major, version = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        used, most = cursor.fetchone()
    if major < OLDEST_MAJOR:
        yield fail(f"PostgreSQL {version} is too old", f"Talkoot needs PostgreSQL {OLDEST_MAJOR} or newer.")
    elif used > most * SHARE_OF_CONNECTIONS:
        yield warn(f"{used} of {most} connections are in use", "Lower TALKOOT_POOL, raise max_connections, or put PgBouncer in front.")
    else:
        yield well(f"PostgreSQL {version} answers, {used} of {most} connections in use")


def serving_role_is_safe() -> Iterator[Finding]:
    role = serving_role()
    if role.trouble:
        what, _, mend = role.trouble.partition("\n")
        yield fail(what, mend)
    else:
        yield well(f"The serving role “{role.name}” owns nothing and bypasses nothing")


def owner_answers() -> Iterator[Finding]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> current_user GROUP BY 1")
        row = cursor.fetchone()
    if row:
        yield warn(
            f"{row[1]} tables do not belong to the owner role “{row[0]}”", "Migrations and backups may fail. Check DATABASE_OWNER_URL."
        )
    else:
        yield well("The owner role owns the tables")


def migrations_are_applied() -> Iterator[Finding]:
    if missing := missing_migrations():
        yield fail(f"{len(missing)} migrations are missing, the first is {missing[0]}", "talkoot migrate")
    elif unknown := set(applied_migrations("default")) - set(migrations_of_code()):
        yield warn(f"The database was migrated by a newer Talkoot ({min(unknown)})", "Update this machine to the same version.")
    else:
        yield well("All migrations are applied")


def fences_stand() -> Iterator[Finding]:
    """Every municipal table has its policy, the one and only, and outside all municipalities not a row can be seen."""
    tables = municipal_tables()
    broken = {name for name, is_guarded in tables if not is_guarded}
    with connections["default"].cursor() as cursor:
        cursor.execute(POLICIES)
        policies = {name: facts for name, *facts in cursor.fetchall()}
        conditions = {facts[2] for facts in policies.values()}
        usual = max(conditions, key=lambda text: sum(facts[2] == text for facts in policies.values()), default="")
        broken |= {name for name, (count, is_plain, text) in policies.items() if count != 1 or not is_plain or text != usual}
    with transaction.atomic():
        before = put_setting("")
        with connections["default"].cursor() as cursor:
            for name, _is_guarded in tables:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {connections['default'].ops.quote_name(name)})")
                if cursor.fetchone()[0]:
                    broken.add(name)
        put_setting(before)
    if broken:
        yield fail(
            f"No fence between municipalities on: {', '.join(sorted(broken))}",
            "Stop serving. Drop what was added by hand (psql: \\d+ TABLE), then run: talkoot migrate",
        )
    else:
        yield well(f"The fences stand on {len(tables)} tables ({len(TABLES_WITHOUT_POLICY)} search table has its own)")


def history_is_written() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        cursor.execute(TRIGGERS)
        there = set(cursor.fetchall())
    wanted = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()}
    if gone := sorted(wanted - there):
        yield fail(
            f"{len(gone)} triggers are gone, the first is {gone[0][1]} on {gone[0][0]}", "talkoot pgtrigger install --database owner"
        )
    else:
        yield well(f"History is written by {len(wanted)} triggers")
