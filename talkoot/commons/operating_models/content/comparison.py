"""Three-way comparison of parts: the base they had in common, theirs (upstream), mine. And what changed, in words.

statuses(theirs, mine, bases, set_aside)   which parts differ and on which side
differences(before, after)                 what changed in one part: texts per language, fields, items
word_differences(before, after)            [(“same” | “removed” | “added”, text), …]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content import kinds
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.kernel.i18n.words import Words, language_codes

SAME, ADDED, REMOVED = "same", "added", "removed"

UNCHANGED = "unchanged"
CHANGED_THERE = "changed_there"
CHANGED_HERE = "changed_here"
CHANGED_BOTH = "changed_both"
NEW_THERE = "new_there"
NEW_HERE = "new_here"
REMOVED_THERE = "removed_there"
REMOVED_HERE = "removed_here"
REMOVED_THERE_CHANGED_HERE = "removed_there_changed_here"
CHANGED_THERE_REMOVED_HERE = "changed_there_removed_here"

STATUS_LABELS = {
    UNCHANGED: _("Unchanged"),
    CHANGED_THERE: _("Changed there"),
    CHANGED_HERE: _("Changed here"),
    CHANGED_BOTH: _("Changed both there and here"),
    NEW_THERE: _("New there"),
    NEW_HERE: _("Only here"),
    REMOVED_THERE: _("Removed there"),
    REMOVED_HERE: _("Left out here"),
    REMOVED_THERE_CHANGED_HERE: _("Removed there, changed here"),
    CHANGED_THERE_REMOVED_HERE: _("Changed there, left out here"),
}
# These ask for a choice; the others need nothing.
ASKING = frozenset({CHANGED_THERE, CHANGED_BOTH, NEW_THERE, REMOVED_THERE, REMOVED_THERE_CHANGED_HERE, CHANGED_THERE_REMOVED_HERE})
CONFLICTS = frozenset({CHANGED_BOTH, REMOVED_THERE_CHANGED_HERE, CHANGED_THERE_REMOVED_HERE})


@dataclass(frozen=True)
class Comparison:
    """One key on both sides. base: what both had, None when unknown or when there was none."""

    key: str
    status: str
    theirs: PartContent | None
    mine: PartContent | None
    base: PartContent | None

    @property
    def shown(self) -> PartContent:
        part = self.theirs or self.mine
        assert part is not None
        return part

    @property
    def shown_title(self) -> Words:
        return Words(self.shown.title)

    @property
    def label(self) -> str | Promise:
        return STATUS_LABELS[self.status]

    @property
    def asks(self) -> bool:
        return self.status in ASKING

    @property
    def is_conflict(self) -> bool:
        return self.status in CONFLICTS


def statuses(
    theirs: Sequence[PartContent],
    mine: Sequence[tuple[PartContent, str]],
    bases: Mapping[str, PartContent],
    set_aside: Mapping[str, str],
) -> list[Comparison]:
    """Every part of both sides, in their order, then those that are only here.

    mine: (part, origin hash: of the upstream part it was last compared with, or empty). bases: upstream parts by hash.
    set_aside: {key: hash of the upstream part} for parts deliberately left out here.
    """
    here = {part.key: (part, origin) for part, origin in mine}
    there = {part.key: part for part in theirs}
    found = []
    for key, their in there.items():
        own, origin = here.get(key, (None, set_aside.get(key, "")))
        found.append(Comparison(key, _status(their, own, origin), their, own, bases.get(origin)))
    for key, (own, origin) in here.items():
        if key not in there:
            status = NEW_HERE if not origin else REMOVED_THERE if own.content_hash == origin else REMOVED_THERE_CHANGED_HERE
            found.append(Comparison(key, status, None, own, bases.get(origin)))
    return found


def _status(their: PartContent, own: PartContent | None, origin: str) -> str:
    if own is None:
        if not origin:
            return NEW_THERE
        return REMOVED_HERE if their.content_hash == origin else CHANGED_THERE_REMOVED_HERE
    if their.content_hash == own.content_hash:
        return UNCHANGED
    if their.content_hash == origin:
        return CHANGED_HERE
    return CHANGED_THERE if own.content_hash == origin else CHANGED_BOTH


# ── What changed, in words ─────────────────────────────────────────────────────────────────────────────────────────

Segment = tuple[str, str]
WORD = re.compile(r"\w+|\s+|[^\w\s]+")
PARAGRAPH = re.compile(r"[^\n]*\n?")
# Beyond this the comparison goes by paragraphs: words would take seconds.
MOST_WORDS = 3000


@dataclass(frozen=True)
class TextChange:
    """A text in one language, as runs of same, removed and added words."""

    label: str | Promise
    language: str
    segments: list[Segment]

    @property
    def is_in_readers_language(self) -> bool:
        return self.language == get_language()


@dataclass(frozen=True)
class FieldChange:
    label: str | Promise
    before: str | Promise
    after: str | Promise


@dataclass(frozen=True)
class ItemChange:
    """An item of a list that was added, removed, changed or moved. changes: what within it."""

    label: str | Promise
    what: str
    title: dict[str, str] | str
    changes: list[Any]

    @property
    def shown_title(self) -> Words | str:
        return Words(self.title) if isinstance(self.title, dict) else self.title


Change = TextChange | FieldChange | ItemChange
MOVED, CHANGED = "moved", "changed"


def differences(before: PartContent | None, after: PartContent | None) -> list[Change]:
    """What changed from one to the other; None is a part that is not there."""
    one = before or (PartContent(after.key, after.kind, {}, {}, {}) if after else None)
    other = after or (PartContent(before.key, before.kind, {}, {}, {}) if before else None)
    if one is None or other is None:
        return []
    kind = other.of_kind
    return [
        *text_changes(_("Title of the part"), one.title, other.title),
        *text_changes(kind.body_label, one.body, other.body),
        *(change for field in kind.fields for change in field_changes(field, one.data.get(field.name), other.data.get(field.name))),
    ]


def text_changes(label: str | Promise, before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[Change]:
    """The reader's language first."""
    old, new = before or {}, after or {}
    order = [get_language() or "", *language_codes(), *sorted({*old, *new})]
    return [
        TextChange(label, code, word_differences(old.get(code, ""), new.get(code, "")))
        for code in dict.fromkeys(order)
        if old.get(code, "") != new.get(code, "")
    ]


def field_changes(field: kinds.Field, before: Any, after: Any) -> list[Change]:
    if (before or None) == (after or None) and type(before) is type(after):
        return []
    if isinstance(field, kinds.Texts):
        return text_changes(field.label, before, after)
    if isinstance(field, kinds.Group):
        old, new = before or {}, after or {}
        return [c for inner in field.fields for c in field_changes(inner, old.get(inner.name), new.get(inner.name))]
    if isinstance(field, kinds.Items):
        return item_changes(field, before or [], after or [])
    old_words, new_words = in_words(field, before), in_words(field, after)
    return [FieldChange(field.label, old_words, new_words)] if str(old_words) != str(new_words) else []


def item_changes(field: kinds.Items, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    """Items are told apart by their key, so that one that moved is not called removed and added."""
    old = {item[field.key_field]: item for item in before}
    new = {item[field.key_field]: item for item in after}
    kept_before, kept_after = [k for k in old if k in new], [k for k in new if k in old]
    moved = moved_keys(kept_before, kept_after)
    found: list[Change] = []
    for key, item in new.items():
        inner = [c for f in field.fields for c in field_changes(f, old.get(key, {}).get(f.name), item.get(f.name))]
        what = ADDED if key not in old else CHANGED if inner else MOVED if key in moved else ""
        if what:
            found.append(ItemChange(field.one or field.label, what, item_title(field, item), inner))
    found += [ItemChange(field.one or field.label, REMOVED, item_title(field, item), []) for key, item in old.items() if key not in new]
    return found


def moved_keys(before: Sequence[Any], after: Sequence[Any]) -> set[Any]:
    """Keys that left the longest run which kept its order."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {before[n] for block in matcher.get_matching_blocks() for n in range(block.a, block.a + block.size)}
    return set(after) - kept


def item_title(field: kinds.Items, item: Mapping[str, Any]) -> dict[str, str] | str:
    value = item.get(field.shown) or item.get(field.key_field, "")
    return value if isinstance(value, (dict, str)) else str(value)


def in_words(field: kinds.Field, value: Any) -> str | Promise:
    """A value that is not a translated text, as a person reads it."""
    if value is None or value == [] or value == "":
        return _("nothing")
    if isinstance(field, kinds.Flag):
        return _("yes") if value else _("no")
    if isinstance(field, kinds.Choice):
        return field.options.get(value, str(value))
    if isinstance(field, kinds.Choices):
        return ", ".join(str(field.options.get(one, one)) for one in value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def word_differences(before: str, after: str) -> list[Segment]:
    pattern = WORD if len(before) + len(after) < MOST_WORDS * 6 else PARAGRAPH
    old, new = pattern.findall(before), pattern.findall(after)
    segments: list[Segment] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            _join(segments, SAME, old[a:b])
        else:
            _join(segments, REMOVED, old[a:b])
            _join(segments, ADDED, new[c:d])
    return segments


def _join(segments: list[Segment], what: str, words: Sequence[str]) -> None:
    if text := "".join(words):
        segments.append((what, text))
