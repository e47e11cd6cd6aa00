"""Figures of section 1.9: counted rightly from planted rows, shown to those who read what is in the making."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from talkoot.activities.marketplace.content.figures import Bar, Picture, middle, share
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.figures import figures
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation, Unit

PAGE = "/espoo/en/market/figures/"
WHEN = timezone.make_aware(datetime(2025, 9, 1, 12))


@pytest.fixture
def year(in_espoo):
    """Two needs and an idea of autumn 2025, one need matched, one trial begun; and an idea of the year before."""
    city = Organisation.objects.create(kind="city_unit", name="Espoon kaupunki")
    company = Organisation.objects.create(kind="company", name="Mehu")
    unit = Unit.objects.create(organisation=city, name=Words(fi="Päiväkoti Kide"), kind="day_care")
    Unit.objects.create(organisation=city, name=Words(fi="Toinen"))
    facts = {"written_in": "fi", "rests_on": WHEN.date(), "title": Words(fi="x")}
    needs = [
        Listing.objects.create(kind="need", state=state, organisation=city, unit=unit, published_at=WHEN, **facts)
        for state in ("matched", "published")
    ]
    for days in (0, -100):
        Listing.objects.create(kind="idea", state="published", organisation=company, published_at=WHEN + timedelta(days=days), **facts)
    for slug, entrance in (("2025-001", "marketplace"), ("2025-002", "calls")):
        trial = Trial.objects.create(
            slug=slug, entrance=entrance, title=Words(fi="Kokeilu"), state="running", unit=unit, organisation=company,
            started_at=WHEN + timedelta(days=30), languages=["sv", "fi"],
        )  # fmt: skip
        Group.objects.create(trial=trial, unit=unit, label="Ketut", headcount=14)
        Trial.objects.filter(pk=trial.pk).update(created_at=WHEN + timedelta(days=10))
    interest = Interest.objects.create(
        listing=needs[0], organisation=company, unit=unit, state="agreed", last_side="unit", last_message_at=WHEN,
        unit_agreed_at=WHEN, partner_agreed_at=WHEN, agreed_at=WHEN + timedelta(days=10),
        trial=Trial.objects.get(slug="2025-001"),
    )  # fmt: skip
    Interest.objects.filter(pk=interest.pk).update(created_at=WHEN + timedelta(days=4))
    Listing.objects.update(created_at=WHEN)


def values(year_from):
    return {figure.key: figure.value for group in figures(year_from) for figure in group.figures}


def test_figures_count_what_was_planted(year):
    found = values(2025)
    expected = {
        "needs": 2, "ideas": 1, "match_rate": pytest.approx(100 / 3), "talks": 1, "agreed_share": 100, "days_to_talk": 4, "days_to_yes": 6,
        "days_to_contract": None, "days_to_start": 20, "before": 0, "under_way": 1, "begun": 1, "completed": 0, "evaluations": None,
        "stopped": None, "units": 1, "unit_share": 50, "learners": 14, "early_share": 100, "references": 0, "still_used": None,
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert values(None)["ideas"] == 2
    assert values(2019)["needs"] == 0


def test_page_and_file_are_for_readers_of_the_municipality(client_of, year, aino, bo, carl, django_assert_max_num_queries):
    reader = client_of(aino)
    with django_assert_max_num_queries(34):
        page = reader.get(PAGE, {"year": "2025"}).content.decode()
    assert "2 needs" not in page
    assert "needs published" in page
    assert "<svg" in page
    file = reader.get(PAGE, {"year": "2025", "download": "csv"}).content.decode()
    assert "Needs and ideas,needs published,2,," in file
    for odd in ("x", "9" * 40, "-1", "\0"):
        assert reader.get(PAGE, {"year": odd}).status_code == 200
    assert [client_of(person).get(PAGE).status_code for person in (None, bo, carl)] == [302, 403, 403]


def test_shares_and_pictures_of_nothing():
    assert (share(1, 0), middle([]), middle([3, 1, 2])) == (None, None, 2)
    picture = Picture("x", (Bar("a", 0), Bar("b", 1), Bar("c", 1000)))
    assert [bar["width"] for bar in picture.drawn] == [0, 4, 600]
    assert not Picture("x", (Bar("a", 0),)).has_values
