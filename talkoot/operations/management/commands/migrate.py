"""`talkoot migrate`: Django's own, as the owner of the tables unless told otherwise."""

from __future__ import annotations

from django.core.management import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # The serving role may not change tables, so Django's default would only fail.
        parser.set_defaults(database="owner")
