"""`talkoot reindex`: write the search entries of every described thing anew, municipality by municipality."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from talkoot.kernel.links.registry import DESCRIPTIONS
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.search.actions import index
from talkoot.kernel.search.models import Entry

BATCH = 200


class Command(BaseCommand):
    help = "Write search anew, after a change of its word lists or of what apps tell about their things."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", help="slug; all when left out")
        parser.add_argument("--kind", help='only this kind, such as "showcase.project"')

    def handle(self, *args: Any, municipality: str | None, kind: str | None, **options: Any) -> None:
        chosen = Municipality.objects.filter(slug=municipality) if municipality else Municipality.objects.all()
        if municipality and not chosen:
            raise CommandError(f"There is no municipality {municipality}.")
        kinds = [name for name, description in DESCRIPTIONS.items() if description.is_searched and kind in (None, name)]
        if kind and not kinds:
            raise CommandError(f"There is no searched kind {kind}. Known: {', '.join(sorted(DESCRIPTIONS))}.")
        for place in chosen:
            for name in kinds:
                count = self.write(place, name)
                if options["verbosity"]:
                    self.stdout.write(f"{place.slug}: {name} {count}")
        if not municipality and not kind:
            Entry.objects.exclude(kind__in=kinds).delete()

    def write(self, place: Municipality, kind: str) -> int:
        """All things of the kind in batches, a transaction each; then entries of things that are no more are taken away."""
        model, count, last = DESCRIPTIONS[kind].model, 0, 0
        while True:
            with in_municipality(place), transaction.atomic():
                things = list(model._default_manager.filter(pk__gt=last).order_by("pk")[:BATCH])
                for thing in things:
                    index(thing)
                if not things:
                    gone = Entry.objects.filter(municipality=place, kind=kind).exclude(object_id__in=model._default_manager.values("pk"))
                    gone.delete()
                    return count
                count, last = count + len(things), things[-1].pk
