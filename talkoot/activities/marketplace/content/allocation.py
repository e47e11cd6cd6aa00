"""Sharing few places among many groups: proven best under a stated rule, fair, and the same again from the same input.

The rule, goal by goal, each decided before the next is looked at:

1. Earlier access. As many groups as possible get a place whose unit got nothing in earlier rounds; then those whose unit got one
   place; then the others.
2. Wishes. The sum of squared steps down the list is smallest: a group sent to its third wish weighs as much as four sent to their
   second, so that nobody falls far to make it a little better for many.
3. Distance. The groups together travel the least, in steps of a hundred metres.
4. The lot, drawn from the seed that was fixed when the round opened.

A group gets one place at most, an offer takes its places at most, and a round may set how many groups of one unit get a place.
Only offers that were wished for and that suit (ages, language, size, area) are given. Units, groups and offers make a network, so
optimum.py proves every goal in whole numbers. What this rule does not do: a group that names only one sought-after offer is
somewhat likelier to get it than one that names several, because as many as possible are placed; rounds ask for several wishes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from talkoot.activities.marketplace.content.exchanges import Exchanges
from talkoot.activities.marketplace.content.optimum import Goal, Proof, best_choice

# Units with none, one, and more earlier places.
CLASSES = 3
EARTH_KM = 6371.0
# When one of the places has no coordinates: nothing inside an area, five kilometres between two.
ANOTHER_AREA_HM = 50
FARTHEST_HM = 10_000
LOT_BITS = 20

Point = tuple[float, float]


@dataclass(frozen=True)
class Offer:
    """places: how many groups. None and empty mean no limit. point, area: where it happens; comes_to_group: in the group's own place."""

    key: int
    places: int
    largest_group: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    languages: tuple[str, ...] = ()
    only_areas: tuple[str, ...] = ()
    area: str = ""
    point: Point | None = None
    comes_to_group: bool = False


@dataclass(frozen=True)
class Group:
    """wishes: keys of offers, dearest first. earlier: places that the unit got in earlier rounds."""

    key: int
    unit: int
    wishes: tuple[int, ...]
    headcount: int
    age_from: int
    age_to: int
    language: str
    area: str = ""
    point: Point | None = None
    earlier: int = 0


@dataclass(frozen=True)
class Problem:
    """Everything that the result depends on. Stored with the round, so that anybody can compute it anew."""

    offers: tuple[Offer, ...]
    groups: tuple[Group, ...]
    seed: str
    most_per_unit: int | None = None

    def as_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Problem:
        def row_of(row: dict[str, Any]) -> dict[str, Any]:
            return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}

        return cls(
            tuple(Offer(**row_of(row)) for row in data["offers"]),
            tuple(Group(**row_of(row)) for row in data["groups"]),
            data["seed"],
            data["most_per_unit"],
        )


@dataclass(frozen=True)
class Answer:
    """What became of one wish. code: "given"; "later" (a dearer wish was given); what does not suit ("age", "language",
    "size", "area"); or what decided: "limit" (of groups per unit), "earlier", "others" (one more would be left without),
    "wishes", "distance", "lot". wanted_by: groups that wished for the offer and suit it; places: how many it takes.
    """

    offer: int
    rank: int
    code: str
    places: int
    wanted_by: int


@dataclass(frozen=True)
class GroupResult:
    """offer: the key of the given one, or None. free: offers with room left that suit a group which got nothing."""

    group: int
    offer: int | None
    rank: int | None
    answers: tuple[Answer, ...]
    free: tuple[int, ...] = ()


@dataclass(frozen=True)
class Result:
    groups: tuple[GroupResult, ...]
    proofs: tuple[Proof, ...]

    def as_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self)))


def fingerprint(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: the same data has the same one on every machine."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def unsuitable(offer: Offer, group: Group) -> str:
    """Why the offer does not suit the group ("age", "language", "size", "area"), or empty."""
    if (offer.age_from is not None and group.age_from < offer.age_from) or (offer.age_to is not None and group.age_to > offer.age_to):
        return "age"
    if offer.languages and group.language not in offer.languages:
        return "language"
    if offer.largest_group is not None and group.headcount > offer.largest_group:
        return "size"
    if offer.only_areas and group.area not in offer.only_areas:
        return "area"
    return ""


def distance_hm(offer: Offer, group: Group) -> int:
    """How far the group travels, in hundreds of metres as the crow flies (haversine)."""
    if offer.comes_to_group:
        return 0
    if offer.point is None or group.point is None:
        return 0 if offer.area == group.area or not offer.area or not group.area else ANOTHER_AREA_HM
    (lat1, lon1), (lat2, lon2) = ([radians(x) for x in point] for point in (offer.point, group.point))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return min(FARTHEST_HM, round(20 * EARTH_KM * asin(min(1.0, sqrt(half)))))


def lots(seed: str, group: int, offer: int) -> tuple[int, int]:
    """Two numbers drawn for a wish, the second for when the first leaves a tie."""
    drawn = int.from_bytes(hashlib.sha256(f"{seed}:{group}:{offer}".encode()).digest()[:5], "big")
    return drawn >> LOT_BITS, drawn & (2**LOT_BITS - 1)


@dataclass(frozen=True)
class Candidate:
    """A wish that could be given. Costs are paid when it is."""

    group: Group
    offer: Offer
    rank: int

    @property
    def standing(self) -> int:
        return min(self.group.earlier, CLASSES - 1)

    @property
    def wish_cost(self) -> int:
        return (self.rank - 1) ** 2


def candidates_of(problem: Problem) -> list[Candidate]:
    """In the order of keys, so that the order in which rows came from the database says nothing."""
    offers = {offer.key: offer for offer in problem.offers}
    found = []
    for group in sorted(problem.groups, key=lambda g: g.key):
        for rank, key in enumerate(group.wishes, start=1):
            if not unsuitable(offers[key], group):
                found.append(Candidate(group, offers[key], rank))
    return found


def goals_of(candidates: Sequence[Candidate], seed: str) -> list[Goal]:
    drawn = [lots(seed, c.group.key, c.offer.key) for c in candidates]
    return [
        *(Goal(f"earlier_{standing}", [int(c.standing == standing) for c in candidates]) for standing in range(CLASSES)),
        Goal("wishes", [-c.wish_cost for c in candidates]),
        Goal("distance", [-distance_hm(c.offer, c.group) for c in candidates]),
        Goal("lot", [first for first, _second in drawn]),
        Goal("second_lot", [second for _first, second in drawn]),
    ]


def allocate(problem: Problem) -> Result:
    """Give the places. The same problem gives the same result. Raises optimum.NotProven when the optimum is not proven."""
    candidates = candidates_of(problem)
    row_of: dict[tuple[str, int], int] = {}
    limits: list[int] = []

    def row(kind: str, key: int, limit: int) -> int:
        if (kind, key) not in row_of:
            row_of[kind, key] = len(limits)
            limits.append(limit)
        return row_of[kind, key]

    rows_of = []
    for c in candidates:
        rows = [row("group", c.group.key, 1), row("offer", c.offer.key, c.offer.places)]
        if problem.most_per_unit is not None:
            rows.append(row("unit", c.group.unit, problem.most_per_unit))
        rows_of.append(rows)
    chosen, proofs = best_choice(rows_of, limits, goals_of(candidates, problem.seed))
    given = {candidates[n].group.key: candidates[n] for n in chosen}
    return Result(tuple(explain(problem, candidates, given)), tuple(proofs))


def explain(problem: Problem, candidates: Sequence[Candidate], given: dict[int, Candidate]) -> Iterable[GroupResult]:
    """For each group what became of each of its wishes, and why."""
    offers = {offer.key: offer for offer in problem.offers}
    wanted_by = Counter(c.offer.key for c in candidates)
    taken = Counter(c.offer.key for c in given.values())
    exchanges = Exchanges(candidates, given, problem.most_per_unit, distance_hm)
    wish_of = {(c.group.key, c.offer.key): c for c in candidates}
    with_room = [offer for offer in problem.offers if taken[offer.key] < offer.places]
    for group in problem.groups:
        got = given.get(group.key)
        answers = []
        for rank, key in enumerate(group.wishes, start=1):
            if reason := unsuitable(offers[key], group):
                code = reason
            elif got is not None and rank >= got.rank:
                code = "given" if rank == got.rank else "later"
            elif taken[key] < offers[key].places:
                code = "limit"
            else:
                code = exchanges.deciding_goal(wish_of[group.key, key])
            answers.append(Answer(key, rank, code, offers[key].places, wanted_by[key]))
        free = () if got else tuple(offer.key for offer in with_room if not unsuitable(offer, group))
        yield GroupResult(group.key, got.offer.key if got else None, got.rank if got else None, tuple(answers), free)
