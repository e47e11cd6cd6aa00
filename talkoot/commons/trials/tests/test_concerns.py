"""Concerns: anonymous, once, promised, pausing, answered by the right people; pausing and going on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from talkoot.commons.trials.actions.concerns import MOST_IN_AN_HOUR, answer_concern, raise_concern
from talkoot.commons.trials.actions.standing import pause_trial, resume_trial, stop_trial
from talkoot.commons.trials.content.promises import promised_for
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.log import Standstill
from talkoot.commons.trials.tests.running import a_running_trial, informed
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.receipts import new_receipt, read_receipt, spaced
from talkoot.kernel.refusals import Forbidden, Refusal


def raised(page, *, actor=None, kind="safety", receipt=None, **more):
    facts = {"raised_as": "guardian", "text": "The glasses get hot.", "language": "en"}
    return raise_concern(actor=actor, page=page, kind=kind, receipt=receipt or new_receipt(), **(facts | more))


def test_a_safety_concern_pauses_at_once_and_the_trial_goes_on_when_it_is_answered(in_espoo, aino):
    cast = a_running_trial()
    concern = raised(informed(cast))
    assert (cast.again().state, concern.has_paused, concern.raised_by) == ("paused", True, None)
    assert AuditLine.objects.filter(action="trials.raise_concern", actor__isnull=False).count() == 0
    standstill = Standstill.objects.get(trial=cast.trial)
    # The partner reads why it stands still, not what the guardian wrote.
    assert (standstill.concern, "glasses" in standstill.reason, "glasses" in cast.again().halt_reason) == (concern, False, False)
    with pytest.raises(Refusal, match="A concern about safety has not been answered"):
        resume_trial(actor=aino, trial=cast.trial, reason="All is well")
    answer_concern(actor=cast.head, concern=concern, answer="We changed the lamp.", language="en")
    with pytest.raises(Forbidden):
        resume_trial(actor=cast.seller, trial=cast.trial, reason="All is well")
    with pytest.raises(Refusal, match="The reason is missing"):
        resume_trial(actor=aino, trial=cast.trial, reason=" ")
    resume_trial(actor=aino, trial=cast.trial, reason="The lamp has been changed.")
    standstill.refresh_from_db()
    assert (cast.again().state, cast.again().halt_reason, standstill.resume_reason, standstill.ended_by) == (
        "running",
        "",
        "The lamp has been changed.",
        aino,
    )


def test_other_concerns_do_not_pause(in_espoo):
    cast = a_running_trial()
    concern = raised(informed(cast), kind="marketing")
    assert (cast.again().state, concern.has_paused) == ("running", False)


def test_only_the_head_and_the_coordinator_answer_and_only_once(in_espoo, aino, bo):
    cast = a_running_trial()
    concern = raised(informed(cast), kind="other")
    for person in (bo, cast.seller, cast.teacher, None):
        with pytest.raises(Forbidden):
            answer_concern(actor=person, concern=concern, answer="No.", language="en")
    with pytest.raises(Refusal, match="The answer is empty"):
        answer_concern(actor=aino, concern=concern, answer="  ", language="en")
    answer_concern(actor=aino, concern=concern, answer="Yes.", language="en")
    with pytest.raises(Refusal, match="answered meanwhile"):
        answer_concern(actor=cast.head, concern=concern, answer="No.", language="en")


def test_sending_twice_raises_one(in_espoo):
    page = informed(a_running_trial())
    receipt = new_receipt()
    assert raised(page, receipt=receipt).pk == raised(page, receipt=receipt, text="Again").pk
    assert Concern.objects.count() == 1


def test_a_flood_is_refused_but_never_a_matter_of_safety(in_espoo):
    cast = a_running_trial()
    page = informed(cast)
    for _n in range(MOST_IN_AN_HOUR):
        raised(page, kind="other")
    with pytest.raises(Refusal, match="Very many concerns"):
        raised(page, kind="other")
    raised(page, kind="safety")
    assert cast.again().state == "paused"
    Concern.objects.update(raised_at=timezone.now() - timedelta(hours=2))
    raised(page, kind="other")


def test_the_promise_counts_working_days():
    friday = timezone.make_aware(datetime(2026, 12, 4, 18))
    assert [promised_for(kind, friday).strftime("%Y-%m-%d %H") for kind in ("safety", "privacy", "other")] == [
        "2026-12-07 16",
        "2026-12-09 16",
        # Over the 6th, a Sunday anyway, and two weekends.
        "2026-12-11 16",
    ]
    before_christmas = timezone.make_aware(datetime(2026, 12, 23, 9))
    assert promised_for("safety", before_christmas).date().isoformat() == "2026-12-28"


def test_a_receipt_is_read_as_people_type_it():
    receipt = new_receipt()
    assert read_receipt(spaced(receipt).upper() + " ") == receipt
    assert [read_receipt(text) for text in ("", "x" * 15, "\0" * 16, "0" * 16)] == [""] * 4


def test_either_side_pauses_and_stops(in_espoo, aino, bo):
    cast = a_running_trial()
    with pytest.raises(Forbidden):
        pause_trial(actor=bo, trial=cast.trial, reason="I want")
    pause_trial(actor=cast.seller, trial=cast.trial, reason="The server is down.")
    assert (cast.again().state, cast.again().halt_reason) == ("paused", "The server is down.")
    with pytest.raises(Refusal, match="Paused"):
        pause_trial(actor=cast.teacher, trial=cast.trial, reason="Me too")
    stop_trial(actor=cast.teacher, trial=cast.trial, reason="It does not work.")
    now = cast.again()
    assert (now.state, now.halt_reason, now.ended_at is not None) == ("stopped", "It does not work.", True)
    assert Standstill.objects.get().ended_at is not None
    with pytest.raises(Refusal):
        resume_trial(actor=aino, trial=cast.trial, reason="Again")


@pytest.mark.rivals
def test_many_concerns_at_once_pause_once(committed_db, espoo):
    with in_municipality(espoo):
        cast = a_running_trial()
        page = informed(cast)
    same = new_receipt()

    def send(number):
        try:
            with in_municipality(espoo):
                return raised(page, receipt=same if number % 2 else None).has_paused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(send, range(8)))
    with in_municipality(espoo):
        assert Standstill.objects.count() == 1
        # Four of their own and one that was sent four times.
        assert Concern.objects.count() == 5
        assert Concern.objects.filter(has_paused=True).count() == 1
        assert any(results)
