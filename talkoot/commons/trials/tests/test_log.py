"""The log, incidents, changes to the plan and the mid review."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from talkoot.commons.trials.actions.changes import hold_review, propose_change, reply_to_change
from talkoot.commons.trials.actions.log import report_incident, resolve_incident, write_log
from talkoot.commons.trials.actions.standing import resume_trial
from talkoot.commons.trials.models.log import ChangeNote, ChangeReply, LogEntry
from talkoot.commons.trials.models.review import MidReview
from talkoot.commons.trials.models.trial import Group
from talkoot.commons.trials.queries.log import log_figures, log_of
from talkoot.commons.trials.tests.making import a_trial
from talkoot.commons.trials.tests.running import a_running_trial, logged
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Forbidden, Refusal


def test_a_log_entry_is_written_once_and_never_changed(in_espoo, bo):
    cast = a_running_trial()
    key = uuid4()
    entry = logged(cast, once_key=key, minutes=45, headcount=20)
    assert logged(cast, once_key=key, minutes=90) == entry
    with pytest.raises(Forbidden):
        logged(cast, actor=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogEntry.objects.filter(pk=entry.pk).update(minutes=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
    mended = logged(cast, replaces=entry, minutes=60, headcount=18)
    assert list(log_of(cast.trial)) == [mended]
    with pytest.raises(Refusal, match="corrected meanwhile"):
        logged(cast, replaces=entry)
    logged(cast, actor=cast.seller, days_ago=2, minutes=30, headcount=10)
    figures = log_figures(cast.trial)
    assert (figures.sessions, figures.minutes, figures.attendances) == (2, 90, 28)


def test_a_log_is_of_a_possible_day_and_group(in_espoo):
    cast = a_running_trial()
    with pytest.raises(Refusal, match="still to come"):
        logged(cast, days_ago=-1)
    with pytest.raises(Refusal, match="before the start"):
        logged(cast, days_ago=11)
    other = a_trial(cast.trial.unit, cast.trial.organisation, title="Other", groups=[{"label": "1A", "headcount": 9}])
    with pytest.raises(Refusal, match="not of this trial"):
        logged(cast, group=Group.objects.get(trial=other))
    with pytest.raises(Refusal, match="under way"):
        write_log(
            actor=cast.teacher,
            trial=other,
            once_key=uuid4(),
            happened_on=timezone.localdate(),
            headcount=1,
            minutes=1,
            tried="x",
            language="en",
        )


def test_an_incident_of_safety_pauses_at_once_and_a_small_one_does_not(in_espoo, aino):
    cast = a_running_trial()
    day = timezone.localdate()
    report_incident(actor=cast.teacher, trial=cast.trial, happened_on=day, severity="minor", text="A lamp fell.", language="en")
    assert cast.again().state == "running"
    incident = report_incident(actor=cast.seller, trial=cast.trial, happened_on=day, severity="safety", text="A shock.", language="en")
    assert (cast.again().state, cast.again().halt_reason) == ("paused", "A shock.")
    with pytest.raises(Refusal, match="serious incident is still open"):
        resume_trial(actor=aino, trial=cast.trial, reason="Fine")
    with pytest.raises(Forbidden):
        resolve_incident(actor=cast.seller, incident=incident, resolution="Nothing")
    resolve_incident(actor=cast.teacher, incident=incident, resolution="The lamp was taken away.")
    with pytest.raises(Refusal, match="dealt with meanwhile"):
        resolve_incident(actor=aino, incident=incident, resolution="Again")
    resume_trial(actor=cast.head, trial=cast.trial, reason="Without the lamp.")
    assert cast.again().state == "running"


def test_a_change_counts_when_both_sides_agree(in_espoo, aino):
    cast = a_running_trial()
    note = propose_change(actor=cast.teacher, trial=cast.trial, what="Two sessions more", why="Illness", language="en")
    assert list(ChangeReply.objects.values_list("side", "is_agreed")) == [("host", True)]
    for person, side in ((cast.teacher, "host"), (cast.teacher, "partner"), (aino, "partner")):
        with pytest.raises(Refusal):
            reply_to_change(actor=person, note=note, side=side, is_agreed=True)
    reply_to_change(actor=cast.seller, note=note, side="partner", is_agreed=True)
    note.refresh_from_db()
    assert (note.number, note.is_agreed, note.settled_at is not None) == (1, True, True)
    second = propose_change(actor=aino, trial=cast.trial, what="Stop earlier", why="Time", language="en")
    assert not ChangeReply.objects.filter(note=second).exists()
    with pytest.raises(Refusal, match="The reason is missing"):
        reply_to_change(actor=cast.seller, note=second, side="partner", is_agreed=False)
    reply_to_change(actor=cast.seller, note=second, side="partner", is_agreed=False, reason="Too early")
    second.refresh_from_db()
    assert (second.number, second.is_agreed, second.settled_at is not None) == (2, False, True)
    with pytest.raises(Refusal, match="settled meanwhile"):
        reply_to_change(actor=cast.teacher, note=second, side="host", is_agreed=True)


def test_a_mid_review_may_stop_the_trial(in_espoo, bo):
    cast = a_running_trial()
    facts = {"held_on": timezone.localdate(), "works": "Reading", "reason": "As seen", "language": "en"}
    with pytest.raises(Refusal, match="what must change"):
        hold_review(actor=cast.teacher, trial=cast.trial, outcome="amend", to_change=" ", **facts)
    with pytest.raises(Refusal, match="still to come"):
        hold_review(
            actor=cast.teacher,
            trial=cast.trial,
            outcome="continue",
            to_change="",
            **(facts | {"held_on": timezone.localdate() + timedelta(days=1)}),
        )
    for person in (bo, cast.seller):
        with pytest.raises(Forbidden):
            hold_review(actor=person, trial=cast.trial, outcome="continue", to_change="", **facts)
    hold_review(actor=cast.teacher, trial=cast.trial, outcome="continue", to_change="", **facts)
    assert cast.again().state == "running"
    hold_review(actor=cast.teacher, trial=cast.trial, outcome="stop", to_change="", **(facts | {"reason": "It tires the eyes."}))
    assert (cast.again().state, cast.again().halt_reason, MidReview.objects.count()) == ("stopped", "It tires the eyes.", 2)


@pytest.mark.rivals
def test_rivals_log_once_and_number_their_changes(committed_db, espoo):
    with in_municipality(espoo):
        cast = a_running_trial()
    key = uuid4()

    def run(number):
        try:
            with in_municipality(espoo):
                logged(cast, once_key=key)
                return propose_change(actor=cast.teacher, trial=cast.trial, what=f"{number}", why="x", language="en").number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(run, range(6))) == [1, 2, 3, 4, 5, 6]
    with in_municipality(espoo):
        assert (LogEntry.objects.count(), ChangeNote.objects.count()) == (1, 6)


@pytest.mark.rivals
def test_both_sides_reply_at_once(committed_db, espoo, aino):
    with in_municipality(espoo):
        cast = a_running_trial()
        note = propose_change(actor=aino, trial=cast.trial, what="More", why="x", language="en")

    def run(reply):
        person, side = reply
        try:
            with in_municipality(espoo):
                reply_to_change(actor=person, note=note, side=side, is_agreed=True)
            return "done"
        except Refusal as refusal:
            return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        results = sorted(pool.map(run, [(cast.teacher, "host"), (cast.head, "host"), (cast.seller, "partner")]))
    assert results.count("done") == 2
    with in_municipality(espoo):
        note.refresh_from_db()
        assert (note.is_agreed, ChangeReply.objects.count()) == (True, 2)
