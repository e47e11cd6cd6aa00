"""What an application consists of: its questions in steps, how answers are kept, and the seal of a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The questions that lists, ceilings and comparisons need as numbers; kept on the application too.
PRICE, WEEKS = "price", "weeks"
SUMMARY, AFFIRM = "summary", "affirm"
MOST_QUESTIONS = 60
LARGEST_PRICE = Decimal(1_000_000_000)
LONGEST_WEEKS = 160

TITLE: dict[str, Any] = {
    "key": "title",
    "kind": "line",
    "text": {"fi": "Kokeilun nimi", "sv": "Försökets namn", "en": "Name of the trial"},
    "required": True,
}
LONGEST_LINE = 160
# Asked by every fast trial besides what the operating model asks; a model that asks one of these keys itself keeps its own words.
# Source of the list: the fields of the call documents summarised in the domain notes (schedule, permits, accessibility, insurance,
# communication, existing resources).
OWN_QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "key": "schedule",
        "text": {
            "fi": "Aikataulu: mitä tehdään milläkin viikolla?",
            "sv": "Tidsplan: vad görs under vilken vecka?",
            "en": "Schedule: what is done in which week?",
        },
        "required": True,
    },
    {
        "key": "accessibility",
        "text": {
            "fi": "Miten kokeiluun voi osallistua, vaikka ei näe, kuule, liiku tai lue helposti?",
            "sv": "Hur kan man delta i försöket även om man har svårt att se, höra, röra sig eller läsa?",
            "en": "How can people take part who do not see, hear, move or read easily?",
        },
        "required": True,
    },
    {
        "key": "permits",
        "text": {
            "fi": "Mitä lupia ja vakuutuksia kokeilu tarvitsee?",
            "sv": "Vilka tillstånd och försäkringar behöver försöket?",
            "en": "Which permits and insurance does the trial need?",
        },
        "required": False,
    },
    {
        "key": "communication",
        "text": {
            "fi": "Miten kokeilusta kerrotaan ennen sitä, sen aikana ja sen jälkeen?",
            "sv": "Hur informeras det om försöket före, under och efter?",
            "en": "How is the trial told about before, during and after it?",
        },
        "required": False,
    },
    {
        "key": "resources",
        "text": {
            "fi": "Mitä teillä on jo: laitteita, ohjelmistoja, muuta rahoitusta?",
            "sv": "Vad har ni redan: utrustning, program, annan finansiering?",
            "en": "What do you have already: devices, software, other funding?",
        },
        "required": False,
    },
)

# The steps of the form and the questions in each; what a model asks besides comes in the last one before the team.
STEPS: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("idea", _("What is tried"), frozenset({"title", "summary", "solution", "question", "stage", "new"})),
    ("place", _("With whom and where"), frozenset({"users", "host-needs", "accessibility", "indicator"})),
    ("terms", _("Money, time and risks"), frozenset({"price", "weeks", "schedule", "data", "permits", "insurance", "risks"})),
    ("after", _("Afterwards"), frozenset({"after", "communication", "resources"})),
    ("team", pgettext_lazy("step of an application", "Who does it"), frozenset({"team", "affirm"})),
)
STEP_LABELS = {name: label for name, label, _keys in STEPS}
OTHER_STEP = "after"
# What is never confidential: the public summary, the numbers on which ceilings rest, and the affirmation.
ALWAYS_OPEN = frozenset({"title", SUMMARY, PRICE, WEEKS, AFFIRM})


def asked_in_call(questions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The questions of the model, with those that every fast trial asks and the model does not. Each has all of its keys."""
    given = [whole(question) for question in (TITLE, *questions)]
    known = {question["key"] for question in given}
    own = [whole({"kind": "text", **question}) for question in OWN_QUESTIONS if question["key"] not in known]
    return (given + own)[:MOST_QUESTIONS]


def whole(question: Mapping[str, Any]) -> dict[str, Any]:
    empty = {"help": None, "scale": None, "options": None, "required": False, "kind": "text"}
    return empty | {name: question[name] for name in ("key", "kind", "text", "help", "required", "scale", "options") if name in question}


@dataclass(frozen=True)
class Typed:
    """An answer as it comes from a form. revision: of the answer that the writer saw, 0 when there was none."""

    text: str
    revision: int = 0
    is_confidential: bool = False
    ground: str = ""


@dataclass(frozen=True)
class Clash:
    """Somebody of the team has saved another text meanwhile."""

    text: str
    revision: int
    who: str


@dataclass(frozen=True)
class Saved:
    """What came of saving: keys that were saved with their new revision, clashes, and mistakes by key."""

    revisions: Mapping[str, int]
    clashes: Mapping[str, Clash]
    mistakes: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        return not self.clashes and not self.mistakes


def step_of(key: str) -> str:
    return next((name for name, _label, keys in STEPS if key in keys), OTHER_STEP)


def questions_in(step: str, questions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of a step, in the order in which the step names them as the model asks them."""
    return [question for question in questions if step_of(question["key"]) == step]


def read_number(text: str) -> Decimal | None:
    """A number as people write it ("12 000,50"), or None when it is none."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("€", "").replace(",", ".")
    if not plain or len(plain) > 20:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_answered(question: Mapping[str, Any], text: str) -> bool:
    """Does the answer hold what a required question asks? An affirmation must be a yes."""
    if question["key"] == AFFIRM:
        return text == "yes"
    if question["kind"] == "number":
        return read_number(text) is not None
    return bool(text.strip())


def canonical(facts: Mapping[str, Any]) -> str:
    """JSON with sorted keys, without spaces, as UTF-8: the same text on every machine."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_of(code: str, content: Mapping[str, Any], confidential: Mapping[str, Any]) -> str:
    """SHA-256 of what was sent, both parts and the number of the application. Anybody who holds the text can compute it again."""
    return hashlib.sha256(canonical({"application": code, "confidential": confidential, "content": content}).encode()).hexdigest()


def spaced(receipt: str) -> str:
    """A receipt or a number in groups of four, as it is shown."""
    return "-".join(receipt[n : n + 4] for n in range(0, len(receipt), 4))
