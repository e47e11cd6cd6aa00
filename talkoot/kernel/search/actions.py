"""Filling search. Called by the actions of other apps in their own transaction, so search never tells of what was undone."""

from __future__ import annotations

import re

from django.db import models

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import DESCRIPTIONS, kind_of, path_of
from talkoot.kernel.search.language import vector_text
from talkoot.kernel.search.models import Entry

LONGEST_TITLE = 500
# Characters of one language; what comes after is not found, and an excerpt is never taken from so far.
LONGEST_BODY = 60_000


def index(thing: models.Model) -> None:
    """Write or rewrite what search knows of the thing, in all its languages. Two queries.

    Raises LookupError when its kind is not described with search_texts.
    """
    kind = kind_of(thing)
    description = DESCRIPTIONS.get(kind)
    if description is None or description.search_texts is None:
        raise LookupError(f"{kind} is not described for search: call describe(…, search_texts=…) in its search.py.")
    texts = {code: pair for code, pair in description.search_texts(thing).items() if code in language_codes() and any(pair)}
    entries = []
    for language, (title, body) in texts.items():
        title, body = plain(str(title))[:LONGEST_TITLE], plain(str(body))[:LONGEST_BODY]
        entries.append(
            Entry(
                municipality_id=thing.municipality_id,  # type: ignore[attr-defined]
                kind=kind,
                object_id=thing.pk,
                language=language,
                title=title,
                body=body,
                path=path_of(thing),
                vector=vector_text(title, body, language),
                is_public=description.is_public(thing),
            )
        )
    Entry.objects.filter(kind=kind, object_id=thing.pk).exclude(language__in=texts).delete()
    if entries:
        Entry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["kind", "object_id", "language"],
            update_fields=["title", "body", "path", "vector", "is_public", "updated_at"],
        )


def remove(thing: models.Model) -> None:
    """Forget the thing. Call it before the row is deleted, while it still has its number."""
    Entry.objects.filter(kind=kind_of(thing), object_id=thing.pk).delete()


MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
MARKDOWN_MARKS = re.compile(r"(?m)^[ \t]*(?:#{1,6}|>|[-*+]|\d+\.)[ \t]+|[*_`]{1,3}|\0")


def plain(text: str) -> str:
    """Text without the marks of Markdown, on one line: for excerpts."""
    return " ".join(MARKDOWN_MARKS.sub(" ", MARKDOWN_LINK.sub(r"\1", text)).split())
