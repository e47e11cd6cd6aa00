"""The rows of a project's page, all kinds in one query."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Model, Value
from django.db.models.functions import JSONObject

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.i18n.words import Words
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Picture, ProjectPart, Result
from talkoot.overviews.showcase.models.project import Project

PART_KINDS: dict[str, type[ProjectPart]] = {
    "results": Result,
    "lessons": Lesson,
    "partners": Partner,
    "documents": Document,
    "pictures": Picture,
}
FILE_FIELDS = ("id", "name", "media_type", "size_bytes", "sha256", "width", "height", "alt_text", "language", "is_public")


def parts_of(project: Project) -> dict[str, list[Any]]:
    """All rows of the project by kind, each in its order, files with them. One query for all kinds and rows."""
    queries = []
    for kind, model in PART_KINDS.items():
        facts: dict[str, Any] = {name: name for name in fields_of(model)}
        if "file_id" in facts:
            facts |= {"file": JSONObject(**{name: f"file__{name}" for name in FILE_FIELDS})}
        rows = model.objects.filter(project=project).order_by()
        queries.append(rows.values_list(Value(kind), "position", "pk", JSONObject(**facts)))
    found: dict[str, list[Any]] = {kind: [] for kind in PART_KINDS}
    for kind, _position, _pk, facts in sorted(queries[0].union(*queries[1:], all=True), key=lambda row: row[1:3]):
        found[kind].append(part_from(PART_KINDS[kind], facts, project))
    return found


def fields_of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def part_from(model: type[ProjectPart], facts: dict[str, Any], project: Project) -> ProjectPart:
    file = facts.pop("file", None)
    part = row_from(model, facts)
    # The page has read the project already.
    part.project = project
    if file and file["id"]:
        part.file = row_from(StoredFile, file)
        part.file.municipality = project.municipality
    return part


def row_from(model: type[Model], facts: dict[str, Any]) -> Any:
    """A saved row made of what JSON holds of it."""
    for field in model._meta.concrete_fields:
        if isinstance(field, TranslatedField):
            facts[field.attname] = Words(facts.get(field.attname))
        elif field.get_internal_type() == "DecimalField":
            # At most 15 digits, which a float keeps.
            facts[field.attname] = Decimal(str(facts[field.attname]))
    row = model(**facts)
    row._state.adding, row._state.db = False, "default"
    return row
