"""`talkoot export MUNICIPALITY FILE`: all that a municipality has, in open formats, for it to keep or to take elsewhere.

A zip with one JSON line per row in `tables/<kind>.jsonl`, the stored files, `tables.json` (what each table and field is) and
a README in the municipality's languages. Rows are streamed: memory stays the same for ten rows and ten million.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.personal import DELETE, PERSONAL
from talkoot.operations.safekeeping.backup import BLOCK, open_private
from talkoot.operations.safekeeping.manifest import talkoot_version
from talkoot.operations.safekeeping.programs import CannotKeep

FORMAT, FORMAT_VERSION = "talkoot-municipality", 1
ROWS_AT_ONCE = 1000
# Made from the other tables; filled anew by `talkoot reindex`.
DERIVED = frozenset({"search.entry"})
# They open doors, and are worth nothing elsewhere.
SECRETS = frozenset({"token_hash", "secret_hash", "password"})
# Who did it, in which request: of a history row.
CONTEXT = frozenset({"pgh_context", "pgh_context_id"})

Say = Callable[[str], Any]


def write_export(municipality: Municipality, file: Path, *, with_personal_data: bool, say: Say) -> int:
    """Write the zip; it appears only when it is whole. Returns how many rows it holds. Raises CannotKeep."""
    if file.exists():
        raise CannotKeep(f"{file} is there already. Choose another name: an export never overwrites.")
    part = file.with_name(f"{file.name}.part")
    try:
        with open_private(part) as target, transaction.atomic():
            with connection.cursor() as cursor:
                # One moment for all tables, while people go on working.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            with in_municipality(municipality), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                export = Export(archive, municipality, with_personal_data)
                export.write(say)
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return export.rows_count


class Export:
    """One export under way."""

    def __init__(self, archive: zipfile.ZipFile, municipality: Municipality, with_personal_data: bool) -> None:
        self.archive = archive
        self.municipality = municipality
        self.with_personal_data = with_personal_data
        self.tables: list[dict[str, Any]] = []
        self.person_ids: set[int] = set()
        self.rows_count = 0

    def write(self, say: Say) -> None:
        self.write_rows(Municipality, Municipality.objects.filter(pk=self.municipality.pk))
        for model in municipal_models():
            if self.is_exported(model):
                self.write_rows(model, model._default_manager.filter(municipality=self.municipality))
        if self.with_personal_data:
            self.write_rows(Person, Person.objects.filter(pk__in=self.person_ids))
        say(f"{self.rows_count} rows in {len(self.tables)} tables")
        say(f"{self.write_files()} files")
        self.archive.writestr("tables.json", json.dumps(self.description(), indent=1, ensure_ascii=False))
        for language in self.municipality.languages:
            with translation.override(language):
                self.archive.writestr(f"README.{language}.txt", self.read_me())

    def is_exported(self, model: type[models.Model]) -> bool:
        if model._meta.label_lower in DERIVED:
            return False
        declared = PERSONAL.get(tracked(model))
        # Rows that go with the person are hers as a whole.
        return self.with_personal_data or declared is None or declared.erase != DELETE

    def fields_of(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        declared = PERSONAL.get(tracked(model))
        left_out = set(SECRETS)
        if model is Person:
            left_out |= {"is_operator", "last_login"}
        if not self.with_personal_data:
            left_out |= CONTEXT | set(declared.fields if declared else ())
        return [
            field
            for field in model._meta.concrete_fields
            if field.name not in left_out and (self.with_personal_data or field.related_model is not Person)
        ]

    def write_rows(self, model: type[models.Model], rows: models.QuerySet[Any]) -> None:
        fields = self.fields_of(model)
        names = [field.attname for field in fields]
        people = [place for place, field in enumerate(fields) if field.related_model is Person]
        encoder = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":"))
        count = 0
        file_name = f"tables/{model._meta.label_lower}.jsonl"
        with self.archive.open(file_name, "w", force_zip64=True) as target:
            for values in rows.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
                self.person_ids.update(values[place] for place in people if values[place] is not None)
                target.write(f"{encoder.encode(dict(zip(names, values, strict=True)))}\n".encode())
                count += 1
        self.rows_count += count
        self.tables.append(
            {
                "file": file_name,
                "rows": count,
                "fields": [
                    {
                        "name": field.attname,
                        "kind": field.get_internal_type(),
                        "of": field.related_model._meta.label_lower if field.related_model else None,
                    }
                    for field in fields
                ],
            }
        )

    def write_files(self) -> int:
        count = 0
        for key in StoredFile.objects.order_by("pk").values_list("key", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
            try:
                with default_storage.open(key) as source, self.archive.open(f"files/{key}", "w", force_zip64=True) as target:
                    shutil.copyfileobj(source, target, BLOCK)
            except FileNotFoundError:
                raise CannotKeep(f"The storage lacks the file {key}, which a row names. Ask: talkoot doctor") from None
            count += 1
        return count

    def description(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "talkoot": talkoot_version(),
            "exported_at": timezone.now().isoformat(timespec="seconds"),
            "municipality": self.municipality.slug,
            "with_personal_data": self.with_personal_data,
            "tables": self.tables,
        }

    def read_me(self) -> str:
        facts = {"municipality": self.municipality, "day": timezone.localdate().isoformat()}
        lines = [
            gettext("All that %(municipality)s has in Talkoot, as it was on %(day)s.") % facts,
            "",
            gettext("tables/: one file for each kind of thing, one line for each row, in JSON. Times are in UTC."),
            gettext("files/: the files that have been added, named by the field “key” of tables/files.storedfile.jsonl."),
            gettext("tables.json: which fields each table has, and which table a reference points to."),
            gettext("A table whose name ends in “event” is the history of another: how each row was after every change."),
            "",
            gettext("Personal data are included. Keep the file as carefully as the service itself.")
            if self.with_personal_data
            else gettext("Fields declared as personal data are left out, and so are tables that hold nothing else."),
        ]
        return "\n".join(lines) + "\n"


def municipal_models() -> Iterator[type[models.Model]]:
    """Every model with a municipality, histories too, in the order of the apps."""
    for model in apps.get_models():
        if any(field.name == "municipality" and field.related_model is Municipality for field in model._meta.concrete_fields):
            yield model


def tracked(model: type[models.Model]) -> type[models.Model]:
    """The model itself, or the one whose history it is."""
    return getattr(model, "pgh_tracked_model", None) or model
