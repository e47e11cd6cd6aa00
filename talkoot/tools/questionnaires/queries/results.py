"""Results of a round: counts, mean and spread for each question, hidden where fewer than five people stand behind a number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from talkoot.kernel.i18n.words import Words
from talkoot.tools.questionnaires.content.hiding import hidden_parts, shown_count
from talkoot.tools.questionnaires.content.kinds import FEWEST, SPLITS, State
from talkoot.tools.questionnaires.content.questions import COUNTED, WITH_SCALE, ready_answers
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.queries.rounds import exact_count


@dataclass(frozen=True)
class Bar:
    """One ready answer. share: of those who answered the question, 0..1; several answers may add up to more than 1."""

    value: Any
    label: str | Promise | Words
    count: int
    share: float


@dataclass(frozen=True)
class Line:
    """One question, or one row of a matrix (row is its text). Without `is_shown` every number is None or empty.

    count: people who answered it. mean and spread (standard deviation of the population): of numbers and scales.
    """

    key: str
    kind: str
    text: Words
    row: Words | None
    is_shown: bool
    count: int | None = None
    bars: list[Bar] = field(default_factory=list)
    mean: float | None = None
    spread: float | None = None
    unit: Words | None = None
    scale: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        return self.key

    @property
    def has_mean(self) -> bool:
        return self.mean is not None


@dataclass(frozen=True)
class Part:
    """One part of a split: its name, how many people, and its lines; hidden parts have neither."""

    value: Any
    label: str | Promise | Words
    is_shown: bool
    count: int | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """What may be shown of a round. count: answers in the figures, None when nothing is shown.

    is_hidden: too few answers. waits_for_more: open, and five have answered, but the figures come with ten or when it is closed.
    received: how many have answered, None below five. parts: of the split, empty without one or while the round is open.
    """

    round: Round
    count: int | None
    received: int | None
    is_partial: bool
    lines: list[Line] = field(default_factory=list)
    split_by: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return self.count is None

    @property
    def waits_for_more(self) -> bool:
        return self.count is None and self.received is not None

    @property
    def hidden_parts_count(self) -> int:
        return sum(not part.is_shown for part in self.parts)


@dataclass
class Tally:
    """What was counted of one line in one part."""

    people: int = 0
    by_value: dict[Any, int] = field(default_factory=dict)


def results_of(round: Round, *, split_by: str | None = None) -> Results:
    """The results, as they may be shown to whoever may see results of the round. Two queries, one of them over the answers.

    split_by: "language", "group" or the key of a question with ready answers; ignored while the round is open and when the
    round does not allow it. Free texts are not here (queries/exports.py).
    """
    received = exact_count(round)
    is_open = round.state != State.CLOSED
    count = shown_count(received, is_open=is_open)
    told = received if received >= FEWEST else None
    if not count:
        return Results(round, None, told, is_partial=is_open)
    split = split_by if split_by and not is_open and split_by in splits_of(round) else ""
    people, tallies = tallied(round, count, split)
    whole = lines_of(round.version.content, merged(tallies.values()))
    parts = parts_of(round, split, people, tallies) if split else []
    return Results(round, count, told, is_partial=count < received, lines=whole, split_by=split, parts=parts)


def splits_of(round: Round) -> dict[str, str | Words]:
    """{name: heading} of what the results may be split by. Questions with one ready answer each split too."""
    names: dict[str, str | Words] = {name: name for name in SPLITS if name in round.split_fields}
    for question in round.version.content:
        if question["kind"] in ("choice", "yes_no") and len(ready_answers(question)) <= 12:
            names[question["key"]] = Words(question["text"])
    return names


COUNTING = """
WITH shown AS MATERIALIZED (
  SELECT answers, {part} AS part FROM questionnaires_submission WHERE round_id = %(round)s ORDER BY id LIMIT %(count)s
), told AS (
  SELECT part, e.key, e.value FROM shown, LATERAL jsonb_each(answers) e WHERE e.key = ANY(%(keys)s)
)
SELECT part, NULL AS key, NULL AS row, NULL AS value, count(*) FROM shown GROUP BY part
UNION ALL
SELECT part, key, NULL, CASE WHEN jsonb_typeof(value) = 'array' THEN NULL ELSE value END, count(*) FROM told
  WHERE jsonb_typeof(value) <> 'object' GROUP BY 1, 2, 4
UNION ALL
SELECT part, key, NULL, chosen, count(*) FROM told,
  LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(value) = 'array' THEN value ELSE '[]' END) chosen GROUP BY 1, 2, 4
UNION ALL
SELECT part, told.key, m.key, m.value, count(*) FROM told,
  LATERAL jsonb_each(CASE WHEN jsonb_typeof(told.value) = 'object' THEN told.value ELSE '{{}}' END) m GROUP BY 1, 2, 3, 4
"""


def tallied(round: Round, count: int, split: str) -> tuple[dict[Any, int], dict[Any, dict[tuple[str, str], Tally]]]:
    """({part: people}, {part: {(question, row): Tally}}) of the first `count` answers; the only part is None without a split."""
    kinds = {question["key"]: question["kind"] for question in round.version.content if question["kind"] in COUNTED}
    part = "NULL::text" if not split else f'"{split}"' if split in SPLITS else "answers ->> %(split)s"
    with connection.cursor() as cursor:
        cursor.execute(COUNTING.format(part=part), {"round": round.pk, "count": count, "keys": list(kinds), "split": split})
        rows = cursor.fetchall()
    people: dict[Any, int] = {}
    tallies: dict[Any, dict[tuple[str, str], Tally]] = {}
    for name, key, row, value, number in rows:
        if key is None:
            people[name] = number
            tallies.setdefault(name, {})
            continue
        tally = tallies.setdefault(name, {}).setdefault((key, row or ""), Tally())
        plain = read(value)
        # Of several answers of one person, the array itself is counted once and each chosen one for itself.
        if kinds[key] != "choices" or plain is None:
            tally.people += number
        if plain is not None:
            tally.by_value[plain] = tally.by_value.get(plain, 0) + number
    return people, tallies


def read(value: Any) -> Any:
    """A JSON value; raw queries get it as text."""
    return json.loads(value) if isinstance(value, str) else value


def merged(tallies: Iterable[dict[tuple[str, str], Tally]]) -> dict[tuple[str, str], Tally]:
    whole: dict[tuple[str, str], Tally] = {}
    for part in tallies:
        for key, tally in part.items():
            into = whole.setdefault(key, Tally())
            into.people += tally.people
            for value, number in tally.by_value.items():
                into.by_value[value] = into.by_value.get(value, 0) + number
    return whole


def lines_of(content: Iterable[Mapping[str, Any]], tallies: Mapping[tuple[str, str], Tally]) -> list[Line]:
    return [line_of(question, row, tallies.get((question["key"], row["key"] if row else ""), Tally())) for question, row in asked(content)]


def asked(content: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    for question in content:
        if question["kind"] == "matrix":
            yield from ((question, row) for row in question["rows"])
        elif question["kind"] in COUNTED:
            yield question, None


def line_of(question: Mapping[str, Any], row: Mapping[str, Any] | None, tally: Tally, *, is_hidden: bool = False) -> Line:
    key = f"{question['key']}.{row['key']}" if row else question["key"]
    text, row_text = Words(question["text"]), Words(row["text"]) if row else None
    if is_hidden or tally.people < FEWEST:
        return Line(key, question["kind"], text, row_text, is_shown=False)
    bars = [
        Bar(value, label, tally.by_value.get(value, 0), tally.by_value.get(value, 0) / tally.people)
        for value, label in ready_answers(question)
    ]
    mean, spread = mean_and_spread(tally) if question["kind"] == "number" or question["kind"] in WITH_SCALE else (None, None)
    unit = Words(question["unit"]) if question.get("unit") else None
    return Line(key, question["kind"], text, row_text, True, tally.people, bars, mean, spread, unit, question.get("scale"))


def mean_and_spread(tally: Tally) -> tuple[float, float]:
    """Arithmetic mean and standard deviation (dividing by the number of answers: they are all, not a sample)."""
    total = sum(tally.by_value.values())
    mean = sum(value * number for value, number in tally.by_value.items()) / total
    return mean, sqrt(sum((value - mean) ** 2 * number for value, number in tally.by_value.items()) / total)


def parts_of(round: Round, split: str, people: Mapping[Any, int], tallies: Mapping[Any, Mapping[tuple[str, str], Tally]]) -> list[Part]:
    """Parts of the split: a part is hidden as a whole, and each line again where too few in a part have answered it."""
    labels = labels_of(round, split)
    names = sorted(people, key=lambda name: (list(labels).index(name) if name in labels else len(labels), str(name or "")))
    hidden = hidden_parts(people)
    content = list(round.version.content)
    hidden_lines = {
        (question["key"], row["key"] if row else ""): hidden_parts(
            {name: tallies[name].get((question["key"], row["key"] if row else ""), Tally()).people for name in names}
        )
        for question, row in asked(content)
    }
    parts = []
    for name in names:
        label = labels.get(name, name or "")
        if name in hidden:
            parts.append(Part(name, label, is_shown=False))
            continue
        lines = [
            line_of(
                question,
                row,
                tallies[name].get((question["key"], row["key"] if row else ""), Tally()),
                is_hidden=name in hidden_lines[question["key"], row["key"] if row else ""],
            )
            for question, row in asked(content)
        ]
        parts.append(Part(name, label, True, people[name], lines))
    return parts


def labels_of(round: Round, split: str) -> dict[Any, Any]:
    """{part as counted: its words}; groups are their own words."""
    question = next((one for one in round.version.content if one["key"] == split), None) if split not in SPLITS else None
    if question is None:
        return {}
    spoken = {True: "true", False: "false"} if question["kind"] == "yes_no" else {}
    return {spoken.get(value, value): label for value, label in ready_answers(question)}
