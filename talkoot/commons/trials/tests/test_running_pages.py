"""Pages of a trial under way, through the browserless visitor: what each person sees and does, and what strangers do not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from lxml import html

from talkoot.commons.trials.actions.changes import propose_change
from talkoot.commons.trials.actions.closing import (
    begin_evaluation,
    close_trial,
    decide,
    save_lesson,
    save_quote,
    write_result,
)
from talkoot.commons.trials.actions.concerns import answer_concern, raise_concern
from talkoot.commons.trials.actions.feedback import waive_evaluation
from talkoot.commons.trials.actions.log import report_incident
from talkoot.commons.trials.events import (
    ChangeProposed,
    ConcernAnswered,
    ConcernRaised,
    FollowUpAsked,
    IncidentReported,
    TrialPaused,
)
from talkoot.commons.trials.jobs import ask_what_has_become, remind_of_concerns
from talkoot.commons.trials.listeners import (
    ask_side_of_follow_up,
    tell_answerers_of_concern,
    tell_of_incident,
    tell_sender_of_answer,
    tell_sides_of_pause,
    tell_sides_that_reply,
)
from talkoot.commons.trials.models.closing import FollowUp, ResultPage
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.log import ChangeNote, Incident, LogEntry
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.closing import trials_to_decide
from talkoot.commons.trials.queries.trials import material_in
from talkoot.commons.trials.tests.making import a_company, member_of, someone, words
from talkoot.commons.trials.tests.running import a_feedback_kit, a_running_trial, informed, logged
from talkoot.commons.trials.views.information import CONCERN_BRAKE
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.panels import waiting_for

BASE = "/espoo/en/trials"


@pytest.fixture
def cast(in_espoo):
    CONCERN_BRAKE.full_at.clear()
    return a_running_trial(kit=a_feedback_kit())


@pytest.fixture
def official(in_espoo):
    person = someone("official@espoo.example")
    Grant.objects.create(person=person, role="signatory")
    return person


def raised(page, kind="other", **more):
    return raise_concern(
        actor=None, page=page, kind=kind, raised_as="guardian", text="The glasses get hot.", language="en", receipt=new_receipt(), **more
    )


def inside(cast):
    return [
        f"{BASE}/{cast.trial.slug}/{page}/"
        for page in (
            "running",
            "pause",
            "stop",
            "log",
            "log/add",
            "incidents/add",
            "changes/add",
            "review",
            "feedback",
            "feedback/open",
            "information",
            "information/edit",
            "result/work",
            "result/edit",
            "result/lessons/add",
            "result/quotes/add",
        )
    ]


def test_everyone_inside_reads_and_nobody_outside_does(cast, aino, bo, carl, client_of):
    informed(cast)
    logged(cast)
    logged(cast, worked="All", blocking="Sun", ideas="Shades", days_ago=2)
    raised_by_other = member_of(a_company("Toinen Oy"), "other@company.example")
    for person in (aino, cast.head, cast.teacher):
        assert {page: client_of(person).get(page).status_code for page in inside(cast)} == dict.fromkeys(inside(cast), 200), person.name
    partner = {page.split(cast.trial.slug)[1]: client_of(cast.seller).get(page).status_code for page in inside(cast)}
    # The unit and the coordinator review, ask for feedback and tell guardians; the rest both sides do.
    assert {page for page, status in partner.items() if status != 200} == {"/review/", "/feedback/open/", "/information/edit/"}
    for stranger in (bo, raised_by_other, carl):
        assert {client_of(stranger).get(page).status_code for page in inside(cast)} == {404}
    assert {client_of(None).get(page).status_code for page in inside(cast)} <= {302, 404}


def test_a_teacher_logs_from_a_phone_and_an_incident_stops(cast, client_of):
    phone = client_of(cast.teacher)
    address = f"{BASE}/{cast.trial.slug}/log/add/"
    first = phone.get(address).context["form"]
    facts = {
        "once_key": str(uuid4()),
        "happened_on": timezone.localdate().isoformat(),
        "headcount": "21",
        "minutes": "40",
        "tried": "Reading",
    }
    assert first.initial["headcount"] == 22
    assert phone.post(address, facts).status_code == 302
    assert phone.post(address, facts).status_code == 302
    again = phone.get(address).context["form"]
    assert (LogEntry.objects.count(), again.initial["headcount"], again.initial["minutes"]) == (1, 21, 40)
    named = facts | {"once_key": str(uuid4()), "tried": "Called 040 123 4567"}
    assert "a telephone number" in phone.post(address, named).content.decode()
    assert phone.post(address, named | {"is_harmless": "on"}).status_code == 302
    missing = phone.post(address, facts | {"once_key": str(uuid4()), "severity": "safety"})
    assert (missing.status_code, LogEntry.objects.count()) == (422, 2)
    assert phone.post(address, facts | {"once_key": str(uuid4()), "severity": "safety", "incident_text": "A shock."}).status_code == 302
    assert (cast.again().state, Incident.objects.get().text) == ("paused", "A shock.")
    entry = LogEntry.objects.order_by("pk").first()
    assert phone.get(f"{BASE}/{cast.trial.slug}/log/{entry.pk}/mend/").status_code == 200
    assert phone.get(f"{BASE}/{cast.trial.slug}/log/?download=csv").status_code == 200
    for field, value in (("tried", "a\0b"), ("minutes", "9" * 40), ("headcount", "-1"), ("once_key", "x"), ("happened_on", "9999-99-99")):
        assert phone.post(address, facts | {"once_key": str(uuid4()), field: value}).status_code == 422, field


def test_a_guardian_reads_the_page_and_raises_a_concern_without_an_account(cast, aino, client_of, espoo):
    guardian = client_of(None)
    page = informed(cast)
    notice = guardian.get(f"{BASE}/info/{page.code}/")
    assert (notice.status_code, "noindex" in notice.content.decode()) == (200, True)
    for language in ("fi", "sv"):
        assert guardian.get(f"/espoo/{language}/trials/info/{page.code}/").status_code == 200
    address = f"{BASE}/info/{page.code}/concern/"
    form = guardian.get(address).context["form"]
    facts = {"kind": "safety", "raised_as": "guardian", "text": "The glasses get hot.", "receipt": form["receipt"].value()}
    sent = guardian.post(address, facts)
    assert (sent.status_code, guardian.post(address, facts).url) == (302, sent.url)
    assert (Concern.objects.count(), cast.again().state) == (1, "paused")
    receipt = guardian.get(sent.url).content.decode()
    assert "Your concern has come in" in receipt
    assert "The trial is paused just now" in guardian.get(f"{BASE}/info/{page.code}/").content.decode()
    answering = f"{BASE}/concerns/{Concern.objects.get().pk}/answer/"
    assert [client_of(person).get(answering).status_code for person in (cast.seller, cast.teacher, cast.head, aino)] == [404, 404, 200, 200]
    assert "glasses" not in client_of(cast.seller).get(f"{BASE}/{cast.trial.slug}/running/").content.decode()
    assert client_of(cast.head).post(answering, {"answer": "We changed the lamp."}).status_code == 302
    assert "We changed the lamp." in guardian.get(sent.url).content.decode()
    assert guardian.get(f"{BASE}/concerns/?code=2222-3333-4444-5555").status_code == 422
    assert guardian.get(f"{BASE}/concerns/aaaaaaaaaaaaaaaa/").status_code == 404
    bad = {"kind": "x", "raised_as": "\0", "text": "010190-973W" + "a" * 5000, "receipt": "\0", "email": "no"}
    assert guardian.post(address, bad).status_code == 422


def test_one_connection_cannot_flood(cast, client_of):
    page = informed(cast)
    visitor = client_of(None)
    address = f"{BASE}/info/{page.code}/concern/"
    facts = {"kind": "other", "raised_as": "other", "text": "Hm"}
    statuses = [visitor.post(address, facts | {"receipt": new_receipt()}).status_code for _n in range(6)]
    assert statuses == [302] * 4 + [422] * 2


def test_a_draft_and_a_wrong_code_show_nothing(cast, client_of):
    page = informed(cast)
    type(page).objects.update(published_at=None)
    assert [client_of(None).get(f"{BASE}/info/{code}/").status_code for code in (page.code, "aaaaaaaa")] == [404, 404]


def test_the_poster_is_a_tagged_pdf_in_all_languages(cast, client_of):
    informed(cast)
    poster = client_of(cast.teacher).get(f"{BASE}/{cast.trial.slug}/information/poster.pdf")
    assert (poster.status_code, poster["Content-Type"], b"StructTreeRoot" in poster.content) == (200, "application/pdf", True)


def test_sides_reply_and_feedback_is_asked_on_pages(cast, aino, client_of):
    note = propose_change(actor=cast.teacher, trial=cast.trial, what="More", why="Ill", language="en")
    address = f"{BASE}/{cast.trial.slug}/changes/{note.pk}/"
    assert "Your side" not in client_of(cast.teacher).get(address).content.decode()
    assert client_of(cast.teacher).post(address, {"is_agreed": "yes"}).status_code == 404
    assert client_of(cast.seller).post(address, {"is_agreed": "no"}).status_code == 422
    assert client_of(cast.seller).post(address, {"is_agreed": "yes"}).status_code == 302
    assert ChangeNote.objects.get().is_agreed
    opening = f"{BASE}/{cast.trial.slug}/feedback/open/"
    users = material_in(cast.trial, "feedback-users")
    assert client_of(cast.teacher).post(opening, {"material": users.pk, "moment": "during"}).status_code == 302
    host = material_in(cast.trial, "feedback-host")
    asked = {"material": host.pk, "moment": "end", "is_evaluation": "on"}
    assert client_of(cast.teacher).post(opening, asked).status_code == 302
    shown = client_of(cast.teacher).get(f"{BASE}/{cast.trial.slug}/feedback/").content.decode()
    assert ("5B" in shown, "Fewer than five" in shown) == (True, True)
    # Codes are for those who put them on the wall.
    assert "5B" not in html.fromstring(client_of(cast.seller).get(f"{BASE}/{cast.trial.slug}/feedback/").content).text_content()
    assert "Your feedback is waited for" in client_of(cast.teacher).get(f"{BASE}/{cast.trial.slug}/running/").content.decode()
    assert client_of(aino).get(f"{BASE}/{cast.trial.slug}/feedback/waive/partner/").status_code == 200
    assert client_of(aino).get(f"{BASE}/{cast.trial.slug}/feedback/waive/nobody/").status_code == 404


def test_a_result_is_public_when_published_and_not_before(cast, aino, official, client_of):
    begin_evaluation(actor=aino, trial=cast.trial)
    for side in ("host", "partner", "users"):
        waive_evaluation(actor=aino, trial=cast.trial, side=side, reason="A short trial")
    close_trial(actor=aino, trial=cast.trial)
    facts = {"outcome": "did_not", "summary": words("Short"), "what_changed": words("Changed"), "next_step": words("Next")}
    write_result(actor=cast.teacher, trial=cast.trial, **facts)
    save_lesson(actor=cast.seller, trial=cast.trial, title=words("Small"), text=words("One class"))
    save_quote(actor=cast.teacher, trial=cast.trial, text="Hidden words", language="en", said_as=words("Pupil"))
    address = f"{BASE}/{cast.trial.slug}/result/"
    assert client_of(None).get(address).status_code == 404
    assert client_of(cast.teacher).post(f"{address}publish/").status_code == 403
    assert client_of(aino).post(f"{address}publish/").status_code == 302
    decide_page = f"{BASE}/{cast.trial.slug}/decide/"
    assert [client_of(person).get(decide_page).status_code for person in (aino, official)] == [403, 200]
    assert list(trials_to_decide()) == [cast.trial]
    decide(actor=official, trial=cast.trial, outcome="end", reason=words("Because"))
    shown = client_of(None).get(address).content.decode()
    assert ("It did not work" in shown, "We do not go on" in shown, "Hidden words" in shown) == (True, True, False)
    assert "Short en" in client_of(None).get(f"{BASE}/results/").content.decode()
    assert client_of(aino).post(f"{BASE}/{cast.trial.slug}/complete/").status_code == 302
    assert cast.again().state == "completed"


@pytest.mark.usefixtures("routes")
def test_who_waits_is_told_once(cast, aino):
    page = informed(cast)
    concern = raised(page, kind="safety", email="guardian@home.example")
    for _n in range(2):
        tell_answerers_of_concern(ConcernRaised(concern_id=concern.pk, trial_id=cast.trial.pk))
        tell_sides_of_pause(TrialPaused(trial_id=cast.trial.pk))
    mails = OutboxMail.objects.order_by("event", "address").values_list("event", "address")
    everyone = ["aino@espoo.example", "head@unit.example", "kai@company.example", "tiina@unit.example"]
    assert list(mails) == [("trials.concern_raised", address) for address in everyone[:2]] + [
        ("trials.trial_paused", address) for address in everyone
    ]
    assert not OutboxMail.objects.filter(body__contains="glasses").exists()
    assert [item.kind for item in waiting_for(aino)] == ["Concern"]
    assert [len(waiting_for(person)) for person in (cast.head, cast.teacher, cast.seller)] == [1, 0, 0]
    Concern.objects.update(promised_at=timezone.now() - timedelta(hours=1))
    remind_of_concerns()
    remind_of_concerns()
    assert OutboxMail.objects.filter(event="trials.concern_due").count() == 2
    answer_concern(actor=aino, concern=concern, answer="Lamp changed.", language="en")
    tell_sender_of_answer(ConcernAnswered(concern_id=concern.pk, trial_id=cast.trial.pk))
    assert "Lamp changed." in OutboxMail.objects.get(event="trials.concern_answered", address="guardian@home.example").body


@pytest.mark.usefixtures("routes")
def test_the_other_side_and_the_partner_are_asked(cast, aino, client_of):
    note = propose_change(actor=cast.teacher, trial=cast.trial, what="More", why="Ill", language="en")
    tell_sides_that_reply(ChangeProposed(note_id=note.pk, trial_id=cast.trial.pk))
    assert OutboxMail.objects.get().address == "kai@company.example"
    assert [item.kind for item in waiting_for(cast.seller)] == ["Change to the plan"]
    day = timezone.localdate()
    incident = report_incident(actor=cast.seller, trial=cast.trial, happened_on=day, severity="minor", text="A fall", language="en")
    tell_of_incident(IncidentReported(incident_id=incident.pk, trial_id=cast.trial.pk))
    told = OutboxMail.objects.filter(event="trials.incident_reported").values_list("address", flat=True)
    assert set(told) == {"aino@espoo.example", "head@unit.example", "tiina@unit.example"}
    Trial.objects.filter(pk=cast.trial.pk).update(state="completed", ended_at=timezone.now())
    asked = FollowUp.objects.create(trial=cast.trial, months=6, side="partner", due_on=day)
    ask_what_has_become()
    asked.refresh_from_db()
    ask_side_of_follow_up(FollowUpAsked(follow_up_id=asked.pk, trial_id=cast.trial.pk))
    assert OutboxMail.objects.get(event="trials.follow_up_asked").address == "kai@company.example"
    assert "What has become of it?" in [item.kind for item in waiting_for(cast.seller)]
    address = f"{BASE}/follow-up/{asked.pk}/"
    answers = {"in_use": "yes", "has_sold": "yes", "has_exported": "", "new_jobs_count": "2", "has_funding": "no", "note": "Fine"}
    assert client_of(cast.seller).post(address, answers).status_code == 302
    asked.refresh_from_db()
    assert (asked.has_sold, asked.has_exported, asked.new_jobs_count, asked.has_funding) == (True, None, 2, False)


def test_the_list_of_results_asks_the_same_for_few_and_many(in_espoo, client_of, django_assert_max_num_queries):
    cast = a_running_trial(state="completed")
    trial = cast.trial
    others = [
        Trial(
            slug=f"2025-{n:03}",
            entrance="x",
            title=words(f"T{n}"),
            unit=trial.unit,
            organisation=trial.organisation,
            state="completed",
            started_at=timezone.now(),
        )
        for n in range(30)
    ]
    Trial.objects.bulk_create(others)
    ResultPage.objects.bulk_create(
        ResultPage(trial=other, outcome="worked", summary=words("S"), published_at=timezone.now()) for other in others
    )
    with django_assert_max_num_queries(12):
        assert client_of(None).get(f"{BASE}/results/").status_code == 200
