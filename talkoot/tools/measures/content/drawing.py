"""The picture of an indicator: where its values lie between the days and between the extremes. Coordinates only, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 640, 160, 14


@dataclass(frozen=True)
class Picture:
    """Coordinates in a box of WIDTH × HEIGHT, rounded. line: the points joined. threshold_y, baseline_y: None when not set."""

    points: tuple[tuple[float, float], ...]
    line: str
    threshold_y: float | None
    baseline_y: float | None
    width: int = WIDTH
    height: int = HEIGHT
    inner_left: int = MARGIN
    inner_right: int = WIDTH - MARGIN


def draw(points: Sequence[tuple[date, Decimal]], *, baseline: Decimal | None, threshold: Decimal | None) -> Picture | None:
    """None when there is nothing to compare: fewer than two values in all."""
    levels = [value for _day, value in points] + [value for value in (baseline, threshold) if value is not None]
    if not points or len(levels) < 2:
        return None
    low, high = min(levels), max(levels)
    first, last = min(day for day, _ in points), max(day for day, _ in points)
    days = (last - first).days

    def x(day: date) -> float:
        # A single day stands in the middle.
        share = (day - first).days / days if days else 0.5
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high != low else 0.5
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    placed = tuple((x(day), y(value)) for day, value in points)
    return Picture(
        points=placed,
        line=" ".join(f"{left},{top}" for left, top in placed),
        threshold_y=y(threshold) if threshold is not None else None,
        baseline_y=y(baseline) if baseline is not None else None,
    )
