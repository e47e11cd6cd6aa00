"""Marking what was asked in what was found. Everything is escaped here; the only tag that comes out is <mark>."""

from __future__ import annotations

from collections.abc import Set

from django.utils.html import escape
from django.utils.safestring import SafeString

from talkoot.kernel.search.language import STEM_MARK, lexemes, words_with_places

EXCERPT_LENGTH = 240
# An excerpt is looked for so far into a text; a match further on is told by the beginning of the text.
LOOKED_THROUGH = 8_000
ALIKE_LETTERS = 3


def places(text: str, asked: Set[str], language: str) -> list[tuple[int, int]]:
    """(start, end) of the asked words in the text, in any inflection."""
    # Most words share no beginning with what was asked: they need not be brought to their base form.
    beginnings = {lexeme.removeprefix(STEM_MARK)[:ALIKE_LETTERS] for lexeme in asked}
    whole = tuple(lexeme for lexeme in asked if not lexeme.startswith(STEM_MARK) and len(lexeme) >= ALIKE_LETTERS)

    def is_asked(word: str) -> bool:
        # Also the beginning of a longer word: palvelu is marked in palvelulupaus, as the question means it.
        if whole and word.startswith(whole):
            return True
        return (word[:ALIKE_LETTERS] in beginnings or "-" in word) and not asked.isdisjoint(lexemes(word, language))

    return [(start, end) for word, start, end in words_with_places(text) if is_asked(word)]


def marked(text: str, asked: Set[str], language: str) -> SafeString:
    """The text escaped, with <mark> around the asked words."""
    return _with_marks(text, places(text, asked, language))


def excerpt(text: str, asked: Set[str], language: str) -> SafeString:
    """The part of the text where most of the asked words stand close together, about EXCERPT_LENGTH characters."""
    found = places(text[:LOOKED_THROUGH], asked, language)
    if not found:
        return _with_marks(*_cut(text, 0, []))
    densest = max(found, key=lambda place: sum(place[0] <= start < place[0] + EXCERPT_LENGTH * 3 // 4 for start, _ in found))
    return _with_marks(*_cut(text, max(0, densest[0] - EXCERPT_LENGTH // 4), found))


def _cut(text: str, start: int, found: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The piece from `start`, at whole words, with dots where text was left out; and the places in it."""
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space != -1 else start
    end = min(len(text), start + EXCERPT_LENGTH)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    moved = [(a - start + len(before), b - start + len(before)) for a, b in found if a >= start and b <= end]
    return f"{before}{text[start:end]}{after}", moved


def _with_marks(text: str, found: list[tuple[int, int]]) -> SafeString:
    pieces, last = [], 0
    for start, end in found:
        pieces += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    pieces.append(escape(text[last:]))
    return SafeString("".join(pieces))
