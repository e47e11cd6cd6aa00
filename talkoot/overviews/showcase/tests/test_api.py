"""Projects through the API: what everybody reads, what a token writes, what strangers never see."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.kernel.api.tests.asking import ask, token_for
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.search.actions import index
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.parts import Lesson, Result
from talkoot.overviews.showcase.models.project import Project

PLANTED = "planted"


def project(slug, *, is_published=True, days_ago=1, **more):
    published = {"state": "published", "published_at": timezone.now() - timedelta(days=days_ago)} if is_published else {}
    facts = {"title": Words(fi=f"Otsikko {slug}", sv=f"Rubrik {slug}"), "summary": Words(fi="Tiivistelmä"), "story": Words(fi="Tarina")}
    return Project.objects.create(**{"slug": slug, "kind": "tool"} | facts | published | more)


@pytest.fixture
def shown(espoo, turku):
    with in_municipality(espoo):
        library = project("library", themes=["education"], days_ago=3)
        Result.objects.create(project=library, label=Words(fi="Oppijoita"), value="30000")
        Lesson.objects.create(project=library, title=Words(fi="Oppi"), text=Words(fi="Teksti"))
        draft = project(f"draft-{PLANTED}", is_published=False, title=Words(fi=PLANTED), contact_email=f"{PLANTED}@espoo.example")
        index(library)
        index(draft)
    with in_municipality(turku):
        project("harbour", days_ago=1, kind="study")
        project("turku-draft", is_published=False)
    return library, draft


def slugs(path, token=None):
    answer = ask(path, token)
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["items"]]


def test_everybody_reads_what_is_published_everywhere(shown):
    assert slugs("/api/projects") == ["harbour", "library"]
    assert slugs("/api/projects?municipality=espoo") == ["library"]
    assert slugs("/espoo/api/projects") == ["library"]
    assert slugs("/api/projects?theme=education") == ["library"]
    assert slugs("/api/projects?kind=study") == ["harbour"]
    assert slugs("/api/projects?written_in=sv") == []
    assert slugs("/api/projects?sort=title&language=fi") == ["harbour", "library"]
    assert slugs("/api/projects?state=draft") == []


def test_project_is_read_whole(shown):
    facts = ask("/api/projects/espoo/library?language=sv").json()
    assert facts["title"] == {"texts": {"fi": "Otsikko library", "sv": "Rubrik library"}, "shown": "Rubrik library", "language": "sv"}
    assert (facts["summary"]["shown"], facts["summary"]["language"]) == ("Tiivistelmä", "fi")
    assert [(row["value"], row["label"]["shown"]) for row in facts["results"]] == [("30000", "Oppijoita")]
    assert [row["title"]["shown"] for row in facts["lessons"]] == ["Oppi"]
    assert facts["missing_languages"] == ["sv", "en"]
    assert facts["page"] == "http://testserver/espoo/sv/projects/library/"
    assert facts["url"] == "http://testserver/api/projects/espoo/library"
    assert (facts["contact_email"], facts["review_by"], facts["open_steps"]) == (None, None, [])


def test_strangers_see_nothing_planted(shown, espoo, turku, aino, carl, bo):
    with in_municipality(espoo):
        question = Question.objects.create(project=shown[0], text=f"Question {PLANTED}", language="fi")
    carls = token_for(carl, turku, "read", "write", "publish", "answer", "adopt")
    weak = token_for(aino, espoo, "adopt")
    for path in (
        "/api/projects?size=100",
        f"/api/projects?q={PLANTED}",
        "/api/projects?municipality=espoo",
        "/api/projects?state=draft",
        f"/api/projects/espoo/draft-{PLANTED}",
        "/api/projects/espoo/library",
        "/api/projects/espoo/library/questions",
        f"/api/projects/espoo/draft-{PLANTED}/questions",
        f"/api/search?q={PLANTED}",
        f"/api/search?q={PLANTED}&municipality=espoo",
        "/api/projects?municipality=espoo&sort=title",
    ):
        for token in (None, weak, carls):
            answer = ask(path, token)
            assert answer.status_code in (200, 404), path
            # A refusal may not repeat it either; only the address of the next page would, and there is none.
            assert PLANTED not in answer.content.decode(), path
    assert PLANTED in ask(f"/api/search?q={PLANTED}", token_for(aino, espoo, "read")).content.decode()
    sent = {"title": {"fi": "x"}}
    tries = [
        ("patch", f"/api/projects/espoo/draft-{PLANTED}", sent),
        ("patch", "/api/projects/espoo/library", sent),
        ("post", "/api/projects/espoo/library/steps/archive", {}),
        ("post", "/api/projects/espoo/library/lessons", {"title": {"fi": "x"}, "text": {"fi": "x"}}),
        ("post", f"/api/questions/{question.pk}/answer", {"answer": "x", "language": "fi"}),
    ]
    for method, path, body in tries:
        assert ask(path, method=method, json=body).status_code == 401
        assert ask(path, weak, method=method, json=body).status_code == 403
        assert ask(path, carls, method=method, json=body).status_code in (403, 404)
    assert ask("/api/questions", carls).json()["items"] == []


def test_token_reads_the_drafts_of_its_municipality(shown, espoo, aino):
    token = token_for(aino, espoo, "read")
    assert slugs("/api/projects", token) == [f"draft-{PLANTED}", "library"]
    assert slugs("/api/projects?state=draft", token) == [f"draft-{PLANTED}"]
    # Of another municipality: what everybody sees.
    assert slugs("/api/projects?municipality=turku", token) == ["harbour"]
    facts = ask(f"/api/projects/espoo/draft-{PLANTED}", token).json()
    assert facts["contact_email"] == f"{PLANTED}@espoo.example"


def test_program_writes_a_project_to_its_publication(espoo, aino):
    other = Person.objects.create_user("oskar@espoo.example", name="Oskar")
    with in_municipality(espoo):
        Grant.objects.create(person=other, role="coordinator")
    writer, publisher = token_for(aino, espoo, "write"), token_for(other, espoo, "write", "publish")
    made = ask("/api/projects", writer, method="post", json={"slug": "robot", "title": {"fi": "Robotti"}, "kind": "tool"})
    assert (made.status_code, made.json()["state"], made.json()["slug"]) == (201, "draft", "robot")
    address = "/api/projects/espoo/robot"
    body = {
        "summary": {"fi": "Lyhyesti", "sv": "Kort"},
        "story": {"fi": "Pitkästi"},
        "themes": ["education"],
        "languages": ["fi"],
        "started_on": "2024-01-01",
        "ended_on": "2025-01-01",
        "contact_role": {"fi": "Koordinaattori"},
        "contact_email": "projects@espoo.example",
        "review_by": (timezone.localdate() + timedelta(days=100)).isoformat(),
    }
    assert ask(address, writer, method="patch", json=body).status_code == 200
    for kind, part in {
        "results": {"label": {"fi": "Oppijoita"}, "value": "12.50"},
        "lessons": {"title": {"fi": "Oppi"}, "text": {"fi": "Teksti"}},
        "partners": {"name": {"fi": "Yhdistys"}, "kind": "association"},
        "documents": {"title": {"fi": "Raportti"}, "address": "https://example.org/r.pdf", "language": "fi", "size_kb": 12},
    }.items():
        assert ask(f"{address}/{kind}", writer, method="post", json=part).status_code == 201
    facts = ask(address, writer).json()
    assert {kind: len(facts[kind]) for kind in ("results", "lessons", "partners", "documents", "pictures")} == {
        "results": 1,
        "lessons": 1,
        "partners": 1,
        "documents": 1,
        "pictures": 0,
    }
    assert facts["open_steps"] == [{"name": "send_to_review", "label": facts["open_steps"][0]["label"], "refusals": []}]
    assert ask(f"{address}/partners/{facts['partners'][0]['id']}", writer, method="delete").status_code == 204
    steps = [
        ("approve", publisher, 409),
        ("send_to_review", writer, 200),
        ("approve", writer, 403),
        ("approve", publisher, 200),
        ("publish", writer, 403),
        ("publish", publisher, 200),
    ]
    for step, token, status in steps:
        assert ask(f"{address}/steps/{step}", token, method="post").status_code == status, step
    shown = ask(address).json()
    assert (shown["state"], shown["partners"], shown["results"][0]["value"]) == ("published", [], "12.5")
    # As an editor on the pages, the scope "write" changes nothing that is published, though its person might.
    assert ask(address, writer, method="patch", json={"summary": {"fi": "Uusi"}}).status_code == 403
    assert ask(address, publisher, method="patch", json={"summary": {"fi": "Uusi"}}).status_code == 200
    with in_municipality(espoo):
        done = list(AuditLine.objects.filter(action__startswith="showcase.").order_by("id").values_list("action", "actor_id"))
    assert done[0] == ("showcase.start_project", aino.pk)
    assert done[-1] == ("showcase.change_project", other.pk)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": {"sv": "Utan finska"}, "kind": "tool", "slug": "ok"}, "title"),
        ({"title": {"fi": "x"}, "kind": "nothing", "slug": "ok"}, "kind"),
        ({"title": {"fi": "x" * 161}, "kind": "tool", "slug": "ok"}, "title.fi"),
        ({"title": {"fi": "x\0y"}, "kind": "tool", "slug": "ok"}, "title.fi"),
        ({"title": {"xx": "x"}, "kind": "tool", "slug": "ok"}, "title.xx"),
        ({"title": "x", "kind": "tool", "slug": "ok"}, "title"),
        ({"title": None, "kind": "tool", "slug": "ok"}, "title"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "Not a slug"}, "slug"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "library"}, "slug"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "programme": "unknown"}, "programme"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "themes": ["unknown"]}, "themes.0"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "started_on": "2025-01-01", "ended_on": "2024-01-01"}, "ended_on"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "contact_email": "nobody"}, "contact_email"),
        ({"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "sumary": {"fi": "misspelt"}}, "sumary"),
        ({"kind": "tool"}, "title"),
    ],
)
def test_what_does_not_fit_names_its_field(body, field, shown, espoo, aino):
    answer = ask("/api/projects?language=en", token_for(aino, espoo, "write"), method="post", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    with in_municipality(espoo):
        assert Project.objects.count() == 2


def test_unreadable_bodies_and_surrogates(espoo, aino):
    token = token_for(aino, espoo, "write")
    for raw, status in (
        ("{", 400),
        ("[]", 422),
        ("null", 422),
        ('{"title": {"fi": "\\ud800"}, "kind": "tool", "slug": "ok"}', 422),
        ("[" * 100_000, 400),
        ('{"title": {"fi": "x"}, "kind": "tool", "slug": "ok", "themes": ' + "9" * 5000 + "}", 400),
    ):
        answer = ask("/api/projects", token, method="post", data=raw, content_type="application/json")
        assert answer.status_code == status, raw[:60]


def test_questions_are_listed_and_answered_once(shown, espoo, bo, aino):
    with in_municipality(espoo):
        ask_question(actor=bo, project=shown[0], text="Paljonko maksaa?", language="fi")
    token = token_for(aino, espoo, "answer")
    waiting = ask("/api/questions", token).json()["items"]
    assert [(q["project"], q["text"], q["answer"]) for q in waiting] == [("library", "Paljonko maksaa?", "")]
    address = f"/api/questions/{waiting[0]['id']}/answer"
    assert ask(address, token, method="post", json={"answer": "Ei mitään.", "language": "fi"}).json()["answer"] == "Ei mitään."
    assert ask(address, token, method="post", json={"answer": "Paljon.", "language": "fi"}).status_code == 409
    assert ask("/api/questions", token).json()["items"] == []
    assert [q["answer"] for q in ask("/api/projects/espoo/library/questions").json()["items"]] == ["Ei mitään."]
    assert "Bo Lind" not in json.dumps(ask("/api/projects/espoo/library/questions").json())
    assert (
        ask("/api/questions/99999999999999999999/answer", token, method="post", json={"answer": "x", "language": "fi"}).status_code == 422
    )
    assert ask("/api/questions/1/answer", token, method="post", json={"answer": "", "language": "fi"}).status_code == 422


def test_lists_are_constant(shown, espoo, aino):
    token = token_for(aino, espoo, "read")
    ask("/api/token", token)

    def queries(path, token=None):
        with CaptureQueriesContext(connection) as seen:
            assert ask(path, token).status_code == 200
        return len(seen)

    paths = [
        ("/api/projects?size=50&municipality=espoo", None),
        ("/api/projects?size=50&q=otsikko", None),
        ("/api/projects?size=50", token),
    ]
    few = [queries(*path) for path in paths]
    with in_municipality(espoo):
        for n in range(30):
            project(f"more-{n}", days_ago=n)
    assert [queries(*path) for path in paths] == few
    assert max(few) <= 12


@pytest.mark.parametrize("sort", ["newest", "title"])
@pytest.mark.parametrize("has_token", [False, True])
def test_walk_meets_every_row_once_while_rows_come(sort, has_token, espoo, aino):
    token = token_for(aino, espoo, "read") if has_token else None
    with in_municipality(espoo):
        for n in range(17):
            # Several at the same moment, and drafts without one.
            project(f"p-{n:02}", days_ago=n // 4, is_published=not has_token or n % 3 > 0, title=Words(fi=f"Sama {n // 5}"))
        there = set(Project.objects.values_list("slug", flat=True))
    walked, address, n = [], f"/api/projects?size=3&sort={sort}", 0
    while address:
        page = ask(address.removeprefix("http://testserver"), token).json()
        walked += [row["slug"] for row in page["items"]]
        address, n = page["next_url"], n + 1
        with in_municipality(espoo):
            project(f"new-{n}", days_ago=n % 3, title=Words(fi=f"Sama {n % 4}"))
    old = [slug for slug in walked if slug in there]
    assert (sorted(old), len(walked)) == (sorted(there), len(set(walked)))


def test_cursor_of_another_order_is_refused(shown):
    cursor = ask("/api/projects?size=1&sort=title").json()["next"]
    answer = ask(f"/api/projects?size=1&sort=newest&after={cursor}")
    assert (answer.status_code, answer.json()["field"]) == (422, "after")
