"""A model laid out for reading: on its page and in its handbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.commons.operating_models.content import kinds
from talkoot.commons.operating_models.content.comparison import in_words
from talkoot.commons.operating_models.content.kinds import ABOUT, KINDS, Kind
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.kernel.i18n.words import Words


@dataclass(frozen=True)
class Line:
    """A labelled fact or text of a part or an item."""

    label: str | Promise
    text: Words | str | Promise
    is_long: bool = False


@dataclass(frozen=True)
class ShownItem:
    heading: Words
    marks: list[str]
    lines: list[Line]
    # Lists inside: the options of a question.
    choices: list[Words]


@dataclass(frozen=True)
class ShownList:
    label: str | Promise
    items: list[ShownItem]


@dataclass(frozen=True)
class ShownPart:
    key: str
    title: Words
    body: Words
    lines: list[Line]
    lists: list[ShownList]
    # "14 clauses, 3 annexes"
    counts: str


@dataclass(frozen=True)
class ShownKind:
    kind: Kind
    parts: list[ShownPart]


@dataclass(frozen=True)
class ShownPhase:
    part: ShownPart
    number: int
    length: str
    who: str
    url: str


@dataclass(frozen=True)
class Reading:
    name: Words
    summary: Words
    audience: Words
    origin_note: Words
    origin_sources: list[dict[str, str]]
    phases: list[ShownPhase]
    length: str
    principles: list[ShownPart]
    roles: list[ShownPart]
    guidance: list[ShownPart]
    # Agreement templates, questionnaires, criteria, checklists, measures: what is taken into hand.
    tools: list[ShownKind]

    @property
    def phase_steps(self) -> list[dict[str, Any]]:
        return [{"label": phase.part.title, "state": "next", "url": phase.url} for phase in self.phases]


TOOLS = ("agreement_template", "questionnaire", "criterion", "checklist", "measure")


def reading_of(parts: Sequence[PartContent], language: str) -> Reading:
    """Everything a page shows of a version. Reads nothing from the database."""
    about = next(part for part in parts if part.kind == ABOUT)
    roles = {part.key: str(Words(part.title)) for part in parts if part.kind == "role"}
    shown = {name: [shown_part(part) for part in parts if part.kind == name] for name in KINDS}
    phases = [part for part in parts if part.kind == "phase"]
    days = [part.data.get("usual_length_days") for part in phases]
    return Reading(
        name=Words(about.title),
        summary=Words(about.data.get("summary")),
        audience=Words(about.body),
        origin_note=Words(about.data.get("origin_note")),
        origin_sources=about.data.get("origin_sources") or [],
        phases=[
            ShownPhase(
                shown_part(part),
                number,
                length_in_words(part.data.get("usual_length_days")),
                ", ".join(roles.get(key, key) for key in part.data.get("who") or ()),
                f"#part-{part.key}",
            )
            for number, part in enumerate(phases, start=1)
        ],
        length=length_in_words(sum(day for day in days if day)),
        principles=shown["principle"],
        roles=shown["role"],
        guidance=shown["guidance"],
        tools=[ShownKind(KINDS[name], shown[name]) for name in TOOLS if shown[name]],
    )


def length_in_words(days: int | None) -> str:
    """Days up to a fortnight, then weeks, then months."""
    if not days:
        return ""
    if days <= 14:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days <= 90:
        weeks = round(days / 7)
        return ngettext("about %(count)d week", "about %(count)d weeks", weeks) % {"count": weeks}
    months = round(days / 30.4)
    return ngettext("about %(count)d month", "about %(count)d months", months) % {"count": months}


def shown_part(part: PartContent) -> ShownPart:
    kind = part.of_kind
    lists = [ShownList(field.label, [shown_item(field, item) for item in part.data.get(field.name) or ()]) for field in kind.lists]
    plain = [field for field in kind.plain_fields if field.name not in ("who", "usual_length_days")]
    return ShownPart(
        part.key,
        Words(part.title),
        Words(part.body),
        lines_of(plain, part.data),
        [listed for listed in lists if listed.items],
        ", ".join(count_in_words(field.name, len(part.data.get(field.name) or ())) for field in kind.lists if part.data.get(field.name)),
    )


def count_in_words(name: str, count: int) -> str:
    words = {
        "clauses": ngettext("%(count)d clause", "%(count)d clauses", count),
        "annexes": ngettext("%(count)d annex", "%(count)d annexes", count),
        "questions": ngettext("%(count)d question", "%(count)d questions", count),
        "levels": ngettext("%(count)d level", "%(count)d levels", count),
        "items": ngettext("%(count)d thing to check", "%(count)d things to check", count),
        "origin_sources": ngettext("%(count)d source", "%(count)d sources", count),
    }
    return words[name] % {"count": count}


def lines_of(fields: Sequence[kinds.Field], data: dict[str, Any]) -> list[Line]:
    lines = []
    for field in fields:
        value = data.get(field.name)
        if isinstance(field, kinds.Items) or value in (None, "", [], {}):
            continue
        if isinstance(field, kinds.Texts):
            lines.append(Line(field.label, Words(value), field.is_long))
        elif not isinstance(field, kinds.Group):
            lines.append(Line(field.label, in_words(field, value)))
    return lines


def shown_item(field: kinds.Items, item: dict[str, Any]) -> ShownItem:
    """The heading is the item's own title or text; flags and choices become marks beside it."""
    heading = item.get(field.shown)
    marks: list[str] = []
    lines: list[Line] = []
    choices: list[Words] = []
    for inner in field.fields:
        value = item.get(inner.name)
        if inner.name == field.shown or value in (None, "", [], {}, False):
            continue
        if isinstance(inner, kinds.Flag):
            marks.append(_("required") if inner.name == "required" else str(inner.label))
        elif isinstance(inner, kinds.Choice):
            marks.append(str(inner.options.get(value, value)))
        elif isinstance(inner, kinds.Number):
            marks.append(f"{inner.label} {value}")
        elif isinstance(inner, kinds.Group):
            marks.append(scale_in_words(value))
        elif isinstance(inner, kinds.Items):
            choices += [Words(option.get("text")) for option in value]
        elif isinstance(inner, kinds.Texts):
            lines.append(Line(inner.label, Words(value), inner.is_long))
    return ShownItem(Words(heading) if isinstance(heading, dict) else Words(en=str(heading or "")), marks, lines, choices)


def scale_in_words(scale: dict[str, Any]) -> str:
    return _("from %(min)s (%(min_label)s) to %(max)s (%(max_label)s)") % {
        "min": scale["min"],
        "min_label": Words(scale["min_label"]),
        "max": scale["max"],
        "max_label": Words(scale["max_label"]),
    }
