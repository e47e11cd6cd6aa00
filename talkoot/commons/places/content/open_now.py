"""What is open in places now, by which the catalogue is narrowed. Activities register theirs, so that a place knows none of them.

register_open(OpenNow("calls", _("A call for fast trials"), place_ids=lambda: open_calls(None).values("place")))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

OPEN_NOW: dict[str, OpenNow] = {}


@dataclass(frozen=True)
class OpenNow:
    """place_ids: what gives the numbers of the places in which it is open to everybody now; a subquery, of the municipalities in force."""

    code: str
    label: str | Promise
    place_ids: Callable[[], Any]


def register_open(kind: OpenNow) -> None:
    """A second kind of a code raises ValueError."""
    if kind.code in OPEN_NOW:
        raise ValueError(f"{kind.code} is registered twice.")
    OPEN_NOW[kind.code] = kind
