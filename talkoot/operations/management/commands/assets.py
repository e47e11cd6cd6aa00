"""`talkoot assets`: style sheets and fonts out of node_modules into build/assets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from talkoot.kernel.ui.assets import build


class Command(BaseCommand):
    help = "Builds build/assets from node_modules."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            build(settings.ROOT)
        except FileNotFoundError as missing:
            raise CommandError(str(missing)) from None
        self.stdout.write("Style sheets and fonts are in build/assets.")
