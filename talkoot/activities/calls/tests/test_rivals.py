"""Several people press at once, with real commits: the deadline, the team, the extension."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from talkoot.activities.calls.actions.applications import save_answers, start_application
from talkoot.activities.calls.actions.calls import close_call, extend_deadline
from talkoot.activities.calls.actions.submitting import call_held_for_submitting, submit_application
from talkoot.activities.calls.content.application import Typed
from talkoot.activities.calls.models.application import Answer, Application, ApplicationVersion
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.queries.calls import challenges_in
from talkoot.activities.calls.tests.at_once import at_once
from talkoot.activities.calls.tests.making import an_application, open_call
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def test_a_deadline_that_passes_while_submitting_is_decided_after_the_lock(espoo, aino, committed_cast):
    """The submission waits for somebody who holds the call; when it comes to its turn the deadline lies behind."""
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast, closes_at=timezone.now() + timedelta(seconds=1))
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
    is_held = threading.Event()

    def hold() -> None:
        with in_municipality(espoo):
            Call.objects.select_for_update().get(pk=call.pk)
            is_held.set()
            # Held over the deadline, however long the preparation took.
            time.sleep(max(0.0, (call.closes_at - timezone.now()).total_seconds()) + 0.05)

    def send() -> None:
        is_held.wait()
        submit_application(actor=cast.maker, application=application)

    results = at_once(espoo, hold, send)
    assert (results[0][:16], results[1]) == ("The deadline was", "done")
    with in_municipality(espoo):
        assert (ApplicationVersion.objects.count(), Application.objects.get().state) == (0, "draft")


def test_closing_waits_for_what_was_received_in_time(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast, closes_at=timezone.now() + timedelta(seconds=1))
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
    is_sent = threading.Event()

    def send() -> None:
        submit_application(actor=cast.maker, application=application)
        is_sent.set()
        # Received in time, committed after the deadline.
        time.sleep(max(0.0, (call.closes_at - timezone.now()).total_seconds()) + 0.1)

    def close() -> None:
        is_sent.wait()
        time.sleep(max(0.0, (call.closes_at - timezone.now()).total_seconds()) + 0.01)
        close_call(actor=SYSTEM, call=call)
        # Closing had to wait: what was received in time is there when the applications are opened.
        assert ApplicationVersion.objects.count() == 1

    assert at_once(espoo, send, close) == ["done", "done"]


def test_many_submit_at_the_same_time_and_none_waits_for_another(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast)
        (challenge,) = challenges_in(call)
        drafts = []
        for number in range(6):
            company = Organisation.objects.create(kind="company", name=f"Yritys {number} Oy")
            person = Person.objects.create_user(f"p{number}@people.example", "correct horse battery", name=f"P{number}", language="en")
            Membership.objects.create(person=person, organisation=company)
            drafts.append((person, an_application(person, call, company, challenge)))
    gate = threading.Barrier(len(drafts))

    def send(person, application) -> None:
        call_held_for_submitting(call.pk)
        # All of them hold the call at once, or this never opens.
        gate.wait(timeout=20)
        submit_application(actor=person, application=application)

    assert at_once(espoo, *(partial(send, *draft) for draft in drafts)) == ["done"] * 6
    with in_municipality(espoo):
        assert Application.objects.filter(state="submitted").count() == 6


def test_two_of_a_team_send_the_same_text_at_once_and_one_version_comes_of_it(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast)
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
    both = [partial(submit_application, actor=person, application=application) for person in (cast.maker, cast.colleague)]
    assert at_once(espoo, *both) == ["done", "done"]
    with in_municipality(espoo):
        assert [row.number for row in ApplicationVersion.objects.all()] == [1]


def test_two_of_a_team_write_the_same_answer_at_once_and_neither_is_lost(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast)
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
    came = {}

    def write(person, text) -> None:
        saved = save_answers(actor=person, application=application, answers={"solution": Typed(text, 1)})
        came[text] = saved.clashes.get("solution")

    assert at_once(espoo, partial(write, cast.maker, "Maijan"), partial(write, cast.colleague, "Kallen")) == ["done", "done"]
    with in_municipality(espoo):
        stored = Answer.objects.get(application=application, key="solution").text
    (clash,) = [clash for clash in came.values() if clash]
    # The one who came second is shown what the first wrote, and still has her own.
    assert (clash.text, came[stored]) == (stored, None)


def test_two_of_a_team_begin_at_once_and_share_one_draft(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast)
        (challenge,) = challenges_in(call)
    begin = [
        partial(start_application, actor=person, call=call, challenge=challenge, organisation=cast.company, language="fi")
        for person in (cast.maker, cast.colleague)
    ]
    assert at_once(espoo, *begin) == ["done", "done"]
    with in_municipality(espoo):
        assert Application.objects.count() == 1


def test_extension_against_submission_leaves_one_true_deadline(espoo, aino, committed_cast):
    """Whoever comes first: the submission stands under the deadline that was in force when it was received."""
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast, closes_at=timezone.now() + timedelta(minutes=5))
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
        later = call.closes_at + timedelta(days=1)
    extend = partial(extend_deadline, actor=aino, call=call, closes_at=later, reason=Words(fi="Katko"))
    send = partial(submit_application, actor=cast.maker, application=application)
    assert at_once(espoo, extend, extend, send) == ["A deadline only moves later.", "done", "done"]
    with in_municipality(espoo):
        assert (Call.objects.get().closes_at, ApplicationVersion.objects.get().received_at <= later) == (later, True)


def test_a_submission_that_waited_for_an_extension_is_in_time(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        call = open_call(aino, cast, closes_at=timezone.now() + timedelta(seconds=1))
        application = an_application(cast.maker, call, cast.company, challenges_in(call)[0])
        later = call.closes_at + timedelta(days=1)
    is_extended = threading.Event()

    def extend() -> None:
        extend_deadline(actor=aino, call=call, closes_at=later, reason=Words(fi="Katko"))
        is_extended.set()
        time.sleep(max(0.0, (call.closes_at - timezone.now()).total_seconds()) + 0.05)

    def send() -> None:
        is_extended.wait()
        submit_application(actor=cast.maker, application=application)

    assert at_once(espoo, extend, send) == ["done", "done"]
    with in_municipality(espoo):
        assert call.closes_at < ApplicationVersion.objects.get().received_at < later
