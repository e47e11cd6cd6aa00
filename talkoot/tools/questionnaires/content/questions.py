"""The content of a version: a list of questions as plain data, brought to one form and checked. Nothing here knows the database."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.content.kinds import Audience, QuestionKind

KEY = re.compile(r"^[a-z0-9][a-z0-9_-]{0,59}$")
MOST_QUESTIONS = 80
MOST_OPTIONS = 40
LONGEST_QUESTION = 600
WITH_OPTIONS = frozenset({"choice", "choices"})
WITH_SCALE = frozenset({"smileys", "scale", "matrix"})
# A question shows itself depending on answers that can be told apart beforehand.
BRANCHED_ON = frozenset({"choice", "choices", "yes_no", "smileys", "scale"})
# What the results count; the rest is words and files.
COUNTED = frozenset({"smileys", "scale", "choice", "choices", "yes_no", "number", "matrix"})
FACES = 5
FACES_OF_THE_YOUNG = 3


def normalised(content: Iterable[Mapping[str, Any]], *, answered_by: str) -> list[dict[str, Any]]:
    """The questions with every field present, in the one form that is stored and hashed. Raises Refusal that names the faulty question.

    Fields of a question: key, kind, text, help, required, scale {min, max, min_label, max_label}, options [{key, text}],
    rows [{key, text}] (matrix), shown_if {question, any_of}, unit, lowest, highest (number).
    """
    if isinstance(content, (str, bytes, Mapping)):
        raise Refusal(_("The questions are not a list."), field="content")
    questions: list[dict[str, Any]] = []
    for place, asked in enumerate(content, start=1):
        if place > MOST_QUESTIONS:
            raise Refusal(_("A questionnaire has at most %(most)d questions.") % {"most": MOST_QUESTIONS}, field="content")
        if not isinstance(asked, Mapping):
            raise faulty(place, _("it is not a question"))
        questions.append(one_question(place, asked, questions, answered_by))
    if not questions:
        raise Refusal(_("There are no questions yet."), mend=_("Add at least one question."), field="content")
    return questions


def faulty(place: int, what: Any) -> Refusal:
    return Refusal(
        _("Question %(place)d: %(what)s.") % {"place": place, "what": what}, mend=_("Mend the question and try again."), field="content"
    )


def one_question(place: int, asked: Mapping[str, Any], before: list[dict[str, Any]], answered_by: str) -> dict[str, Any]:
    key, kind = asked.get("key"), asked.get("kind")
    if not isinstance(key, str) or not KEY.match(key):
        raise faulty(place, _("its key is not made of small letters, numbers and hyphens"))
    if key in {question["key"] for question in before}:
        raise faulty(place, _("another question has the same key"))
    if kind not in QuestionKind.values:
        raise faulty(place, _("its kind is not known"))
    text = words_of(asked.get("text"), place)
    if not text:
        raise faulty(place, _("its text is missing"))
    return {
        "key": key,
        "kind": kind,
        "text": text,
        "help": words_of(asked.get("help"), place) or None,
        "required": bool(asked.get("required")),
        "scale": scale_of(place, kind, asked.get("scale"), answered_by) if kind in WITH_SCALE else None,
        "options": options_of(place, asked.get("options"), fewest=2) if kind in WITH_OPTIONS else None,
        "rows": options_of(place, asked.get("rows"), fewest=1) if kind == "matrix" else None,
        "unit": (words_of(asked.get("unit"), place) or None) if kind == "number" else None,
        **bounds_of(place, kind, asked),
        "shown_if": condition_of(place, asked.get("shown_if"), before),
    }


def words_of(value: Any, place: int) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise faulty(place, _("a text of it is not given by language"))
    known = {code: value[code].strip() for code in language_codes() if isinstance(value.get(code), str) and value[code].strip()}
    if any(len(text) > LONGEST_QUESTION or "\0" in text for text in known.values()):
        raise faulty(place, _("a text of it is longer than %(most)d characters") % {"most": LONGEST_QUESTION})
    return known


def is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def scale_of(place: int, kind: str, given: Any, answered_by: str) -> dict[str, Any]:
    if given is None:
        faces = FACES_OF_THE_YOUNG if kind == "smileys" and answered_by == Audience.PUPIL_YOUNG else FACES
        given = {"min": 1, "max": faces}
    lowest, highest = (given.get("min"), given.get("max")) if isinstance(given, Mapping) else (None, None)
    if not is_whole(lowest) or not is_whole(highest) or not (0 <= lowest < highest <= 10):
        raise faulty(place, _("its scale does not go from 0 or 1 to at most 10"))
    if kind == "smileys" and (lowest != 1 or highest not in (FACES_OF_THE_YOUNG, FACES)):
        raise faulty(place, _("there are three or five smileys"))
    return {
        "min": lowest,
        "max": highest,
        "min_label": words_of(given.get("min_label"), place) or None,
        "max_label": words_of(given.get("max_label"), place) or None,
    }


def options_of(place: int, given: Any, *, fewest: int) -> list[dict[str, Any]]:
    if not isinstance(given, (list, tuple)) or not fewest <= len(given) <= MOST_OPTIONS:
        raise faulty(place, _("it has too few or too many options"))
    options: list[dict[str, Any]] = []
    for option in given:
        key = option.get("key") if isinstance(option, Mapping) else None
        if not isinstance(key, str) or not KEY.match(key) or key in {one["key"] for one in options}:
            raise faulty(place, _("the keys of its options are missing or the same"))
        text = words_of(option.get("text"), place)
        if not text:
            raise faulty(place, _("the text of an option is missing"))
        options.append({"key": key, "text": text})
    return options


def bounds_of(place: int, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    if kind != "number":
        return {"lowest": None, "highest": None}
    lowest, highest = asked.get("lowest"), asked.get("highest")
    for bound in (lowest, highest):
        if bound is not None and not (is_whole(bound) and abs(bound) <= 10**9):
            raise faulty(place, _("its lowest or highest number is not a whole number"))
    if lowest is not None and highest is not None and lowest >= highest:
        raise faulty(place, _("its lowest number is not below its highest"))
    return {"lowest": lowest, "highest": highest}


def condition_of(place: int, given: Any, before: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A question may depend on one earlier question only, so branching has no circles."""
    if given is None:
        return None
    key, any_of = (given.get("question"), given.get("any_of")) if isinstance(given, Mapping) else (None, None)
    source = next((question for question in before if question["key"] == key), None)
    if source is None or source["kind"] not in BRANCHED_ON:
        raise faulty(place, _("it depends on a question that does not come before it or cannot be chosen from"))
    values = [value for value, _label in ready_answers(source)]
    if not isinstance(any_of, (list, tuple)) or not any_of or any(answer not in values for answer in any_of):
        raise faulty(place, _("it depends on an answer that its earlier question does not have"))
    return {"question": key, "any_of": [value for value in values if value in any_of]}


def ready_answers(question: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """(value, label) of what may be answered, for questions with ready answers; empty for numbers, words and files."""
    kind = question["kind"]
    if kind in WITH_OPTIONS:
        return [(option["key"], Words(option["text"])) for option in question["options"]]
    if kind == "yes_no":
        return [(True, _("Yes")), (False, _("No"))]
    if kind in WITH_SCALE:
        scale = question["scale"]
        return [(step, str(step)) for step in range(scale["min"], scale["max"] + 1)]
    return []


def hash_of_content(content: list[dict[str, Any]], answered_by: str) -> str:
    """The same questions for the same people give the same hash, whatever the order of fields was."""
    plain = json.dumps([answered_by, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def languages_missing(content: Iterable[Mapping[str, Any]], languages: Iterable[str]) -> list[str]:
    """Languages in which some text of the questions is missing."""
    texts = [text for question in content for text in texts_of(question)]
    return [code for code in languages if any(code not in text for text in texts)]


def texts_of(question: Mapping[str, Any]) -> list[Mapping[str, str]]:
    scale = question.get("scale") or {}
    named = [question["text"], question.get("help"), question.get("unit"), scale.get("min_label"), scale.get("max_label")]
    parts = [part["text"] for part in [*(question.get("options") or []), *(question.get("rows") or [])]]
    return [text for text in [*named, *parts] if text]
