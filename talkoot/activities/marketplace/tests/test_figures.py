"""Figures of section 1.9: counted rightly from planted rows, shown to those who read what is in the making."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.activities.marketplace.content.figures import Bar, Picture, middle, share
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.figures import figures
from talkoot.commons.trials.models.closing import FollowUp
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.gates import GateRecord
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.tests.making import a_round, a_version, question, words

AGAIN = ("as-is", "after-changes", "no")
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
    with django_assert_max_num_queries(40):
        page = reader.get(PAGE, {"year": "2025"}).content.decode()
    assert "2 needs" not in page
    assert "needs published" in page
    assert "<svg" in page
    file = reader.get(PAGE, {"year": "2025", "download": "csv"}).content.decode()
    assert "Needs and ideas,needs published,2,," in file
    for odd in ("x", "9" * 40, "-1", "\0"):
        assert reader.get(PAGE, {"year": odd}).status_code == 200
    assert [client_of(person).get(PAGE).status_code for person in (None, bo, carl)] == [302, 403, 403]


def evaluated(slug, started, host, partner):
    """A trial whose unit and partner have answered: host a list of `again`, partner a list of `changes-count`."""
    here = Trial.objects.get(slug="2025-001")
    trial = Trial.objects.create(
        slug=slug, entrance="marketplace", title=Words(fi="Kokeilu"), state="completed", unit=here.unit, organisation=here.organisation,
        started_at=started,
    )  # fmt: skip
    for side, key, kind, answers in (("host", "again", "choice", host), ("partner", "changes-count", "number", partner)):
        asked = question(key, kind) | ({"options": [{"key": one, "text": words(one)} for one in AGAIN]} if side == "host" else {})
        version = a_version(SYSTEM, content=[asked], key=f"{side}-evaluation", answered_by="teacher")
        round = a_round(SYSTEM, version, is_anonymous=False)
        FeedbackRound.objects.create(trial=trial, round=round, slot=f"feedback-{side}", side=side, is_evaluation=True)
        Submission.objects.bulk_create(
            Submission(
                municipality=trial.municipality,
                round=round,
                once_key=f"{slug}{side}{n}",
                language="fi",
                answers={key: answer},
                received_on=WHEN,
            )
            for n, answer in enumerate(answers)
        )
    return trial


def test_use_again_is_hidden_below_five_and_where_it_could_be_computed(year):
    evaluated("2025-003", WHEN, ["as-is", "after-changes", "no", "as-is"], [2, 3])
    assert (values(2025)["again"], values(None)["again"], values(2025)["changes"]) == (None, None, 5)
    evaluated("2025-004", WHEN, ["no"], [])
    assert (values(2025)["again"], values(2024)["again"]) == (60, None)
    evaluated("2024-001", WHEN - timedelta(days=365), ["as-is"] * 2, [4])
    assert (values(2025)["again"], values(2024)["again"], values(None)["again"]) == (None, None, pytest.approx(500 / 7))
    assert (values(2024)["changes"], values(None)["changes"], values(2019)["changes"]) == (4, 9, None)


def test_outcomes_are_counted_once_for_a_trial(year):
    trial = Trial.objects.get(slug="2025-001")
    for months, jobs, abroad in ((6, 2, False), (12, 3, True)):
        FollowUp.objects.create(
            trial=trial, months=months, side="partner", due_on=WHEN, answered_at=WHEN, in_use="yes", has_sold=True, has_exported=abroad,
            has_funding=False, new_jobs_count=jobs,
        )  # fmt: skip
    found = values(2025)
    assert [found[key] for key in ("follow_ups", "still_used", "sold", "exported", "funded", "jobs")] == [2, 100, 1, 1, 0, 3]


def test_figures_ask_as_often_for_many_trials_as_for_one(year, django_assert_num_queries):
    evaluated("2025-009", WHEN, ["no"], [1])
    with CaptureQueriesContext(connection) as few:
        figures(2025)
    for n in range(8):
        trial = evaluated(f"2025-1{n}", WHEN, ["as-is"], [1])
        Trial.objects.filter(pk=trial.pk).update(state="cancelled", ended_at=WHEN)
        GateRecord.objects.create(trial=trial, gate="lane", evidence={}, evidence_hash="x")
    with django_assert_num_queries(len(few)):
        groups = figures(2025)
    pictures = {str(picture.title): picture.bars for group in groups for picture in group.pictures}
    assert [(str(bar.label), bar.value) for bar in pictures["Cancelled trials, by what was still missing"]] == [("Data lane decided", 8)]


def test_shares_and_pictures_of_nothing():
    assert (share(1, 0), middle([]), middle([3, 1, 2])) == (None, None, 2)
    picture = Picture("x", (Bar("a", 0), Bar("b", 1), Bar("c", 1000)))
    assert [bar["width"] for bar in picture.drawn] == [0, 4, 600]
    assert not Picture("x", (Bar("a", 0),)).has_values
