"""Several people press the same button at once, with real commits."""

import pytest

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.overviews.showcase.actions.interest import (
    OPEN_QUESTIONS_OF_ONE_PERSON,
    answer_question,
    ask_question,
    show_interest,
)
from talkoot.overviews.showcase.actions.parts import save_part
from talkoot.overviews.showcase.actions.projects import approve, archive_project, publish_project, send_to_review, start_project
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.parts import Lesson
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.tests.making import a_draft, published, words

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def test_two_coordinators_publish_at_once(espoo, aino, vera, eeva):
    with in_municipality(espoo):
        project = a_draft(eeva)
        send_to_review(actor=eeva, project=project)
        approve(actor=aino, project=project)
    results = at_once(espoo, *(lambda who=who: publish_project(actor=who, project=project) for who in (aino, vera)))
    assert results == ["This cannot be done while the state is “Published”.", "done"]


def test_two_coordinators_answer_at_once(espoo, aino, vera, bo):
    with in_municipality(espoo):
        question = ask_question(actor=bo, project=published(aino, vera), text="Paljonko?", language="fi")
    results = at_once(
        espoo, *(lambda who=who: answer_question(actor=who, question=question, answer=who.name, language="fi") for who in (aino, vera))
    )
    assert results == ["The question has been answered meanwhile.", "done"]
    with in_municipality(espoo):
        now = Question.objects.get()
        assert now.answer == now.answered_by.name


def test_a_municipality_is_counted_once(espoo, turku, aino, vera, carl):
    with in_municipality(espoo):
        project = published(aino, vera)
    stages = ["interested", "preparing", "adopted", "interested"]
    results = at_once(
        espoo, *(lambda stage=stage: show_interest(actor=carl, project=project, by_municipality=turku, stage=stage) for stage in stages)
    )
    assert results == ["done"] * 4
    with in_municipality(espoo):
        assert Interest.objects.count() == 1


def test_one_person_cannot_flood_by_asking_at_once(espoo, aino, vera, bo):
    with in_municipality(espoo):
        project = published(aino, vera)
    results = at_once(espoo, *[lambda: ask_question(actor=bo, project=project, text="x", language="fi")] * 8)
    assert results.count("done") == OPEN_QUESTIONS_OF_ONE_PERSON
    with in_municipality(espoo):
        assert Question.objects.count() == OPEN_QUESTIONS_OF_ONE_PERSON


def test_nothing_is_said_to_a_project_archived_meanwhile(espoo, turku, aino, vera, carl):
    with in_municipality(espoo):
        project = published(aino, vera)
    at_once(
        espoo,
        lambda: archive_project(actor=aino, project=project),
        lambda: show_interest(actor=carl, project=project, by_municipality=turku, stage="adopted"),
    )
    with in_municipality(espoo):
        said = Interest.objects.first()
        # Either it came first and stays, or it was refused; the archive is never undone by it.
        assert Project.objects.get().state == "archived"
        assert said is None or said.said_at < Project.objects.get().changed_at


def test_the_same_title_at_once_gives_one_address_each(espoo, aino, vera):
    results = at_once(
        espoo, *(lambda who=who: start_project(actor=who, slug="sama", title=words("Sama"), kind="tool") for who in (aino, vera))
    )
    assert results == ["The municipality already has a project with this address.", "done"]


def test_rows_added_at_once_keep_places_of_their_own(espoo, aino, vera):
    with in_municipality(espoo):
        project = a_draft(aino)
    results = at_once(
        espoo,
        *(
            lambda who=who: save_part(actor=who, project=project, part=Lesson(title=words("Oppi"), text=words("Teksti")))
            for who in (aino, vera, aino, vera)
        ),
    )
    assert results == ["done"] * 4
    with in_municipality(espoo):
        assert sorted(Lesson.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_an_address_made_of_the_title_is_numbered_for_rivals_too(espoo, aino, vera):
    results = at_once(espoo, *(lambda who=who: start_project(actor=who, title=words("Sama"), kind="tool") for who in (aino, vera)))
    assert results == ["done", "done"]
    with in_municipality(espoo):
        assert set(Project.objects.values_list("slug", flat=True)) == {"sama-fi", "sama-fi-2"}
