"""`talkoot demo`: loads what is missing of the demo."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from talkoot.operations.demo.load import DemoRefused, load, load_year
from talkoot.operations.running.stamp import set_year_in


class Command(BaseCommand):
    help = "Loads the demo's municipalities, people and content; only with TALKOOT_MODE=demo."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load(self.stdout.write)
            load_year(self.stdout.write)
            set_year_in()
        except DemoRefused as refused:
            raise CommandError(str(refused), returncode=2) from None
