"""talkoot models import --municipality espoo [FILE…]: operating models from package files, published at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import Package, read_document, read_package, shipped_packages
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal


class Command(BaseCommand):
    help = "Bring operating models in from package files (.zip or .json); without files, those that come with Talkoot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["import"])
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--municipality", required=True, help="Slug of the municipality that gets them.")
        parser.add_argument("--draft", action="store_true", help="Leave them as drafts.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            municipality = Municipality.objects.get(slug=options["municipality"])
        except Municipality.DoesNotExist as missing:
            raise CommandError(f"There is no municipality {options['municipality']}.") from missing
        for file in options["files"] or shipped_packages():
            try:
                with in_municipality(municipality):
                    model = import_package(actor=SYSTEM, package=package_in(file), is_published=not options["draft"])
            except (Refusal, OSError) as refusal:
                raise CommandError(f"{file}: {refusal}") from refusal
            self.stdout.write(f"{municipality.slug}/{model.slug} {model.published_number or 'draft'}")


def package_in(file: Path) -> Package:
    data = file.read_bytes()
    return read_document(data) if file.suffix == ".json" else read_package(data)
