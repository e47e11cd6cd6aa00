"""`talkoot export MUNICIPALITY FILE [--with-personal-data]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from talkoot.kernel.municipalities.models import Municipality
from talkoot.operations.safekeeping.export import write_export
from talkoot.operations.safekeeping.programs import CannotKeep


class Command(BaseCommand):
    help = "Writes everything of one municipality into a zip of open formats."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("municipality", help="its name in addresses, such as espoo")
        parser.add_argument("file", type=Path, help="a new file, such as espoo.zip")
        parser.add_argument("--with-personal-data", action="store_true", help="names, addresses, who did what")

    def handle(self, *args: Any, municipality: str, file: Path, with_personal_data: bool, **options: Any) -> None:
        chosen = Municipality.objects.filter(slug=municipality).first()
        if chosen is None:
            known = ", ".join(Municipality.objects.values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no municipality {municipality}. There are: {known or 'none yet'}", returncode=2)
        try:
            write_export(chosen, file.absolute(), with_personal_data=with_personal_data, say=self.stdout.write)
        except CannotKeep as refused:
            raise CommandError(str(refused), returncode=2) from None
        self.stdout.write(f"{file}: {file.stat().st_size} bytes")
