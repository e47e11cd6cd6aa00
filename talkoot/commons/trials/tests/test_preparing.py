"""Gates and the pages of preparation: who sees what, what is missing, the start."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone
from lxml import html

from talkoot.commons.trials.actions.calendar import add_term_year
from talkoot.commons.trials.actions.consents import accept_principles, decide_go_ahead
from talkoot.commons.trials.actions.groups import add_on_site, plan_session, state_no_visitors
from talkoot.commons.trials.actions.planning import propose_plan, write_plan
from talkoot.commons.trials.actions.steps import cancel_trial, start_trial
from talkoot.commons.trials.content.hours import next_working_time
from talkoot.commons.trials.content.kinds import GateCode
from talkoot.commons.trials.models.gates import GateRecord
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.phases.gates import gates_of
from talkoot.commons.trials.queries.trials import public_trials
from talkoot.commons.trials.tests.making import PLAN, Cast, a_company, a_trial, member_of, planned, started
from talkoot.kernel.refusals import Forbidden, Refusal

TODAY = timezone.localdate()
BASE = "/espoo/en/trials/"
GATES = (GateCode.PRINCIPLES, GateCode.GO_AHEAD, GateCode.PLAN, GateCode.ADULTS)
PAGES = (
    "",
    "plan/",
    "people/",
    "principles/",
    "go-ahead/",
    "product/",
    "agreement/",
    "start/",
    "cancel/",
    "people/groups/add/",
    "plan/write/goals/",
    "plan/write/time/",
    "plan/write/safety/",
    "plan/sessions/add/",
    "plan/1/",
    "plan/1/change/",
)


def test_nothing_starts_before_every_gate_holds(in_espoo, aino):
    cast = Cast()
    trial = planned(cast, gates=GATES)
    assert [(gate.code, gate.is_open) for gate in gates_of(trial)] == [
        ("principles", False),
        ("go_ahead", False),
        ("plan", True),
        ("adults", False),
    ]
    with pytest.raises(Refusal, match="Principles accepted: Not accepted by both sides yet"):
        start_trial(actor=aino, trial=trial)
    accept_principles(actor=cast.teacher, trial=trial)
    accept_principles(actor=cast.seller, trial=trial)
    with pytest.raises(Forbidden, match="Only the head"):
        decide_go_ahead(actor=cast.teacher, trial=trial, is_go=True)
    with pytest.raises(Forbidden, match="Only the head"):
        decide_go_ahead(actor=aino, trial=trial, is_go=True)
    decide_go_ahead(actor=cast.head, trial=trial, is_go=False, note="No time in spring.")
    assert "No time in spring." in str(gates_of(trial)[1].refusal)
    decide_go_ahead(actor=cast.head, trial=trial, is_go=True)
    with pytest.raises(Refusal, match="Adults on site stated: It is not said"):
        start_trial(actor=aino, trial=trial)
    with pytest.raises(Refusal, match="Tell when the extract was seen"):
        add_on_site(actor=cast.seller, trial=trial, name="Kai Kauppias")
    add_on_site(actor=cast.seller, trial=trial, name="Kai Kauppias", statement_seen_on=TODAY)
    with pytest.raises(Forbidden):
        start_trial(actor=cast.seller, trial=Trial.objects.get(pk=trial.pk))
    running = start_trial(actor=cast.teacher, trial=trial)
    assert (running.state, running.started_at is not None) == ("running", True)
    assert [(record.gate, len(record.evidence_hash)) for record in GateRecord.objects.order_by("pk")] == [
        ("principles", 64),
        ("go_ahead", 64),
        ("plan", 64),
        ("adults", 64),
    ]
    assert GateRecord.objects.get(gate="adults").evidence == {"visitors": 1, "extracts_seen_on": [TODAY.isoformat()]}


def test_it_does_not_start_before_its_day(in_espoo):
    cast = Cast()
    trial = planned(cast, starts_on=TODAY + timedelta(days=3))
    with pytest.raises(Refusal, match="agreed day of the start"):
        start_trial(actor=cast.teacher, trial=trial)


@pytest.mark.parametrize("gate", list(GateCode))
def test_every_gate_refuses_an_empty_trial_with_what_to_do(in_espoo, gate):
    """A bare proposal holds no gate, and each says who can give what is missing."""
    cast = Cast()
    trial = a_trial(cast.unit, cast.company, gates=(gate,), groups=[{"label": "5B", "headcount": 20}])
    (state,) = gates_of(trial)
    assert state.refusal is not None
    assert str(state.refusal.reason)
    assert str(state.refusal.mend)


def test_strangers_find_no_page_of_preparation(in_espoo, aino, bo, carl, client_of):
    cast = Cast()
    trial = planned(cast, gates=tuple(GateCode))
    other = member_of(a_company("Toinen Oy"), "other@company.example")
    for page in PAGES:
        address = f"{BASE}{trial.slug}/{page}"
        assert client_of(None).get(address).status_code == 404, page
        for person in (bo, other, carl):
            assert client_of(person).get(address).status_code == 404, (page, person)
    for page in PAGES:
        assert client_of(aino).get(f"{BASE}{trial.slug}/{page}").status_code in (200, 403), page
    for page in ("", "plan/", "people/", "principles/", "go-ahead/", "product/", "agreement/", "plan/1/"):
        for person in (cast.teacher, cast.head, cast.seller):
            assert client_of(person).get(f"{BASE}{trial.slug}/{page}").status_code == 200, (page, person)


def test_the_public_sees_a_trial_that_has_begun_and_no_person(in_espoo, client_of):
    cast = Cast()
    trial = started(cast, gates=())
    visitor = client_of(None)
    page = visitor.get(f"{BASE}{trial.slug}/").content.decode()
    assert "Reading light en" in page
    assert "Lukuvalo Oy" in page
    assert all(person.name not in page for person in (cast.teacher, cast.head, cast.seller))
    assert "5B" not in html.fromstring(page).text_content()
    listed = visitor.get(BASE).content.decode()
    assert "Reading light en" in listed
    assert list(public_trials()) == [trial]


def test_a_teacher_plans_on_pages(in_espoo, client_of):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company)
    teacher, seller = client_of(cast.teacher), client_of(cast.seller)
    start, end = TODAY.isoformat(), (TODAY + timedelta(days=30)).isoformat()
    at = f"{BASE}{trial.slug}/"
    posts = [
        (teacher, "people/groups/add/", {"label": "5B", "headcount": "22", "unit": str(cast.unit.pk), "adult": str(cast.teacher.pk)}),
        (
            teacher,
            "plan/write/goals/",
            {key: PLAN[key] for key in ("goals_of_host", "goals_of_partner", "success")} | {"users_role": "with"},
        ),
        (teacher, "plan/write/time/", {"starts_on": start, "ends_on": end, "hours_budget": "8", "preparing_minutes": "10"}),
        (teacher, "plan/write/safety/", {key: PLAN[key] for key in ("feedback", "criteria", "stop_conditions")}),
        (teacher, "plan/propose/", {"change_summary": ""}),
        (seller, "plan/1/change/", {"text": "One more session"}),
        (seller, "plan/1/accept/", {}),
    ]
    for client, page, data in posts:
        answer = client.post(at + page, data)
        assert answer.status_code == 302, (page, answer.content.decode()[:20000])
    trial.refresh_from_db()
    assert trial.state == "preparing"
    assert teacher.post(at + "start/now/").status_code == 302
    trial.refresh_from_db()
    assert trial.state == "running"


def test_forms_take_hostile_input(in_espoo, client_of):
    cast = Cast()
    trial = a_trial(cast.unit, cast.company)
    teacher, at = client_of(cast.teacher), f"{BASE}{trial.slug}/"
    for page, data in (
        ("people/groups/add/", {"label": "a\0b", "headcount": "9" * 30, "unit": "9" * 30}),
        ("plan/write/goals/", {"success": "soita 010101-123N", "users_role": "\U0001f600"}),
        ("plan/write/time/", {"starts_on": "0000-99-99", "hours_budget": "NaN", "preparing_minutes": "-1"}),
        ("plan/sessions/add/", {"held_on": "9999-12-31", "minutes": "9" * 20}),
    ):
        assert teacher.post(at + page, data).status_code == 422, page
    assert teacher.get(f"{at}people/groups/{10**30}/").status_code == 404
    assert teacher.get(f"{at}plan/{10**30}/").status_code == 404


def test_a_session_on_a_holiday_is_warned_of_once(in_espoo, aino, client_of):
    add_term_year(actor=aino, unit_kind="school", first_year=2030)
    cast = Cast()
    trial = a_trial(cast.unit, cast.company)
    teacher, at = client_of(cast.teacher), f"{BASE}{trial.slug}/plan/sessions/add/"
    session = {"held_on": "2030-10-15", "minutes": "45"}
    answer = teacher.post(at, session)
    assert (answer.status_code, "Autumn holiday" in answer.content.decode()) == (422, True)
    assert teacher.post(at, session | {"is_sure": "on"}).status_code == 302


def test_calendar_feed_is_read_by_calendar_programs(in_espoo, client_of):
    cast = Cast()
    trial = planned(cast)
    plan_session(
        actor=cast.teacher,
        trial=trial,
        held_on=date(2030, 9, 10),
        begins_at=datetime(2030, 1, 1, 9, 15).time(),
        minutes=90,
        topic="Ääniä; kirjoja, ja \n" + "pitkä " * 20,
        place="Metsola",
    )
    answer = client_of(None).get(f"{BASE}calendar/{trial.calendar_key}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    events = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len(events) == 3
    assert events[0].decoded("dtstart") == datetime(2030, 9, 10, 9, 15, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert str(events[0]["summary"]).startswith("Reading light en: Ääniä; kirjoja, ja")
    assert cast.teacher.name not in answer.content.decode()
    assert client_of(None).get(f"{BASE}calendar/{'x' * 32}.ics").status_code == 404


def test_either_side_draws_back_before_the_start(in_espoo, bo):
    cast = Cast()
    trial = planned(cast)
    with pytest.raises(Forbidden):
        cancel_trial(actor=bo, trial=trial, reason="No")
    with pytest.raises(Refusal, match="Say why"):
        cancel_trial(actor=cast.seller, trial=trial, reason=" ")
    assert cancel_trial(actor=cast.seller, trial=trial, reason="The product is late.").state == "cancelled"
    # What was missing is kept for the figures, in the language of the records.
    missing = dict(GateRecord.objects.filter(trial=trial).values_list("gate", "evidence"))
    assert missing.keys() == {state.code for state in gates_of(trial) if not state.is_open}
    assert all(evidence["missing"] for evidence in missing.values())
    with pytest.raises(Refusal):
        write_plan(actor=cast.seller, trial=trial, place="Library")
    with pytest.raises(Refusal):
        propose_plan(actor=cast.seller, trial=trial)


def test_nobody_comes_on_site_is_said_by_the_partner(in_espoo):
    cast = Cast()
    trial = planned(cast, gates=(GateCode.ADULTS,))
    with pytest.raises(Forbidden):
        state_no_visitors(actor=cast.teacher, trial=trial)
    assert gates_of(state_no_visitors(actor=cast.seller, trial=trial))[0].is_open


def test_mail_waits_for_working_hours():
    zone = ZoneInfo("Europe/Helsinki")
    at = lambda *parts: datetime(*parts, tzinfo=zone)  # noqa: E731
    assert next_working_time(at(2026, 11, 24, 10)) == at(2026, 11, 24, 10)
    assert next_working_time(at(2026, 11, 24, 6)) == at(2026, 11, 24, 8)
    assert next_working_time(at(2026, 11, 24, 20)) == at(2026, 11, 25, 8)
    assert next_working_time(at(2026, 11, 27, 17)) == at(2026, 11, 30, 8)
    assert next_working_time(at(2026, 12, 24, 6)) == at(2026, 12, 28, 8)
