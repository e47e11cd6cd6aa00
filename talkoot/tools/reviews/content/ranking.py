"""From scores to the order: pure functions, exact to the last digit, so that a tie is a tie.

A criterion's value lies between 0 and 1: (score − lowest) / (highest − lowest), of the agreed score, else of the mean of all
given. The total is the mean of these weighted by the weights, times 100. Who is below a minimum gets a total and no rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from talkoot.tools.reviews.content.assigning import drawn
from talkoot.tools.reviews.content.kinds import TieRule


@dataclass(frozen=True)
class Scale:
    """What the ranking needs of a criterion, in their order."""

    id: int
    key: str
    weight: int
    minimum: Fraction | None
    low: int
    high: int


@dataclass(frozen=True)
class Mean:
    """The score of a candidate on one criterion: agreed, or the mean of `count` jurors."""

    value: Fraction
    count: int
    is_agreed: bool = False


@dataclass(frozen=True)
class Entry:
    """A candidate as it enters the ranking. means: criterion id -> Mean; lot: what its lot is drawn by."""

    id: int
    means: Mapping[int, Mean]
    order_value: Decimal | None
    lot: str


@dataclass(frozen=True)
class Place:
    """rank None: not ranked, below a minimum (`below` names the criteria) or without scores on every criterion.

    is_tied: another has the same total. resolved_by: the rule which separates it from the neighbour of the same total, "" when
    none does and both share the rank.
    """

    id: int
    rank: int | None
    total: Fraction | None
    below: tuple[str, ...]
    is_tied: bool
    resolved_by: str


def total_of(means: Mapping[int, Mean], scales: Sequence[Scale]) -> Fraction | None:
    """Between 0 and 100; None while a criterion lacks its score."""
    weights = sum(scale.weight for scale in scales)
    if not weights or any(scale.id not in means for scale in scales):
        return None
    points = sum((scale.weight * (means[scale.id].value - scale.low) / (scale.high - scale.low) for scale in scales), Fraction(0))
    return points * 100 / weights


def below_minimum(means: Mapping[int, Mean], scales: Iterable[Scale]) -> tuple[str, ...]:
    return tuple(scale.key for scale in scales if scale.minimum is not None and scale.id in means and means[scale.id].value < scale.minimum)


def tie_key(rule: str, entry: Entry, scales: Sequence[Scale], seed: int) -> Any:
    """Smaller is better."""
    if rule == TieRule.HEAVIEST:
        # Stable: of equal weights the first criterion counts first.
        return tuple(-entry.means[scale.id].value for scale in sorted(scales, key=lambda scale: -scale.weight)[:1])
    if rule == TieRule.ORDER_VALUE:
        return (entry.order_value is None, entry.order_value or Decimal(0))
    if rule == TieRule.LOT:
        return drawn(seed, "lot", entry.lot)
    raise ValueError(f"No tie rule {rule}.")


def rank(entries: Iterable[Entry], scales: Sequence[Scale], rules: Sequence[str], seed: int) -> list[Place]:
    """Best first, then those below a minimum by their total, then those without scores by id."""
    placed, unplaced = [], []
    for entry in entries:
        total, below = total_of(entry.means, scales), below_minimum(entry.means, scales)
        if total is None or below:
            unplaced.append((entry, total, below))
        else:
            placed.append((entry, total))
    totals: dict[Fraction, int] = {}
    for _entry, total in placed:
        totals[total] = totals.get(total, 0) + 1
    keyed = []
    for entry, total in placed:
        # Keys are made for ties only: a lot is a hash, and few need one.
        keys = tuple(tie_key(rule, entry, scales, seed) for rule in rules) if totals[total] > 1 else ()
        keyed.append((-total, keys, entry))
    keyed.sort(key=lambda one: (one[0], one[1], one[2].id))
    places: list[Place] = []
    for n, (minus_total, keys, entry) in enumerate(keyed):
        is_tied = totals[-minus_total] > 1
        shared = n > 0 and keyed[n - 1][:2] == (minus_total, keys)
        number = places[-1].rank if shared else n + 1
        neighbours = [keyed[m][1] for m in (n - 1, n + 1) if 0 <= m < len(keyed) and keyed[m][0] == minus_total]
        places.append(Place(entry.id, number, -minus_total, (), is_tied, resolved_by(keys, neighbours, rules) if is_tied else ""))
    unplaced.sort(key=lambda one: (one[1] is None, -(one[1] or 0), one[0].id))
    return places + [Place(entry.id, None, total, below, False, "") for entry, total, below in unplaced]


def resolved_by(keys: Sequence[Any], neighbours: Iterable[Sequence[Any]], rules: Sequence[str]) -> str:
    """The last rule that had to be asked to tell it from a neighbour; "" when some neighbour is equal by all rules."""
    asked = -1
    for other in neighbours:
        differing = next((n for n, (own, theirs) in enumerate(zip(keys, other, strict=True)) if own != theirs), None)
        if differing is None:
            return ""
        asked = max(asked, differing)
    return str(rules[asked]) if asked >= 0 else ""


def as_decimal(value: Fraction, places: int = 4) -> Decimal:
    unit = Decimal(1).scaleb(-places)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(unit, rounding=ROUND_HALF_UP)
