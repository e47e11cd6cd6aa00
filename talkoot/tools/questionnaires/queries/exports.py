"""What the answers say in words and row by row: for those who may, five answers or more, in an order that tells nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform

from talkoot.tools.questionnaires.content.hiding import hidden_parts, shown_count
from talkoot.tools.questionnaires.content.kinds import FEWEST, State
from talkoot.tools.questionnaires.models.answers import AnswerFile, Submission
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.queries.rounds import exact_count

ROWS_AT_A_TIME = 500


def shown_submissions(round: Round) -> QuerySet[Submission]:
    """The rows that may be read one by one, shuffled. Named answers all; anonymous ones as the results count them."""
    rows = Submission.objects.filter(round=round)
    if not round.is_anonymous:
        return rows.select_related("person").order_by("place")
    count = shown_count(exact_count(round), is_open=round.state != State.CLOSED)
    if not count:
        return rows.none()
    if round.state != State.CLOSED:
        last = rows.order_by("id").values_list("id", flat=True)[count - 1 : count]
        rows = rows.filter(id__lte=last[0])
    return rows.order_by("place")


def words_of(round: Round, question: str, *, most: int = 200) -> list[str]:
    """Free texts of one question; of an anonymous round none when fewer than five have answered it."""
    texts = shown_submissions(round).filter(answers__has_key=question).annotate(text=KeyTextTransform(question, "answers"))
    found = list(texts.values_list("text", flat=True)[:most])
    return found if len(found) >= FEWEST or not round.is_anonymous else []


def shown_marks(round: Round) -> dict[tuple[str, str], tuple[str, str]]:
    """{(group, language): what of it an exported row may tell}. Anonymous rows name a group, and in it a language, only where five
    people at least stand behind the name and behind every blank that could be filled in by counting."""
    counted = shown_submissions(round).order_by().values_list("group", "language").annotate(n=Count("id"))
    counts: dict[tuple[str, str], int] = {(group, language): number for group, language, number in counted}
    if not round.is_anonymous:
        return {pair: pair for pair in counts}
    groups: Counter[str] = Counter()
    for (group, _language), number in counts.items():
        groups[group] += number
    hidden_groups = hidden_parts(groups)
    told = {}
    for group in groups:
        # Rows of all hidden groups stand together.
        together = hidden_groups if group in hidden_groups else {group}
        languages: Counter[str] = Counter()
        for pair, number in counts.items():
            if pair[0] in together:
                languages[pair[1]] += number
        hidden = hidden_parts(languages)
        for pair in counts:
            if pair[0] == group:
                told[pair] = ("" if group in hidden_groups else group, "" if pair[1] in hidden else pair[1])
    return told


def headings(round: Round) -> list[str]:
    """Columns of the table: facts of the row, then a column for each question, for each row of a matrix and each of several options."""
    names = ["received_on", "language", "group", "is_from_paper"] + ([] if round.is_anonymous else ["answered_by"])
    for question in round.version.content:
        if question["kind"] == "matrix":
            names += [f"{question['key']}.{row['key']}" for row in question["rows"]]
        elif question["kind"] == "choices":
            names += [f"{question['key']}.{option['key']}" for option in question["options"]]
        else:
            names.append(question["key"])
    return names


def exported_rows(round: Round) -> Iterator[dict[str, Any]]:
    """Rows as plain values, a few at a time: memory stays flat. Anonymous rows tell the month, not the day, they came."""
    marks = shown_marks(round)
    for row in shown_submissions(round).iterator(chunk_size=ROWS_AT_A_TIME):
        group, language = marks[row.group, row.language]
        plain: dict[str, Any] = {
            "received_on": f"{row.received_on:%Y-%m}" if round.is_anonymous else row.received_on.isoformat(),
            "language": language,
            "group": group,
            "is_from_paper": row.is_from_paper,
        }
        if not round.is_anonymous:
            plain["answered_by"] = row.person.name if row.person else ""
        yield plain | {"answers": row.answers}


def flattened(row: dict[str, Any], round: Round) -> list[Any]:
    """One row of the table, in the order of headings()."""
    answers = row["answers"]
    cells = [value for name, value in row.items() if name != "answers"]
    for question in round.version.content:
        given = answers.get(question["key"])
        if question["kind"] == "matrix":
            cells += [(given or {}).get(one["key"], "") for one in question["rows"]]
        elif question["kind"] == "choices":
            cells += ["" if given is None else int(option["key"] in given) for option in question["options"]]
        else:
            cells.append("" if given is None else given)
    return cells


def files_of(round: Round) -> QuerySet[AnswerFile]:
    """Files given in a named round, with who gave them."""
    return AnswerFile.objects.filter(submission__round=round).select_related("file", "submission__person").order_by("pk")
