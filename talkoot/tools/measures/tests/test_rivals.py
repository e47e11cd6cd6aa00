"""Baselines are set, locked and measured at the same moment, with real commits."""

from __future__ import annotations

import pytest
from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.tools.measures.actions import lock_indicators, record_reading, remove_indicator, set_indicator
from talkoot.tools.measures.models import Indicator, Reading
from talkoot.tools.measures.queries import indicators_of

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]

LOCKED = "Baseline and threshold were locked when the work began."


def test_what_was_locked_is_what_stands(espoo, aino):
    """Either the change came first and is locked, or it is refused: the baseline never moves after the lock."""
    whole = {"name": Words(en="Joy"), "direction": "up", "baseline": 2, "threshold": 4}
    for n in range(4):
        with in_municipality(espoo):
            subject = Organisation.objects.create(kind="company", name=f"Oy {n}")
        made = at_once(espoo, *[lambda subject=subject: set_indicator(actor=aino, subject=subject, key="joy", **whole)] * 3)
        assert made == ["done"] * 3
        told = at_once(
            espoo,
            lambda subject=subject: set_indicator(actor=aino, subject=subject, key="joy", threshold=3),
            lambda subject=subject: lock_indicators(actor=aino, subject=subject),
            lambda subject=subject: lock_indicators(actor=aino, subject=subject),
        )
        with in_municipality(espoo):
            indicator = indicators_of(subject).get()
        assert indicator.locked_at is not None
        assert (told, int(indicator.threshold)) in ((["done"] * 3, 3), ([LOCKED, "done", "done"], 4))


def test_nobody_measures_what_another_takes_away(espoo, aino):
    today = timezone.localdate()
    with in_municipality(espoo):
        subject = Organisation.objects.create(kind="company", name="Oy")
    for n in range(4):
        with in_municipality(espoo):
            indicator = set_indicator(actor=aino, subject=subject, key=f"k{n}", name=Words(en="Joy"), direction="up")
        told = at_once(
            espoo,
            lambda indicator=indicator: remove_indicator(actor=aino, indicator=indicator),
            lambda indicator=indicator: remove_indicator(actor=aino, indicator=indicator),
            lambda indicator=indicator: record_reading(actor=aino, indicator=indicator, value=3, measured_on=today),
        )
        with in_municipality(espoo):
            is_left, readings = Indicator.objects.filter(pk=indicator.pk).exists(), Reading.objects.filter(indicator=indicator.pk).count()
        gone = "The indicator has just been removed."
        measured = "It has been measured already."
        assert (told, is_left, readings) in ((sorted([gone, gone, "done"]), False, 0), (sorted([measured, measured, "done"]), True, 1))


def test_a_mistaken_reading_is_put_right_by_one(espoo, aino):
    today = timezone.localdate()
    with in_municipality(espoo):
        subject = Organisation.objects.create(kind="company", name="Oy")
        indicator = set_indicator(actor=aino, subject=subject, key="joy", name=Words(en="Joy"), direction="up")
        wrong = record_reading(actor=aino, indicator=indicator, value=40, measured_on=today)
    told = at_once(espoo, *[lambda: record_reading(actor=aino, indicator=indicator, value=4, measured_on=today, replaces=wrong)] * 4)
    assert told == ["This reading has been put right already."] * 3 + ["done"]
    with in_municipality(espoo):
        assert Reading.objects.filter(replaces=wrong).count() == 1
