"""iCalendar (RFC 5545): a calendar for calendar programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

CRLF = "\r\n"
LONGEST_LINE = 75


@dataclass(frozen=True)
class CalendarEvent:
    """begins: a day (the whole day) or an aware time. uid stays the same while the event moves."""

    uid: str
    summary: str
    begins: date | datetime
    minutes: int = 0
    place: str = ""
    description: str = ""
    url: str = ""


def calendar_text(name: str, events: Iterable[CalendarEvent], *, stamp: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Talkoot//Talkoot//EN", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += event_lines(event, stamp)
    lines.append("END:VCALENDAR")
    return CRLF.join(part for line in lines for part in folded(line)) + CRLF


def event_lines(event: CalendarEvent, stamp: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{in_utc(stamp)}"]
    if isinstance(event.begins, datetime):
        lines += [f"DTSTART:{in_utc(event.begins)}", f"DTEND:{in_utc(event.begins + timedelta(minutes=event.minutes))}"]
    else:
        lines += [f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}", f"DTEND;VALUE=DATE:{event.begins + timedelta(days=1):%Y%m%d}"]
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.description)):
        if text:
            lines.append(f"{name}:{escaped(text)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    return [*lines, "END:VEVENT"]


def in_utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Section 3.3.11; control characters that nobody typed are left out."""
    clean = "".join(character for character in text if character in "\n\t" or ord(character) >= 32)
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """Lines of at most 75 bytes (section 3.1), never cut within a character."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > LONGEST_LINE:
            parts.append(current)
            current = " "
        current += character
    return [*parts, current]
