"""The content of a template (clauses and annexes) and the frozen text of an agreement, as plain data with their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from talkoot.kernel.audit.chain import canonical
from talkoot.kernel.i18n.fields import check_words
from talkoot.kernel.i18n.words import Words
from talkoot.tools.agreements.content.places import fill, places_in, wrong_places_in
from talkoot.tools.agreements.content.states import Due

LONGEST_TITLE, LONGEST_CLAUSE = 300, 20_000
MOST_CLAUSES, MOST_ANNEXES = 80, 26


def hash_of(content: Any) -> str:
    """SHA-256 of the canonical JSON: the same on every machine."""
    return hashlib.sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def hash_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def clean_content(data: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Clauses and annexes of `{"clauses": […], "annexes": […]}`, checked, with exactly the fields we keep.

    A clause: key, title, text (Words), clause_version (id in the library, or None). An annex: key, title, required, due
    ("offer" unless said otherwise). Raises ValidationError in words.
    """
    clauses = [clean_clause(clause) for clause in as_list(data.get("clauses"), MOST_CLAUSES)]
    annexes = [clean_annex(annex) for annex in as_list(data.get("annexes"), MOST_ANNEXES)]
    for items in (clauses, annexes):
        keys = [item["key"] for item in items]
        if len(keys) != len(set(keys)):
            raise ValidationError(_("Two clauses or annexes have the same key."))
    return clauses, annexes


def as_list(value: Any, most: int) -> list[Any]:
    items = [] if value is None else value
    if not isinstance(items, list) or len(items) > most or not all(isinstance(item, dict) for item in items):
        raise ValidationError(_("Clauses and annexes are lists, at most %(most)d long.") % {"most": most})
    return items


def clean_key(value: Any) -> str:
    key = value if isinstance(value, str) else ""
    if not key or len(key) > 80 or not all(c.isascii() and (c.isalnum() or c in "-_") for c in key):
        raise ValidationError(_("A key has small letters, numbers and hyphens, at most 80."))
    return key


def clean_words(value: Any, longest: int) -> dict[str, str]:
    check_words(value, longest)
    return dict(Words({code: text.replace("\0", "").strip() for code, text in value.items()}))


def clean_clause(item: Mapping[str, Any]) -> dict[str, Any]:
    title, text = clean_words(item.get("title"), LONGEST_TITLE), clean_words(item.get("text"), LONGEST_CLAUSE)
    for written in (*title.values(), *text.values()):
        if wrong := wrong_places_in(written):
            raise ValidationError(
                _("“%(place)s” cannot be a place to fill: use small letters, numbers and underscores, such as {{place}}.")
                % {"place": wrong[0]}
            )
    version = item.get("clause_version")
    is_known = isinstance(version, int) and not isinstance(version, bool)
    return {"key": clean_key(item.get("key")), "title": title, "text": text, "clause_version": version if is_known else None}


def clean_annex(item: Mapping[str, Any]) -> dict[str, Any]:
    due = item.get("due", Due.OFFER)
    if due not in Due.values:
        raise ValidationError(_("An annex is due before signing or when the work has ended."))
    return {
        "key": clean_key(item.get("key")),
        "title": clean_words(item.get("title"), LONGEST_TITLE),
        "required": bool(item.get("required")),
        "due": str(due),
    }


def places_of(clauses: Iterable[Mapping[str, Any]]) -> list[str]:
    """Places of all clauses in all languages, in order of appearance."""
    return places_in(*(text for clause in clauses for words in (clause["title"], clause["text"]) for text in words.values()))


def complete_languages(clauses: Iterable[Mapping[str, Any]], languages: Iterable[str]) -> list[str]:
    """Languages in which every clause has its title and its text."""
    clauses = list(clauses)
    return [code for code in languages if clauses and all(c["title"].get(code) and c["text"].get(code) for c in clauses)]


def rendered(
    *,
    title: Mapping[str, str],
    clauses: Iterable[Mapping[str, Any]],
    annexes: Iterable[Mapping[str, Any]],
    values: Mapping[str, Any],
    language: str,
) -> dict[str, Any]:
    """The text of an agreement in one language, its places filled: {title, clauses: [{key, title, text}], annexes: […]}.

    `text` is Markdown, in which no filled value can be markup; titles are plain.
    """
    return {
        "title": fill(Words(title).in_language(language), values, language, is_markdown=False),
        "clauses": [
            {
                "key": clause["key"],
                "title": fill(Words(clause["title"]).in_language(language), values, language, is_markdown=False),
                "text": fill(Words(clause["text"]).in_language(language), values, language),
            }
            for clause in clauses
        ],
        "annexes": [dict(annex) | {"title": Words(annex["title"]).in_language(language)} for annex in annexes],
    }
