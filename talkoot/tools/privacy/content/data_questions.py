"""The data questionnaire: its shipped text (data_questions.json, the format of the operating models' questionnaires), and the
check of answers against a set of questions."""

from __future__ import annotations

import hashlib
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

LONGEST_ANSWER = 4000
MOST_DAYS = 36_500


@cache
def shipped_content() -> dict[str, Any]:
    """{"title", "body", "questions"}, texts in three languages. Not to be changed by the caller."""
    content: dict[str, Any] = json.loads((Path(__file__).parent / "data_questions.json").read_text(encoding="utf-8"))
    return content


def hash_of_content(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def option_keys(question: dict[str, Any]) -> list[str]:
    return [option["key"] for option in question.get("options") or []]


def checked_answers(questions: list[dict[str, Any]], answers: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """(clean answers, {question key: what is wrong}), "missing" or "unfit". Keys that are no question are left out."""
    given = answers if isinstance(answers, dict) else {}
    clean: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        key = question["key"]
        answer = given.get(key)
        if answer in (None, "", []):
            if question.get("required"):
                wrong[key] = "missing"
            continue
        fit = fit_answer(question, answer)
        if fit is None:
            wrong[key] = "unfit"
        else:
            clean[key] = fit
    return clean, wrong


def fit_answer(question: dict[str, Any], answer: Any) -> Any:
    """The answer as it is stored, or None when it does not fit the question."""
    kind = question["kind"]
    if kind == "choice":
        return answer if answer in option_keys(question) else None
    if kind == "choices":
        chosen = answer if isinstance(answer, list) else []
        known = option_keys(question)
        return [key for key in known if key in chosen] if chosen and all(one in known for one in chosen) else None
    if kind == "number":
        return fit_number(answer)
    if kind == "yes_no":
        return answer if isinstance(answer, bool) else None
    if isinstance(answer, str):
        text = answer.replace("\0", "").strip()
        return text if text and len(text) <= LONGEST_ANSWER else None
    return None


def fit_number(answer: Any) -> int | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        return None
    try:
        number = float(answer)
    except (ValueError, OverflowError):
        return None
    return int(number) if math.isfinite(number) and number == int(number) and 0 <= number <= MOST_DAYS else None
