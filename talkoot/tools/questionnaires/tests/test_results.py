import csv
import io
import json

import pytest

from talkoot.tools.questionnaires.actions.answers import submit_as_person, submit_by_code
from talkoot.tools.questionnaires.actions.rounds import close_round
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.queries.exports import exported_rows, words_of
from talkoot.tools.questionnaires.queries.results import results_of
from talkoot.tools.questionnaires.tests.making import a_code, a_round

pytestmark = pytest.mark.usefixtures("in_espoo")


def answered(aino, **groups):
    """A closed round in which so many of each group have answered: group 5B with fun 5, others with fun 1."""
    round = a_round(aino)
    for group, count in groups.items():
        code = a_code(aino, round, group=group)
        for n in range(count):
            answers = {"fun": 5 if group == "5B" else 1, "again": "no", "why": f"{group} {n}"}
            submit_by_code(actor=None, code=code, once_key=f"{group}-{n:08}", language="fi", answers=answers)
    return round


def test_an_open_round_shows_steps_of_five(aino):
    round = answered(aino, **{"5B": 9})
    assert (results_of(round).is_hidden, results_of(round).waits_for_more, results_of(round).received) == (True, True, 9)
    code = a_code(aino, round)
    for n in range(4):
        submit_by_code(actor=None, code=code, once_key=f"late-{n:08}", language="sv", answers={"fun": 1})
    shown = results_of(round, split_by="group")
    assert (shown.count, shown.received, shown.is_partial, shown.parts) == (5, 13, True, [])
    assert next(line for line in shown.lines if line.key == "fun").mean == 5


def test_a_small_group_is_hidden_and_cannot_be_computed(aino):
    round = close_round(actor=aino, round=answered(aino, **{"5B": 7, "5C": 3, "5D": 6}))
    parts = {part.value: part for part in results_of(round, split_by="group").parts}
    assert {value: (part.is_shown, part.count) for value, part in parts.items()} == {
        "5B": (True, 7),
        "5C": (False, None),
        "5D": (False, None),
    }
    assert parts["5C"].lines == []
    assert next(line for line in parts["5B"].lines if line.key == "fun").mean == 5


def test_a_line_that_few_have_answered_is_hidden(aino):
    round = answered(aino, **{"5B": 6})
    submit_by_code(actor=None, code=a_code(aino, round), once_key="k" * 12, language="fi", answers={"fun": 2, "area": "b"})
    lines = {line.key: line for line in results_of(close_round(actor=aino, round=round)).lines}
    assert (lines["area"].is_shown, lines["area"].count, lines["area"].bars) == (False, None, [])
    assert lines["fun"].count == 7


def test_results_split_by_a_question(aino):
    round = answered(aino, **{"5B": 6})
    code = a_code(aino, round)
    for n in range(5):
        submit_by_code(actor=None, code=code, once_key=f"yes-{n:08}", language="fi", answers={"fun": 2, "again": True})
    parts = results_of(close_round(actor=aino, round=round), split_by="again").parts
    assert [(str(part.label), part.count) for part in parts] == [("Yes", 5), ("No", 6)]


def test_exported_rows_name_no_small_group_and_keep_no_order(aino):
    round = answered(aino, **{"5B": 7, "5C": 3, "5D": 6})
    assert len(list(exported_rows(round))) == 10
    round = close_round(actor=aino, round=round)
    rows = list(exported_rows(round))
    assert sorted(row["group"] for row in rows) == [""] * 9 + ["5B"] * 7
    assert {len(row["received_on"]) for row in rows} == {7}
    came = [answers["why"] for answers in Submission.objects.order_by("id").values_list("answers", flat=True)]
    assert [row["answers"]["why"] for row in rows] != came
    assert sorted(words_of(round, "why")) == sorted(came)


def test_fewer_than_five_give_no_words_and_no_rows(aino):
    round = close_round(actor=aino, round=answered(aino, **{"5B": 4}))
    assert (words_of(round, "why"), list(exported_rows(round)), results_of(round).lines) == ([], [], [])


def test_named_answers_are_read_by_name(aino):
    round = a_round(aino, is_anonymous=False)
    submit_as_person(actor=aino, round=round, answers={"fun": 5, "again": False, "why": "Too slow"})
    assert [(row["answered_by"], row["answers"]["why"]) for row in exported_rows(round)] == [("Aino Aalto", "Too slow")]
    assert results_of(round).is_hidden


def streamed(response):
    return b"".join(response.streaming_content).decode()


def test_files_of_answers(aino, client_of):
    round = close_round(actor=aino, round=answered(aino, **{"5B": 5}))
    visitor = client_of(aino)
    address = f"/espoo/en/questionnaires/rounds/{round.pk}/answers."
    table = list(csv.DictReader(io.StringIO(streamed(visitor.get(address + "csv")).lstrip("\ufeff"))))
    assert len(table) == 5
    assert table[0] | {"why": "", "received_on": ""} == {
        "received_on": "", "language": "fi", "group": "5B", "is_from_paper": "False", "fun": "5", "easy": "", "again": "False", "why": "",
        "area": "", "areas.a": "", "areas.b": "", "areas.c": "", "minutes": "", "parts.a": "", "parts.b": "",
    }  # fmt: skip
    rows = [json.loads(line) for line in streamed(visitor.get(address + "jsonl")).splitlines()]
    assert {row["answers"]["fun"] for row in rows} == {5}
    assert visitor.get(address + "exe").status_code == 404
