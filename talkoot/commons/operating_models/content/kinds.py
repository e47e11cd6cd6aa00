"""The kinds of part a model is made of, and what each holds. One table: the JSON Schema, the forms, the checks,
the comparison and the pages all read it, so a new field is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.tools.themes.models import Theme

Label = str | Promise

KEY_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
LONGEST_LINE = 500
LONGEST_BODY = 40_000
MOST_ITEMS = 200


@dataclass(frozen=True)
class Field:
    """A named value in the `data` of a part. `is_needed` False: it may be null."""

    name: str
    label: Label
    help: Label = ""
    is_needed: bool = True


@dataclass(frozen=True)
class Texts(Field):
    """Words in several languages; `is_long` ones are Markdown in a large box."""

    is_long: bool = False
    rows: int = 1

    @property
    def longest(self) -> int:
        return LONGEST_BODY if self.is_long else LONGEST_LINE


@dataclass(frozen=True)
class Plain(Field):
    """A text without a language."""

    pattern: str = ""
    longest: int = LONGEST_LINE


@dataclass(frozen=True)
class Number(Field):
    low: int = 0
    high: int = 10_000


@dataclass(frozen=True)
class Flag(Field):
    pass


@dataclass(frozen=True)
class Choice(Field):
    options: Mapping[str, Label] = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Choices(Field):
    options: Mapping[str, Label] = None  # type: ignore[assignment]


@dataclass(frozen=True)
class RoleKeys(Field):
    """Keys of role parts of the same model."""


@dataclass(frozen=True)
class Activities(Field):
    """Names of activities whose slots the model promises to fill (slots.py)."""


@dataclass(frozen=True)
class Group(Field):
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Items(Field):
    """A list of things which are told apart by `key_field`; `one` is what one of them is called, `shown` its text in lists."""

    fields: tuple[Field, ...] = ()
    one: Label = ""
    key_field: str = "key"
    shown: str = "text"
    least: int = 0


@dataclass(frozen=True)
class Kind:
    """A kind of part and the fields of its data. (Without these words dataclass would translate the default too early.)"""

    name: str
    label: Label
    plural: Label
    fields: tuple[Field, ...]
    body_label: Label = _("Description")  # noqa: RUF009

    def field(self, name: str) -> Field:
        """Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    @property
    def plain_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not isinstance(field, Items))

    @property
    def lists(self) -> tuple[Items, ...]:
        return tuple(field for field in self.fields if isinstance(field, Items))


MODEL_KINDS: dict[str, Label] = {
    "framework": _("Framework"),
    "handbook": _("Handbook"),
    "applied_case": _("Applied case"),
}
THEMES: dict[str, Label] = dict(Theme.choices)
LICENCES: dict[str, Label] = {
    "CC-BY-4.0": _("Creative Commons Attribution 4.0"),
    "CC-BY-SA-4.0": _("Creative Commons Attribution-ShareAlike 4.0"),
    "CC0-1.0": _("Creative Commons Zero: no rights reserved"),
}
ANSWERERS: dict[str, Label] = {
    "pupil_young": _("Young pupil"),
    "pupil": _("Pupil"),
    "teacher": _("Teacher"),
    "company": _("Company"),
    "guardian": _("Guardian"),
    "resident": _("Resident"),
    "customer": _("Customer"),
    "staff": _("Staff"),
    "host": _("Host of the place"),
    "juror": _("Member of the jury"),
    "adviser": _("Adviser"),
    "researcher": _("Researcher"),
    "manager": _("Manager"),
}
QUESTION_KINDS: dict[str, Label] = {
    "smileys": _("Smileys"),
    "scale": _("Scale"),
    "choice": _("One of several"),
    "choices": _("Several of several"),
    "text": _("Free text"),
    "number": _("Number"),
    "yes_no": _("Yes or no"),
}
DIRECTIONS: dict[str, Label] = {
    "up": _("More is better"),
    "down": _("Less is better"),
    "none": _("No direction is better"),
}

ABOUT = "about"

SCALE = Group(
    "scale",
    _("Scale"),
    is_needed=False,
    fields=(
        Number("min", _("Lowest value"), _("Only for questions that are answered on a scale."), low=0, high=100),
        Number("max", _("Highest value"), low=1, high=100),
        Texts("min_label", _("What the lowest value means")),
        Texts("max_label", _("What the highest value means")),
    ),
)
OPTIONS = Items(
    "options",
    _("Options"),
    is_needed=False,
    one=_("Option"),
    fields=(Texts("text", _("Text")),),
    help=_("Only for questions in which one or several are chosen."),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            ABOUT,
            _("About the model"),
            _("About the model"),
            body_label=_("For whom"),
            fields=(
                Texts("summary", _("Summary"), _("One or two sentences."), is_long=True),
                Choice("kind", _("Kind of model"), options=MODEL_KINDS),
                Choice("licence", _("Licence"), _("On which terms others may use the texts."), options=LICENCES),
                Choices("themes", _("Themes"), is_needed=False, options=THEMES),
                Texts("origin_note", _("Where the model comes from"), is_needed=False, is_long=True),
                Plain("origin_municipality", _("Municipality of origin"), is_needed=False, longest=40),
                Activities("activities", _("For which work"), is_needed=False),
                Items(
                    "origin_sources",
                    _("Sources"),
                    one=_("Source"),
                    key_field="address",
                    shown="title",
                    fields=(
                        Plain("title", _("Title of the source")),
                        Plain("address", _("Address on the web"), pattern=r"^https?://[^\s<>\"]+$", longest=1000),
                    ),
                ),
            ),
        ),
        Kind(
            "role",
            _("Role"),
            _("Roles"),
            (
                Texts("responsible_for", _("Is responsible for"), is_long=True),
                Texts("may_not", _("May not"), is_needed=False, is_long=True),
            ),
        ),
        Kind("principle", _("Principle"), _("Principles"), (), body_label=_("What it means in practice")),
        Kind(
            "phase",
            _("Phase"),
            _("Phases"),
            (
                Number("usual_length_days", _("Usual length in days"), is_needed=False, high=3650),
                RoleKeys("who", _("Who does it"), is_needed=False),
                Texts("output", _("What comes out of it"), is_long=True),
                Texts("decision", _("What is decided at the end"), is_needed=False, is_long=True),
            ),
            body_label=_("Guidance for those who do it"),
        ),
        Kind(
            "agreement_template",
            _("Agreement template"),
            _("Agreement templates"),
            (
                Items(
                    "clauses",
                    _("Clauses"),
                    one=_("Clause"),
                    shown="title",
                    least=1,
                    help=_("Places to fill are written {{party_city}}, {{starts_on}}; the same in every language."),
                    fields=(
                        Texts("title", _("Heading")),
                        Texts(
                            "text",
                            _("Text of the clause"),
                            _("Places to fill are written {{party_city}}, {{starts_on}}; the same in every language."),
                            is_long=True,
                        ),
                    ),
                ),
                Items(
                    "annexes",
                    _("Annexes"),
                    one=_("Annex"),
                    shown="title",
                    fields=(Texts("title", _("Title of the annex")), Flag("required", _("The agreement is not valid without it"))),
                ),
            ),
        ),
        Kind(
            "questionnaire",
            _("Questionnaire"),
            _("Questionnaires"),
            (
                Choice("answered_by", _("Who answers"), options=ANSWERERS),
                Flag("anonymous", _("Answers are anonymous")),
                Items(
                    "questions",
                    _("Questions"),
                    one=_("Question"),
                    least=1,
                    fields=(
                        Choice("kind", _("How it is answered"), options=QUESTION_KINDS),
                        Texts("text", _("Question"), rows=2),
                        Texts("help", _("Help for answering"), is_needed=False, rows=2),
                        Flag("required", _("Must be answered")),
                        SCALE,
                        OPTIONS,
                    ),
                ),
            ),
        ),
        Kind(
            "criterion",
            _("Criterion"),
            _("Criteria"),
            (
                Number("weight", _("Weight in per cent"), high=100),
                Number("minimum", _("Lowest score that passes"), is_needed=False, high=100),
                Number("scale_min", _("Lowest score"), high=100),
                Number("scale_max", _("Highest score"), high=100),
                Items(
                    "levels",
                    _("What the scores mean"),
                    one=_("Level"),
                    key_field="score",
                    least=1,
                    fields=(Number("score", _("Score"), high=100), Texts("text", _("What earns this score"), is_long=True)),
                ),
            ),
            body_label=_("What is assessed"),
        ),
        Kind(
            "checklist",
            _("Checklist"),
            _("Checklists"),
            (
                Items(
                    "items",
                    _("Things to check"),
                    one=_("Thing to check"),
                    least=1,
                    fields=(Texts("text", _("Text"), rows=2), Flag("required", _("Nothing goes on before this is done"))),
                ),
            ),
        ),
        Kind(
            "measure",
            _("Measure"),
            _("Measures"),
            (
                Texts("unit", _("Unit")),
                Choice("direction", _("Direction"), options=DIRECTIONS),
                Flag("baseline_needed", _("A baseline is needed before the start")),
                Texts("source", _("Where the figure comes from"), is_long=True),
            ),
        ),
        Kind("guidance", _("Guidance chapter"), _("Guidance"), (), body_label=_("Text")),
    )
}
# A person may add these; the part about the model is made with it and stays.
ADDABLE_KINDS = {name: kind for name, kind in KINDS.items() if name != ABOUT}


def words_fields(fields: tuple[Field, ...], data: Mapping[str, Any]) -> list[tuple[Texts, dict[str, str]]]:
    """Every text in the data with its field, in order, through groups and lists; absent optional texts are left out."""
    found: list[tuple[Texts, dict[str, str]]] = []
    for field in fields:
        value = data.get(field.name)
        if isinstance(field, Texts):
            if value or field.is_needed:
                found.append((field, value or {}))
        elif isinstance(field, Group) and value:
            found += words_fields(field.fields, value)
        elif isinstance(field, Items):
            for item in value or ():
                found += words_fields(field.fields, item)
    return found
