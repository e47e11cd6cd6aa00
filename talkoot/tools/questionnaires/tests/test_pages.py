from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.tools.questionnaires.actions.rounds import close_round, make_single_codes
from talkoot.tools.questionnaires.jobs import open_and_close_rounds
from talkoot.tools.questionnaires.models.answers import Draft, Submission
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import Questionnaire, QuestionnaireVersion
from talkoot.tools.questionnaires.tests.making import a_code, a_round, a_version

HERE = "/espoo/en/questionnaires/"


@pytest.fixture
def round(espoo, aino):
    with in_municipality(espoo):
        made = a_round(aino)
        a_code(aino, made, group="5B", limit=30)
        make_single_codes(actor=aino, round=made, count=3)
    return made


def many(round, count, **more):
    facts = {"round": round, "language": "fi", "received_on": "2026-11-02"} | more
    Submission.objects.bulk_create(
        Submission(once_key=f"key-{n:06}", answers={"fun": n % 5 + 1, "again": n % 2 == 0}, **facts) for n in range(count)
    )


def test_the_coordinator_opens_a_round_prints_codes_and_closes(espoo, aino, client_of):
    visitor = client_of(aino)
    with in_municipality(espoo):
        version = a_version(aino)
    sent = {"version": version.pk, "title_fi": "Miten meni?", "audience": "pupil", "is_anonymous": "yes", "split_fields": ["group"]}
    made = visitor.post(f"{HERE}rounds/open/", sent)
    assert made.status_code == 302, made.context["form"].errors
    with in_municipality(espoo):
        round = Round.objects.get()
    here = f"{HERE}rounds/{round.pk}/"
    assert (round.state, round.split_fields, round.is_anonymous, made["Location"]) == ("open", ["group"], True, here)
    assert visitor.post(f"{here}codes/add/", {"group": "5B", "limit": "25"}).status_code == 302
    assert visitor.post(f"{here}codes/single/", {"count": "4"}).status_code == 302
    page = visitor.get(here).content.decode()
    assert "at most 25 answers" in page
    assert page.count("one answer<") == 4
    for name in ("posters.pdf", "cards.pdf"):
        printed = visitor.get(here + name)
        assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert visitor.get(f"{here}close/").status_code == 200
    assert visitor.post(f"{here}close/").status_code == 302
    with in_municipality(espoo):
        assert Round.objects.get().state == "closed"
    assert visitor.post(f"{here}codes/add/", {"group": "5C"}).status_code == 422


def test_a_person_keeps_a_draft_and_sends_later(espoo, aino, client_of, round):
    visitor, here = client_of(aino), f"{HERE}rounds/{round.pk}/answer/"
    assert visitor.post(here, {"q-easy": "3", "later": "1"}).status_code == 302
    assert b"checked" in visitor.get(here).content
    with in_municipality(espoo):
        assert Draft.objects.get().answers == {"easy": 3}
    assert visitor.post(here, {"q-easy": "3"}).status_code == 422
    assert visitor.post(here, {"q-easy": "3", "q-fun": "5"}).status_code == 302
    assert b"You have answered" in visitor.get(here).content
    assert visitor.post(here, {"q-fun": "1"}).status_code == 422
    with in_municipality(espoo):
        assert (Draft.objects.count(), Submission.objects.get().answers) == (0, {"easy": 3, "fun": 5})


def test_named_answers_warn_of_people_once(espoo, aino, client_of):
    with in_municipality(espoo):
        round = a_round(aino, is_anonymous=False)
    visitor, here = client_of(aino), f"{HERE}rounds/{round.pk}/answer/"
    sent = {"q-fun": "5", "q-again": "no", "q-why": "Ask liisa@example.com"}
    warned = visitor.post(here, sent)
    assert warned.status_code == 422
    assert b'name="is_harmless"' in warned.content
    assert visitor.post(here, sent | {"is_harmless": "on"}).status_code == 302
    assert b"liisa@example.com" in visitor.get(here).content


def test_papers_are_entered_one_after_another(espoo, aino, client_of, round):
    visitor, here = client_of(aino), f"{HERE}rounds/{round.pk}/paper/"
    key = visitor.get(here).context["once_key"]
    for _again in range(2):
        assert visitor.post(here, {"once_key": key, "group": "5B", "q-fun": "2"})["Location"].endswith("?group=5B")
    assert visitor.post(here, {"once_key": key, "group": "6A", "q-fun": "2"}).status_code == 422
    with in_municipality(espoo):
        assert [(one.group, one.is_from_paper) for one in Submission.objects.all()] == [("5B", True)]


def test_results_page_shows_figures_and_words(espoo, aino, client_of, round, django_assert_max_num_queries):
    with in_municipality(espoo):
        many(round, 23, group="5B")
        close_round(actor=aino, round=round)
    visitor, here = client_of(aino), f"{HERE}rounds/{round.pk}/results/"
    visitor.get(here)
    with django_assert_max_num_queries(15):
        page = visitor.get(here).content.decode()
    assert "23" in page
    assert page.count('<svg class="q-picture"') > 5
    assert "5B" in visitor.get(here, {"split": "group"}).content.decode()
    for wrong in ("nothing", "\0", "why", "a" * 5000):
        assert visitor.get(here, {"split": wrong}).status_code == 200


def test_a_resident_sees_nothing_and_a_visitor_signs_in(bo, client_of, round):
    resident = client_of(bo)
    pages = ["", "results/", "paper/", "answers.csv", "change/", "close/", "codes/add/", "posters.pdf", "answer/"]
    assert [resident.get(f"{HERE}rounds/{round.pk}/{rest}").status_code for rest in pages] == [404] * 9
    assert resident.get(f"{HERE}rounds/999999999999999999999/").status_code == 404
    assert resident.get(HERE).status_code == 200
    # What is read of the page: a token in it may hold these two characters by chance.
    assert "5B" not in html.fromstring(resident.get(HERE).content).text_content()
    for rest in ("", "answer/", "results/"):
        assert "/login/" in client_of(None).get(f"{HERE}rounds/{round.pk}/{rest}")["Location"]
    assert resident.get(f"{HERE}sets/").status_code == 403


def test_another_municipality_sees_nothing(carl, client_of, round):
    assert client_of(carl).get(f"{HERE}rounds/{round.pk}/").status_code == 404
    assert client_of(carl).get(f"/turku/en/questionnaires/rounds/{round.pk}/results/").status_code == 404


def test_the_list_costs_the_same_for_many(espoo, aino, client_of, round, django_assert_max_num_queries):
    with in_municipality(espoo):
        version = a_version(aino)
        Round.objects.bulk_create(Round(version=version, title={"fi": f"K{n}"}, audience="pupil") for n in range(45))
    visitor = client_of(aino)
    visitor.get(HERE)
    with django_assert_max_num_queries(12):
        page = visitor.get(HERE, {"audience": "pupil", "state": "planned"})
    assert len(page.context["rows"]) == 20


def test_rounds_open_and_close_in_time(espoo, aino, round):
    now = timezone.now()
    with in_municipality(espoo):
        later = a_round(aino, opens_at=now + timedelta(hours=1))
        assert later.state == "planned"
        Round.objects.filter(pk=later.pk).update(opens_at=now - timedelta(minutes=1))
        Round.objects.filter(pk=round.pk).update(closes_at=now - timedelta(minutes=1))
        for _again in range(2):
            open_and_close_rounds()
        assert dict(Round.objects.values_list("pk", "state")) == {round.pk: "closed", later.pk: "open"}


def test_the_editor_makes_a_version(espoo, aino, client_of):
    visitor = client_of(aino)
    started = visitor.post(f"{HERE}start/", {"title_fi": "Huoltajan palaute", "answered_by": "guardian"})
    here = f"{HERE}sets/huoltajan-palaute/"
    assert started["Location"] == here
    assert visitor.post(f"{here}add/", {"kind": "choice"})["Location"] == f"{here}add/choice/"
    sent = {
        "text_fi": "Mistä kuulit?",
        "text_sv": "Varifrån?",
        "options_fi": "Koulusta\nKotoa\n\nMuualta",
        "options_sv": "Skolan\n\n\nAnnat",
    }
    assert visitor.post(f"{here}add/choice/", sent).status_code == 302
    assert visitor.post(f"{here}add/text/", {"text_fi": "Mistä muualta?", "shown_if": "mista-kuulit=2"}).status_code == 302
    # A question must not come before the one it depends on.
    refused = visitor.post(f"{here}questions/mista-muualta/up/", follow=True)
    assert b"depends on a question" in refused.content
    assert visitor.post(f"{here}publish/").status_code == 302
    with in_municipality(espoo):
        version = QuestionnaireVersion.objects.get()
    assert [question["key"] for question in version.content] == ["mista-kuulit", "mista-muualta"]
    assert version.content[0]["options"] == [
        {"key": "koulusta", "text": {"fi": "Koulusta", "sv": "Skolan"}},
        {"key": "kotoa", "text": {"fi": "Kotoa"}},
        {"key": "muualta", "text": {"fi": "Muualta", "sv": "Annat"}},
    ]
    assert version.content[1]["shown_if"] == {"question": "mista-kuulit", "any_of": ["muualta"]}
    for rest in ("", "change/", "add/", "questions/mista-kuulit/", "versions/1/"):
        assert visitor.get(here + rest).status_code == 200
    # Changing begins version 2 and keeps the keys.
    assert (
        visitor.post(f"{here}questions/mista-kuulit/", sent | {"options_fi": "Kotoa\nMuualta\nKoulusta", "options_sv": ""}).status_code
        == 302
    )
    assert b"being edited" in visitor.get(here).content
    stale = visitor.post(f"{here}questions/mista-kuulit/", sent | {"mark": "0" * 16})
    assert stale.status_code == 422
    with in_municipality(espoo):
        draft = QuestionnaireVersion.objects.get(published_at=None)
        assert (draft.number, [one["key"] for one in draft.content[0]["options"]]) == (2, ["kotoa", "muualta", "koulusta"])


def test_a_published_version_never_changes(espoo, aino):
    from django.db import ProgrammingError, transaction

    with in_municipality(espoo):
        version = a_version(aino)
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            QuestionnaireVersion.objects.filter(pk=version.pk).update(content=[])


def test_a_set_is_taken_out_of_use(espoo, aino, client_of):
    with in_municipality(espoo):
        a_version(aino)
    visitor = client_of(aino)
    assert visitor.post(f"{HERE}sets/feedback/change/", {"title_fi": "Palaute", "is_retired": "on"}).status_code == 302
    with in_municipality(espoo):
        assert Questionnaire.objects.get().is_retired
    assert b"Palaute" not in visitor.get(f"{HERE}sets/").content
    assert b"Palaute" in visitor.get(f"{HERE}sets/", {"retired": "on"}).content
