"""What a backup says about itself: written last into the file, read first when it is restored."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

FORMAT, FORMAT_VERSION = "talkoot-backup", 1
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files/"


@dataclass(frozen=True)
class Member:
    """size in bytes; sha256 of the content, in hexadecimal."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """postgresql, pg_dump: major versions of the server and of the program. row_counts: of every table, in the very snapshot
    that was dumped. missing_files: keys that rows name and the storage lacked.
    """

    made_at: str
    talkoot: str
    postgresql: int
    pg_dump: int
    migrations: list[str]
    row_counts: dict[str, int]
    members: dict[str, Member] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)

    def to_json(self) -> bytes:
        document = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Manifest:
        """Raises ValueError with a sentence when it is none of ours."""
        try:
            document: dict[str, Any] = json.loads(raw)
            if document.pop("format") != FORMAT:
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
            raise ValueError("This is not a backup of Talkoot.") from None
        if (version := document.pop("format_version", None)) != FORMAT_VERSION:
            raise ValueError(f"The backup has format version {version}; this Talkoot reads {FORMAT_VERSION}. Restore it with a newer one.")
        members = {name: Member(**facts) for name, facts in document.pop("members").items()}
        return cls(**document, members=members)


def talkoot_version() -> str:
    return str(tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
