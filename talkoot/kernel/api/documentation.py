"""The OpenAPI document as the page of documentation shows it: plain rows, nothing left to work out in the template."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.utils.text import slugify
from django.utils.translation import gettext as _

DEEPEST = 6
# Not shown in the table of an operation: they are the same in all and told once on top.
COMMON_STATUSES = {"401", "422", "429", "500", "304"}


def groups_of(document: dict[str, Any], address: str) -> list[dict[str, Any]]:
    """[{name, description, operations}], in the order of the document's tags. address: absolute, of the API."""
    groups = {tag["name"]: tag | {"operations": []} for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, details in item.items():
            groups[details["tags"][0]]["operations"].append(operation_row(document, address, path, method, details))
    return list(groups.values())


def operation_row(document: dict[str, Any], address: str, path: str, method: str, details: dict[str, Any]) -> dict[str, Any]:
    parameters = [p for p in details["parameters"] if "$ref" not in p]
    media_type, body = next(iter(details.get("requestBody", {}).get("content", {}).items()), ("", None))
    schema = resolved(document, body["schema"]) if body else None
    # A place to break the line after each slash: phones are narrow, and paths are long.
    breaking_path = path.replace("/", "/\u200b")
    return {
        "id": details["operationId"].replace("_", "-"),
        "method": method.upper(),
        "breaking_path": breaking_path,
        "title": f"{method.upper()} {breaking_path} – {details['summary']}",
        "description": details.get("description", ""),
        "scope": details["security"][-1]["Token"][0],
        "is_open": {} in details["security"],
        "parameters": [parameter_row(p) for p in parameters],
        "media_type": media_type,
        "fields": field_rows(schema) if schema else [],
        "example": example_text(document, schema) if schema and media_type == "application/json" else "",
        "answers": [answer_row(document, status, value) for status, value in details["responses"].items() if status not in COMMON_STATUSES],
        "curl": curl(document, address, path, method, details, media_type, schema),
    }


def parameter_row(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "where": _("in the path") if parameter["in"] == "path" else _("in the query"),
        "type": type_words(parameter["schema"]),
        "is_required": parameter["required"],
        "description": parameter.get("description", ""),
    }


def field_rows(schema: dict[str, Any]) -> list[dict[str, Any]]:
    needed = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "type": type_words(field),
            "schema": schema_name(field),
            "is_required": name in needed,
            "description": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def answer_row(document: dict[str, Any], status: str, answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    contents: dict[str, Any] = answer.get("content", {})
    media_type, content = next(iter(contents.items()), ("", dict[str, Any]()))
    name = schema_name(content.get("schema", {}))
    return {"status": status, "description": answer["description"], "schema": name, "media_type": "" if name else media_type}


def schema_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The shapes that operations name, each with its fields."""
    return [
        {"name": name, "anchor": anchor(name), "fields": field_rows(schema), "values": schema.get("enum", [])}
        for name, schema in sorted(document["components"]["schemas"].items())
    ]


def anchor(name: str) -> str:
    return f"shape-{slugify(name)}"


def schema_name(schema: dict[str, Any]) -> dict[str, str] | None:
    """The shape that the schema is, holds in a list, or may be instead of null."""
    for part in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            return {"name": name, "anchor": anchor(name)}
    return None


def type_words(schema: dict[str, Any]) -> str:
    """A short formal name: `string ≤ 200`, `integer 1–100`, `[Project]`, `string | null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "anyOf" in schema:
        return " | ".join(type_words(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{type_words(schema.get('items', {}))}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        language = _("language")
        return f"{{{language}: {type_words(schema['additionalProperties'])}}}"
    words = f"{kind} ({schema['format']})" if "format" in schema else str(kind)
    if "maxLength" in schema:
        words += f" ≤ {schema['maxLength']}"
    if "maximum" in schema and schema["maximum"] < 2**53:
        words += f" {schema.get('minimum', '')}–{schema['maximum']}"
    return words


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def example_of(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    schema = resolved(document, schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return example_of(document, schema["anyOf"][0], depth)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object" if depth < DEEPEST and "properties" in schema:
            shown = schema.get("required") or list(schema["properties"])
            return {name: example_of(document, schema["properties"][name], depth + 1) for name in shown}
        case "object":
            return {"fi": "…", "sv": "…"}
        case "array":
            return [example_of(document, schema.get("items", {}), depth + 1)] if depth < DEEPEST else []
        case "integer" | "number":
            return schema.get("default", schema.get("minimum", 1))
        case "boolean":
            return True
    return schema.get("default") or {"date": "2026-12-31", "date-time": "2026-12-31T12:00:00+02:00"}.get(schema.get("format", ""), "…")


def example_text(document: dict[str, Any], schema: dict[str, Any]) -> str:
    return json.dumps(example_of(document, schema), ensure_ascii=False, indent=2)


def curl(document: dict[str, Any], address: str, path: str, method: str, details: dict[str, Any], media_type: str, schema: Any) -> str:
    """A line to paste into a shell."""
    examples = {p["name"]: example_of(document, p["schema"]) for p in details["parameters"] if "$ref" not in p}
    where = path
    for name, value in examples.items():
        where = where.replace(f"{{{name}}}", str(value) if value != "…" else name)
    asked = {p["name"]: examples[p["name"]] for p in details["parameters"] if p.get("in") == "query" and p["required"]}
    query = f"?{urlencode(asked)}" if asked else ""
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if {} not in details["security"]:
        parts.append('-H "Authorization: Bearer $TALKOOT_TOKEN"')
    if media_type == "application/json":
        body = json.dumps(example_of(document, schema), ensure_ascii=False).replace("'", "’")
        parts.append(f"-H \"Content-Type: application/json\" -d '{body}'")
    elif media_type:
        parts.append("-F file=@package.zip")
    return " ".join([*parts, f"'{address}{where}{query}'"])
