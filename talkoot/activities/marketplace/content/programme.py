"""When each item of a fair's programme begins, and the programme as an iCalendar file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from talkoot.activities.marketplace.content.kinds import FairPart


@dataclass(frozen=True)
class Slot:
    """An item with its time."""

    item: Any
    starts_at: datetime
    ends_at: datetime


def timetable(starts_at: datetime, items: Iterable[Any], change_minutes: int) -> list[Slot]:
    """Items one after the other as they come; between two pitches the time to change. Stands have no time and are left out."""
    slots: list[Slot] = []
    now = starts_at
    before: Any = None
    for item in items:
        if item.kind == FairPart.STAND:
            continue
        if before is not None and before.kind == item.kind == FairPart.PITCH:
            now += timedelta(minutes=change_minutes)
        end = now + timedelta(minutes=item.minutes)
        slots.append(Slot(item, now, end))
        now, before = end, item
    return slots


# --- iCalendar (RFC 5545) ---

SPECIAL = re.compile(r"([\\;,])")
# Control characters are not allowed in a text value; line breaks are written as \n.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Occasion:
    """One VEVENT. uid: the same for the same thing for ever; sequence grows with each change."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    place: str
    url: str
    changed_at: datetime
    is_cancelled: bool = False


def calendar(occasions: Sequence[Occasion], *, name: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Talkoot//Marketplace//EN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for one in occasions:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{stamp(one.changed_at)}",
            f"SEQUENCE:{int(one.changed_at.timestamp()) % 2**31}",
            f"DTSTART:{stamp(one.starts_at)}",
            f"DTEND:{stamp(one.ends_at)}",
            f"SUMMARY:{escaped(one.title)}",
            f"DESCRIPTION:{escaped(one.text)}",
            f"LOCATION:{escaped(one.place)}",
            f"URL:{one.url}",
            f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    return CONTROL.sub("", SPECIAL.sub(r"\\\1", text).replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of at most 75 bytes, broken between characters; the next ones begin with a space."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > 74:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
