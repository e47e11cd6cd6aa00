"""The index of words: which entries hold them, asked so that PostgreSQL can only use the index.

Left to itself the planner reads the whole table for a common word (it does not know that each text must be fetched and
unpacked): 450 ms for 100,000 texts instead of 20. So the question lies in two SQL functions that forbid that, made with
the index by the first migration. The municipality, the kind, the language and whether it is public are marks in the index
beside the words ("=" is in no word), so that no row is fetched for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.language import quoted


@dataclass(frozen=True)
class Matches:
    """Ids of entries, and whether any question had more than was asked for."""

    ids: list[int]
    is_more: bool


def entries_with(queries: Sequence[str], municipality: Municipality | None, *, with_drafts: bool, most: int) -> Matches:
    """Entries that hold the words of the first query, then of the next, at most so many of each. One query.

    Drafts, when asked for, are counted apart: many that the reader may not see must not crowd out what is public. The caller
    filters them by what the reader sees.
    """
    kept = ["=p", *(["=d"] if with_drafts and municipality else [])]
    questions = [narrowed(query, [mark, *place_marks(municipality)]) for query in queries for mark in kept]
    parts = " UNION ALL ".join(["SELECT %s, search_entries_with(%s::tsquery, %s)"] * len(questions))
    arguments = [part for number, question in enumerate(questions) for part in (number, question, most + 1)]
    with connection.cursor() as cursor:
        cursor.execute(parts, arguments)
        rows = cursor.fetchall()
    counts = [0] * len(questions)
    for number, _ in rows:
        counts[number] += 1
    return Matches(list(dict.fromkeys(pk for _, pk in rows)), any(count > most for count in counts))


def things_with(query: str, *, kind: str, municipality: Municipality | None, language: str | None = None) -> RawSQL:
    """Sub-select of the ids of all things of the kind that hold the words (in their texts of the language)."""
    question = narrowed(query, [f"=k{kind}", *([f"=l{language}"] if language else []), *place_marks(municipality)])
    return RawSQL("SELECT search_things_with(%s::tsquery)", [question])


def place_marks(municipality: Municipality | None) -> list[str]:
    return [f"=m{municipality.pk}"] if municipality else []


def narrowed(query: str, marks: Sequence[str]) -> str:
    return " & ".join([f"({query})", *map(quoted, marks)])
