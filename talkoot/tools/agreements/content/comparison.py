"""Two versions of a text compared clause by clause, changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from talkoot.kernel.ui.differences import Piece, Sides, changed_sides, pieces

# Filled values are escaped so that they are no markup; whoever compares reads them as they are.
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
Standing = Literal["same", "added", "removed", "changed"]


@dataclass(frozen=True)
class Compared:
    """A clause of either version. title and text as pieces; of an added or removed clause all are of one kind."""

    key: str
    standing: Standing
    title: list[Piece]
    text: list[Piece]


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


def text_sides(before: Mapping[str, Any], after: Mapping[str, Any], *, title_label: Any, annex_label: Any) -> list[Sides]:
    """What differs between two texts of an agreement ({title, clauses, annexes}) in one language, side by side.

    Clauses are told apart by their key; one that is only in the earlier text stands where it stood.
    """
    old, new = ({clause["key"]: clause for clause in text["clauses"]} for text in (before, after))
    order = list(new)
    for place, key in enumerate(old):
        if key not in new:
            order.insert(min(place, len(order)), key)
    parts = [(title_label, before["title"], after["title"])]
    for key in order:
        was, now = old.get(key), new.get(key)
        # A new heading of a clause is a change too: it stands above its text.
        is_renamed = was is not None and now is not None and was["title"] != now["title"]
        texts = [f"{one['title']}\n\n{one['text']}" if one and is_renamed else one["text"] if one else "" for one in (was, now)]
        parts.append(((now or was or {})["title"], *(ESCAPED.sub(r"\1", text) for text in texts)))
    parts.append((annex_label, annex_lines(before), annex_lines(after)))
    return changed_sides(parts)


def annex_lines(text: Mapping[str, Any]) -> str:
    """Each annex on a line, with the file that is in place."""
    return "\n".join(f"{annex['title']} ({annex['name']})" if annex.get("name") else annex["title"] for annex in text.get("annexes", ()))
