"""Totals, minimums and ties, exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from talkoot.tools.reviews.content.ranking import Entry, Mean, Scale, rank

SCALES = [Scale(1, "need", 40, Fraction(2), 0, 5), Scale(2, "new", 40, None, 1, 5), Scale(3, "safe", 20, None, 0, 10)]


def entry(pk, *values, price=None):
    means = {scale.id: Mean(Fraction(value), 3) for scale, value in zip(SCALES, values, strict=False)}
    return Entry(pk, means, None if price is None else Decimal(price), f"thing:{pk}")


def ranked(entries, rules, seed=1):
    return [(one.id, one.rank, one.resolved_by) for one in rank(entries, SCALES, rules, seed)]


def test_total_is_weighted_over_the_scales():
    (place,) = rank([entry(1, 5, 3, 0)], SCALES, ["lot"], 1)
    assert (place.total, place.rank, place.is_tied) == (Fraction(60), 1, False)
    assert rank([entry(1, Fraction(1, 3) + 2, 5, 10)], SCALES, ["lot"], 1)[0].total == Fraction(236, 3)


def test_below_a_minimum_and_without_scores_get_no_rank():
    places = rank([entry(1), entry(2, 1, 5, 10), entry(3, 2, 1, 0), entry(4, Fraction(199, 100), 5, 10)], SCALES, ["lot"], 1)
    assert [(one.id, one.rank, one.below) for one in places] == [(3, 1, ()), (4, None, ("need",)), (2, None, ("need",)), (1, None, ())]


def test_ties_go_by_the_published_rules_in_their_order():
    # All have 60: 5·8 + 0 + 10·2 …
    a, b, c, d = entry(1, 5, 1, 10), entry(2, 4, 2, 9, price=900), entry(3, 4, 2, 9, price=800), entry(4, 3, 5, 0)
    assert len({one.total for one in rank([a, b, c], SCALES, ["lot"], 1)}) == 1
    assert ranked([a, b, c], ["heaviest", "order_value", "lot"]) == [(1, 1, "heaviest"), (3, 2, "order_value"), (2, 3, "order_value")]
    assert ranked([a, b, c], ["heaviest"]) == [(1, 1, "heaviest"), (2, 2, ""), (3, 2, "")]
    assert ranked([c, b, a, d], ["order_value"])[:1] == [(4, 1, "")]
    assert ranked([a, b, c], ["order_value"]) == [(3, 1, "order_value"), (2, 2, "order_value"), (1, 3, "order_value")]


def test_a_lot_follows_from_the_seed_alone():
    entries = [entry(pk, 5, 5, 10) for pk in range(1, 30)]
    order = [one[0] for one in ranked(entries, ["lot"], seed=7)]
    assert order == [one[0] for one in ranked(entries[::-1], ["lot"], seed=7)]
    assert order != [one[0] for one in ranked(entries, ["lot"], seed=8)]
    assert [one[1] for one in ranked(entries, ["lot"])] == list(range(1, 30))


def test_thirds_that_are_equal_are_a_tie():
    """Three jurors' means that no decimal number holds."""
    one, other = entry(1, Fraction(7, 3), 3, 5), entry(2, Fraction(14, 6), 3, 5)
    assert [place.is_tied for place in rank([one, other], SCALES, ["lot"], 1)] == [True, True]
