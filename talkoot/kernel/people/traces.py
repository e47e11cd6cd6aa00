"""Traces of people in free text: identity codes, telephone numbers, e-mail addresses. Names cannot be told apart from words.

Forms warn of them before they are saved (kernel/ui/careful.py); anonymous answers never let them through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# Check character of the Finnish identity code: the nine digits as one number, modulo 31 (Digital and Population Data Services Agency).
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# The sign of the century; since 2023 several letters stand for the 1900s and 2000s.
IDENTITY_CODE = re.compile(
    r"(?<![0-9A-Za-z])([0-3][0-9][01][0-9][0-9]{2})[-+\u2013A-FU-Y]([0-9]{3})([0-9A-Y])(?![0-9A-Za-z])", re.IGNORECASE
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Finnish numbers as people write them: +358 40 123 4567, 040-1234567, 09 816 21. Years, dates, prices and business ids are not.
PHONE = re.compile(
    r"(?<![\w.,/-])(?!0[0-9]{6}-[0-9](?![0-9]))(?:\+358|00358|0)[ \u00a0-]?\(?0?\)?[1-9][0-9]?(?:[ \u00a0-]?[0-9]){5,9}(?![\w/])"
)


class TraceKind(StrEnum):
    IDENTITY_CODE = "identity_code"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Trace:
    kind: TraceKind
    text: str


def traces_in(text: str) -> list[Trace]:
    """What in the text points to a person, in the order of the kinds. Linear in the length of the text."""
    found = [Trace(TraceKind.IDENTITY_CODE, match[0]) for match in IDENTITY_CODE.finditer(text) if _is_identity_code(match)]
    found += [Trace(TraceKind.EMAIL, match[0]) for match in EMAIL.finditer(text)]
    found += [Trace(TraceKind.PHONE, match[0]) for match in PHONE.finditer(text)]
    return found


def _is_identity_code(match: re.Match[str]) -> bool:
    birthday, serial, check = match.groups()
    return CHECK_CHARACTERS[int(birthday + serial) % 31] == check.upper()
