"""What the JSON Schema cannot say: does the content hold together? Asked before a version is published or imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content.kinds import ABOUT, Field, Group, Items, words_fields
from talkoot.commons.operating_models.content.parts import PartContent

PLACE_TO_FILL = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PLACE_NAME = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
CHOSEN = ("choice", "choices")


@dataclass(frozen=True)
class Problem:
    """A fault in a part, in a sentence. key: of the part."""

    key: str
    sentence: str | Promise


def problems_of(parts: Sequence[PartContent]) -> list[Problem]:
    """Everything that keeps these parts from being a model, in the order of the parts."""
    found: list[Problem] = []
    seen: set[str] = set()
    roles = {part.key for part in parts if part.kind == "role"}
    for part in parts:
        if part.key in seen:
            found.append(Problem(part.key, _("Two parts have the same key.")))
        seen.add(part.key)
        if not part.title:
            found.append(Problem(part.key, _("The title is missing.")))
        found += [Problem(part.key, sentence) for sentence in _gaps(part.of_kind.fields, part.data)]
        if found and found[-1].key == part.key:
            # What follows reads the data; with gaps in it the sentences would only confuse.
            continue
        found += [Problem(part.key, sentence) for sentence in _list_problems(part)]
        if part.kind == "phase" and (unknown := set(part.data.get("who") or ()) - roles):
            found.append(
                Problem(part.key, _("It names roles that the model does not have: %(roles)s.") % {"roles": ", ".join(sorted(unknown))})
            )
        if part.kind == "agreement_template":
            found += [Problem(part.key, sentence) for sentence in _clause_problems(part)]
        if part.kind == "questionnaire":
            found += [Problem(part.key, sentence) for sentence in _question_problems(part)]
        if part.kind == "criterion":
            found += [Problem(part.key, sentence) for sentence in _criterion_problems(part)]
    if not any(part.kind == ABOUT for part in parts):
        found.append(Problem(ABOUT, _("The model does not say what it is.")))
    return found


def _gaps(fields: Sequence[Field], data: Mapping[str, Any], inside: str | Promise = "") -> Iterable[str | Promise]:
    """Needed values that are empty: a draft may have them, a published version may not."""
    for field in fields:
        value = data.get(field.name)
        if isinstance(field, Items):
            for item in value or ():
                yield from _gaps(field.fields, item, field.one)
        elif isinstance(field, Group):
            if value:
                yield from _gaps(field.fields, value, field.label)
        elif field.is_needed and (value is None or value in ("", {}, [])):
            if inside:
                yield _("%(inside)s: “%(field)s” is empty.") % {"inside": inside, "field": field.label}
            else:
                yield _("“%(field)s” is empty.") % {"field": field.label}


def _list_problems(part: PartContent) -> Iterable[str | Promise]:
    for field in part.of_kind.lists:
        items = part.data.get(field.name) or []
        if len(items) < field.least:
            yield _("The list “%(list)s” is empty.") % {"list": field.label}
        if has_double(item.get(field.key_field) for item in items):
            yield _("The list “%(list)s” holds two items with the same key.") % {"list": field.label}
        for inner in field.fields:
            if isinstance(inner, Items) and any(has_double(o.get("key") for o in item.get(inner.name) or ()) for item in items):
                yield _("The list “%(list)s” holds two items with the same key.") % {"list": inner.label}


def has_double(keys: Iterable[object]) -> bool:
    listed = list(keys)
    return len(set(listed)) < len(listed)


def places_to_fill(text: str) -> list[str]:
    """Names between {{ and }} in the order in which they first occur."""
    return list(dict.fromkeys(PLACE_TO_FILL.findall(text)))


def _clause_problems(part: PartContent) -> Iterable[str | Promise]:
    for clause in part.data.get("clauses") or ():
        names = {code: places_to_fill(text) for code, text in clause["text"].items()}
        for name in sorted({name for listed in names.values() for name in listed}):
            if not PLACE_NAME.match(name):
                yield _("The place to fill “%(name)s” must be written with small letters a–z, numbers and underscores.") % {
                    "name": name[:60]
                }
            elif missing := sorted(code for code, listed in names.items() if name not in listed):
                yield _("The place to fill “%(name)s” is missing from the clause “%(clause)s” in: %(languages)s.") % {
                    "name": name,
                    "clause": clause["key"],
                    "languages": ", ".join(missing),
                }


def _question_problems(part: PartContent) -> Iterable[str | Promise]:
    for question in part.data.get("questions") or ():
        if question["kind"] in CHOSEN and len(question.get("options") or ()) < 2:
            yield _("The question “%(question)s” needs at least two options.") % {"question": question["key"]}
        scale = question.get("scale")
        if question["kind"] == "scale" and not scale:
            yield _("The question “%(question)s” needs its scale.") % {"question": question["key"]}
        if scale and scale["min"] >= scale["max"]:
            yield _("The scale of the question “%(question)s” must rise.") % {"question": question["key"]}


def _criterion_problems(part: PartContent) -> Iterable[str | Promise]:
    low, high, minimum = part.data["scale_min"], part.data["scale_max"], part.data.get("minimum")
    if low >= high:
        yield _("The highest score must be above the lowest.")
    elif any(not low <= level["score"] <= high for level in part.data["levels"]):
        yield _("A level lies outside the scores that can be given.")
    if minimum is not None and not low <= minimum <= high:
        yield _("The score that passes lies outside the scores that can be given.")


def missing_texts(part: PartContent, languages: Sequence[str]) -> dict[str, int]:
    """How many texts of the part lack each language; languages without gaps are left out."""
    texts = [part.title, *([part.body] if part.body else [])]
    texts += [words for _field, words in words_fields(part.of_kind.fields, part.data)]
    counts = {code: sum(code not in words for words in texts) for code in languages}
    return {code: count for code, count in counts.items() if count}


def complete_languages(parts: Sequence[PartContent], languages: Sequence[str]) -> list[str]:
    """Languages in which nothing is missing."""
    lacking = {code for part in parts for code in missing_texts(part, languages)}
    return [code for code in languages if code not in lacking]
