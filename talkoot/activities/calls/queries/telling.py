"""Answers of a report in words, for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.words import Words
from talkoot.tools.questionnaires.content.questions import ready_answers


@dataclass(frozen=True)
class Told:
    question: Words
    answer: str


def told(questions: list[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[Told]:
    """Every question that was answered, in order."""
    return [
        Told(Words(one["text"]), in_words(one, answers[one["key"]])) for one in questions if answers.get(one["key"]) not in (None, "", [])
    ]


def in_words(question: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if question["kind"] == "number":
        return number_format(value, use_l10n=True)
    if question["kind"] in ("choice", "choices", "scale", "smileys"):
        labels = {key: str(label) for key, label in ready_answers(question)}
        return ", ".join(labels.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(value)
