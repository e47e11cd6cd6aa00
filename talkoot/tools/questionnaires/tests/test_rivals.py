"""Thirty phones at once, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import translation

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.actions.answers import submit_as_person, submit_by_code
from talkoot.tools.questionnaires.actions.rounds import close_round, make_code
from talkoot.tools.questionnaires.actions.sets import publish_version
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion
from talkoot.tools.questionnaires.queries.results import results_of
from talkoot.tools.questionnaires.tests.making import CONTENT, a_code, a_round, words

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def at_once(municipality, attempts, workers=8):
    """What each attempt gave: its value, or the refusal. The first `workers` begin at the same moment."""
    gate = Barrier(min(workers, len(attempts)))

    def run(numbered):
        n, attempt = numbered
        try:
            if n < gate.parties:
                gate.wait()
            with in_municipality(municipality), translation.override("en"):
                return attempt()
        except Refusal as refusal:
            with translation.override("en"):
                return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, enumerate(attempts)))


def phone(code, n, fun=4):
    return lambda: submit_by_code(actor=None, code=code, once_key=f"phone-{n:06}", language="fi", answers={"fun": fun}).is_new


def test_thirty_phones_that_each_send_twice_are_thirty_answers(espoo, aino):
    with in_municipality(espoo):
        code = a_code(aino, limit=30)
    given = at_once(espoo, [phone(code, n, n % 5 + 1) for n in range(30) for _again in range(2)])
    assert sorted(given) == [False] * 30 + [True] * 30
    with in_municipality(espoo):
        results = results_of(close_round(actor=aino, round=code.round))
        assert (Submission.objects.count(), results.count) == (30, 30)
        assert [bar.count for bar in results.lines[0].bars] == [6] * 5


def test_a_class_does_not_grow_beyond_its_limit(espoo, aino):
    with in_municipality(espoo):
        code = a_code(aino, limit=5)
    given = at_once(espoo, [phone(code, n) for n in range(16)])
    assert given.count(True) == 5
    with in_municipality(espoo):
        assert Submission.objects.count() == 5


def test_a_single_code_is_used_once(espoo, aino):
    with in_municipality(espoo):
        code = make_code(actor=aino, round=a_round(aino), is_shared=False)
    given = at_once(espoo, [phone(code, n) for n in range(8)])
    assert sorted(given, key=str) == sorted([True] + ["This code has been used already."] * 7, key=str)
    with in_municipality(espoo):
        assert Submission.objects.count() == 1


def test_a_person_answers_once(espoo, aino):
    with in_municipality(espoo):
        round = a_round(aino)
    at_once(espoo, [lambda: submit_as_person(actor=aino, round=round, answers={"fun": 1})] * 6)
    with in_municipality(espoo):
        assert Submission.objects.count() == 1


def test_nothing_comes_in_after_the_round_has_closed(espoo, aino):
    with in_municipality(espoo):
        code = a_code(aino)
    attempts = [phone(code, n) for n in range(12)]
    attempts.insert(4, lambda: close_round(actor=aino, round=code.round).state)
    given = at_once(espoo, attempts)
    with in_municipality(espoo):
        assert Round.objects.get().state == "closed"
        assert Submission.objects.count() == given.count(True)
        assert given.count("This questionnaire is closed.") == 12 - given.count(True)


def test_the_same_questions_published_at_once_are_one_version(espoo, aino):
    def publish():
        return publish_version(actor=aino, key="same", title=words("Same"), content=CONTENT, answered_by="pupil").pk

    assert len(set(at_once(espoo, [publish] * 6))) == 1
    with in_municipality(espoo):
        assert QuestionnaireVersion.objects.count() == 1
