"""Words: one text in several languages, as stored in a TranslatedField.

str(words) is the text in the language in force; where that is missing, the text in the fallback order. What was
missing is never hidden: `shown_language()` tells which language the reader really gets, for `lang=` and the mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def language_codes() -> list[str]:
    """Codes of all languages of the installation, in the order of settings.LANGUAGES."""
    return [code for code, _ in settings.LANGUAGES]


class Words(dict[str, str]):
    """`{"fi": "…", "sv": "…"}`; empty texts are dropped, so a language is present or missing, nothing between."""

    def __init__(self, texts: Mapping[str, str | None] | None = None, **more: str) -> None:
        both = {**(texts or {}), **more}
        super().__init__({code: text for code, text in both.items() if text and text.strip()})

    def shown_language(self, language: str | None = None) -> str | None:
        """The language whose text a reader of `language` (default: the one in force) gets, or None when empty."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        return next((code for code in (wanted, *language_codes()) if code in self), next(iter(self), None))

    def in_language(self, language: str | None = None) -> str:
        shown = self.shown_language(language)
        return self[shown] if shown else ""

    def is_fallback(self, language: str | None = None) -> bool:
        wanted = language or get_language()
        return bool(self) and self.shown_language(wanted) != wanted

    def missing(self, languages: Iterable[str]) -> list[str]:
        return [code for code in languages if code not in self]

    def __str__(self) -> str:
        return self.in_language()

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> Words:
        return Words(self)
