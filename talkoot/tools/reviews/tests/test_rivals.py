"""Two at the same moment, with real commits."""

from __future__ import annotations

import pytest

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.tools.reviews.actions.closing import begin_discussing, lock_results, release_results
from talkoot.tools.reviews.actions.jurors import assign, declare_conflict, name_juror
from talkoot.tools.reviews.actions.opening import add_candidates
from talkoot.tools.reviews.actions.scoring import save_review, submit_review
from talkoot.tools.reviews.content import told
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.models.review import Assignment, Result, Review, Score
from talkoot.tools.reviews.tests.conftest import parties_of, sections_of
from talkoot.tools.reviews.tests.making import companies, give, opened, person_named, scores, scoring, with_jury

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]

OVER = "This cannot be done while the state is “Results locked”."
OUT = "This cannot be done while the state is “Results released”."


@pytest.fixture
def tellers(monkeypatch):
    monkeypatch.setattr(told, "TELLERS", {})
    for room in ("queries.candidates", "actions.opening"):
        monkeypatch.setattr(f"talkoot.tools.reviews.{room}.TELLERS", told.TELLERS)
    told.tell("people.organisation", sections=sections_of, parties=parties_of)


@pytest.fixture
def scored(espoo, aino, tellers):
    with in_municipality(espoo):
        subject = Organisation.objects.create(kind="city_unit", name="Kulttuuri")
        assessment, jurors = scoring(aino, opened(aino, subject), companies(4))
    return assessment, jurors


def test_results_are_locked_and_released_once(espoo, aino, scored):
    assessment, _jurors = scored
    with in_municipality(espoo):
        give(assessment, lambda candidate, juror: (4, 3, 5))
        begin_discussing(actor=aino, assessment=assessment)
    assert at_once(espoo, *[lambda: lock_results(actor=aino, assessment=assessment)] * 3) == [OVER, OVER, "done"]
    with in_municipality(espoo):
        assert Result.objects.count() == 4
    assert at_once(espoo, *[lambda: release_results(actor=aino, assessment=assessment)] * 3) == [OUT, OUT, "done"]
    with in_municipality(espoo):
        assert Assessment.objects.get().released_at is not None


def test_a_review_is_given_once(espoo, aino, scored):
    with in_municipality(espoo):
        assignments = list(Assignment.objects.select_related("juror__person", "candidate__assessment")[:3])
    for assignment in assignments:
        person = assignment.juror.person
        told_ = at_once(
            espoo,
            *[
                lambda value=value, assignment=assignment, person=person: submit_review(
                    actor=person, assignment=assignment, scores=scores(value, value, value)
                )
                for value in (1, 2, 3, 4)
            ],
        )
        assert told_ == ["You have given this review already."] * 3 + ["done"]
        with in_municipality(espoo):
            review = Review.objects.get(assignment=assignment)
            assert len(set(Score.objects.filter(review=review).values_list("value", flat=True))) == 1
            assert Score.objects.filter(review=review).count() == 3


def test_drafts_saved_at_once_are_one_review(espoo, aino, scored):
    with in_municipality(espoo):
        assignment = Assignment.objects.select_related("juror__person", "candidate__assessment").first()
    person = assignment.juror.person
    saves = [lambda n=n: save_review(actor=person, assignment=assignment, scores={"need": (n, f"{n}")}) for n in range(5)]
    assert at_once(espoo, *saves) == ["done"] * 5
    with in_municipality(espoo):
        assert (Review.objects.count(), Score.objects.count()) == (1, 1)
        score = Score.objects.get()
        assert score.ground == str(score.value)


def test_draws_at_once_are_one_draw(espoo, aino, tellers):
    with in_municipality(espoo):
        subject = Organisation.objects.create(kind="city_unit", name="Kulttuuri")
        assessment = opened(aino, subject)
        add_candidates(actor=aino, assessment=assessment, things=companies(6))
        with_jury(aino, assessment)
    assert at_once(espoo, *[lambda: assign(actor=aino, assessment=assessment)] * 4) == ["done"] * 4
    assert at_once(espoo, *[lambda n=n: assign(actor=aino, assessment=assessment, seed=n) for n in range(1, 4)]) == ["done"] * 3
    with in_municipality(espoo):
        assert list(AssignmentRun.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
        last = AssignmentRun.objects.order_by("-number").first()
        assert Assignment.objects.count() == 12
        assert set(Assignment.objects.values_list("from_seed", flat=True)) == {last.seed}


def test_a_juror_is_named_once_and_a_candidate_comes_in_once(espoo, aino, tellers):
    with in_municipality(espoo):
        subject = Organisation.objects.create(kind="city_unit", name="Kulttuuri")
        assessment = opened(aino, subject)
        person, things = person_named("Juri"), companies(5)
    named = at_once(espoo, *[lambda: name_juror(actor=aino, assessment=assessment, person=person)] * 3)
    assert named == ["Juri is in the jury already."] * 2 + ["done"]
    assert at_once(espoo, *[lambda: add_candidates(actor=aino, assessment=assessment, things=things)] * 3) == ["done"] * 3
    with in_municipality(espoo):
        assert (Juror.objects.count(), Candidate.objects.count()) == (1, 5)


def test_a_conflict_and_the_score_in_it_do_not_pass_each_other(espoo, aino, scored):
    """Whichever comes first, no score given in a conflict is left."""
    with in_municipality(espoo):
        assignments = list(Assignment.objects.select_related("juror__person", "candidate__assessment"))
    for assignment in assignments[:4]:
        person = assignment.juror.person
        at_once(
            espoo,
            lambda assignment=assignment, person=person: submit_review(actor=person, assignment=assignment, scores=scores(5, 5, 5)),
            lambda assignment=assignment, person=person: declare_conflict(actor=person, candidate=assignment.candidate, reason="A friend"),
        )
        with in_municipality(espoo):
            assert not Review.objects.filter(assignment__candidate=assignment.candidate, assignment__juror=assignment.juror).exists()


def test_no_score_slips_in_after_the_lock(espoo, aino, scored):
    assessment, _jurors = scored
    with in_municipality(espoo):
        late = Assignment.objects.select_related("juror__person", "candidate__assessment").first()
        for one in Assignment.objects.exclude(pk=late.pk).select_related("juror__person", "candidate__assessment"):
            submit_review(actor=one.juror.person, assignment=one, scores=scores(3, 3, 3))
        begin_discussing(actor=aino, assessment=assessment, without_missing=True)
    at_once(
        espoo,
        lambda: lock_results(actor=aino, assessment=assessment),
        lambda: submit_review(actor=late.juror.person, assignment=late, scores=scores(5, 5, 5)),
    )
    with in_municipality(espoo):
        counted = Result.objects.get(candidate=late.candidate).by_criterion["need"]["count"]
        assert counted == Review.objects.filter(assignment__candidate=late.candidate, state="submitted").count()
