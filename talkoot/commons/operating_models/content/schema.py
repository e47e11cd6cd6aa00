"""The JSON Schema of packages, made from the table of kinds; published at operating-models/schema-1.json."""

from __future__ import annotations

from functools import lru_cache, singledispatch
from typing import Any

from talkoot.commons.operating_models.content import kinds
from talkoot.commons.operating_models.content.kinds import (
    ABOUT,
    KEY_PATTERN,
    KINDS,
    LICENCES,
    LONGEST_BODY,
    LONGEST_LINE,
    MODEL_KINDS,
    MOST_ITEMS,
    THEMES,
)
from talkoot.kernel.files.checks import DOCUMENTS

FORMAT = "talkoot-operating-model"
FORMAT_VERSION = 1
SCHEMA_PATH = "operating-models/schema-1.json"
MOST_PARTS = 400
NUMBER_PATTERN = r"^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"
HASH_PATTERN = r"^[0-9a-f]{64}$"
ACTIVITY_PATTERN = r"^[a-z][a-z_]{0,39}$"
ATTACHMENT_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,99}$"


def words(longest: int = LONGEST_LINE, *, least: int = 1) -> dict[str, Any]:
    return {
        "type": "object",
        "patternProperties": {LANGUAGE_PATTERN: {"type": "string", "maxLength": longest}},
        "additionalProperties": False,
        "minProperties": least,
        "maxProperties": 30,
    }


def closed(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def or_null(schema: dict[str, Any], field: kinds.Field) -> dict[str, Any]:
    return schema if field.is_needed else {"anyOf": [schema, {"type": "null"}]}


@singledispatch
def schema_of(field: kinds.Field) -> dict[str, Any]:
    raise TypeError(f"No schema for {type(field).__name__}")


@schema_of.register
def _(field: kinds.Texts) -> dict[str, Any]:
    return or_null(words(field.longest), field)


@schema_of.register
def _(field: kinds.Plain) -> dict[str, Any]:
    pattern = {"pattern": field.pattern} if field.pattern else {}
    return or_null({"type": "string", "minLength": 1, "maxLength": field.longest, **pattern}, field)


@schema_of.register
def _(field: kinds.Number) -> dict[str, Any]:
    return or_null({"type": "integer", "minimum": field.low, "maximum": field.high}, field)


@schema_of.register
def _(field: kinds.Flag) -> dict[str, Any]:
    return {"type": "boolean"}


@schema_of.register
def _(field: kinds.Choice) -> dict[str, Any]:
    return {"enum": [*field.options]}


@schema_of.register
def _(field: kinds.Choices) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": [*field.options]}, "uniqueItems": True, "maxItems": len(field.options)}


@schema_of.register
def _(field: kinds.RoleKeys) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "pattern": KEY_PATTERN}, "uniqueItems": True, "maxItems": MOST_ITEMS}


@schema_of.register
def _(field: kinds.Activities) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "pattern": ACTIVITY_PATTERN}, "uniqueItems": True, "maxItems": 20}


@schema_of.register
def _(field: kinds.Group) -> dict[str, Any]:
    return or_null(closed({inner.name: schema_of(inner) for inner in field.fields}), field)


@schema_of.register
def _(field: kinds.Items) -> dict[str, Any]:
    key = {} if any(inner.name == field.key_field for inner in field.fields) else {"key": {"type": "string", "pattern": KEY_PATTERN}}
    item = closed(key | {inner.name: schema_of(inner) for inner in field.fields})
    return or_null({"type": "array", "items": item, "minItems": field.least, "maxItems": MOST_ITEMS}, field)


def part_schema(kind: kinds.Kind) -> dict[str, Any]:
    return closed(
        {
            "key": {"type": "string", "pattern": KEY_PATTERN},
            "kind": {"const": kind.name},
            "title": words(),
            "body": words(LONGEST_BODY, least=0),
            "data": closed({field.name: schema_of(field) for field in kind.fields}),
        }
    )


@lru_cache(maxsize=1)
def package_schema() -> dict[str, Any]:
    """The whole schema (draft 2020-12). Parts are told apart by their kind."""
    part_kinds = [kind for kind in KINDS.values() if kind.name != ABOUT]
    origin = closed(
        {
            "municipality": {"type": "string", "maxLength": 40},
            "note": words(LONGEST_BODY, least=0),
            "sources": {
                "type": "array",
                "maxItems": MOST_ITEMS,
                "items": schema_of(KINDS[ABOUT].field("origin_sources"))["items"],
            },
        }
    )
    lineage = closed(
        {
            "family": {"type": "string", "format": "uuid", "pattern": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
            "content_hash": {"type": "string", "pattern": HASH_PATTERN},
            "parent_hash": {"type": "string", "pattern": rf"{HASH_PATTERN}|^$"},
            "published_at": {"type": "string", "maxLength": 40},
            "installation": {"type": "string", "maxLength": 300},
            "municipality": closed({"slug": {"type": "string", "maxLength": 40}, "name": words(200, least=0)}),
            "change_note": words(LONGEST_BODY, least=0),
        }
    )
    attachment = closed(
        {
            "name": {"type": "string", "pattern": ATTACHMENT_PATTERN},
            "title": words(),
            "content_type": {"enum": [*DOCUMENTS]},
            "size": {"type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": HASH_PATTERN},
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Talkoot operating model, version 1",
        "description": (
            "package.json of a package (a zip file with this one document and the folder attachments/), or the document alone. "
            "The hashes are explained in talkoot/commons/operating_models/content/parts.py."
        ),
        **closed(
            {
                "format": {"const": FORMAT},
                "format_version": {"const": FORMAT_VERSION},
                "slug": {"type": "string", "pattern": KEY_PATTERN},
                "version": {"type": "string", "pattern": NUMBER_PATTERN},
                "kind": {"enum": [*MODEL_KINDS]},
                "licence": {"enum": [*LICENCES]},
                "languages": {
                    "type": "array",
                    "items": {"type": "string", "pattern": LANGUAGE_PATTERN},
                    "uniqueItems": True,
                    "maxItems": 30,
                },
                "name": words(),
                "summary": words(LONGEST_BODY),
                "audience": words(LONGEST_BODY, least=0),
                "origin": origin,
                "themes": {"type": "array", "items": {"enum": [*THEMES]}, "uniqueItems": True, "maxItems": len(THEMES)},
                "activities": schema_of(KINDS[ABOUT].field("activities")),
                "parts": {
                    "type": "array",
                    "maxItems": MOST_PARTS,
                    "items": {
                        "type": "object",
                        "required": ["kind"],
                        "properties": {"kind": {"enum": [kind.name for kind in part_kinds]}},
                        "allOf": [
                            {"if": {"properties": {"kind": {"const": kind.name}}}, "then": {"$ref": f"#/$defs/{kind.name}"}}
                            for kind in part_kinds
                        ],
                    },
                },
                "lineage": lineage,
                "attachments": {"type": "array", "items": attachment, "maxItems": 50},
            },
            optional=("activities", "lineage", "attachments"),
        ),
        "$defs": {kind.name: part_schema(kind) for kind in part_kinds},
    }


def loosened(schema: Any) -> Any:
    """The same shape without "must not be empty": what a part may hold while it is being written."""
    if isinstance(schema, dict):
        return {name: 0 if name in ("minProperties", "minItems", "minLength") else loosened(inner) for name, inner in schema.items()}
    return [loosened(inner) for inner in schema] if isinstance(schema, list) else schema


@lru_cache(maxsize=1)
def draft_part_schemas() -> dict[str, Any]:
    return {kind.name: loosened(part_schema(kind)) for kind in KINDS.values()}
