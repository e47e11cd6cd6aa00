"""Figures of a programme as plain values: nothing is divided by what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

SECONDS_IN_DAY = 86_400


@dataclass(frozen=True)
class Figure:
    """value None: there is nothing to count yet. unit: "", "%", "days", "hours" or "eur"."""

    key: str
    label: Any
    value: float | None
    unit: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Line:
    """A row of the table beside the figures: one challenge, one choice, one trial."""

    label: Any
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    title: Any
    heads: tuple[Any, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FigureGroup:
    title: Any
    figures: tuple[Figure, ...]
    table: Table | None = None


def share(part: int, whole: int) -> float | None:
    """Per cent; None of nothing."""
    return None if not whole else round(100 * part / whole, 1)


def middle(values: Iterable[float | None]) -> float | None:
    """The median of those that are known."""
    known = [value for value in values if value is not None]
    return round(float(median(known)), 1) if known else None


def days_between(begins: datetime | None, ends: datetime | None) -> float | None:
    """None while one is unknown, or when they stand the wrong way round."""
    if begins is None or ends is None or ends < begins:
        return None
    return round((ends - begins).total_seconds() / SECONDS_IN_DAY, 1)


def mean(values: Iterable[Any]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(sum(known) / len(known), 2) if known else None
