"""The payment plan: how a decided sum is divided over the milestones of a trial."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from talkoot.activities.calls.content.outcomes import MilestoneKind

CENT = Decimal("0.01")
# The usual division: half when the agreement is in force, half when the final report is approved. A municipality divides otherwise.
USUAL_SHARES = {MilestoneKind.START: 50, MilestoneKind.MIDTERM: 0, MilestoneKind.FINAL: 50}


def payment_plan(total: Decimal, shares: Mapping[MilestoneKind, int] = USUAL_SHARES) -> dict[MilestoneKind, Decimal]:
    """Euros for each milestone; their sum is exactly the total, since the last one takes what rounding leaves.

    shares: per cent of each, 100 together. Milestones of zero euros are left out; a trial without money has none.
    Raises ValueError for shares that do not make 100.
    """
    if sum(shares.values()) != 100 or min(shares.values()) < 0:
        raise ValueError("The shares of a payment plan make 100 per cent.")
    plan = {kind: (total * share / 100).quantize(CENT, ROUND_DOWN) for kind, share in shares.items()}
    last = max((kind for kind in plan if shares[kind]), key=list(MilestoneKind).index)
    plan[last] += total - sum(plan.values(), Decimal(0))
    return {kind: plan[kind] for kind in MilestoneKind if plan.get(kind)}


def room_left(budget: Decimal | None, bound: Decimal) -> Decimal | None:
    """What a budget still has, never below zero; None when no budget is set."""
    return None if budget is None else max(budget - bound, Decimal(0))
