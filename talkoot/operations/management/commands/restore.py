"""`talkoot restore FILE [--replace]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from talkoot.operations.running.stamp import forget_prepared
from talkoot.operations.safekeeping.programs import CannotKeep
from talkoot.operations.safekeeping.restore import restore_backup


class Command(BaseCommand):
    help = "Brings back what `talkoot backup` wrote. Stop `serve` and `worker` first."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where there is data: all of it goes")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            restore_backup(file.absolute(), replaces=replace, say=self.stdout.write)
        except CannotKeep as refused:
            raise CommandError(str(refused), returncode=2) from None
        forget_prepared()
        self.stdout.write("Restored. Ask whether all is well: talkoot doctor")
