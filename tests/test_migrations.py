"""The database that the migrations make (kernel/database/frugal_migrations.py) is the one that the models describe."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db


def rows(sql: str) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def test_tables_columns_indexes_constraints_and_triggers_are_those_of_the_models() -> None:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    columns = rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    tables = {model._meta.db_table for model in models}
    assert {(table, column) for table, column in columns if table in tables} == {
        (model._meta.db_table, field.column) for model in models for field in model._meta.local_concrete_fields
    }
    named = rows("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'") | rows(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    )
    wanted = {
        (model._meta.db_table, named_thing.name) for model in models for named_thing in (*model._meta.indexes, *model._meta.constraints)
    }
    assert wanted - named == set()
    triggers = rows("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
    wanted = {(model._meta.db_table, trigger.get_pgid(model)) for model in models for trigger in getattr(model._meta, "triggers", ())}
    assert len(wanted) > 100
    assert wanted - triggers == set()
