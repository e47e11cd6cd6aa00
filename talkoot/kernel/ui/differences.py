"""Two texts side by side with the words that changed, and the form that chooses which two; drawn by <c-sides>."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Beyond so many letters of both texts whole lines are compared: words would take seconds.
MOST_LETTERS = 18_000
Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Sides:
    """One part of a text in both versions: `before` of same and removed pieces, `after` of same and added ones."""

    title: str | Promise
    before: list[Piece]
    after: list[Piece]

    @property
    def standing(self) -> str:
        return "changed" if self.before and self.after else "added" if self.after else "removed"


def pieces(before: str, after: str) -> list[Piece]:
    """The words of both texts in order, each the same, removed or added. Runs of one kind are joined."""
    pattern = WORDS if len(before) + len(after) <= MOST_LETTERS else LINES
    old, new = pattern.findall(before), pattern.findall(after)
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


def changed_sides(parts: Iterable[tuple[str | Promise, str, str]]) -> list[Sides]:
    """Of (title, text before, text after) those that differ."""
    found = []
    for title, before, after in parts:
        if before != after:
            all_pieces = pieces(before, after)
            found.append(
                Sides(
                    title,
                    [piece for piece in all_pieces if piece.kind != "added"],
                    [piece for piece in all_pieces if piece.kind != "removed"],
                )
            )
    return found


class PairForm(forms.Form):
    """Which two versions to compare; by GET, without script. What cannot be read gives the last two."""

    before = forms.ChoiceField(label=_("Before"), required=False)
    after = forms.ChoiceField(label=_("After"), required=False)

    def __init__(self, data: Any, *, choices: list[tuple[str, Any]]) -> None:
        """choices: (key, name) of the versions, the oldest first; two at least."""
        keys = [key for key, _name in choices]
        asked = {name: data.get(name, "") for name in ("before", "after")}
        self.pair = (asked["before"], asked["after"]) if {*asked.values()} <= set(keys) else (keys[-2], keys[-1])
        super().__init__(initial=dict(zip(("before", "after"), self.pair, strict=True)))
        for field in ("before", "after"):
            self.fields[field].choices = choices  # type: ignore[attr-defined]
