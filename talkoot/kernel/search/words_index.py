"""The index of words: which entries hold them, asked so that PostgreSQL can only use the index.

Left to itself the planner reads the whole table for a common word (it does not know that each text must be fetched and
unpacked): 450 ms for 100,000 texts instead of 20. So the question lies in two SQL functions that forbid that, made with
the index by the first migration. The municipality, the kind, the language and whether it is public are marks in the index
beside the words ("=" is in no word), so that no row is fetched for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.language import quoted
from talkoot.kernel.search.models import Entry


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


# So many ids are quicker to fetch and look up than the rows of a list are to try one by one.
FEW_THINGS = 10_000


def holds(query: str, *, kind: str, municipality: Municipality | None, language: str | None = None) -> Q:
    """Condition on things of the kind: they hold the words (in their texts of the language). One query.

    Words of few things: their ids, from the index. Words of very many: each row of the list is tried, for nearly all of the
    first that come fit, and fetching a hundred thousand ids to show twenty rows took a second.
    """
    question = narrowed(query, [f"=k{kind}", *([f"=l{language}"] if language else []), *place_marks(municipality)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(DISTINCT thing) FROM search_things_with(%s::tsquery, %s) thing", [question, FEW_THINGS + 1])
        ids = cursor.fetchone()[0] or []
    if len(ids) <= FEW_THINGS:
        # One array: an IN list would be a parameter for each.
        return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [ids]))
    texts = Entry.objects.filter(kind=kind, object_id=OuterRef("pk"), **({"language": language} if language else {}))
    return Q(Exists(texts.filter(HoldsWords(F("vector"), Value(query)))))


class HoldsWords(Func):
    template, arg_joiner = "(%(expressions)s::tsquery)", " @@ "
    output_field = models.BooleanField()


def place_marks(municipality: Municipality | None) -> list[str]:
    return [f"=m{municipality.pk}"] if municipality else []


def narrowed(query: str, marks: Sequence[str]) -> str:
    return " & ".join([f"({query})", *map(quoted, marks)])
