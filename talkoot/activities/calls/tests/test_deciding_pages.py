"""Pages from the jury to the evaluation: who sees what, and that each button does its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone
from django.utils.translation import override

from talkoot.activities.calls.actions.evaluations import publish_evaluation, write_evaluation
from talkoot.activities.calls.actions.programmes import close_programme
from talkoot.activities.calls.actions.reports import send_report
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.models.report import Report
from talkoot.activities.calls.tests.making_decisions import (
    GROUNDS,
    agreed,
    an_official,
    closed_call,
    decided_call,
    drafted,
    judged_call,
    kick_off_for,
)
from talkoot.activities.calls.tests.test_kick_offs import under_way, whole_answers
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.ui.panels import waiting_for

pytestmark = pytest.mark.usefixtures("model")
HERE = "/espoo/en/calls/"


def kinds_waiting(person):
    """In English, with the routes of the municipality."""
    start, routes = get_script_prefix(), get_urlconf()
    set_script_prefix("/espoo/en/")
    set_urlconf(MUNICIPALITY_URLS)
    try:
        with override("en"):
            return sorted(str(item.kind) for item in waiting_for(person))
    finally:
        set_script_prefix(start)
        set_urlconf(routes)


@pytest.fixture
def official(in_espoo):
    return an_official()


def test_the_jury_page_leads_to_the_applications_until_all_are_checked(aino, cast, client_of, bo):
    call, _sent = closed_call(aino, cast)
    page = client_of(aino).get(f"{HERE}call/{call.slug}/jury/")
    assert b"3 applications have not been checked yet" in page.content
    assert client_of(bo).get(f"{HERE}call/{call.slug}/jury/").status_code == 403
    assert client_of(cast.maker).get(f"{HERE}call/{call.slug}/decision/draft/").status_code == 403


def test_from_the_draft_to_the_release_in_the_browser(aino, cast, official, client_of):
    call, sent = judged_call(aino, cast)
    visitor = client_of(aino)
    start = f"{HERE}call/{call.slug}/decision/"
    assert b"Make the draft" in visitor.get(f"{start}draft/").content
    assert visitor.post(f"{start}prepare/")["Location"] == f"{start}draft/"
    drafted(aino, call)
    page = visitor.get(f"{start}draft/")
    assert b"Valo vie perille" in page.content
    assert b"8\xc2\xa0000" in page.content
    line = visitor.post(f"{start}draft/{sent[2].code}/", {"outcome": "not_chosen", "grounds_fi": "Ei riitä."})
    assert line.status_code == 302, line.content.decode()
    preview = visitor.get(f"{start}preview/")
    assert b"was not chosen" in preview.content
    assert b"has_read" not in preview.content
    seen = client_of(official).get(f"{start}preview/").context["form"].initial["seen"]
    assert client_of(official).post(f"{start}preview/", {"seen": "0" * 64, "has_read": "on"}).status_code == 422
    assert client_of(official).post(f"{start}preview/", {"seen": seen, "has_read": "on"})["Location"] == start
    assert Call.objects.get(pk=call.pk).state == "decided"


def test_everybody_reads_who_was_chosen_and_nobody_who_was_not(aino, cast, official, client_of, bo):
    call, sent = decided_call(aino, cast, official)
    public = client_of(None).get(f"{HERE}call/{call.slug}/decision/").content.decode()
    assert "Valo vie perille" in public
    for hidden in ("Hiljainen", "Kartta taskussa", "Kokeilututkimus"):
        assert hidden not in public
    assert "Hiljainen opas" in client_of(official).get(f"{HERE}call/{call.slug}/decision/").content.decode()
    own = client_of(cast.rival).get(f"{HERE}applications/{sent[1].code}/decision/")
    assert b"place 1 of the reserve" in own.content
    assert b"Ground of" in own.content
    for stranger, status in ((cast.maker, 404), (bo, 404), (aino, 404), (None, 302)):
        assert client_of(stranger).get(f"{HERE}applications/{sent[1].code}/decision/").status_code == status


def test_a_kick_off_is_read_by_its_sides_and_agreed_in_the_browser(aino, cast, official, client_of, bo):
    _call, sent = decided_call(aino, cast, official)
    kick_off = kick_off_for(sent[0])
    here = f"{HERE}kick-offs/{kick_off.pk}/"
    for stranger, status in ((cast.rival, 404), (bo, 404), (None, 302)):
        assert client_of(stranger).get(here).status_code == status
    assert "Kick-off: a shared view is sought" in kinds_waiting(cast.head)
    head, maker = client_of(cast.head), client_of(cast.maker)
    assert head.post(f"{here}goals/", {"goals": "Every other one finds the way without asking.", "seen": ""})["Location"] == here
    for visitor, side in ((head, "host"), (maker, "team")):
        seen = visitor.get(here).context["agree_form"].initial["seen"]
        assert visitor.post(f"{here}agree/", {"side": side, "seen": seen})["Location"] == here
    page = maker.get(here)
    assert b"Host and team have agreed" in page.content
    assert b"principles" not in page.content
    assert "Kick-off: a shared view is sought" not in kinds_waiting(cast.head)
    trial = kick_off_for(sent[0]).trial
    assert f'href="{here}"' in maker.get(f"/espoo/en/trials/{trial.slug}/").content.decode()
    application = f"{HERE}applications/{sent[0].code}/"
    assert f'href="{application}decision/"' in maker.get(application).content.decode()
    decision = f"{HERE}call/{kick_off.call.slug}/decision/"
    assert f'href="{decision}"' in client_of(None).get(f"{HERE}call/{kick_off.call.slug}/").content.decode()


def test_reports_and_payments_in_the_browser(aino, cast, official, client_of):
    _call, sent = decided_call(aino, cast, official)
    kick_off = under_way(agreed(cast, sent[0], cast.maker), "closing")
    here, maker = f"{HERE}kick-offs/{kick_off.pk}/", client_of(cast.maker)
    assert kinds_waiting(cast.maker).count("Final report to write") == 1
    write = f"{here}reports/final/write/"
    assert maker.get(write).status_code == 200
    assert maker.get(f"{here}reports/nothing/write/").status_code == 404
    assert maker.post(write, {"save": "1", "q-done": "We lit the hall."})["Location"] == write
    assert Report.objects.get().answers == {"done": "We lit the hall."}
    # A draft is the team's own.
    assert client_of(aino).get(f"{here}reports/final/").status_code == 404
    assert maker.post(write, {"q-done": "We lit the hall."}).status_code == 422
    given = {f"q-{key}": value for key, value in whole_answers(kick_off.trial, "final").items()}
    assert maker.post(write, given)["Location"] == f"{here}reports/final/"
    assert "Final report to approve" in kinds_waiting(cast.head)
    for person, side in ((cast.head, "host"), (aino, "manager")):
        page = client_of(person).get(f"{here}reports/final/")
        assert b"I approve the report" in page.content
        reply = client_of(person).post(f"{here}reports/final/", {"number": "1", "side": side, "verdict": "approve"})
        assert reply.status_code == 302, reply.content.decode()
    assert "Payment to approve" in kinds_waiting(official)
    final = Milestone.objects.get(kind="final")
    assert client_of(aino).post(f"{HERE}milestones/{final.pk}/approve/").status_code == 403
    client_of(official).post(f"{HERE}milestones/{final.pk}/approve/")
    assert "Payment to record" in kinds_waiting(aino)
    paid = client_of(aino).post(f"{HERE}milestones/{final.pk}/pay/", {"paid_on": timezone.localdate().isoformat(), "reference": "4711"})
    assert paid.status_code == 302
    assert b"4711" in maker.get(here).content
    # What follows waits for the official, then for the owner.
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    after = {"choice": "buy", "grounds_fi": "Raja ylittyi.", "owner": cast.head.pk, "due_on": day}
    assert client_of(official).post(f"{here}after/", after).status_code == 302
    assert any(kind.startswith("To be done") for kind in kinds_waiting(cast.head))
    row = AfterDecision.objects.get()
    assert client_of(cast.head).post(f"{HERE}after/{row.pk}/done/", {"note": "The procurement has begun."}).status_code == 302
    assert not any(kind.startswith("To be done") for kind in kinds_waiting(cast.head))


def test_an_evaluator_reads_the_programme_and_no_name_while_the_jury_judges_blind(aino, cast, client_of, bo):
    call, sent = judged_call(aino, cast, is_blind=True)
    evaluator = Person.objects.create_user("eva@kenno.example", "correct horse battery", name="Eva Evaluator", language="en")
    Programme.objects.filter(pk=call.programme_id).update(evaluator=evaluator)
    here = f"{HERE}programmes/{call.programme.slug}/"
    assert f'href="{here}figures/"' in client_of(evaluator).get(here).content.decode()
    page = client_of(evaluator).get(f"{here}all/").content.decode()
    assert page.count("A-0") == 3
    for name in ("Valo vie perille", "Opasvalo", "Hiljainen", "Kokeilututkimus", "Kartta taskussa"):
        assert name not in page
    for person in (bo, cast.maker):
        assert client_of(person).get(f"{here}all/").status_code == 403
        assert client_of(person).get(f"{here}figures/").status_code == 403
        assert client_of(person).get(f"{here}evaluation/").status_code == 404
    one = f"{HERE}applications/{sent[0].code}/"
    assert client_of(evaluator).get(one).status_code == 404
    text = client_of(evaluator).get(f"{here}figures/?download=csv").content.decode()
    assert "applications,3" in text
    assert "Opasvalo" not in text


def test_an_evaluation_is_public_with_the_figures_of_its_day(aino, cast, official, client_of):
    call, sent = decided_call(aino, cast, official)
    evaluator = Person.objects.create_user("eva@kenno.example", "correct horse battery", name="Eva Evaluator", language="en")
    Programme.objects.filter(pk=call.programme_id).update(evaluator=evaluator)
    programme = Programme.objects.select_related("municipality").get(pk=call.programme_id)
    assert b"Valo vie perille" in client_of(evaluator).get(f"{HERE}programmes/{programme.slug}/all/").content
    assert client_of(evaluator).get(f"{HERE}applications/{sent[0].code}/").status_code == 200
    text = Words(fi="## Havainto\n\nToimi hyvin.", en="## Finding\n\nIt worked well.")
    write_evaluation(actor=evaluator, programme=programme, summary=GROUNDS, findings=text, next_round=Words())
    programme = close_programme(actor=aino, programme=programme)
    publish_evaluation(actor=aino, programme=programme)
    here = f"{HERE}programmes/{programme.slug}/"
    page = client_of(None).get(f"{here}evaluation/")
    assert b"It worked well." in page.content
    assert b"were admissible" in page.content
    pdf = client_of(None).get(f"{here}evaluation.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_another_municipality_finds_nothing(aino, cast, official, client_of, carl):
    call, sent = decided_call(aino, cast, official)
    kick_off = under_way(agreed(cast, sent[0], cast.maker))
    send_report(actor=cast.maker, kick_off=kick_off, kind="final", answers=whole_answers(kick_off.trial, "final"), language="en")
    visitor = client_of(carl)
    for path, status in (
        (f"kick-offs/{kick_off.pk}/", 404),
        (f"kick-offs/{kick_off.pk}/reports/final/", 404),
        (f"call/{call.slug}/decision/draft/", 403),
        (f"programmes/{call.programme.slug}/all/", 403),
        (f"applications/{sent[0].code}/decision/", 404),
    ):
        assert visitor.get(HERE + path).status_code == status
        assert visitor.get(HERE.replace("espoo", "turku") + path).status_code == 404


@pytest.mark.parametrize(
    "path", ["kick-offs/99999999999999999999/", "milestones/99999999999999999999/pay/", "after/9999999999999999999999/done/"]
)
def test_huge_numbers_are_not_there(aino, cast, client_of, path):
    assert client_of(aino).get(HERE + path).status_code == 404


def test_pages_cost_few_queries(aino, cast, official, client_of, django_assert_max_num_queries):
    call, sent = decided_call(aino, cast, official)
    kick_off = under_way(agreed(cast, sent[0], cast.maker))
    visitor = client_of(cast.head)
    for path, most in ((f"call/{call.slug}/decision/", 14), (f"kick-offs/{kick_off.pk}/", 30)):
        visitor.get(HERE + path)
        with django_assert_max_num_queries(most):
            visitor.get(HERE + path)
