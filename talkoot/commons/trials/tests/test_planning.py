"""The plan in versions, its acceptance by both sides, hours and calendar."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from talkoot.commons.trials.actions.calendar import add_term_year, save_periods
from talkoot.commons.trials.actions.groups import add_group, plan_session
from talkoot.commons.trials.actions.planning import accept_plan, ask_plan_change, propose_plan, write_plan
from talkoot.commons.trials.content.calendar import default_periods
from talkoot.commons.trials.content.kinds import GateCode
from talkoot.commons.trials.models.plan import PlanAcceptance, PlanVersion
from talkoot.commons.trials.phases.gates import gates_of
from talkoot.commons.trials.queries.calendar import calendar_of, periods_of
from talkoot.commons.trials.queries.plans import agreed_plan, latest_plan, plan_draft, workload_of
from talkoot.commons.trials.tests.making import PLAN, Cast, a_trial, a_unit, member_of, planned, staff_of
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal

TODAY = timezone.localdate()
DATES = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=40)}


def test_both_sides_accept_the_same_version(in_espoo, aino, bo):
    cast = Cast()
    trial = planned(cast)
    assert (trial.state, trial.starts_on, trial.ends_on) == ("preparing", *DATES.values())
    version = agreed_plan(trial)
    assert (version.number, len(version.content_hash)) == (1, 64)
    assert set(PlanAcceptance.objects.values_list("side", "accepted_by", "content_hash")) == {
        ("host", cast.teacher.pk, version.content_hash),
        ("partner", cast.seller.pk, version.content_hash),
    }
    # A new version before the start: planned again, until both have accepted that one.
    write_plan(actor=cast.seller, trial=trial, place="Library")
    second = propose_plan(actor=cast.seller, trial=trial, change_summary="Elsewhere")
    trial.refresh_from_db()
    assert (trial.state, agreed_plan(trial).number, latest_plan(trial).number) == ("planning", 1, 2)
    with pytest.raises(Refusal, match="newer version"):
        accept_plan(actor=cast.teacher, trial=trial, version=version)
    with pytest.raises(Forbidden, match="coordinator does not accept"):
        accept_plan(actor=aino, trial=trial, version=second)
    with pytest.raises(Forbidden):
        accept_plan(actor=bo, trial=trial, version=second)
    with pytest.raises(Refusal, match="already"):
        accept_plan(actor=member_of(cast.company, "other@company.example"), trial=trial, version=second)
    accept_plan(actor=cast.head, trial=trial, version=second)
    trial.refresh_from_db()
    assert (trial.state, agreed_plan(trial).place) == ("preparing", "Library")


def test_proposed_plan_cannot_change(in_espoo):
    trial = planned(Cast())
    version = agreed_plan(trial)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(place="Elsewhere")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanAcceptance.objects.filter(version=version).delete()


def test_plan_says_what_is_missing(in_espoo):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company)
    write_plan(actor=cast.teacher, trial=trial, goals_of_host="More")
    trial.refresh_from_db()
    assert trial.state == "planning"
    with pytest.raises(Refusal, match="What the partner wants"):
        propose_plan(actor=cast.teacher, trial=trial)
    write_plan(actor=cast.seller, trial=trial, **PLAN | DATES)
    with pytest.raises(Refusal, match="No group"):
        propose_plan(actor=cast.seller, trial=trial)
    add_group(actor=cast.teacher, trial=trial, label="5B", headcount=20)
    write_plan(actor=cast.seller, trial=trial, is_research=True)
    with pytest.raises(Refusal, match="research permit"):
        propose_plan(actor=cast.seller, trial=trial)
    write_plan(actor=cast.seller, trial=trial, research_permit="12/2026")
    with pytest.raises(Refusal, match="end must not"):
        write_plan(actor=cast.seller, trial=trial, ends_on=TODAY - timedelta(days=1))
    assert propose_plan(actor=cast.seller, trial=trial).snapshot["groups"][0]["headcount"] == 20


def test_hours_stay_within_the_budget(in_espoo):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company)
    group = add_group(actor=cast.teacher, trial=trial, label="5B", headcount=20)
    add_group(actor=cast.teacher, trial=trial, label="5C", headcount=21)
    write_plan(actor=cast.teacher, trial=trial, **PLAN | DATES | {"hours_budget": Decimal("4"), "preparing_minutes": 15})
    plan_session(actor=cast.teacher, trial=trial, group=group, held_on=TODAY + timedelta(days=1), minutes=90)
    plan_session(actor=cast.seller, trial=trial, held_on=TODAY + timedelta(days=2), minutes=120)
    lines = workload_of(trial, plan_draft(trial))
    assert [(line.label, line.session_count, line.hours, line.is_over) for line in lines] == [
        ("5B", 2, Decimal("4.0"), False),
        ("5C", 1, Decimal("2.2"), False),
    ]
    write_plan(actor=cast.teacher, trial=trial, hours_budget=Decimal("3.5"))
    with pytest.raises(Refusal, match=r"5B take 4.0 hours; the budget is 3.5"):
        propose_plan(actor=cast.teacher, trial=trial)
    write_plan(actor=cast.teacher, trial=trial, hours_budget=Decimal("8"), ends_on=TODAY + timedelta(days=1))
    with pytest.raises(Refusal, match="1 sessions are outside"):
        propose_plan(actor=cast.teacher, trial=trial)


def test_one_person_does_not_accept_for_both_sides(in_espoo):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company, groups=[{"label": "5B", "headcount": 20}])
    double = staff_of(cast.unit, "double@unit.example")
    Membership.objects.create(person=double, organisation=cast.company)
    write_plan(actor=double, trial=trial, **PLAN | DATES)
    version = propose_plan(actor=double, trial=trial)
    with pytest.raises(Refusal, match="both sides"):
        accept_plan(actor=double, trial=trial, version=version)
    accept_plan(actor=double, trial=trial, version=version, side="host")
    with pytest.raises(Refusal, match="already"):
        accept_plan(actor=double, trial=trial, version=version, side="partner")
    assert agreed_plan(trial) is None


def test_a_side_asks_for_a_change(in_espoo):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company, groups=[{"label": "5B", "headcount": 20}])
    write_plan(actor=cast.seller, trial=trial, **PLAN | DATES)
    version = propose_plan(actor=cast.seller, trial=trial)
    remark = ask_plan_change(actor=cast.teacher, trial=trial, version=version, text="Fewer sessions, please.")
    draft = plan_draft(trial)
    assert (remark.side, draft.number, draft.goals_of_host) == ("host", 2, PLAN["goals_of_host"])


def test_changed_groups_close_the_gate_of_the_plan(in_espoo):
    cast = Cast()
    trial = planned(cast)
    assert [gate.is_open for gate in gates_of(trial)] == [True]
    add_group(actor=cast.teacher, trial=trial, label="5C", headcount=20, adult=cast.teacher)
    assert str(gates_of(trial)[0].refusal.reason) == "The groups have changed since the plan was accepted."


def test_default_year_is_the_law_and_custom():
    spans = [(str(p.kind), p.starts_on, p.ends_on) for p in default_periods(2026)]
    assert spans == [
        ("term", date(2026, 8, 11), date(2026, 12, 19)),
        ("holiday", date(2026, 10, 12), date(2026, 10, 18)),
        ("holiday", date(2026, 12, 20), date(2027, 1, 6)),
        ("term", date(2027, 1, 7), date(2027, 6, 5)),
        ("holiday", date(2027, 2, 22), date(2027, 2, 28)),
    ]


def test_calendar_knows_terms_holidays_and_the_last_weeks(in_espoo, aino):
    year = add_term_year(actor=aino, unit_kind="school", first_year=2026)
    with pytest.raises(Refusal, match="already"):
        add_term_year(actor=aino, unit_kind="school", first_year=2026)
    known = calendar_of(a_unit())

    def why(day, quiet_days=21):
        refusal = known.start_refusal(day, quiet_days)
        return str(refusal) if refusal else None

    assert why(date(2026, 11, 27)) is None
    assert why(date(2026, 11, 30)) == (
        "The term ends on 12/19/2026: nothing starts in its last 21 days. Start by 11/28/2026, or in the next term."
    )
    assert why(date(2026, 10, 14)) == "10/14/2026 is not a working day of the unit: Autumn holiday. Choose another day for the start."
    assert "Weekend" in why(date(2026, 9, 5))
    assert "Ascension Day" in why(date(2027, 5, 6))
    assert why(date(2027, 7, 1)) == "The terms of 07/01/2027 are not known. The coordinator adds the year to the calendar of terms."
    assert known.end_refusal(date(2026, 9, 1), date(2027, 6, 30)).field == "ends_on"
    assert calendar_of(a_unit("Kirjasto", kind="library")).start_refusal(date(2027, 7, 1), 21) is None
    rows = [{"kind": p.kind, "name": p.name, "starts_on": p.starts_on, "ends_on": p.ends_on} for p in periods_of(year)]
    rows[0]["starts_on"] = date(2026, 8, 10)
    assert save_periods(actor=aino, year=year, periods=rows).starts_on == date(2026, 8, 10)
    rows[0]["ends_on"] = date(2027, 2, 1)
    with pytest.raises(Refusal, match="overlap"):
        save_periods(actor=aino, year=year, periods=rows)


def test_plan_outside_the_terms_is_not_proposed(in_espoo, aino):
    add_term_year(actor=aino, unit_kind="school", first_year=2030)
    cast = Cast()
    with pytest.raises(Refusal, match="last 21 days"):
        planned(cast, starts_on=date(2030, 12, 10), ends_on=date(2030, 12, 19))
    trial = planned(cast, starts_on=date(2030, 9, 10), ends_on=date(2030, 12, 19), gates=(GateCode.PLAN, GateCode.CALENDAR))
    assert all(gate.is_open for gate in gates_of(trial))


@pytest.mark.rivals
def test_rivals_accept_once_for_each_side(committed_db, espoo):
    with in_municipality(espoo):
        cast = Cast()
        trial = a_trial(cast.unit, cast.company, groups=[{"label": "5B", "headcount": 20}])
        write_plan(actor=cast.teacher, trial=trial, **PLAN | DATES)
        # The coordinator-less proposal of the platform: nobody has accepted yet.
        version = propose_plan(actor=SYSTEM, trial=trial)
        people = [cast.teacher, cast.head, cast.seller, member_of(cast.company, "two@company.example")]

    def accept(person):
        try:
            with in_municipality(espoo):
                return accept_plan(actor=person, trial=trial, version=version).side
        except Refusal:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        done = sorted(pool.map(accept, people * 2))
    assert done == ["", "", "", "", "", "", "host", "partner"]
    with in_municipality(espoo):
        trial.refresh_from_db()
        assert trial.state == "preparing"


def test_two_versions_of_a_plan_are_compared_side_by_side(in_espoo, bo, client_of):
    cast = Cast()
    trial = planned(cast)
    teacher, address = client_of(cast.teacher), f"/espoo/en/trials/{trial.slug}/plan/compare/"
    assert teacher.get(address).status_code == 404
    write_plan(actor=cast.teacher, trial=trial, success="Eight of ten read more.", stop_conditions="", place="Library")
    rows = {str(row.title): row for row in teacher.get(address).context["rows"]}
    assert {name: row.standing for name, row in rows.items()} == {
        "How we know that it succeeded": "changed",
        "Place": "added",
        "When we stop": "removed",
    }
    assert [(piece.kind, piece.text) for piece in rows["How we know that it succeeded"].after] == [
        ("added", "Eight"),
        ("same", " of ten read more."),
    ]
    add_group(actor=cast.teacher, trial=trial, label="6A", headcount=20)
    write_plan(actor=cast.teacher, trial=trial, stop_conditions="Anybody is afraid.")
    propose_plan(actor=cast.teacher, trial=trial, change_summary="A second group.")
    page = teacher.get(address).content.decode()
    assert "A second group." in page
    assert "6A: 20 people" in page
    assert "plan/compare/" in teacher.get(f"/espoo/en/trials/{trial.slug}/plan/").content.decode()
    assert "The versions say the same." in teacher.get(f"{address}?before=1&after=1").content.decode()
    assert teacher.get(f"{address}?before=%00&after=7").status_code == 200
    assert client_of(bo).get(address).status_code == 404
