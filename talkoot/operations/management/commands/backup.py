"""`talkoot backup FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from talkoot.operations.safekeeping.backup import write_backup
from talkoot.operations.safekeeping.programs import CannotKeep


class Command(BaseCommand):
    help = "Writes database and files into one file, while the installation serves."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, such as talkoot-2026-11-24.tar")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = write_backup(file.absolute(), self.stdout.write)
        except CannotKeep as refused:
            raise CommandError(str(refused), returncode=2) from None
        self.stdout.write(f"{file}: {file.stat().st_size} bytes")
        if manifest.missing_files:
            lacking = "\n  ".join(manifest.missing_files)
            raise CommandError(f"The backup is whole, but the storage lacks files that rows name:\n  {lacking}")
