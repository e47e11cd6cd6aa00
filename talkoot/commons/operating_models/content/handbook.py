"""The handbook of a model as plain data for print/handbook.typ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from talkoot.kernel.printing.prose import blocks

Block = dict[str, Any]
Facts = Iterable[tuple[Any, Any]]


def prose(text: Any, under: int) -> list[Block]:
    """Markdown below a heading of the level `under`. All its headings get one level: a tagged PDF may skip none."""
    listed = [block | {"level": 1} if block["kind"] == "heading" else block for block in blocks(str(text))]
    return [{"t": "prose", "under": under, "blocks": listed}] if listed else []


def heading(text: Any, level: int) -> Block:
    return {"t": "heading", "level": level, "text": str(text)}


def facts_block(facts: Facts) -> list[Block]:
    shown = [[str(label), str(value)] for label, value in facts if value]
    return [{"t": "facts", "facts": shown}] if shown else []


def part_blocks(part: Any, extra: Facts = ()) -> list[Block]:
    """A part (queries.reading.ShownPart) under a heading of the second level."""
    found = [heading(part.title, 2), *prose(part.body, 2)]
    found += facts_block([*extra, *((line.label, line.text) for line in part.lines if not line.is_long)])
    for line in part.lines:
        if line.is_long:
            found += [heading(line.label, 3), *prose(line.text, 3)]
    for listed in part.lists:
        found.append(heading(listed.label, 3))
        for number, item in enumerate(listed.items, start=1):
            marks = f" ({', '.join(item.marks)})" if item.marks else ""
            is_long = any(line.is_long for line in item.lines)
            title = f"{number}. {item.heading}{marks}"
            found.append(heading(title, 4) if is_long else {"t": "line", "text": title})
            for line in item.lines:
                found += prose(line.text, 4 if is_long else 3)
            if item.choices:
                found.append({"t": "options", "options": [str(choice) for choice in item.choices]})
    return found


def handbook_of(reading: Any, *, language: str, kind: Any, facts: Facts, author: str, colour: str, address: str) -> dict[str, Any]:
    """Everything the print form needs, in the language in force. reading: queries.reading.Reading."""
    about = prose(reading.audience, 1)
    if reading.origin_note:
        about += [heading(_("Where the model comes from"), 2), *prose(reading.origin_note, 2)]
    if reading.origin_sources:
        sources = ({"t": "source", "address": one["address"], "text": one["title"]} for one in reading.origin_sources)
        about += [heading(_("Sources"), 2), *sources]
    phases = [
        block
        for phase in reading.phases
        for block in part_blocks(phase.part, [(_("Usual length"), phase.length), (_("Who does it"), phase.who)])
    ]
    chapters = [
        (_("For whom"), about),
        (_("Principles"), many(reading.principles)),
        (_("Phases"), phases),
        (_("Roles"), many(reading.roles)),
        (_("Guidance"), many(reading.guidance)),
        *((shown.kind.plural, many(shown.parts)) for shown in reading.tools),
    ]
    return {
        "title": str(reading.name),
        "author": author,
        "language": language,
        "colour": colour,
        "footer": address,
        "kind": str(kind),
        "summary": [block for one in prose(reading.summary, 1) for block in one["blocks"]],
        "facts": [[str(label), str(value)] for label, value in facts if value],
        "contents_title": _("Contents"),
        "chapters": [{"title": str(title), "blocks": found} for title, found in chapters if found],
    }


def many(parts: Iterable[Any]) -> list[Block]:
    return [block for part in parts for block in part_blocks(part)]
