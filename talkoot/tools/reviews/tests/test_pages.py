"""The pages: from the declaration to the ranking, who sees what, and what hostile input meets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.ui import panels
from talkoot.tools.reviews.actions.closing import begin_discussing, lock_results, release_results
from talkoot.tools.reviews.actions.jurors import assign, declare_conflict, name_juror
from talkoot.tools.reviews.actions.opening import add_candidates
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Conflict, Interest, Juror
from talkoot.tools.reviews.models.review import Assignment, Consensus, Review, Score
from talkoot.tools.reviews.tests.making import candidate_of, companies, give, member, opened, person_named, scoring

HOME = "/espoo/en/reviews/"


def waiting_for(person):
    return reversed_under("/espoo/en/", lambda: panels.waiting_for(person))


def filled(*values, **more):
    sent = {f"value_{key}": value for key, value in zip(("need", "novelty", "feasible"), values, strict=True)}
    grounds = {f"ground_{key}": f"Why {key}" for key in ("need", "novelty", "feasible")}
    return sent | grounds | {"note": ""} | more


def test_a_jury_from_its_naming_to_the_release(client_of, aino, subject):
    things = companies(3)
    assessment = opened(aino, subject)
    add_candidates(actor=aino, assessment=assessment, things=things)
    run, here = client_of(aino), f"{HOME}{assessment.pk}/"
    people = [person_named("Juri Yksi"), person_named("Jutta Kaksi"), person_named("Jorma Kolme")]
    for person in people:
        assert run.post(f"{here}jurors/", {"email": person.email.upper()}).status_code == 302
    assert run.post(f"{here}jurors/", {"email": "nobody@x.example"}).status_code == 422
    assert run.post(f"{here}jurors/", {"email": people[0].email}).status_code == 422
    assert run.post(f"{here}jurors/", {"email": aino.email}).status_code == 422
    assert "jurors have declared" in run.get(here).content.decode()
    visitors = [client_of(person) for person in people]
    tied = candidate_of(assessment, things[0])
    page = visitors[0].get(f"{here}declare/").content.decode()
    assert "Yritys 001 Oy" in page
    assert visitors[0].post(f"{here}declare/", {"tied": [tied.pk], "is_whole": "on"}).status_code == 422
    assert visitors[0].post(f"{here}declare/", {"tied": [tied.pk], "reason": "My sister", "is_whole": "on"}).status_code == 302
    assert visitors[1].post(f"{here}declare/", {"interests": "yritys 002", "is_whole": "on"}).status_code == 302
    assert visitors[2].post(f"{here}declare/", {"interests": "", "is_whole": "on"}).status_code == 302
    assert sorted(Conflict.objects.values_list("juror__person__name", "kind")) == [("Juri Yksi", "declared"), ("Jutta Kaksi", "interest")]
    assert run.post(f"{here}draw/", {"seed": ""}).status_code == 302
    assert "Drawn again just now: the same" in run.get(f"{here}draw/").content.decode()
    assert run.get(f"{here}steps/begin_scoring/").status_code == 200
    assert run.post(f"{here}steps/begin_scoring/").status_code == 302
    for visitor, person in zip(visitors, people, strict=True):
        assert visitor.get(here).status_code == 200
        for assignment in Assignment.objects.filter(juror__person=person):
            own = f"{HOME}candidates/{assignment.candidate_id}/"
            assert "Your scores" in visitor.get(own).content.decode()
            kept = visitor.post(f"{own}save/", {"value_need": "3", "ground_need": "Half a"})
            assert (kept.status_code, kept.content.decode()[:4]) == (200, "Kept")
            assert visitor.post(own, filled("", 4, 5)).status_code == 422
            assert visitor.post(own, filled(4, 4, 5, later="1")).status_code == 302
            assert visitor.post(own, filled(4, 4, 5)).status_code == 302
            assert "You see others" in visitor.get(own).content.decode()
    assert Review.objects.filter(state="submitted").count() == 6
    assert visitors[0].get(f"{here}ranking/").status_code == 404
    assert "As it would be now" in run.get(f"{here}ranking/").content.decode()
    assert run.post(f"{here}steps/begin_discussing/").status_code == 302
    assert visitors[0].get(f"{here}candidates/").status_code == 200
    assert f"candidates/{tied.pk}/" not in visitors[0].get(f"{here}candidates/").content.decode()
    assert "Jorma Kolme: 4" in visitors[1].get(f"{HOME}candidates/{tied.pk}/").content.decode()
    agreed = {"value_need": "4.5", "ground_need": "Looked again", "value_novelty": "", "value_feasible": "", "ground_novelty": ""}
    assert run.get(f"{HOME}candidates/{tied.pk}/agree/").status_code == 200
    assert run.post(f"{HOME}candidates/{tied.pk}/agree/", agreed | {"ground_need": ""}).status_code == 422
    assert run.post(f"{HOME}candidates/{tied.pk}/agree/", agreed).status_code == 302
    assert Consensus.objects.count() == 1
    for step in ("lock", "release"):
        assert run.get(f"{here}steps/{step}/").status_code == 200
        assert run.post(f"{here}steps/{step}/").status_code == 302
    assert Assessment.objects.get().state == "released"
    assert "Yritys 001" in run.get(f"{here}ranking/").content.decode()
    shown = visitors[0].get(f"{here}ranking/").content.decode()
    assert ("Yritys 001" in shown, "Yritys 002" in shown) == (False, True)
    assert "Yritys 003" in run.get(f"{here}ranking.csv").content.decode()


def test_grounds_leave_as_rows_and_as_a_print_form(client_of, aino, subject):
    things = companies(2)
    assessment, _jurors = scoring(aino, opened(aino, subject), things)
    give(assessment, lambda candidate, juror: (4, 3, 5))
    begin_discussing(actor=aino, assessment=assessment)
    here = f"{HOME}{assessment.pk}/"
    lines = b"".join(client_of(aino).get(f"{here}grounds.jsonl").streaming_content).decode().splitlines()
    assert len(lines) == 12
    assert set(json.loads(lines[0])) == {"code", "title", "juror", "is_agreed", "criterion", "score", "ground", "given_at"}
    text = b"".join(client_of(aino).get(f"{here}grounds.csv").streaming_content).decode()
    assert text.count("\r\n") == 13
    assert "Because of need" in text
    assert client_of(aino).get(f"{here}grounds.pdf").content.startswith(b"%PDF")
    assert client_of(aino).get(f"{here}grounds.exe").status_code == 404


def test_a_conflict_closes_every_door(client_of, aino, subject, espoo):
    """Declared in the middle of scoring: page, save, list, ranking, export; and a tie that begins later closes them as well."""
    things = companies(6)
    assessment, jurors = scoring(aino, opened(aino, subject, reviews_wanted=3), things)
    give(assessment, lambda candidate, juror: (4, 3, 5))
    juror, here = jurors[0], f"{HOME}{assessment.pk}/"
    declared, joined = candidate_of(assessment, things[0]), candidate_of(assessment, things[1])
    visitor = client_of(juror.person)
    assert visitor.post(f"{HOME}candidates/{declared.pk}/conflict/", {"reason": "A friend"}).status_code == 302
    member(juror.person, things[1])
    begin_discussing(actor=aino, assessment=assessment)
    for state in ("discussing", "locked", "released"):
        assert Assessment.objects.get().state == state
        for candidate in (declared, joined):
            for page in ("", "conflict/", "agree/", "withdraw/", "files/a/1/"):
                assert visitor.get(f"{HOME}candidates/{candidate.pk}/{page}").status_code == 404
            assert visitor.post(f"{HOME}candidates/{candidate.pk}/save/", filled(1, 1, 1)).status_code == 404
            assert visitor.post(f"{HOME}candidates/{candidate.pk}/reopen/").status_code == 404
        pages = [here, f"{here}candidates/", f"{here}candidates/?download=csv", f"{here}grounds.csv", f"{here}grounds.jsonl"]
        pages += [f"{here}ranking/", f"{here}ranking.csv"] if state != "discussing" else []
        for page in pages:
            answer = visitor.get(page)
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            assert answer.status_code == 200
            for thing, candidate in ((things[0], declared), (things[1], joined)):
                assert thing.name not in text, (state, page)
                assert candidate.code not in text, (state, page)
            assert candidate_of(assessment, things[2]).code in text
        if state == "discussing":
            lock_results(actor=aino, assessment=assessment)
        elif state == "locked":
            release_results(actor=aino, assessment=assessment)
    # What she had given in the declared conflict counts no more; what she gave before she joined was given freely.
    assert Review.objects.filter(assignment__candidate=declared).count() == 2


def test_strangers_and_neighbours_find_nothing(client_of, aino, bo, carl, subject):
    things = companies(2)
    assessment, jurors = scoring(aino, opened(aino, subject), things)
    candidate = candidate_of(assessment, things[0])
    pages = ["", "next/", "candidates/", "jurors/", "declare/", "draw/", "due/", "steps/begin_discussing/", "ranking/", "grounds.csv"]
    addresses = [f"{HOME}{assessment.pk}/{page}" for page in pages] + [
        f"{HOME}candidates/{candidate.pk}/{page}" for page in ("", "conflict/", "agree/", "withdraw/", "files/idea/1/")
    ]
    for address in addresses:
        assert client_of(bo).get(address).status_code == 404, address
        assert client_of(carl).get(address).status_code == 404, address
        assert client_of(None).get(address).status_code == 302, address
    assert client_of(bo).get(f"{HOME}jurors/{jurors[0].pk}/dismiss/").status_code in (403, 404)
    assert "Robots" not in client_of(bo).get(HOME).content.decode()
    for person in (jurors[0].person, aino):
        assert "Robots" in client_of(person).get(HOME).content.decode()
    # A juror runs nothing, whatever her roles.
    for page in ("jurors/", "draw/", "due/", "steps/begin_discussing/"):
        assert client_of(jurors[0].person).get(f"{HOME}{assessment.pk}/{page}").status_code == 403


@pytest.mark.parametrize("value", ["\0", "9" * 400, "-1", "6", "٣", "1.5", "x"])
def test_odd_scores_are_refused(client_of, aino, subject, value):
    assessment, _jurors = scoring(aino, opened(aino, subject), companies(1))
    assignment = Assignment.objects.select_related("juror__person").first()
    own = f"{HOME}candidates/{assignment.candidate_id}/"
    visitor = client_of(assignment.juror.person)
    assert visitor.post(own, filled(value, 1, 1)).status_code == 422
    assert visitor.post(f"{own}save/", filled(value, 1, 1)).status_code == 422
    assert visitor.post(own, filled(1, 1, 1, ground_need="nul\0")).status_code == 422
    for wrong in (f"{HOME}{10**30}/", f"{HOME}candidates/{10**30}/", f"{HOME}jurors/{10**30}/dismiss/", f"{HOME}{assessment.pk}/steps/x/"):
        assert client_of(aino).get(wrong).status_code == 404
    for query in ("?from=x", "?from=99999999999", "?chosen=-3", "?chosen=99999999999999999", "?from=-1"):
        assert client_of(aino).get(f"{HOME}{assessment.pk}/ranking/{query}").status_code == 200
    assert client_of(aino).get(f"{HOME}{assessment.pk}/candidates/?q=%00&sort=spread&after=xx").status_code == 200


def test_what_a_juror_owes_hides_what_others_scored(client_of, aino, subject):
    things = companies(2)
    assessment, _jurors = scoring(aino, opened(aino, subject), things)
    owed = Assignment.objects.select_related("juror__person", "candidate").first()
    for assignment in Assignment.objects.exclude(pk=owed.pk).select_related("juror__person"):
        client_of(assignment.juror.person).post(f"{HOME}candidates/{assignment.candidate_id}/", filled(5, 5, 5))
    begin_discussing(actor=aino, assessment=assessment, without_missing=True)
    visitor, own = client_of(owed.juror.person), f"{HOME}candidates/{owed.candidate_id}/"
    assert "Your scores" in visitor.get(own).content.decode()
    lines = b"".join(visitor.get(f"{HOME}{assessment.pk}/grounds.jsonl").streaming_content).decode()
    assert owed.candidate.code not in lines
    assert visitor.post(own, filled(1, 1, 1)).status_code == 302
    assert "Far apart" in visitor.get(own).content.decode()


def test_queue_tells_whose_turn_it_is(aino, bo, subject):
    assessment = opened(aino, subject)
    add_candidates(actor=aino, assessment=assessment, things=companies(1))
    juror = person_named("Juri")
    name_juror(actor=aino, assessment=assessment, person=juror)
    assert [item.text for item in waiting_for(juror)] == ["Tell what ties you, so that it can be drawn what you read."]
    assert [item.kind for item in waiting_for(bo)] == []
    Juror.objects.update(declared_at=timezone.now())
    assign(actor=aino, assessment=assessment)
    Assessment.objects.update(state="scoring")
    assert [item.text for item in waiting_for(juror)] == ["1 review is still to be given."]
    assert [item for item in waiting_for(aino) if item.kind == "Assessment"] == []
    Assessment.objects.update(scores_due_at=timezone.now() - timedelta(hours=1))
    assert [item.text for item in waiting_for(aino) if item.kind == "Assessment"] == [
        "The time for scores is over, or all are in: open the discussion."
    ]


def test_pages_take_the_same_queries_for_few_and_many(client_of, aino, subject):
    assessment, jurors = scoring(aino, opened(aino, subject), companies(4))
    give(assessment, lambda candidate, juror: (4, 3, 5))
    here = f"{HOME}{assessment.pk}/"
    run, judge = client_of(aino), client_of(jurors[0].person)
    pages = [(run, here), (run, f"{here}candidates/"), (run, f"{here}ranking/"), (run, f"{here}jurors/"), (judge, here), (run, HOME)]

    def counted():
        counts = []
        for client, page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(sum("SAVEPOINT" not in one["sql"] for one in queries.captured_queries))
        return counts

    counted()
    few = counted()
    more = Candidate.objects.bulk_create(
        Candidate(assessment=assessment, thing_kind="people.organisation", thing_id=thing.pk, number=n, code=f"A-{n}")
        for n, thing in enumerate(companies(30, first=50), start=50)
    )
    run_row = AssignmentRun.objects.get()
    assignments = Assignment.objects.bulk_create(
        Assignment(juror=juror, candidate=candidate, number=candidate.number, run=run_row) for candidate in more for juror in jurors
    )
    reviews = Review.objects.bulk_create(
        Review(assignment=one, state="submitted", submitted_at=timezone.now(), total=50) for one in assignments
    )
    criteria = Score.objects.values_list("criterion", flat=True).distinct()
    Score.objects.bulk_create(Score(review=one, criterion_id=pk, value=3, ground="x") for one in reviews for pk in criteria)
    assert counted() == few
    assert max(few) <= 15, few


def test_mail_names_no_candidate(aino, subject, settings):
    from talkoot.kernel.mail.models import OutboxMail
    from talkoot.tools.reviews import listeners
    from talkoot.tools.reviews.actions.jurors import remind_jurors
    from talkoot.tools.reviews.events import AssessmentOpened, JurorNamed, ResultsReleased
    from talkoot.tools.reviews.jobs import remind_jurors_before_due

    assessment, _jurors = scoring(aino, opened(aino, subject, due_at=timezone.now() + timedelta(days=2)), companies(2))
    late = name_juror(actor=aino, assessment=assessment, person=person_named("Laila"))
    for _twice in range(2):
        listeners.ask_for_declaration(JurorNamed(juror_id=late.pk))
        listeners.announce_scoring(AssessmentOpened(assessment_id=assessment.pk))
        remind_jurors_before_due.func() if hasattr(remind_jurors_before_due, "func") else remind_jurors_before_due()
        remind_jurors(actor=aino, assessment=assessment)
    give(assessment, lambda candidate, juror: (4, 3, 5))
    begin_discussing(actor=aino, assessment=assessment)
    lock_results(actor=aino, assessment=assessment)
    release_results(actor=aino, assessment=assessment)
    listeners.tell_of_release(ResultsReleased(assessment_id=assessment.pk))
    told = sorted(OutboxMail.objects.exclude(body="").values_list("event", "address"))
    readers = sorted({one.juror.person.email for one in Assignment.objects.select_related("juror__person")})
    assert [one for one in told if one[0] == "reviews.assigned"] == [("reviews.assigned", email) for email in readers]
    assert [one for one in told if one[0] == "reviews.named"] == [("reviews.named", "laila@jury.example")]
    assert len([one for one in told if one[0] == "reviews.reminder"]) == 2 * len(readers)
    assert len([one for one in told if one[0] == "reviews.released"]) == 4
    assert "Yritys" not in "".join(f"{one.subject}{one.body}" for one in OutboxMail.objects.all())


def test_interests_stay_with_the_juror_and_the_match_is_not_told(client_of, aino, subject):
    assessment = opened(aino, subject, is_blind=True)
    add_candidates(actor=aino, assessment=assessment, things=companies(3))
    person = person_named("Juri")
    name_juror(actor=aino, assessment=assessment, person=person)
    visitor, page = client_of(person), f"{HOME}{assessment.pk}/declare/"
    assert "Yritys" not in visitor.get(page).content.decode()
    assert visitor.post(page, {"interests": "Yritys 003 oy\nMuu Yhtiö", "is_whole": "on"}, follow=True).status_code == 200
    assert sorted(Interest.objects.values_list("name", flat=True)) == ["Muu Yhtiö", "Yritys 003 oy"]
    assert Conflict.objects.count() == 1
    assert visitor.post(page, {"interests": "x" * 201, "is_whole": "on"}).status_code == 422


def test_declared_conflict_on_a_candidate_is_refused_after_the_lock(aino, subject):
    from talkoot.kernel.refusals import Refusal

    assessment, jurors = scoring(aino, opened(aino, subject), companies(2))
    give(assessment, lambda candidate, juror: scores_of(candidate))
    begin_discussing(actor=aino, assessment=assessment)
    lock_results(actor=aino, assessment=assessment)
    with pytest.raises(Refusal, match="locked"):
        declare_conflict(actor=jurors[0].person, candidate=Candidate.objects.select_related("assessment").first(), reason="Late")


def scores_of(candidate):
    return (3, 3, 3)
