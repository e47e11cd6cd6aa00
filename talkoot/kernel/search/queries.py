"""Finding things. The only reader of Entry: every read holds the municipality and the one visibility rule.

Public entries are for everybody; others only for those who see the thing itself by the rule its app described; drafts of
other municipalities for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, F, FloatField, Func, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from rapidfuzz import fuzz, process

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import DESCRIPTIONS
from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.search.language import asked_lexemes, query_text, words
from talkoot.kernel.search.marks import excerpt, marked
from talkoot.kernel.search.models import Entry
from talkoot.kernel.search.words_index import entries_with, holds

PAGE_SIZE = 20
# So many matches in titles and as many in texts are ranked. Whoever finds more adds a word; the page says "over".
RANKED_TO = 400
SUGGESTED = 8
SHORTEST_TYPED = 3
# What a misspelt word is compared with: words of the newest titles, and of the beginnings of the newest texts.
VOCABULARY_TITLES = 2_000
VOCABULARY_TEXTS = 300
VOCABULARY_TEXT_LENGTH = 1_000
ALIKE_ENOUGH = 78

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Hit:
    """One thing found, in the language it was found in. title and excerpt are safe, with <mark> around what was asked."""

    kind: str
    kind_label: str | Promise
    object_id: int
    title: SafeString
    excerpt: SafeString
    url: str
    language: str
    updated_at: datetime
    municipality: Municipality | None


@dataclass(frozen=True)
class KindCount:
    kind: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Found:
    """One page of what was found. is_more: there are more than were ranked. kinds counts all kinds, whichever is shown."""

    hits: list[Hit] = field(default_factory=list)
    kinds: list[KindCount] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    page: int = 1
    page_count: int = 0
    spelling: str = ""


@dataclass(frozen=True)
class Suggestion:
    title: SafeString
    url: str
    kind_label: str | Promise
    language: str


class Rank(Func):
    """ts_rank of the vector by a query in tsquery form; long texts weigh a little less (normalisation 1)."""

    template = "ts_rank(%(expressions)s::tsquery, 1)"
    output_field = FloatField()

    def __init__(self, query: str) -> None:
        super().__init__(F("vector"), Value(query))


def narrow(queryset: QuerySet[M], text: str, language: str | None = None) -> QuerySet[M]:
    """Rows of the queryset in whose texts all words are found, in any inflection; everything when there is nothing asked.

    `language`: only texts of that language; otherwise of all. The queryset keeps its own visibility rule and order.
    """
    if not text.strip():
        return queryset
    query = query_text(text, [language] if language else language_codes(), is_prefix=True)
    if not query:
        return queryset.none()
    kind = queryset.model._meta.label_lower
    return queryset.filter(holds(query, kind=kind, municipality=municipality_in_force(), language=language))


def visible_entries(person: Any, municipality: Municipality | None) -> QuerySet[Entry]:
    """Entries the person may find in the municipality, which must be in force; None: the public ones of all municipalities."""
    searched = [kind for kind, description in DESCRIPTIONS.items() if description.is_searched]
    if municipality is None:
        return Entry.objects.filter(kind__in=searched, is_public=True, municipality__is_active=True)
    seen = Q(is_public=True)
    if person is not None:
        for kind in searched:
            # Asked row by row, after the text has matched: a join with all that the person sees would be slow.
            theirs = DESCRIPTIONS[kind].visible(person).filter(pk=OuterRef("object_id"))
            seen |= Q(Exists(theirs), kind=kind)
    return Entry.objects.filter(seen, municipality=municipality, kind__in=searched)


def find(
    text: str, person: Any, municipality: Municipality | None, *, kinds: Collection[str] = (), page: int = 1, size: int = PAGE_SIZE
) -> Found:
    """The best matches first. Three queries; when nothing is found two, and two for the spelling.

    `kinds` narrows the hits to these kinds; empty: all.
    """
    query = query_text(text, language_codes(), is_prefix=True)
    if not query:
        return Found()
    in_title = query_text(text, language_codes(), is_prefix=True, in_title=True)
    matches = entries_with([in_title, query], municipality, with_drafts=person is not None, most=RANKED_TO)
    rows = visible_entries(person, municipality).filter(pk__in=matches.ids).annotate(rank=Rank(query))
    best: dict[tuple[str, int], tuple[float, int]] = {}
    ours = get_language()
    for pk, kind, object_id, language, rank in rows.values_list("pk", "kind", "object_id", "language", "rank"):
        # The reader's own language is shown when the words were found in it, whichever language matched better.
        rank = rank + (1 if language == ours else 0)
        if rank > best.get((kind, object_id), (-1.0, 0))[0]:
            best[kind, object_id] = (rank, pk)
    counts = Counter(kind for kind, _ in best)
    chosen = sorted((item for item in best.items() if not kinds or item[0][0] in kinds), key=lambda item: item[1], reverse=True)
    page_count = max(1, -(-len(chosen) // size))
    page = min(max(page, 1), page_count)
    wanted = [pk for _, (_, pk) in chosen[(page - 1) * size : page * size]]
    return Found(
        hits=_hits(wanted, text, municipality),
        kinds=[KindCount(kind, DESCRIPTIONS[kind].label, count) for kind, count in counts.most_common()],
        count=len(chosen),
        is_more=matches.is_more,
        page=page,
        page_count=page_count,
        spelling="" if chosen else better_spelling(text, municipality),
    )


def _hits(wanted: list[int], text: str, municipality: Municipality | None) -> list[Hit]:
    entries = Entry.objects.select_related("municipality").in_bulk(wanted)
    asked = asked_lexemes(text, language_codes())
    return [
        Hit(
            kind=entry.kind,
            kind_label=DESCRIPTIONS[entry.kind].label,
            object_id=entry.object_id,
            title=marked(entry.title, asked, entry.language),
            excerpt=excerpt(entry.body, asked, entry.language),
            url=_url(entry, municipality),
            language=entry.language,
            updated_at=entry.updated_at,
            municipality=None if municipality else entry.municipality,
        )
        for entry in (entries[pk] for pk in wanted)
    ]


def _url(entry: Entry, municipality: Municipality | None) -> str:
    if municipality is not None:
        return f"{get_script_prefix()}{entry.path}"
    language = get_language()
    spoken = language if language in entry.municipality.languages else entry.municipality.default_language
    return address_in(entry.municipality, entry.path, spoken)


def suggestions(text: str, municipality: Municipality | None) -> list[Suggestion]:
    """Public things in whose title the last word, still being typed, begins a word and the others occur. Two queries."""
    asked = words(text)[-6:]
    if not asked or len(asked[-1]) < SHORTEST_TYPED:
        return []
    query = query_text(" ".join(asked), [get_language() or language_codes()[0]], is_prefix=True, in_title=True)
    ids = entries_with([query], municipality, with_drafts=False, most=RANKED_TO).ids
    entries = visible_entries(None, municipality).filter(pk__in=ids, language=get_language())
    newest = entries.select_related("municipality").order_by("-updated_at", "-pk")[:SUGGESTED]
    return [
        Suggestion(
            marked(entry.title, asked_lexemes(text, [entry.language]), entry.language),
            _url(entry, municipality),
            DESCRIPTIONS[entry.kind].label,
            entry.language,
        )
        for entry in newest
    ]


def better_spelling(text: str, municipality: Municipality | None) -> str:
    """The text with each unknown word changed to the most alike word of what is public; "" when there is none. Two queries."""
    newest = visible_entries(None, municipality).order_by("-pk")
    texts = [
        *newest.values_list("title", flat=True)[:VOCABULARY_TITLES],
        *newest.values_list(Left("body", VOCABULARY_TEXT_LENGTH), flat=True)[:VOCABULARY_TEXTS],
    ]
    # A word cut off at the end of a beginning does no harm: it is rarely the most alike.
    vocabulary = list({word for known in texts for word in words(known) if len(word) > SHORTEST_TYPED})
    asked = words(text)[:12]
    better = []
    for word in asked:
        is_long = len(word) > SHORTEST_TYPED
        alike = process.extractOne(word, vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE_ENOUGH) if is_long else None
        better.append(alike[0] if alike else word)
    return " ".join(better) if better != asked else ""
