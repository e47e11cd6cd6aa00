"""Filters for texts in several languages; built in, so templates need not load them."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from talkoot.kernel.i18n.words import Words

register = template.Library()


@register.filter
def fallback_language(words: Any) -> str:
    """The language that stands in for the reader's own, for `lang=`; empty when the text is in the reader's language."""
    return (words.shown_language() or "") if isinstance(words, Words) and words.is_fallback() else ""


@register.filter
def language_named(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(dict(settings.LANGUAGES).get(code, code))
