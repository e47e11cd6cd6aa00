"""Who reads what: balanced, without conflicts, the same for the same seed. Pure functions of ids.

Each candidate gets as many different jurors as wanted (or as many as are free of conflicts). Among all such assignments one
with the least sum of squared loads is found, which also makes the difference between the most and the least loaded juror as small as
the conflicts allow. The proof is the end of the search: a plan is optimal exactly when no chain of hand-overs leads from a
juror to one who has at least two fewer (Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite graphs, 2003; the chain is a
negative cycle of the flow with convex costs).
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Inputs:
    """What a plan is made from. conflicts: (juror, candidate). kept: pairs that must stay, reading has begun there."""

    candidates: tuple[int, ...]
    jurors: tuple[int, ...]
    conflicts: frozenset[tuple[int, int]]
    kept: frozenset[tuple[int, int]]
    wanted: int

    def as_plain(self) -> dict[str, Any]:
        """For JSON, in an order of its own: equal inputs are equal texts."""
        return {
            "candidates": sorted(self.candidates),
            "jurors": sorted(self.jurors),
            "conflicts": sorted(list(pair) for pair in self.conflicts),
            "kept": sorted(list(pair) for pair in self.kept),
            "wanted": self.wanted,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Inputs:
        return cls(
            tuple(plain["candidates"]),
            tuple(plain["jurors"]),
            frozenset((juror, candidate) for juror, candidate in plain["conflicts"]),
            frozenset((juror, candidate) for juror, candidate in plain["kept"]),
            plain["wanted"],
        )


@dataclass(frozen=True)
class Plan:
    """pairs: (juror, candidate), sorted. short: candidate -> how many jurors it lacks. loads: juror -> how many candidates."""

    pairs: tuple[tuple[int, int], ...]
    short: dict[int, int]
    loads: dict[int, int]

    @property
    def imbalance(self) -> int:
        return max(self.loads.values()) - min(self.loads.values()) if self.loads else 0


def hash_of(plain: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def drawn(seed: int, *parts: Any) -> bytes:
    """An order that nobody can choose: the same on every machine and in every version, unlike random.shuffle."""
    return hashlib.sha256(":".join([str(seed), *map(str, parts)]).encode()).digest()


def in_drawn_order(seed: int, what: str, ids: Iterable[Any]) -> list[Any]:
    return sorted(ids, key=lambda one: drawn(seed, what, one))


def plan(inputs: Inputs, seed: int) -> Plan:
    """The plan of these inputs and this seed. Greedy first, then hand-overs until none makes it more balanced."""
    candidates, jurors = sorted(inputs.candidates), sorted(inputs.jurors)
    bit = {candidate: 1 << n for n, candidate in enumerate(candidates)}
    # Bit sets: which candidates a juror may read, which she has, which of those must stay.
    free = {juror: (1 << len(candidates)) - 1 for juror in jurors}
    for juror, candidate in inputs.conflicts:
        if juror in free and candidate in bit:
            free[juror] &= ~bit[candidate]
    kept = dict.fromkeys(jurors, 0)
    for juror, candidate in inputs.kept:
        if juror in kept and candidate in bit:
            kept[juror] |= bit[candidate]
    has = dict(kept)
    loads = {juror: has[juror].bit_count() for juror in jurors}
    # Readings that were begun count, also by jurors who take no more.
    readings = dict.fromkeys(candidates, 0)
    for _juror, candidate in inputs.kept:
        if candidate in readings:
            readings[candidate] += 1
    short: dict[int, int] = {}
    for candidate in in_drawn_order(seed, "candidate", candidates):
        mark = bit[candidate]
        able = [juror for juror in jurors if free[juror] & mark and not has[juror] & mark]
        able.sort(key=lambda juror: (loads[juror], drawn(seed, "pair", candidate, juror)))
        needed = max(0, inputs.wanted - readings[candidate])
        for juror in able[:needed]:
            has[juror] |= mark
            loads[juror] += 1
        if len(able) < needed:
            short[candidate] = needed - len(able)
    while chain := shortest_chain(jurors, free, has, kept, loads):
        for giver, taker in pairwise(chain):
            movable = has[giver] & ~kept[giver] & free[taker] & ~has[taker]
            one = movable & -movable
            has[giver] ^= one
            has[taker] |= one
        loads[chain[0]] -= 1
        loads[chain[-1]] += 1
    pairs = tuple(sorted((juror, candidate) for juror in jurors for candidate in candidates if has[juror] & bit[candidate]))
    return Plan(pairs, dict(sorted(short.items())), loads)


def shortest_chain(
    jurors: list[int], free: dict[int, int], has: dict[int, int], kept: dict[int, int], loads: dict[int, int]
) -> list[int] | None:
    """From a juror to one with at least two fewer, each handing one candidate to the next; None when there is none.

    A shortest chain never names a juror twice, so the hand-overs along it do not undo each other.
    """
    fewest = min(loads.values(), default=0)
    for start in sorted(jurors, key=lambda juror: (-loads[juror], juror)):
        if loads[start] - fewest < 2:
            return None
        before: dict[int, int | None] = {start: None}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            for taker in jurors:
                if taker in before or not has[giver] & ~kept[giver] & free[taker] & ~has[taker]:
                    continue
                before[taker] = giver
                if loads[taker] <= loads[start] - 2:
                    chain, at = [], taker
                    while at is not None:
                        chain.append(at)
                        at = before[at]  # type: ignore[assignment]
                    return chain[::-1]
                queue.append(taker)
    return None
