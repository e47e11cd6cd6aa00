"""Indicators: set, locked, measured, compared."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.measures.actions import lock_indicators, record_reading, remove_indicator, set_indicator
from talkoot.tools.measures.content.comparing import compare
from talkoot.tools.measures.models import Indicator, Reading
from talkoot.tools.measures.queries import (
    comparison_of,
    has_baselines,
    indicators_of,
    is_locked,
    measures_of,
    missing_baselines,
    readings_of,
)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def subject(in_espoo):
    """Any saved thing can be measured."""
    return Organisation.objects.create(kind="company", name="Oppi Oy")


def an_indicator(actor, subject, key="joy", **more):
    facts = {"name": Words(fi="Ilo", en="Joy"), "unit": Words(fi="pistettä"), "direction": "up", "baseline": "2.5", "threshold": 4}
    return set_indicator(actor=actor, subject=subject, key=key, **(facts | more))


def test_comparison_upwards_and_downwards():
    up = compare(baseline=Decimal("2"), threshold=Decimal("4"), actual=Decimal("3"), direction="up")
    assert (up.change, up.relative_change, up.share_of_way, up.reached, up.is_better) == (1, 50, Decimal("0.5"), False, True)
    down = compare(baseline=Decimal("40"), threshold=Decimal("30"), actual=Decimal("28"), direction="down")
    assert (down.change, down.relative_change, down.share_of_way, down.reached, down.is_better) == (-12, -30, Decimal("1.2"), True, True)
    wrong_way = compare(baseline=Decimal("40"), threshold=Decimal("30"), actual=Decimal("45"), direction="down")
    assert (wrong_way.share_of_way, wrong_way.reached, wrong_way.is_better) == (Decimal("-0.5"), False, False)


def test_comparison_of_what_is_unknown_or_zero():
    nothing = compare(baseline=None, threshold=Decimal(1), actual=None, direction="up")
    assert (nothing.change, nothing.share_of_way, nothing.reached, nothing.is_better) == (None, None, None, None)
    from_zero = compare(baseline=Decimal(0), threshold=Decimal(0), actual=Decimal(5), direction="up")
    assert (from_zero.change, from_zero.relative_change, from_zero.share_of_way, from_zero.reached) == (5, None, None, True)


def test_set_changes_the_indicator_of_the_key(aino, subject):
    first = an_indicator(aino, subject)
    again = set_indicator(actor=aino, subject=subject, key="joy", baseline="2.75")
    assert (again.pk, again.baseline, again.threshold, str(again.name)) == (first.pk, Decimal("2.75"), 4, "Joy")
    assert list(indicators_of(subject)) == [first]


@pytest.mark.parametrize("value", ["abc", "NaN", "Infinity", "1e30", "\0"])
def test_numbers_that_are_none_are_refused(aino, subject, value):
    with pytest.raises(Refusal) as refused:
        an_indicator(aino, subject, baseline=value)
    assert refused.value.field == "baseline"
    assert not Indicator.objects.exists()


def test_lock_needs_every_baseline_and_threshold(aino, subject):
    assert [str(one) for one in missing_baselines(subject)] == [
        "No indicator has been set. Set what is measured, the baseline and the threshold before the start."
    ]
    an_indicator(aino, subject)
    an_indicator(aino, subject, key="load", name=Words(en="Load"), threshold=None)
    assert not has_baselines(subject)
    with pytest.raises(Refusal, match="“Load” lacks its baseline or threshold"):
        lock_indicators(actor=aino, subject=subject)
    set_indicator(actor=aino, subject=subject, key="load", threshold=1)
    assert has_baselines(subject)
    assert not is_locked(subject)
    lock_indicators(actor=aino, subject=subject)
    assert is_locked(subject)


def test_locked_baseline_stands_still_also_in_the_database(aino, subject):
    indicator = an_indicator(aino, subject)
    lock_indicators(actor=aino, subject=subject)
    with pytest.raises(Refusal, match="locked when the work began"):
        set_indicator(actor=aino, subject=subject, key="joy", threshold=3)
    set_indicator(actor=aino, subject=subject, key="joy", method="Asked of everyone", threshold=4)
    for change in ({"threshold": 3}, {"baseline": 1}, {"locked_at": None}, {"direction": "down"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Indicator.objects.filter(pk=indicator.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Indicator.objects.filter(pk=indicator.pk).delete()
    with pytest.raises(Refusal, match="locked"):
        remove_indicator(actor=aino, indicator=indicator)
    kept = Indicator.objects.get()
    assert (kept.baseline, kept.threshold, kept.method, kept.locked_by) == (Decimal("2.5"), 4, "Asked of everyone", aino)


def test_newest_reading_is_compared(aino, subject, today):
    indicator = an_indicator(aino, subject)
    record_reading(actor=aino, indicator=indicator, value="4.25", measured_on=today)
    record_reading(actor=aino, indicator=indicator, value=3, measured_on=today - timedelta(days=30))
    found = comparison_of(indicator)
    assert (found.actual, found.change, found.reached) == (Decimal("4.25"), Decimal("1.75"), True)


def test_mistaken_reading_is_replaced_once(aino, subject, today):
    indicator = an_indicator(aino, subject)
    wrong = record_reading(actor=aino, indicator=indicator, value=40, measured_on=today)
    right = record_reading(actor=aino, indicator=indicator, value=4, measured_on=today, replaces=wrong)
    assert list(readings_of(indicator)) == [right]
    with pytest.raises(Refusal, match="put right already"):
        record_reading(actor=aino, indicator=indicator, value=5, measured_on=today, replaces=wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.filter(pk=wrong.pk).update(value=1)


def test_reading_of_tomorrow_is_refused(aino, subject, today):
    indicator = an_indicator(aino, subject)
    with pytest.raises(Refusal, match="still ahead"):
        record_reading(actor=aino, indicator=indicator, value=4, measured_on=today + timedelta(days=1))


def test_strangers_set_and_measure_nothing(aino, bo, carl, subject, today):
    indicator = an_indicator(aino, subject)
    for person in (bo, carl, None):
        with pytest.raises(Forbidden):
            set_indicator(actor=person, subject=subject, key="joy", threshold=1)
        with pytest.raises(Forbidden):
            record_reading(actor=person, indicator=indicator, value=1, measured_on=today)


def test_measures_of_a_subject_take_two_queries(aino, subject, today, django_assert_num_queries):
    for n in range(6):
        record_reading(actor=aino, indicator=an_indicator(aino, subject, key=f"k{n}"), value=n, measured_on=today)
    with django_assert_num_queries(2):
        found = measures_of(subject)
    assert [one.comparison.actual for one in found] == [0, 1, 2, 3, 4, 5]
