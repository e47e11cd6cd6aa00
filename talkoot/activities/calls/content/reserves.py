"""Who is chosen and who waits: the proposal made from a ranking, and the next reserve. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from talkoot.activities.calls.content.outcomes import LineOutcome


@dataclass(frozen=True)
class Contender:
    """An application as the proposal sees it. rank: among those of its challenge, None when it was not scored."""

    application_id: int
    challenge_id: int
    rank: int | None
    price: Decimal
    is_admissible: bool
    passes_minimums: bool


@dataclass(frozen=True)
class Proposal:
    application_id: int
    outcome: LineOutcome
    order: int | None
    sum: Decimal | None


def proposed(contenders: Iterable[Contender], *, budget: Decimal | None, chosen_of_each: int = 1) -> list[Proposal]:
    """The first of each challenge are chosen while the budget has room, the others that pass the minimums wait in their order.

    A proposal only: the official may choose otherwise, or nobody. Challenges are served in turn, best ranks first, so that one
    dear application of the first challenge does not empty the budget for the rest.
    """
    by_rank = sorted(contenders, key=lambda one: (one.rank is None, one.rank or 0, one.challenge_id, one.application_id))
    left, counts, lines = budget, {}, {}  # type: ignore[var-annotated]
    for one in by_rank:
        taken = counts.setdefault(one.challenge_id, {LineOutcome.CHOSEN: 0, LineOutcome.RESERVE: 0})
        outcome, order = LineOutcome.RESERVE, None
        if not one.is_admissible:
            outcome = LineOutcome.NOT_ADMISSIBLE
        elif one.rank is None or not one.passes_minimums:
            outcome = LineOutcome.NOT_CHOSEN
        elif taken[LineOutcome.CHOSEN] < chosen_of_each and (left is None or one.price <= left):
            outcome = LineOutcome.CHOSEN
            left = None if left is None else left - one.price
        if outcome in taken:
            taken[outcome] += 1
            order = taken[outcome]
        is_ordered = order is not None
        lines[one.application_id] = Proposal(one.application_id, outcome, order, one.price if is_ordered else None)
    return [lines[one.application_id] for one in by_rank]


@dataclass(frozen=True)
class Waiting:
    """A reserve that has not had its turn."""

    application_id: int
    challenge_id: int
    order: int
    sum: Decimal


def next_reserve(waiting: Sequence[Waiting], challenge_id: int, room: Decimal | None) -> Waiting | None:
    """The first in order of the challenge; one that the budget no longer carries is passed by."""
    fitting = [one for one in waiting if one.challenge_id == challenge_id and (room is None or one.sum <= room)]
    return min(fitting, key=lambda one: one.order, default=None)
