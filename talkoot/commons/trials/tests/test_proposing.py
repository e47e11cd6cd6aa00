"""Proposing: what is made, what is handed in, who may, and numbers under rivals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from talkoot.commons.trials.content.kinds import GateCode, Side
from talkoot.commons.trials.models.gates import HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.trial import Group, Material, Trial, TrialParty
from talkoot.commons.trials.permissions import sides_of
from talkoot.commons.trials.queries.trials import visible_trials
from talkoot.commons.trials.tests.making import a_company, a_trial, a_unit, member_of, staff_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Forbidden


def test_propose_makes_all_that_belongs_to_a_trial(in_espoo, aino, routes):
    unit, company = a_unit(), a_company()
    head, teacher, seller = staff_of(unit, "head@unit.example", is_head=True), staff_of(unit), member_of(company)
    origin = a_trial(unit, company, title="Earlier")
    trial = a_trial(
        unit,
        company,
        actor=teacher,
        gates=(GateCode.PLAN, GateCode.PRINCIPLES),
        came_from=origin,
        groups=[{"label": "5B", "headcount": 22, "age_from": 11, "age_to": 12, "adult": teacher}],
        principles_accepted_by={"host": teacher, "partner": seller},
        go_ahead_by=head,
    )
    assert (trial.state, trial.slug[4:], trial.required_gates) == ("proposed", "-002", ["plan", "principles"])
    assert list(TrialParty.objects.filter(trial=trial).order_by("side").values_list("side", "unit", "organisation")) == [
        ("host", unit.pk, unit.organisation_id),
        ("partner", None, company.pk),
    ]
    assert list(Group.objects.filter(trial=trial).values_list("label", "headcount", "adult")) == [("5B", 22, teacher.pk)]
    assert list(Material.objects.filter(trial=trial).values_list("slot", "model_version")) == [("principles", "1.0")]
    assert set(PrinciplesAcceptance.objects.filter(trial=trial).values_list("side", "accepted_by")) == {
        ("host", teacher.pk),
        ("partner", seller.pk),
    }
    assert HeadDecision.objects.get(trial=trial).decided_by == head
    assert [item.label for item in thread_of(trial, aino).came_from] == ["Earlier en"]


def test_strangers_propose_nothing_and_see_nothing(in_espoo, aino, bo):
    unit, company = a_unit(), a_company()
    with pytest.raises(Forbidden):
        a_trial(unit, company, actor=bo)
    trial = a_trial(unit, company)
    other = member_of(a_company("Toinen Oy"), "other@company.example")
    neighbour = staff_of(a_unit("Toinen"), "neighbour@unit.example")
    teacher, seller = staff_of(unit), member_of(company)
    seen = {person and person.name: visible_trials(person).filter(pk=trial.pk).exists() for person in (None, bo, other, neighbour)}
    assert not any(seen.values())
    assert all(visible_trials(person).filter(pk=trial.pk).exists() for person in (aino, teacher, seller))
    assert [sides_of(person, trial) for person in (None, bo, other, neighbour)] == [frozenset()] * 4
    assert [sides_of(person, trial) for person in (aino, teacher, seller)] == [
        frozenset({Side.COORDINATION}),
        frozenset({Side.HOST}),
        frozenset({Side.PARTNER}),
    ]


def test_only_a_head_gives_the_go_ahead_at_the_entrance(in_espoo):
    unit = a_unit()
    with pytest.raises(Forbidden):
        a_trial(unit, go_ahead_by=staff_of(unit))


def test_carl_of_turku_sees_no_trial_of_espoo(espoo, turku, carl):
    with in_municipality(espoo):
        a_trial()
    with in_municipality(turku):
        assert list(visible_trials(carl)) == []


@pytest.mark.rivals
def test_rivals_get_numbers_of_their_own(committed_db, espoo):
    with in_municipality(espoo):
        unit, company = a_unit(), a_company()

    def propose(_n):
        try:
            with in_municipality(espoo):
                return a_trial(unit, company).slug
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        slugs = sorted(pool.map(propose, range(16)))
    assert [slug[-3:] for slug in slugs] == [f"{n:03}" for n in range(1, 17)]
    with in_municipality(espoo):
        assert Trial.objects.count() == 16
