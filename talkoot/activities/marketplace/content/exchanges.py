"""What would it have cost to give this wish after all? The exact answer, for the reasons that groups are told.

Forcing a wish in starts a chain: a group in the full offer moves to another of its wishes, or drops out, and so on. The
cheapest chain is a shortest path between offers, whose arcs are the groups that could move (the residual network of the
allocation). Costs are the goals in order, packed into one whole number, so that the first goal that loses is the one that decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

# A shortest path has no circle, so it has fewer arcs than there are nodes; sums must fit 64 bits.
LARGEST = 2**61
OUTSIDE = "outside"


class Exchanges:
    """`deciding_goal(wish)` for wishes of a full offer that were not given. Raises ArithmeticError when the allocation was not optimal."""

    def __init__(
        self,
        candidates: Sequence[Any],
        given: Mapping[int, Any],
        most_per_unit: int | None,
        distance: Callable[[Any, Any], int],
    ) -> None:
        import numpy as np

        self.given = given
        taken: dict[int, int] = {}
        of_unit: dict[int, int] = {}
        for c in given.values():
            taken[c.offer.key] = taken.get(c.offer.key, 0) + 1
            of_unit[c.group.unit] = of_unit.get(c.group.unit, 0) + 1
        # A unit that has all it may get is a node of its own: one of its groups comes in when another drops out.
        self.full_units = {unit for unit, count in of_unit.items() if most_per_unit is not None and count >= most_per_unit}
        self.node: dict[Any, int] = {OUTSIDE: 0}
        for c in candidates:
            self.node.setdefault(c.offer.key, len(self.node))
        for unit in sorted(self.full_units):
            self.node[("unit", unit)] = len(self.node)

        size = len(self.node)
        far = [distance(c.offer, c.group) for c in candidates]
        # Only outside and full units let groups in and out; each is passed once.
        steps = 2 * (len(self.full_units) + 3)
        self.per_distance = 1
        self.per_wish = 2 * (size + 1) * (max(far, default=0) + 1)
        self.per_class = self.per_wish * 2 * (size + 1) * (max((c.wish_cost for c in candidates), default=0) + 1)
        self.class_steps = steps
        if self.per_class * steps**3 >= LARGEST:
            raise OverflowError("The round is too large to explain.")
        self.cost = {
            (c.group.key, c.offer.key): self.per_wish * c.wish_cost + hm - self.per_class * steps ** (2 - c.standing)
            for c, hm in zip(candidates, far, strict=True)
        }

        paths = np.full((size, size), LARGEST, dtype=np.int64)
        np.fill_diagonal(paths, 0)

        def arc(start: int, end: int, cost: int) -> None:
            paths[start, end] = min(paths[start, end], cost)

        for c in candidates:
            got = given.get(c.group.key)
            here, cost = self.node[c.offer.key], self.cost[c.group.key, c.offer.key]
            if got is None:
                arc(self.outside_of(c.group), here, cost)
            elif got.offer.key != c.offer.key:
                arc(self.node[got.offer.key], here, cost - self.cost[c.group.key, got.offer.key])
            else:
                arc(here, self.outside_of(c.group), -cost)
        places = {c.offer.key: c.offer.places for c in candidates}
        for key, count in places.items():
            if taken.get(key, 0) < count:
                arc(self.node[key], 0, 0)
            if taken.get(key, 0):
                arc(0, self.node[key], 0)
        for unit in self.full_units:
            arc(self.node["unit", unit], 0, 0)
        for middle in range(size):
            through = paths[:, middle, None] + paths[None, middle, :]
            known = (paths[:, middle, None] < LARGEST // 2) & (paths[None, middle, :] < LARGEST // 2)
            np.minimum(paths, np.where(known, through, LARGEST), out=paths)
        if (paths.diagonal() < 0).any():
            raise ArithmeticError("An exchange would improve the allocation: it is not the optimum.")
        self.paths = paths

    def outside_of(self, group: Any) -> int:
        return self.node["unit", group.unit] if group.unit in self.full_units else 0

    def loss(self, wish: Any) -> int:
        """The packed cost of giving the wish, never below 0."""
        got = self.given.get(wish.group.key)
        cost = self.cost[wish.group.key, wish.offer.key]
        start = self.node[wish.offer.key]
        if got is None:
            return int(cost + self.paths[start, self.outside_of(wish.group)])
        return int(cost - self.cost[wish.group.key, got.offer.key] + self.paths[start, self.node[got.offer.key]])

    def deciding_goal(self, wish: Any) -> str:
        """The first goal that would lose: "earlier", "others", "wishes", "distance", or "lot" when none would."""
        loss = self.loss(wish)
        if loss >= self.per_class // 2:
            # Groups that go first would lose a place; or, of a placed group's wish and of its own kind, somebody would.
            goes_before = next(n for n in range(3) if 2 * loss >= self.per_class * self.class_steps ** (2 - n))
            return "earlier" if goes_before < wish.standing and wish.group.key not in self.given else "others"
        if loss >= self.per_wish // 2:
            return "wishes"
        return "distance" if loss > 0 else "lot"
