"""`talkoot templates check`."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from talkoot.operations.templates_check import all_templates, djlint, faults


class Command(BaseCommand):
    help = "Checks every template: it compiles, obeys the content security policy, and holds no logic of rights."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for fault in found:
            self.stdout.write(fault)
        if djlint() or found:
            raise CommandError(f"{len(found)} to mend." if found else "djlint found something; see above.")
        self.stdout.write(f"All {len(all_templates())} templates are well.")
