"""Target 13: 3,000 groups and 300 offers with capacities and preferences; optimum proven, a reason for each group, the same again.

    python -m tests.benchmarks.allocation

Needs no database. Sought-after offers draw more wishes than the others, as in life; places are too few for all.
"""

from __future__ import annotations

import random
import resource
import time

from talkoot.activities.marketplace.content.allocation import Group, Offer, Problem, allocate, fingerprint

GROUPS, OFFERS, UNITS, WISHES = 3_000, 300, 150, 5
AREAS = ("Leppävaara", "Tapiola", "Matinkylä", "Espoonlahti", "Kauklahti", "Keski-Espoo")


def round_of(seed: int, *, most_per_unit: int | None) -> Problem:
    rng = random.Random(seed)
    offers = tuple(
        Offer(
            key=n,
            places=rng.choice((2, 4, 6, 10)),
            largest_group=rng.choice((None, None, 25)),
            age_from=rng.choice((None, 7, 10)),
            age_to=rng.choice((None, 16)),
            languages=rng.choice(((), ("fi",), ("fi", "sv"))),
            area=rng.choice(AREAS),
            point=(60.15 + rng.random() / 8, 24.55 + rng.random() / 4),
            comes_to_group=rng.random() < 0.3,
        )
        for n in range(OFFERS)
    )
    draw = [1 / (1 + n / 30) for n in range(OFFERS)]
    homes = [((60.15 + rng.random() / 8, 24.55 + rng.random() / 4), rng.choice(AREAS), rng.choice((0, 0, 1, 3))) for _n in range(UNITS)]
    groups = []
    for n in range(GROUPS):
        unit = rng.randrange(UNITS)
        point, area, earlier = homes[unit]
        wishes = tuple(dict.fromkeys(rng.choices(range(OFFERS), weights=draw, k=WISHES * 2)))[:WISHES]
        age = rng.randrange(6, 16)
        groups.append(
            Group(n, unit, wishes, rng.randrange(12, 29), age, age + 1, rng.choice(("fi", "fi", "fi", "sv")), area, point, earlier)
        )
    return Problem(offers, tuple(groups), seed=str(seed), most_per_unit=most_per_unit)


def main() -> None:
    started = time.perf_counter()
    import scipy.optimize  # noqa: F401

    print(
        f"{GROUPS:,} groups, {OFFERS} offers, {UNITS} units, {WISHES} wishes each; scipy imported in {time.perf_counter() - started:.2f} s"
    )
    print(f"{'round':<22}{'seconds':>9}{'placed':>8}{'1st wish':>9}{'gap':>5}{'reasons':>9}{'again':>7}")
    for seed, most in ((1, None), (2, None), (3, 12)):
        problem = round_of(seed, most_per_unit=most)
        started = time.perf_counter()
        result = allocate(problem)
        seconds = time.perf_counter() - started
        again = fingerprint(allocate(Problem.from_json(problem.as_json())).as_json()) == fingerprint(result.as_json())
        placed = [g for g in result.groups if g.offer is not None]
        print(
            f"{f'seed {seed}, limit {most}':<22}{seconds:>9.2f}{len(placed):>8}{sum(g.rank == 1 for g in placed):>9}"
            f"{sum(proof.gap for proof in result.proofs):>5}{sum(len(g.answers) for g in result.groups):>9}"
            f"{'same' if again else 'OTHER':>7}"
        )
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
