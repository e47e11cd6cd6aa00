"""The file format `talkoot-projects` 1: projects of one municipality with their programmes, interest and questions, as JSON.

Pure functions: the schema that is published, and the check of a file from outside. Texts are {language: text}.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator, FormatChecker

from talkoot.kernel.refusals import Refusal
from talkoot.overviews.showcase.content.kinds import Kind, PartnerKind, Stage

FORMAT = "talkoot-projects"
FORMAT_VERSION = 1
LARGEST_FILE = 5 * 1024 * 1024
LANGUAGES = [code for code, _name in settings.LANGUAGES]

SLUG = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$"}
DATE = {"type": ["string", "null"], "format": "date"}


def words(longest: int, *, required: bool = True) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object" if required else ["object", "null"],
        "properties": {code: {"type": "string", "maxLength": longest, "pattern": r"^[^\u0000]*$"} for code in LANGUAGES},
        "additionalProperties": False,
    }
    return schema | ({"minProperties": 1} if required else {})


def rows(properties: dict[str, Any], required: list[str], most: int = 200) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": most,
        "items": {"type": "object", "properties": properties, "required": required, "additionalProperties": False},
    }


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Completed projects of a municipality",
    "type": "object",
    "required": ["format", "format_version", "municipality", "projects"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "format_version": {"const": FORMAT_VERSION},
        "municipality": {"type": "string"},
        "programmes": rows({"slug": SLUG, "name": words(160), "description": words(2000, required=False)}, ["slug", "name"]),
        "themes": {"type": "array"},
        "projects": rows(
            {
                "slug": SLUG,
                "title": words(160),
                "summary": words(600, required=False),
                "story": words(20_000, required=False),
                "programme": {"type": ["string", "null"]},
                "kind": {"enum": Kind.values},
                "themes": {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": 20},
                "languages": {"type": "array", "items": {"enum": LANGUAGES}},
                "started_on": DATE,
                "ended_on": DATE,
                "place": words(160, required=False),
                "contact": {
                    "type": ["object", "null"],
                    "properties": {"role": words(160), "email": {"type": "string", "format": "email", "maxLength": 254}},
                    "required": ["role", "email"],
                    "additionalProperties": False,
                },
                "partners": rows({"name": words(160), "kind": {"enum": PartnerKind.values}}, ["name", "kind"]),
                "results": rows(
                    {
                        "label": words(160),
                        "value": {"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,2})?$"},
                        "unit": words(60, required=False),
                        "source": words(300, required=False),
                    },
                    ["label", "value"],
                ),
                "lessons": rows({"title": words(160), "text": words(2000)}, ["title", "text"]),
                "links": rows(
                    {
                        "title": words(200),
                        "address": {"type": "string", "pattern": '^https?://[^\\s<>"]{3,480}$'},
                        "language": {"enum": LANGUAGES},
                        "size_kb": {"type": ["integer", "null"], "minimum": 0, "maximum": 10_000_000},
                        "media_type": {"type": "string", "maxLength": 100},
                    },
                    ["title", "address", "language"],
                ),
                "operating_model": {"type": ["string", "null"], "maxLength": 80},
                "published_on": DATE,
            },
            ["slug", "title", "summary", "story", "kind"],
            most=1000,
        ),
        "adoptions": rows(
            {"project": SLUG, "municipality": {"type": "string"}, "stage": {"enum": Stage.values}, "note": words(1000, required=False)},
            ["project", "municipality", "stage"],
        ),
        "questions": rows(
            {
                "project": SLUG,
                "asked_by_municipality": {"type": ["string", "null"]},
                "question": {"type": "object", "required": ["language", "text"]},
                "answer": {"type": ["object", "null"], "required": ["language", "text"]},
            },
            ["project", "question"],
        ),
    },
}


def read_projects_file(raw: bytes) -> dict[str, Any]:
    """The checked content of a file from outside. Raises Refusal that names the first fault and where it is."""
    if len(raw) > LARGEST_FILE:
        raise Refusal(_("The file is larger than 5 MB."), mend=_("Send the projects in several files."), field="file")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refusal(_("The file is not JSON in UTF-8."), mend=_("Choose a file that Talkoot exported."), field="file") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refusal(_("The file does not hold completed projects."), mend=_("Choose a file that Talkoot exported."), field="file")
    version = data.get("format_version")
    if version != FORMAT_VERSION:
        raise Refusal(
            _("The file has format version %(version)s; this installation reads version %(ours)d.")
            % {"version": str(version)[:20], "ours": FORMAT_VERSION},
            mend=_("Update this installation, or export the file again from an older one."),
            field="file",
        )
    faults = sorted(
        Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(data), key=lambda e: list(map(str, e.absolute_path))
    )
    if faults:
        place = " → ".join(str(step) for step in faults[0].absolute_path) or "/"
        raise Refusal(
            _("The file breaks its format at %(place)s: %(fault)s") % {"place": place, "fault": faults[0].message[:300]},
            mend=_("Nothing was imported."),
            field="file",
        )
    return data
