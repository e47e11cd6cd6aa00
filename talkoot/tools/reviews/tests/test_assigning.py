"""Balanced as far as conflicts allow, the same for the same seed; compared with an exact solver."""

from __future__ import annotations

import itertools
import random

import pytest

from talkoot.tools.reviews.content.assigning import Inputs, plan


def made_up(rng, *, candidates, jurors, wanted, share):
    pairs = itertools.product(range(1, jurors + 1), range(1, candidates + 1))
    conflicts = frozenset(pair for pair in pairs if rng.random() < share)
    return Inputs(tuple(range(1, candidates + 1)), tuple(range(1, jurors + 1)), conflicts, frozenset(), wanted)


def least_squares(inputs):
    """The least sum of squared loads, by a solver that knows nothing of chains."""
    import numpy
    from scipy.optimize import LinearConstraint, milp

    free = [(j, c) for j in inputs.jurors for c in inputs.candidates if (j, c) not in inputs.conflicts]
    steps = [(j, k) for j in inputs.jurors for k in range(len(inputs.candidates))]
    cost = numpy.array([0.0] * len(free) + [2 * k + 1 for _j, k in steps])
    rows, needed = [], []
    for candidate in inputs.candidates:
        able = [n for n, (_j, c) in enumerate(free) if c == candidate]
        row = numpy.zeros(len(cost))
        row[able] = 1
        rows.append(row)
        needed.append(min(inputs.wanted, len(able)))
    for juror in inputs.jurors:
        row = numpy.zeros(len(cost))
        row[[n for n, (j, _c) in enumerate(free) if j == juror]] = 1
        row[[len(free) + n for n, (j, _k) in enumerate(steps) if j == juror]] = -1
        rows.append(row)
        needed.append(0)
    solved = milp(cost, constraints=LinearConstraint(numpy.array(rows), needed, needed), integrality=numpy.ones(len(cost)), bounds=(0, 1))
    return round(solved.fun)


@pytest.mark.parametrize("seed", range(12))
def test_plan_is_as_balanced_as_can_be(seed):
    rng = random.Random(seed)
    inputs = made_up(
        rng, candidates=rng.randint(3, 12), jurors=rng.randint(2, 6), wanted=rng.randint(1, 4), share=rng.choice([0, 0.3, 0.6])
    )
    made = plan(inputs, seed)
    assert sum(load**2 for load in made.loads.values()) == least_squares(inputs)
    assert not set(made.pairs) & inputs.conflicts
    for candidate in inputs.candidates:
        able = sum((juror, candidate) not in inputs.conflicts for juror in inputs.jurors)
        readers = sum(other == candidate for _juror, other in made.pairs)
        assert readers == min(able, inputs.wanted)
        assert made.short.get(candidate, 0) == inputs.wanted - readers


def test_same_seed_same_plan_whatever_the_order_of_the_rows():
    inputs = made_up(random.Random(5), candidates=40, jurors=7, wanted=3, share=0.2)
    turned = Inputs(inputs.candidates[::-1], inputs.jurors[::-1], inputs.conflicts, inputs.kept, inputs.wanted)
    assert plan(inputs, 11) == plan(turned, 11) == plan(Inputs.from_plain(inputs.as_plain()), 11)
    assert plan(inputs, 11).pairs != plan(inputs, 12).pairs


def test_begun_readings_stay_and_count():
    kept = frozenset((1, candidate) for candidate in range(1, 9))
    made = plan(Inputs(tuple(range(1, 13)), (1, 2, 3), frozenset(), kept, 2), 3)
    assert kept <= set(made.pairs)
    assert made.loads == {1: 8, 2: 8, 3: 8}


def test_reading_of_a_dismissed_juror_counts_for_the_candidate():
    made = plan(Inputs((1, 2), (5, 6), frozenset(), frozenset({(4, 1)}), 2), 3)
    assert (len([pair for pair in made.pairs if pair[1] == 1]), made.short) == (1, {})


def test_a_large_jury_is_drawn_at_once():
    inputs = made_up(random.Random(1), candidates=2000, jurors=60, wanted=5, share=0.1)
    made = plan(inputs, 1)
    assert (len(made.pairs), made.imbalance, made.short) == (10_000, 1, {})
