"""`talkoot migrate`: Django's own, as the owner of the tables unless told otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandParser
from django.core.management.commands import migrate

from talkoot.kernel.database.frugal_migrations import FrugalExecutor


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # The serving role may not change tables, so Django's default would only fail.
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        # The command has no other place to choose its executor.
        setattr(migrate, "MigrationExecutor", FrugalExecutor)  # noqa: B010 — mypy knows only what the module exports
        super().handle(*args, **options)
