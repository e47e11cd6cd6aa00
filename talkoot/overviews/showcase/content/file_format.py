"""The file format `talkoot-projects` 1: projects of one municipality with their programmes, interest and questions, as JSON.

Pure functions: the schema that is published, and the check of a file from outside. Texts are {language: text}.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator, FormatChecker

from talkoot.kernel.refusals import Refusal
from talkoot.overviews.showcase.content.kinds import Kind, PartnerKind, Stage
from talkoot.overviews.showcase.content.slugs import RESERVED_SLUGS, SLUG_PATTERN

# Control characters but tab and line breaks, halves of surrogate pairs, and the two that are no characters.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORMAT = "talkoot-projects"
FORMAT_VERSION = 1
LARGEST_FILE = 5 * 1024 * 1024
LANGUAGES = [code for code, _name in settings.LANGUAGES]

# What a file of people's texts never holds so deep; the check walks by itself, so that depth cannot exhaust it.
DEEPEST = 12
# Of projects, of standings and of questions; the size of the file is what really limits them.
MOST_ROWS = 10_000
SLUG = {"type": "string", "pattern": SLUG_PATTERN}
SHORT = {"type": ["string", "null"], "maxLength": 80}
DATE = {"type": ["string", "null"], "format": "date"}
# A text that says something; a missing language is left out, not empty.
WRITTEN = r"\S"


def words(longest: int, *, required: bool = True) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object" if required else ["object", "null"],
        "properties": {code: {"type": "string", "maxLength": longest, "pattern": WRITTEN} for code in LANGUAGES},
        "additionalProperties": False,
    }
    return schema | ({"minProperties": 1} if required else {})


def said(longest: int, *, required: bool = True) -> dict[str, Any]:
    """A text with the language in which it was said."""
    return {
        "type": "object" if required else ["object", "null"],
        "required": ["language", "text"],
        "properties": {"language": {"enum": LANGUAGES}, "text": {"type": "string", "maxLength": longest, "pattern": WRITTEN}},
        "additionalProperties": False,
    }


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
        "municipality": {"type": "string", "maxLength": 80},
        "programmes": rows({"slug": SLUG, "name": words(160), "description": words(2000, required=False)}, ["slug", "name"]),
        "themes": {"type": "array"},
        "projects": rows(
            {
                "slug": SLUG,
                "title": words(160),
                "summary": words(600, required=False),
                "story": words(20_000, required=False),
                "programme": SHORT,
                "kind": {"enum": Kind.values},
                "themes": {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": 20},
                "languages": {"type": "array", "items": {"enum": LANGUAGES}, "uniqueItems": True},
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
                        "value": {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,2})?(?![\s\S])"},
                        "unit": words(60, required=False),
                        "source": words(300, required=False),
                    },
                    ["label", "value"],
                ),
                "lessons": rows({"title": words(160), "text": words(2000)}, ["title", "text"]),
                "links": rows(
                    {
                        "title": words(200),
                        "address": {"type": "string", "pattern": r'^https?://[^\s<>"]{3,480}(?![\s\S])'},
                        "language": {"enum": LANGUAGES},
                        "size_kb": {"type": ["integer", "null"], "minimum": 0, "maximum": 10_000_000},
                        "media_type": {"type": "string", "maxLength": 100},
                    },
                    ["title", "address", "language"],
                ),
                "operating_model": SHORT,
                "published_on": DATE,
            },
            ["slug", "title", "summary", "story", "kind"],
            most=MOST_ROWS,
        ),
        "adoptions": rows(
            {
                "project": SLUG,
                "municipality": {"type": "string", "maxLength": 80},
                "stage": {"enum": Stage.values},
                "note": words(1000, required=False),
            },
            ["project", "municipality", "stage"],
            most=MOST_ROWS,
        ),
        "questions": rows(
            {
                "project": SLUG,
                "asked_by_municipality": SHORT,
                "question": said(2000),
                "answer": said(4000, required=False),
            },
            ["project", "question"],
            most=MOST_ROWS,
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
    check_plain(data)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refusal(_("The file does not hold completed projects."), mend=_("Choose a file that Talkoot exported."), field="file")
    version = data.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
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
    for number, row in enumerate(data["projects"]):
        check_project(row, number)
    return data


def check_plain(data: Any) -> None:
    """Refuse what JSON allows and no text may hold: control characters, halves of characters, structures without end."""
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if UNSAFE.search(value):
                raise Refusal(_("The file holds characters that are not text."), mend=_("Nothing was imported."), field="file")
        elif isinstance(value, (dict, list)):
            if depth == DEEPEST:
                raise Refusal(_("The file does not hold completed projects."), mend=_("Choose a file that Talkoot exported."), field="file")
            inside = [*value, *value.values()] if isinstance(value, dict) else value
            waiting += [(item, depth + 1) for item in inside]


def check_project(row: dict[str, Any], number: int) -> None:
    """What a schema cannot say of one project."""
    wrong = None
    if row["slug"] in RESERVED_SLUGS:
        wrong = _("the address “%(slug)s” is taken by a page of the site itself") % {"slug": row["slug"]}
    elif row.get("started_on") and row.get("ended_on") and row["ended_on"] < row["started_on"]:
        wrong = _("the end is before the start")  # type: ignore[assignment]
    elif contact := row.get("contact"):
        try:
            validate_email(contact["email"])
        except ValidationError:
            wrong = _("the contact's e-mail address is none")  # type: ignore[assignment]
    if wrong:
        raise Refusal(
            _("The file breaks its format at %(place)s: %(fault)s") % {"place": f"projects → {number}", "fault": wrong},
            mend=_("Nothing was imported."),
            field="file",
        )
