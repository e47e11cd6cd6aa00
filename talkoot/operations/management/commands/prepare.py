"""`talkoot prepare [--demo]`: what `talkoot up` needs before it serves. Quick when nothing is to do."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from talkoot.operations.demo.load import DemoRefused, is_loaded, load
from talkoot.operations.running.readiness import missing_migrations, reasons_not_to_serve
from talkoot.operations.running.static import collect_static


class Command(BaseCommand):
    help = "Migrates, collects static files and loads the demo, each only when needed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        if missing := missing_migrations("owner"):
            self.stdout.write(f"Preparing the database ({len(missing)} steps)")
            call_command("migrate", verbosity=0, interactive=False)
        if collect_static():
            self.stdout.write("Collected style sheets and fonts")
        if demo and not is_loaded():
            try:
                load(self.stdout.write)
            except DemoRefused as refused:
                raise CommandError(str(refused), returncode=2) from None
        if reasons := list(reasons_not_to_serve()):
            raise CommandError("\n".join(reasons))
