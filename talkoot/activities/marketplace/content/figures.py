"""The figures of the marketplace as plain values: groups of figures and bar pictures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.utils.functional import Promise

Label = str | Promise
# The picture's own units; its width on the page follows the place it has.
PICTURE_WIDTH = 600
BAR_HEIGHT = 28
BAR_GAP = 12


@dataclass(frozen=True)
class Figure:
    """value None: nothing to count yet. unit: "", "%", "days", "hours"."""

    key: str
    label: Label
    value: float | int | None
    unit: str = ""
    note: Label = ""


@dataclass(frozen=True)
class Bar:
    label: Label
    value: int


@dataclass(frozen=True)
class Picture:
    """Bars with their numbers; the table beside it says the same."""

    title: Label
    bars: tuple[Bar, ...]

    @property
    def has_values(self) -> bool:
        return any(bar.value for bar in self.bars)

    @property
    def height(self) -> int:
        return len(self.bars) * (BAR_HEIGHT + BAR_GAP) - BAR_GAP

    @property
    def drawn(self) -> list[dict[str, int]]:
        """x is 0; y and width of each bar, a value above zero being seen."""
        top = max((bar.value for bar in self.bars), default=0) or 1
        return [
            {"y": n * (BAR_HEIGHT + BAR_GAP), "width": max(4, round(PICTURE_WIDTH * bar.value / top)) if bar.value else 0}
            for n, bar in enumerate(self.bars)
        ]


@dataclass(frozen=True)
class FigureGroup:
    title: Label
    figures: tuple[Figure, ...]
    pictures: tuple[Picture, ...] = field(default=())


def share(part: int, whole: int) -> float | None:
    """In per cent, or None of nothing."""
    return 100 * part / whole if whole else None


def middle(days: Iterable[float]) -> float | None:
    """The median, or None of nothing."""
    values: Sequence[float] = sorted(days)
    return median(values) if values else None
