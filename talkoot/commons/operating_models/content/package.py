"""A model as one file: a zip with package.json and the folder attachments/. Reading trusts nothing.

write_package(package) -> bytes          the same content gives the same bytes
read_package(data) -> Package            raises Refusal with the reason, whatever the bytes are
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from talkoot.commons.operating_models.content.checks import problems_of
from talkoot.commons.operating_models.content.kinds import ABOUT
from talkoot.commons.operating_models.content.parts import PartContent, normal, part_content, version_hash
from talkoot.commons.operating_models.content.schema import (
    ATTACHMENT_PATTERN,
    FORMAT,
    FORMAT_VERSION,
    package_schema,
)
from talkoot.commons.operating_models.content.strict_json import (
    ASK_FOR_AGAIN,
    DOCUMENT,
    LARGEST_DOCUMENT,
    MEGABYTE,
    load_json,
    shown,
)
from talkoot.kernel.files.checks import media_type_of
from talkoot.kernel.refusals import Refusal

LARGEST_FILE = 20 * MEGABYTE
LARGEST_ATTACHMENT = 10 * MEGABYTE
LARGEST_WHOLE = 40 * MEGABYTE
MOST_MEMBERS = 60
FOLDER = "attachments/"
# A fixed time in the zip, so that the same content gives the same file.
ZIP_TIME = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Attachment:
    name: str
    title: dict[str, str]
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Lineage:
    """Where the file came from. `family` is shared by all copies of a model, wherever they are."""

    family: str
    content_hash: str
    parent_hash: str = ""
    published_at: str = ""
    installation: str = ""
    municipality_slug: str = ""
    municipality_name: dict[str, str] = field(default_factory=dict)
    change_note: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    """parts: the one about the model first, then the others in order."""

    slug: str
    version: str
    parts: tuple[PartContent, ...]
    attachments: tuple[Attachment, ...] = ()
    languages: tuple[str, ...] = ()
    lineage: Lineage | None = None

    @property
    def about(self) -> PartContent:
        return self.parts[0]

    @property
    def content_hash(self) -> str:
        return version_hash(self.parts, [(a.name, a.sha256) for a in self.attachments])


# ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def package_document(package: Package) -> dict[str, Any]:
    """package.json as the JSON Schema describes it."""
    about, facts = package.about, package.about.data
    document: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "slug": package.slug,
        "version": package.version,
        "kind": facts["kind"],
        "licence": facts["licence"],
        "languages": [*package.languages],
        "name": about.title,
        "summary": facts["summary"],
        "audience": about.body,
        "origin": {
            "municipality": facts.get("origin_municipality") or "",
            "note": facts.get("origin_note") or {},
            "sources": facts.get("origin_sources") or [],
        },
        "themes": facts.get("themes") or [],
        "activities": facts.get("activities") or [],
        "parts": [
            {"key": part.key, "kind": part.kind, "title": part.title, "body": part.body, "data": part.data} for part in package.parts[1:]
        ],
        "attachments": [
            {"name": a.name, "title": a.title, "content_type": a.content_type, "size": len(a.content), "sha256": a.sha256}
            for a in package.attachments
        ],
    }
    if package.lineage:
        lineage = package.lineage
        document["lineage"] = {
            "family": lineage.family,
            "content_hash": lineage.content_hash,
            "parent_hash": lineage.parent_hash,
            "published_at": lineage.published_at,
            "installation": lineage.installation,
            "municipality": {"slug": lineage.municipality_slug, "name": lineage.municipality_name},
            "change_note": lineage.change_note,
        }
    return document


def write_package(package: Package) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(package_document(package), ensure_ascii=False, indent=1) + "\n"
        archive.writestr(_member(DOCUMENT), text.encode())
        for attachment in package.attachments:
            archive.writestr(_member(FOLDER + attachment.name), attachment.content)
    return target.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


# ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_package(data: bytes) -> Package:
    """The package in a zip file. Everything is read and checked before anything is returned."""
    if len(data) > LARGEST_FILE:
        raise Refusal(_("The file is larger than %(limit)d megabytes.") % {"limit": LARGEST_FILE // MEGABYTE})
    try:
        members = _read_members(data)
    except Refusal:
        raise
    # What zipfile raises on files that are broken or made to break it.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        KeyError,
        IndexError,
        OverflowError,
        AttributeError,
        UnicodeError,
        MemoryError,
    ) as broken:
        raise Refusal(_("The file is not a whole zip file."), mend=ASK_FOR_AGAIN) from broken
    if DOCUMENT not in members:
        raise Refusal(_("The zip file holds no %(name)s, so it is not an operating model.") % {"name": DOCUMENT})
    attachments = {name.removeprefix(FOLDER): content for name, content in members.items() if name != DOCUMENT}
    return read_document(members[DOCUMENT], attachments)


def _read_members(data: bytes) -> dict[str, bytes]:
    if not data.startswith(b"PK\x03\x04"):
        raise Refusal(_("The file is not a zip file of an operating model."), mend=ASK_FOR_AGAIN)
    read: dict[str, bytes] = {}
    folded: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if info.filename != FOLDER]
        if len(infos) > MOST_MEMBERS:
            raise Refusal(_("The zip file holds more than %(limit)d files.") % {"limit": MOST_MEMBERS})
        left = LARGEST_WHOLE
        for info in infos:
            name = info.filename
            if name != DOCUMENT and not (name.startswith(FOLDER) and re.match(ATTACHMENT_PATTERN, name.removeprefix(FOLDER))):
                raise Refusal(_("The zip file holds a file that does not belong to an operating model: %(name)s") % {"name": shown(name)})
            # Two names that differ only in writing would overwrite each other on some disks.
            if (fold := unicodedata.normalize("NFKC", name).casefold()) in folded:
                raise Refusal(_("The zip file holds the file %(name)s twice.") % {"name": shown(name)})
            folded.add(fold)
            if info.flag_bits & 0x1:
                raise Refusal(_("The zip file is locked with a password."), mend=ASK_FOR_AGAIN)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refusal(_("The zip file is packed in a way that is not accepted."), mend=ASK_FOR_AGAIN)
            limit = min(LARGEST_DOCUMENT if name == DOCUMENT else LARGEST_ATTACHMENT, left)
            # The size in the head of a member may lie, so what really comes out is counted.
            with archive.open(info) as member:
                content = member.read(limit + 1)
            if len(content) > limit:
                raise Refusal(_("The file %(name)s in the package is too large when unpacked.") % {"name": shown(name)})
            left -= len(content)
            read[name] = content
    return read


def read_document(data: bytes, attachments: dict[str, bytes] | None = None) -> Package:
    """The package in the bytes of a package.json. Raises Refusal."""
    document = load_json(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Refusal(_("The file is not an operating model of Talkoot."))
    version = document.get("format_version")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        raise Refusal(
            _("The file was made by a newer Talkoot (format %(version)s; this one reads up to %(known)d).")
            % {"version": shown(str(version)), "known": FORMAT_VERSION},
            mend=_("Ask for the file in the older format, or have this installation brought up to date."),
        )
    if fault := best_match(validator().iter_errors(document)):
        raise Refusal(
            _("The file does not follow the published format at %(place)s: %(fault)s")
            % {"place": shown("/".join(str(step) for step in fault.absolute_path)) or DOCUMENT, "fault": shown(fault.message, 200)}
        )
    package = _package_of(normal(document), attachments or {})
    if problems := problems_of(package.parts):
        raise Refusal(
            _("The part “%(key)s” does not hold together: %(problem)s") % {"key": problems[0].key, "problem": problems[0].sentence}
        )
    return package


@lru_cache(maxsize=1)
def validator() -> Draft202012Validator:
    return Draft202012Validator(package_schema())


def parts_in(document: dict[str, Any]) -> tuple[PartContent, ...]:
    """The parts in a package.json that has been checked, the one about the model first."""
    origin = document["origin"]
    about = PartContent(
        key=ABOUT,
        kind=ABOUT,
        title=document["name"],
        body=document["audience"],
        data={
            "summary": document["summary"],
            "kind": document["kind"],
            "licence": document["licence"],
            "themes": document["themes"],
            "activities": document.get("activities", []),
            "origin_municipality": origin.get("municipality") or None,
            "origin_note": origin["note"] or None,
            "origin_sources": origin["sources"],
        },
    )
    return (part_content(about), *(part_of(listed) for listed in document["parts"]))


def part_of(listed: dict[str, Any]) -> PartContent:
    return part_content(PartContent(**{name: listed[name] for name in ("key", "kind", "title", "body", "data")}))


def _package_of(document: dict[str, Any], contents: dict[str, bytes]) -> Package:
    lineage = document.get("lineage")
    package = Package(
        slug=document["slug"],
        version=document["version"],
        parts=parts_in(document),
        attachments=tuple(_attachments_of(document.get("attachments", []), contents)),
        languages=tuple(document["languages"]),
        lineage=Lineage(
            family=lineage["family"],
            content_hash=lineage["content_hash"],
            parent_hash=lineage.get("parent_hash", ""),
            published_at=lineage.get("published_at", ""),
            installation=lineage.get("installation", ""),
            municipality_slug=lineage["municipality"].get("slug", ""),
            municipality_name=lineage["municipality"]["name"],
            change_note=lineage["change_note"],
        )
        if lineage
        else None,
    )
    if package.lineage and package.lineage.content_hash != package.content_hash:
        raise Refusal(_("The content of the file is not what its maker sealed: it has been changed on the way."), mend=ASK_FOR_AGAIN)
    return package


def _attachments_of(listed: list[dict[str, Any]], contents: dict[str, bytes]) -> Iterator[Attachment]:
    names = [entry["name"] for entry in listed]
    if sorted(names) != sorted(contents):
        strange = shown(", ".join(sorted(set(names) ^ set(contents)) or names))
        raise Refusal(_("The attachments in the file are not those in its list: %(names)s") % {"names": strange})
    for entry in listed:
        attachment = Attachment(entry["name"], entry["title"], entry["content_type"], contents[entry["name"]])
        if attachment.sha256 != entry["sha256"] or len(attachment.content) != entry["size"]:
            raise Refusal(
                _("The attachment %(name)s is not what the list says: it has been changed on the way.") % {"name": attachment.name},
                mend=ASK_FOR_AGAIN,
            )
        check_attachment(attachment)
        yield attachment


def check_attachment(attachment: Attachment) -> None:
    """Is it really of the type it claims? Raises Refusal. Archives, programs, pages and pictures are never accepted."""
    try:
        found = media_type_of(attachment.content, attachment.name)
    except Refusal as refusal:
        raise Refusal(
            _("The attachment %(name)s cannot be taken in: %(reason)s") % {"name": attachment.name, "reason": refusal}
        ) from refusal
    if found != attachment.content_type:
        raise Refusal(_("The attachment %(name)s is not of the type it claims to be.") % {"name": attachment.name})


PACKAGES = Path(__file__).resolve().parents[1] / "packages"


def shipped_packages() -> list[Path]:
    """The files of the models that come with Talkoot, in the order of their names."""
    return sorted(PACKAGES.glob("*.json"))
