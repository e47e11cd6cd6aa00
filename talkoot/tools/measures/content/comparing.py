"""Comparing what was measured with the baseline and the threshold: pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Comparison:
    """baseline, threshold, actual: None while unknown. change: actual − baseline. relative_change: change in per cent of the
    baseline, None for a baseline of zero. share_of_way: how much of the way from baseline to threshold was gone, 1 is the
    threshold, negative is the wrong way; None when baseline and threshold are the same or one is unknown. reached: whether the
    threshold is met, None while it cannot be told."""

    baseline: Decimal | None
    threshold: Decimal | None
    actual: Decimal | None
    change: Decimal | None
    relative_change: Decimal | None
    share_of_way: Decimal | None
    reached: bool | None
    is_better: bool | None


def compare(*, baseline: Decimal | None, threshold: Decimal | None, actual: Decimal | None, direction: str) -> Comparison:
    """direction "up": more is better and the threshold is the least value; "down": less is better, the threshold is the most."""
    change = actual - baseline if actual is not None and baseline is not None else None
    relative = change / abs(baseline) * 100 if change is not None and baseline else None
    share = None
    if change is not None and baseline is not None and threshold is not None and threshold != baseline:
        share = change / (threshold - baseline)
    reached = None
    if actual is not None and threshold is not None:
        reached = actual >= threshold if direction == UP else actual <= threshold
    better = None if not change else (change > 0) == (direction == UP)
    return Comparison(baseline, threshold, actual, change, relative, share, reached, better)
