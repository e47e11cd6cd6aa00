"""Two versions of a text compared clause by clause, changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
Kind = Literal["same", "added", "removed"]
Standing = Literal["same", "added", "removed", "changed"]


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Compared:
    """A clause of either version. title and text as pieces; of an added or removed clause all are of one kind."""

    key: str
    standing: Standing
    title: list[Piece]
    text: list[Piece]


def pieces(before: str, after: str) -> list[Piece]:
    """The words of both texts in order, each the same, removed or added. Runs of one kind are joined."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            found.append(Piece("removed", "".join(old[i:j])))
        if k < m:
            found.append(Piece("added", "".join(new[k:m])))
    return found


def compared(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Compared]:
    """Clauses {key, title, text} of two versions in the order of the later; removed ones stand where they stood."""
    old, new = {clause["key"]: clause for clause in before}, {clause["key"]: clause for clause in after}
    order = list(new)
    for place, key in enumerate(old):
        if key not in new:
            order.insert(min(place, len(order)), key)
    found = []
    for key in order:
        was, now = old.get(key), new.get(key)
        title, text = (
            pieces(was["title"] if was else "", now["title"] if now else ""),
            pieces(was["text"] if was else "", now["text"] if now else ""),
        )
        standing: Standing = "added" if was is None else "removed" if now is None else "changed"
        if was is not None and now is not None and (was["title"], was["text"]) == (now["title"], now["text"]):
            standing = "same"
        found.append(Compared(key, standing, title, text))
    return found
