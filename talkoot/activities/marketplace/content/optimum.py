"""The best choice under several goals in order, with a proof that does not rest on the solver's word.

The problem is a network (every candidate lies in at most one row of each nested family, see allocation.py), so its linear
programme has whole-number corners, and so have its prices (the dual). HiGHS finds both; then whole-number arithmetic checks them:
a choice that keeps the limits and prices that no candidate exceeds, with equal totals, prove each other (weak duality).
Solutions that are equally good for one goal are told by the same prices: candidates that lose money are out, priced limits
are full (complementary slackness). The next goal chooses among them, so no weights have to be mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class NotProven(ArithmeticError):
    """The solver's answer did not stand the check; nothing may be decided on it."""


@dataclass(frozen=True)
class Goal:
    """Maximise the sum of the whole-number weights of the chosen candidates."""

    name: str
    weights: Sequence[int]


@dataclass(frozen=True)
class Proof:
    """What a goal reached and the bound that no choice can pass. Equal: proven optimal, the gap is 0."""

    goal: str
    value: int
    bound: int

    @property
    def gap(self) -> int:
        return self.bound - self.value


def best_choice(rows_of: Sequence[Sequence[int]], limits: Sequence[int], goals: Sequence[Goal]) -> tuple[list[int], list[Proof]]:
    """Candidates chosen, in order, and the proof of each goal.

    rows_of: for each candidate the rows that it fills by one; limits: how much each row holds. Weights must stay below 2**21, so
    that sums and prices are exact. Raises NotProven.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csc_array

    count = len(rows_of)
    if count == 0:
        return [], [Proof(goal.name, 0, 0) for goal in goals]
    columns = np.repeat(np.arange(count), [len(rows) for rows in rows_of])
    rows = np.fromiter((row for filled in rows_of for row in filled), dtype=np.int64, count=len(columns))
    matrix = csc_array((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=(len(limits), count))
    limit = np.asarray(limits, dtype=np.int64)
    alive, full = np.arange(count), np.zeros(len(limits), dtype=bool)
    chosen = np.zeros(0, dtype=np.int64)
    proofs = []
    for goal in goals:
        weights = np.asarray(goal.weights, dtype=np.int64)[alive]
        part = matrix[:, alive].tocsr()
        for presolve in (True, False):
            answer = linprog(
                -weights,
                A_ub=part[~full],
                b_ub=limit[~full],
                A_eq=part[full] if full.any() else None,
                b_eq=limit[full] if full.any() else None,
                bounds=(0, None),
                method="highs-ds",
                options={"presolve": presolve},
            )
            if answer.status != 0:
                continue
            taken = np.rint(answer.x).astype(np.int64)
            prices = np.zeros(len(limit), dtype=np.int64)
            prices[~full] = np.rint(-answer.ineqlin.marginals).astype(np.int64)
            if full.any():
                prices[full] = np.rint(-answer.eqlin.marginals).astype(np.int64)
            filled, loss = part @ taken, part.T @ prices - weights
            value, bound = int(weights @ taken), int(limit @ prices)
            if (
                (taken >= 0).all()
                and (filled <= limit).all()
                and (filled[full] == limit[full]).all()
                and (prices[~full] >= 0).all()
                and (loss >= 0).all()
                and value == bound
            ):
                break
        else:
            raise NotProven(f"The optimum of “{goal.name}” could not be proven: {answer.message}")
        proofs.append(Proof(goal.name, value, bound))
        chosen = alive[taken > 0]
        alive, full = alive[loss == 0], full | (prices > 0)
    return [int(candidate) for candidate in chosen], proofs
