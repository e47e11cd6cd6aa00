"""Answers to a version's questions: what is shown to whom, and what of it may be stored. Nothing here knows the database."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.traces import TraceKind, traces_in
from talkoot.kernel.ui.careful import told
from talkoot.tools.questionnaires.content.questions import ready_answers

LONGEST_ANSWER = 4000
LARGEST_NUMBER = 10**12

Mistakes = dict[str, str | Promise]


def is_shown(question: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Is the question asked of somebody who has answered so far so?"""
    condition = question.get("shown_if")
    if condition is None:
        return True
    given = answers.get(condition["question"])
    chosen = given if isinstance(given, list) else [given]
    return any(same(answer, wanted) for answer in chosen for wanted in condition["any_of"])


def same(one: Any, other: Any) -> bool:
    """Python takes True for 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def checked(
    questions: Iterable[Mapping[str, Any]], raw: Mapping[str, Any], *, is_draft: bool = False, is_anonymous: bool = False
) -> tuple[dict[str, Any], Mistakes]:
    """What is stored of the answers, and the mistakes by question key.

    Answers to questions that are not shown are dropped, unknown keys too. A draft may lack what is required. What points to a
    person never passes an anonymous answer; an identity code passes none.
    """
    answers: dict[str, Any] = {}
    mistakes: Mistakes = {}
    for question in questions:
        key = question["key"]
        # Earlier answers decide, so that a chain of branches falls away as a whole.
        if not is_shown(question, answers):
            continue
        value, mistake = one_answer(question, raw.get(key))
        if not mistake and question["kind"] == "text" and value is not None and not is_draft:
            mistake = traces_told(value, every=is_anonymous)
        if mistake:
            mistakes[key] = mistake
        elif value is not None:
            answers[key] = value
        if not is_draft and not mistake and question["required"] and is_incomplete(question, value):
            mistakes[key] = _("Answer this question.")
    return answers, mistakes


def traces_told(text: str, *, every: bool) -> str:
    """What in the text points to a person, as a mistake in words; "" when nothing does."""
    traces = [trace for trace in traces_in(text) if every or trace.kind == TraceKind.IDENTITY_CODE]
    return _("The text holds %(traces)s. Take it away.") % {"traces": told(traces)} if traces else ""


def is_incomplete(question: Mapping[str, Any], value: Any) -> bool:
    if question["kind"] == "matrix":
        return value is None or len(value) < len(question["rows"])
    return value is None


def one_answer(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    """(answer or None when there is none, mistake or "")."""
    if value is None or value == "" or value == []:
        return None, ""
    return CHECKS[question["kind"]](question, value)


def as_ready(question: Mapping[str, Any], value: Any) -> Any:
    """The ready answer that is meant: forms give text, programs the value itself. None when there is none such."""
    values = [ready for ready, _label in ready_answers(question)]
    for ready in values:
        if same(ready, value):
            return ready
    spoken = {"yes": True, "no": False} if question["kind"] == "yes_no" else {str(ready): ready for ready in values}
    return spoken.get(value) if isinstance(value, str) else None


NOT_AN_OPTION = _("Choose one of the options.")


def check_ready(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    ready = as_ready(question, value)
    return (None, NOT_AN_OPTION) if ready is None else (ready, "")


def check_several(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    if not isinstance(value, (list, tuple)) or len(value) > len(question["options"]):
        return None, NOT_AN_OPTION
    chosen = [as_ready(question, one) for one in value]
    if None in chosen:
        return None, NOT_AN_OPTION
    return [option["key"] for option in question["options"] if option["key"] in chosen], ""


def check_matrix(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    if not isinstance(value, Mapping):
        return None, NOT_AN_OPTION
    answers = {}
    for row in question["rows"]:
        given = value.get(row["key"])
        if given in (None, ""):
            continue
        ready = as_ready(question, given)
        if ready is None:
            return None, NOT_AN_OPTION
        answers[row["key"]] = ready
    return answers or None, ""


def check_number(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    wrong = _("Write a number, for example 12 or 7,5.")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or (isinstance(value, str) and len(value) > 40):
        return None, wrong
    if isinstance(value, str):
        plain = value.replace(" ", "").replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
        try:
            value = float(plain)
        except ValueError:
            return None, wrong
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        return None, wrong
    lowest, highest = question["lowest"], question["highest"]
    if (lowest is not None and value < lowest) or (highest is not None and value > highest):
        return None, bounds_words(lowest, highest)
    return (int(value) if value == int(value) else round(value, 6)), ""


def bounds_words(lowest: int | None, highest: int | None) -> str | Promise:
    if highest is None:
        return _("Write a number that is at least %(lowest)s.") % {"lowest": lowest}
    if lowest is None:
        return _("Write a number that is at most %(highest)s.") % {"highest": highest}
    return _("Write a number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}


def check_text(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    if not isinstance(value, str):
        return None, _("Write the answer as text.")
    # Half of a surrogate pair and the null byte are no text: PostgreSQL refuses both.
    text = "".join(c for c in value if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff")).strip()
    if len(text) > LONGEST_ANSWER:
        return None, _("Shorten the answer to %(most)d characters.") % {"most": LONGEST_ANSWER}
    return text or None, ""


def check_file(question: Mapping[str, Any], value: Any) -> tuple[Any, str | Promise]:
    """The name of the file; its bytes are kept by the files of the platform."""
    return (value[:255], "") if isinstance(value, str) else (None, _("Choose a file."))


CHECKS = {
    "smileys": check_ready,
    "scale": check_ready,
    "choice": check_ready,
    "yes_no": check_ready,
    "choices": check_several,
    "matrix": check_matrix,
    "number": check_number,
    "text": check_text,
    "file": check_file,
}
