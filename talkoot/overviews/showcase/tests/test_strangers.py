"""A draft, an archived page and a waiting question are nobody else's: on every way that leads out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.actions.parts import save_part
from talkoot.overviews.showcase.actions.programmes import add_programme
from talkoot.overviews.showcase.actions.projects import archive_project, end_preview_links, make_preview_link
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.parts import Lesson
from talkoot.overviews.showcase.models.project import PreviewLink, Project
from talkoot.overviews.showcase.tests.making import a_draft, published, words

SECRET = "salaisuus"
LEAK = words(SECRET)


@pytest.fixture
def planted(espoo, turku, aino, vera, bo):
    """One public project; a draft, an archived one and a question that nobody else may see."""
    with in_municipality(espoo):
        shown = published(aino, vera, "julkinen")
        facts = {
            "title": LEAK,
            "summary": LEAK,
            "story": LEAK,
            "place": LEAK,
            "contact_role": LEAK,
            "contact_email": f"{SECRET}@espoo.example",
        }
        programme = add_programme(actor=aino, name=LEAK)
        draft = a_draft(aino, f"luonnos-{SECRET}", programme=programme, **facts)
        save_part(actor=aino, project=draft, part=Lesson(title=LEAK, text=LEAK))
        old = published(aino, vera, f"vanha-{SECRET}", **facts)
        archive_project(actor=aino, project=old)
        ask_question(actor=aino, project=shown, text=SECRET, language="fi")
        link = make_preview_link(actor=aino, project=draft)
    with in_municipality(turku):
        a_draft_of_turku = Project.objects.create(slug=f"turku-{SECRET}", title=LEAK, kind="tool")
    return {"draft": draft, "old": old, "shown": shown, "link": link, "turku": a_draft_of_turku}


def strangers(carl, bo, client_of):
    return [client_of(None), client_of(carl), client_of(bo)]


PAGES = [
    "/en/",
    "/en/projects/",
    "/en/projects/?sort=title",
    "/en/projects/?download=csv",
    "/en/projects/feed.atom",
    "/en/projects/feed.json",
    "/sitemap.xml",
    "/espoo/en/",
    "/espoo/en/projects/",
    "/espoo/en/projects/?sort=title",
    "/espoo/en/projects/?theme=education",
    "/espoo/en/projects/?download=csv",
    "/espoo/en/projects/feed.atom",
    "/espoo/en/projects/feed.json",
    "/espoo/en/projects/julkinen/",
    "/espoo/en/projects/julkinen/interest/",
    "/espoo/en/projects/julkinen/ask/",
]
CLOSED = [
    f"/espoo/en/projects/luonnos-{SECRET}/{page}"
    for page in (
        "",
        "print.pdf",
        "picture.png",
        "interest/",
        "ask/",
        "edit/",
        "edit/basics/",
        "edit/story/",
        "edit/contact/",
        "edit/cover/",
    )
] + [
    f"/espoo/en/projects/vanha-{SECRET}/print.pdf",
    f"/turku/en/projects/luonnos-{SECRET}/",
    "/espoo/en/projects/work/",
    "/espoo/en/projects/untranslated/",
    "/espoo/en/projects/programmes/",
    f"/espoo/en/projects/programmes/{SECRET}-fi/edit/",
    "/espoo/en/projects/export.json",
    "/espoo/en/projects/start/",
    "/espoo/en/projects/import/",
    "/espoo/en/today/",
]


def content(response):
    return b"".join(response) if response.streaming else response.content


def test_strangers_meet_nothing_of_what_is_not_public(planted, carl, bo, client_of):
    for visitor in strangers(carl, bo, client_of):
        for path in PAGES:
            response = visitor.get(path)
            assert response.status_code in (200, 302), path
            assert SECRET.encode() not in content(response), path
        for path in (
            f"/espoo/en/search/?q={SECRET}",
            f"/en/search/?q={SECRET}",
            f"/en/projects/?q={SECRET}",
            f"/espoo/en/projects/?q={SECRET}",
        ):
            # The word itself is repeated in the search field; nothing is found by it.
            found = content(visitor.get(path)).decode()
            assert f"luonnos-{SECRET}" not in found
            assert f"vanha-{SECRET}" not in found
        for path in CLOSED:
            response = visitor.get(path)
            assert response.status_code in (302, 403, 404, 410), (path, response.status_code)
            assert f"{SECRET} en".encode() not in content(response), path
            assert response.status_code != 302 or "/login/" in response["Location"], path


def test_strangers_change_nothing(planted, carl, bo, client_of, espoo):
    start = f"/espoo/en/projects/luonnos-{SECRET}"
    with in_municipality(espoo):
        lesson, question = Lesson.objects.get(), Question.objects.get()
        before = list(Project.objects.order_by("id").values())
    posts = [
        f"{start}/step/send_to_review/",
        f"{start}/step/publish/",
        f"{start}/preview-link/",
        f"{start}/end-preview-links/",
        f"{start}/renew/",
        f"{start}/edit/basics/",
        f"{start}/edit/lessons/add/",
        f"{start}/edit/lessons/{lesson.pk}/remove/",
        f"{start}/edit/lessons/{lesson.pk}/up/",
        f"{start}/edit/cover/remove/",
        "/espoo/en/projects/julkinen/step/archive/",
        "/espoo/en/projects/julkinen/edit/story/",
        "/espoo/en/projects/julkinen/renew/",
        "/espoo/en/projects/start/",
        "/espoo/en/projects/programmes/add/",
        f"/espoo/en/projects/questions/{question.pk}/",
    ]
    for visitor in strangers(carl, bo, client_of):
        for path in posts:
            response = visitor.post(path, {"answer": "x", "title_0": "x", "name_0": "x"})
            assert response.status_code in (302, 403, 404), (path, response.status_code)
            assert response.status_code != 302 or "/login/" in response["Location"] or "julkinen" in path, path
    with in_municipality(espoo):
        assert list(Project.objects.order_by("id").values()) == before
        assert (Lesson.objects.count(), Question.objects.get().answer) == (1, "")


def test_own_people_see_their_drafts(planted, aino, rita, client_of):
    for person in (aino, rita):
        page = client_of(person).get(f"/espoo/en/projects/luonnos-{SECRET}/")
        assert page.status_code == 200
        assert f"{SECRET} en" in page.content.decode()
        assert "no-cache" in page["Cache-Control"]
        assert "Only your municipality sees this page: Draft." in page.content.decode()


def test_archived_page_says_that_it_is_gone(planted, client_of, rita):
    page = client_of(None).get(f"/espoo/en/projects/vanha-{SECRET}/")
    assert (page.status_code, page["X-Robots-Tag"]) == (410, "noindex")
    assert "This page has been archived" in page.content.decode()
    assert f"{SECRET} en" not in page.content.decode()
    assert client_of(rita).get(f"/espoo/en/projects/vanha-{SECRET}/").status_code == 200


def test_preview_shows_the_draft_and_nothing_that_others_said(planted, espoo, aino, carl, client_of):
    address = f"/espoo/en/projects/preview/{planted['link'].secret}/"
    with in_municipality(espoo):
        shown = make_preview_link(actor=aino, project=planted["shown"])
    for visitor in (client_of(None), client_of(carl), client_of(aino)):
        page = visitor.get(address)
        assert page.status_code == 200
        assert f"{SECRET} en" in page.content.decode()
        assert f"{SECRET}@" not in page.content.decode()
        assert (page["X-Robots-Tag"], page["Referrer-Policy"], page["Cache-Control"]) == ("noindex", "no-referrer", "private, no-store")
        other = visitor.get(f"/espoo/en/projects/preview/{shown.secret}/").content.decode()
        # The question that waits there is shown to nobody here, not even to whoever asked it.
        assert SECRET not in other
        for word in ("Adopted by", "Questions and answers", "schema.org", "canonical"):
            assert word not in other
    assert client_of(None).get(f"/turku/en/projects/preview/{planted['link'].secret}/").status_code == 404
    assert client_of(None).get("/espoo/en/projects/preview/guessed/").status_code == 404
    with in_municipality(espoo):
        end_preview_links(actor=aino, project=planted["draft"])
    assert client_of(None).get(address).status_code == 404


def test_preview_ends_by_itself(planted, espoo, client_of):
    with in_municipality(espoo):
        PreviewLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert client_of(None).get(f"/espoo/en/projects/preview/{planted['link'].secret}/").status_code == 404


def test_question_is_shown_as_waiting_to_its_asker(planted, bo, espoo, client_of):
    with in_municipality(espoo):
        ask_question(actor=bo, project=planted["shown"], text="Bon oma kysymys", language="fi")
    own = client_of(bo).get("/espoo/en/projects/julkinen/").content.decode()
    assert "Bon oma kysymys" in own
    assert "Waits for an answer" in own
    assert "Bon oma kysymys" not in client_of(None).get("/espoo/en/projects/julkinen/").content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_nobodys_address_or_name_is_on_a_public_page(language, planted, espoo, aino, bo, client_of):
    with in_municipality(espoo):
        question = ask_question(actor=bo, project=planted["shown"], text="Kysymys", language="fi")
        Question.objects.filter(pk=question.pk).update(answer="Vastaus", answer_language="fi", answered_at=timezone.now(), answered_by=aino)
    for path in ("projects/julkinen/", "projects/", ""):
        page = client_of(None).get(f"/espoo/{language}/{path}").content.decode()
        for private in ("projektit@espoo.example", "bo@resident.example", "Bo Lind", "Aino Aalto", "aino@"):
            assert private not in page
