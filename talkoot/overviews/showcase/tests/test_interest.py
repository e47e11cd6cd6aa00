"""Interest, questions and answers, and the mail that follows."""

import pytest
from django.core import mail as sent
from django.utils import timezone

from talkoot.commons.operating_models.events import ModelPublished
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.personal import PERSONAL, erase_personal_fields, undeclared
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.overviews.showcase.actions.interest import (
    OPEN_QUESTIONS_OF_ONE_PERSON,
    answer_question,
    ask_question,
    change_answer,
    show_interest,
    withdraw_interest,
)
from talkoot.overviews.showcase.actions.projects import archive_project
from talkoot.overviews.showcase.events import InterestShown, QuestionAnswered, QuestionAsked
from talkoot.overviews.showcase.listeners import (
    count_adoption,
    tell_asker_of_answer,
    tell_coordinators_of_interest,
    tell_coordinators_of_question,
    tie_projects_to_model,
)
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.interest import counted, interest_counts, interests_in, visible_questions
from talkoot.overviews.showcase.tests.making import a_draft, published, someone


@pytest.fixture
def robot(in_espoo, aino, vera):
    return published(aino, vera)


def test_interest_is_one_row_that_changes(robot, turku, carl):
    for stage in ("interested", "preparing", "adopted"):
        show_interest(actor=carl, project=robot, by_municipality=turku, stage=stage, note=Words(fi=stage))
    assert [(i.stage, i.note, i.said_by) for i in interests_in(robot)] == [("adopted", {"fi": "adopted"}, carl)]
    assert counted(interests_in(robot)) == interest_counts(robot) == {"interested": 0, "preparing": 0, "adopted": 1}
    withdraw_interest(actor=carl, project=robot, by_municipality=turku)
    assert interest_counts(robot) == {"interested": 0, "preparing": 0, "adopted": 0}


def test_interest_is_refused(robot, espoo, turku, aino, bo, carl):
    for person in (aino, bo):
        with pytest.raises(Forbidden, match="Only a coordinator"):
            show_interest(actor=person, project=robot, by_municipality=turku, stage="interested")
        with pytest.raises(Forbidden, match="Only a coordinator"):
            withdraw_interest(actor=person, project=robot, by_municipality=turku)
    with pytest.raises(Forbidden, match="Sign in"):
        show_interest(actor=None, project=robot, by_municipality=turku, stage="interested")
    with pytest.raises(Refusal, match="your own"):
        show_interest(actor=aino, project=robot, by_municipality=espoo, stage="interested")
    with pytest.raises(Refusal, match="how far"):
        show_interest(actor=carl, project=robot, by_municipality=turku, stage="curious")
    stale = Project.objects.get(pk=robot.pk)
    archive_project(actor=aino, project=robot)
    with pytest.raises(Refusal, match="not published"):
        show_interest(actor=carl, project=stale, by_municipality=turku, stage="interested")
    assert not Interest.objects.exists()


def test_question_waits_for_its_asker_and_its_answerers_alone(robot, bo, carl, aino, eeva):
    question = ask_question(actor=bo, project=robot, text="Paljonko?", language="fi")
    seen = {person.name: list(visible_questions(robot, person)) for person in (bo, carl, aino, eeva)}
    assert seen == {"Bo Lind": [question], "Carl Ström": [], "Aino Aalto": [question], "Eeva": []}
    assert list(visible_questions(robot, None)) == []
    answer_question(actor=aino, question=question, answer="Ei mitään.", language="fi")
    assert [q.answer for q in visible_questions(robot, None)] == ["Ei mitään."]


def test_question_is_answered_once_and_mended(robot, bo, aino, vera, eeva):
    question = ask_question(actor=bo, project=robot, text="Paljonko?", language="fi")
    with pytest.raises(Refusal, match="not been answered"):
        change_answer(actor=aino, question=question, answer="x", language="fi")
    with pytest.raises(Forbidden):
        answer_question(actor=eeva, question=question, answer="x", language="fi")
    answer_question(actor=aino, question=question, answer="Ei mitään.", language="fi")
    with pytest.raises(Refusal, match="answered meanwhile"):
        answer_question(actor=vera, question=question, answer="Paljon.", language="fi")
    change_answer(actor=vera, question=question, answer="Ei paljon.", language="sv")
    now = Question.objects.get()
    assert (now.answer, now.answer_language, now.answered_by) == ("Ei paljon.", "sv", aino)


def test_question_needs_a_published_project_and_a_voice(robot, bo, turku, aino):
    with pytest.raises(Forbidden, match="Only a coordinator"):
        ask_question(actor=bo, project=robot, text="x", language="fi", by_municipality=turku)
    with pytest.raises(Forbidden, match="Sign in"):
        ask_question(actor=None, project=robot, text="x", language="fi")
    with pytest.raises(Refusal, match="not published"):
        ask_question(actor=bo, project=a_draft(aino, "luonnos"), text="x", language="fi")
    for _n in range(OPEN_QUESTIONS_OF_ONE_PERSON):
        ask_question(actor=bo, project=robot, text="x", language="fi")
    with pytest.raises(Refusal, match="wait for an answer"):
        ask_question(actor=bo, project=robot, text="x", language="fi")
    answer_question(actor=aino, question=Question.objects.first(), answer="y", language="fi")
    ask_question(actor=bo, project=robot, text="x", language="fi")
    assert Question.objects.count() == OPEN_QUESTIONS_OF_ONE_PERSON + 1


def test_coordinators_and_contact_hear_of_a_question_once(robot, bo, espoo):
    someone("sven@espoo.example", "administrator", espoo, language="sv")
    question = ask_question(actor=bo, project=robot, text="Paljonko <b>tämä</b> & tuo maksaa?", language="fi")
    for _twice in range(2):
        tell_coordinators_of_question(QuestionAsked(question_id=question.pk))
    mails = {mail.address: mail for mail in OutboxMail.objects.all()}
    assert {address: mail.language for address, mail in mails.items()} == {
        "aino@espoo.example": "en",
        "vera@espoo.example": "en",
        "sven@espoo.example": "sv",
        "projektit@espoo.example": "fi",
    }
    english = mails["aino@espoo.example"]
    assert english.subject == "A question waits: robotti en"
    assert "Paljonko <b>tämä</b> & tuo maksaa?" in english.body
    assert "/espoo/en/today/" in english.body
    assert "/espoo/sv/today/" in mails["sven@espoo.example"].body
    assert "bo@" not in "".join(mail.body + mail.subject for mail in mails.values())
    assert not sent.outbox


def test_asker_gets_the_answer(robot, bo, aino):
    question = ask_question(actor=bo, project=robot, text="Paljonko?", language="fi")
    tell_asker_of_answer(QuestionAnswered(question_id=question.pk))
    assert not OutboxMail.objects.exists()
    answer_question(actor=aino, question=question, answer="Ei mitään.", language="fi")
    for _twice in range(2):
        tell_asker_of_answer(QuestionAnswered(question_id=question.pk))
    mail = OutboxMail.objects.get()
    assert (mail.address, mail.subject) == ("bo@resident.example", "Your question was answered: robotti en")
    assert "Ei mitään." in mail.body
    assert "/espoo/en/projects/robotti/" in mail.body
    assert "aino" not in mail.body.lower()


def test_one_mail_for_each_stage_of_interest(robot, turku, carl, aino):
    for stage in ("interested", "interested", "adopted"):
        interest = show_interest(actor=carl, project=robot, by_municipality=turku, stage=stage)
        tell_coordinators_of_interest(InterestShown(interest_id=interest.pk))
    subjects = sorted(OutboxMail.objects.filter(person=aino).values_list("subject", flat=True))
    assert subjects == ["Turku: Adopted – robotti en", "Turku: Interested – robotti en"]
    assert "carl" not in "".join(OutboxMail.objects.values_list("body", flat=True)).lower()


def test_published_adoption_is_counted_on_the_project(espoo, turku, aino, vera, carl):
    facts = {"kind": "handbook", "licence": "CC-BY-4.0", "published_at": timezone.now(), "published_number": "1.0"}
    with in_municipality(espoo):
        robot = published(aino, vera, operating_model="malli")
        origin = OperatingModel.objects.create(slug="malli", name=Words(fi="Malli"), **facts)
        tie_projects_to_model(ModelPublished(model_id=origin.pk, version_id=1))
        show_interest(actor=carl, project=robot, by_municipality=turku, stage="preparing", note=Words(fi="Ensi syksynä"))
    with in_municipality(turku):
        taken = {"adopted_at": timezone.now(), "adopted_from_municipality_id": espoo.pk, "adopted_from_model_id": origin.pk}
        copy = OperatingModel.objects.create(slug="malli", name=Words(fi="Malli"), **facts, **taken, is_public=False)
        count_adoption(ModelPublished(model_id=copy.pk, version_id=1))
    with in_municipality(espoo):
        assert Interest.objects.get().stage == "preparing"
    with in_municipality(turku):
        OperatingModel.objects.update(is_public=True)
        for _twice in range(2):
            count_adoption(ModelPublished(model_id=copy.pk, version_id=1))
    with in_municipality(espoo):
        now = Interest.objects.get()
        assert (now.stage, now.note, now.by_municipality) == ("adopted", {"fi": "Ensi syksynä"}, turku)


def test_erased_person_leaves_questions_and_standing_without_her(robot, turku, carl, bo, aino):
    show_interest(actor=carl, project=robot, by_municipality=turku, stage="adopted")
    question = ask_question(actor=bo, project=robot, text="Paljonko?", language="fi")
    answer_question(actor=aino, question=question, answer="Ei mitään.", language="fi")
    for person in (carl, bo):
        erase_personal_fields(person)
    assert Interest.objects.get().said_by is None
    now = Question.objects.get()
    assert (now.asked_by, now.text, now.answer) == (None, "Paljonko?", "Ei mitään.")
    assert set(Question.pgh_event_model.objects.values_list("asked_by", flat=True)) == {None}


def test_every_personal_field_is_declared(db):
    assert {Project, Interest, Question} <= PERSONAL.keys()
    assert [name for name in undeclared() if name.startswith("showcase.")] == []


def test_system_speaks_for_all(robot, turku):
    show_interest(actor=SYSTEM, project=robot, by_municipality=turku, stage="adopted")
    assert Interest.objects.get().said_by is None
