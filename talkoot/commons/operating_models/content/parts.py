"""The content of a part as a plain value, its canonical form and its hash.

Canonical form: strings in Unicode NFC with line feeds only and without blanks at the ends; texts that are empty left out;
JSON with sorted keys, no blanks, UTF-8. The hash is SHA-256 over it, in hexadecimal.

    part     {"body": …, "data": …, "key": …, "kind": …, "title": …}
    version  {"attachments": [[name, sha256], …], "parts": [[key, hash of the part], …]}, parts in order, attachments by name

The hash of a version therefore does not depend on where the version lies, what it is numbered or who published it:
the same content has the same hash in every municipality and every installation.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from talkoot.commons.operating_models.content import kinds
from talkoot.commons.operating_models.content.kinds import KINDS, Kind


@dataclass(frozen=True)
class PartContent:
    """What a part says. Make it with `part_content()`, which puts it into the canonical form."""

    key: str
    kind: str
    title: dict[str, str]
    body: dict[str, str]
    data: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        return hash_of({"key": self.key, "kind": self.kind, "title": self.title, "body": self.body, "data": self.data})

    @property
    def of_kind(self) -> Kind:
        return KINDS[self.kind]

    def with_data(self, **changes: Any) -> PartContent:
        return part_content(replace(self, data={**self.data, **changes}))


def part_content(part: PartContent) -> PartContent:
    return PartContent(part.key, part.kind, normal(part.title), normal(part.body), normal(part.data))


def normal(value: Any) -> Any:
    """The canonical form of a JSON value: see the head of this file. Empty texts of a language are dropped."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").strip())
    if isinstance(value, dict):
        cleaned = {str(key): normal(inner) for key, inner in value.items()}
        return {key: inner for key, inner in cleaned.items() if inner != ""}
    if isinstance(value, (list, tuple)):
        return [normal(inner) for inner in value]
    return value


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def hash_of(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def version_hash(parts: Iterable[PartContent], attachments: Iterable[tuple[str, str]] = ()) -> str:
    """The hash of a whole version. attachments: (name, sha256) of each."""
    return hash_of(
        {
            "parts": [[part.key, part.content_hash] for part in parts],
            "attachments": sorted([name, digest] for name, digest in attachments),
        }
    )


def blank_data(fields: Iterable[kinds.Field]) -> dict[str, Any]:
    """The data of something just begun: every field there, with the emptiest value of its type."""
    return {field.name: _blank(field) for field in fields}


def _blank(field: kinds.Field) -> Any:
    if isinstance(field, kinds.Texts):
        return {} if field.is_needed else None
    if isinstance(field, kinds.Number):
        return field.low if field.is_needed else None
    if isinstance(field, kinds.Flag):
        return False
    if isinstance(field, kinds.Choice):
        return next(iter(field.options))
    if isinstance(field, (kinds.Items, kinds.Choices, kinds.RoleKeys, kinds.Activities)):
        return [] if field.is_needed or not isinstance(field, kinds.Items) else None
    if isinstance(field, kinds.Plain):
        return "" if field.is_needed else None
    return None
