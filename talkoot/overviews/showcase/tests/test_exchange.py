"""Projects out to a file and in from one: equal after a round trip, a Refusal for everything that is not one of ours."""

import copy
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.overviews.showcase.actions.exchange import import_projects
from talkoot.overviews.showcase.actions.interest import answer_question, ask_question, show_interest
from talkoot.overviews.showcase.actions.parts import save_part
from talkoot.overviews.showcase.actions.programmes import add_programme
from talkoot.overviews.showcase.content.file_format import LARGEST_FILE, SCHEMA, read_projects_file
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Result
from talkoot.overviews.showcase.models.project import Programme, Project
from talkoot.overviews.showcase.queries.exchange import projects_file
from talkoot.overviews.showcase.tests.making import a_draft, published, words

SMALLEST = {
    "format": "talkoot-projects",
    "format_version": 1,
    "municipality": "espoo",
    "projects": [{"slug": "robotti", "title": {"fi": "Robotti"}, "summary": None, "story": {}, "kind": "tool"}],
}


def raw(data):
    return json.dumps(data).encode()


def with_project(**changes):
    data = copy.deepcopy(SMALLEST)
    data["projects"][0] |= changes
    return data


@pytest.fixture
def full(espoo, turku, aino, vera, carl, bo):
    """Espoo with everything that the format holds."""
    with in_municipality(espoo):
        programme = add_programme(actor=aino, name=words("6Aika"), description=words("Ohjelma"))
        robot = published(
            aino,
            vera,
            programme=programme,
            themes=["education", "culture"],
            languages=["fi", "en"],
            started_on="2016-01-01",
            ended_on="2018-12-31",
            place=words("Espoo"),
            operating_model="malli",
        )
        for part in (
            Result(label=words("Oppijoita"), value="30000.50", unit=words("oppijaa"), source=words("Raportti")),
            Result(label=words("Kouluja"), value="-3"),
            Lesson(title=words("Oppi"), text=words("Teksti")),
            Partner(name=words("Yhdistys"), kind="association"),
            Document(title=words("Opas"), address="https://example.org/a.pdf", language="fi", size_kb=12, media_type="application/pdf"),
        ):
            save_part(actor=aino, project=robot, part=part)
        show_interest(actor=carl, project=robot, by_municipality=turku, stage="preparing", note=words("Pian"))
        answered = ask_question(actor=carl, project=robot, text="Paljonko?", language="fi", by_municipality=turku)
        answer_question(actor=aino, question=answered, answer="Ei mitään.", language="sv")
        ask_question(actor=bo, project=robot, text="Milloin?", language="en")
        a_draft(aino, "luonnos")
        return projects_file(espoo)


def test_round_trip_is_equal(full, espoo):
    assert [len(full[name]) for name in ("programmes", "projects", "adoptions", "questions")] == [1, 2, 1, 2]
    data = read_projects_file(raw(full))
    with in_municipality(espoo):
        Interest.objects.all().delete()
        Question.objects.all().delete()
        Project.objects.all().delete()
        Programme.objects.all().delete()
        report = import_projects(actor=SYSTEM, data=data)
        assert (sorted(report.made), report.kept) == (["luonnos", "robotti"], [])
        assert projects_file(espoo) == full
        assert {p.slug: p.state for p in Project.objects.all()} == {"robotti": "published", "luonnos": "draft"}


def test_people_bring_drafts_and_nobody_elses_words(full, turku, carl):
    with in_municipality(turku):
        report = import_projects(actor=carl, data=read_projects_file(raw(full)))
        assert sorted(report.made) == ["luonnos", "robotti"]
        assert {p.state for p in Project.objects.all()} == {"draft"}
        assert not Interest.objects.exists()
        assert not Question.objects.exists()


def test_import_leaves_what_is_there(full, espoo, aino):
    with in_municipality(espoo):
        Project.objects.filter(slug="robotti").update(summary={"fi": "Uudempi"})
        Programme.objects.update(name={"fi": "Uudempi"})
        report = import_projects(actor=aino, data=read_projects_file(raw(full)))
        assert (report.made, sorted(report.kept)) == ([], ["luonnos", "robotti"])
        assert Project.objects.get(slug="robotti").summary == Programme.objects.get().name == {"fi": "Uudempi"}
        assert Result.objects.count() == 2


def test_import_is_for_coordinators_and_all_or_nothing(in_espoo, eeva, aino):
    with pytest.raises(Forbidden):
        import_projects(actor=eeva, data=SMALLEST)
    data = with_project()
    data["projects"].append(data["projects"][0] | {"slug": "toinen", "programme": "tuntematon"})
    with pytest.raises(Refusal, match="unknown programme"):
        import_projects(actor=aino, data=read_projects_file(raw(data)))
    assert not Project.objects.exists()


def nested(depth):
    value = []
    for _n in range(depth):
        value = [value]
    return value


HOSTILE = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b'{"format": "\xff"}',
    "a list": b"[]",
    "another format": raw({"format": "something"}),
    "newer version": raw(SMALLEST | {"format_version": 2}),
    "version of another kind": raw(SMALLEST | {"format_version": True}),
    "huge version": b'{"format": "talkoot-projects", "format_version": ' + b"9" * 5000 + b"}",
    "too large": b" " * (LARGEST_FILE + 1),
    "deep": b"[" * 100_000,
    "deep inside": raw(SMALLEST | {"themes": nested(400)}),
    "deep in place of a text": raw(with_project(title=nested(300))),
    "null byte": raw(with_project(title={"fi": "a\0b"})),
    "null byte in a key": raw(SMALLEST | {"a\0b": 1}),
    "control character": raw(with_project(title={"fi": "a\x07b"})),
    "half of a character": b'{"format": "talkoot-projects", "format_version": 1, "municipality": "\\ud800", "projects": []}',
    "unknown language": raw(with_project(title={"xx": "a"})),
    "empty text": raw(with_project(title={"fi": " "})),
    "no title": raw(with_project(title={})),
    "long title": raw(with_project(title={"fi": "a" * 161})),
    "number for a text": raw(with_project(title={"fi": 1})),
    "slug with a line break": raw(with_project(slug="robotti\n")),
    "slug with a slash": raw(with_project(slug="../robotti")),
    "reserved slug": raw(with_project(slug="work")),
    "unknown kind": raw(with_project(kind="secret")),
    "no such day": raw(with_project(started_on="2018-02-30")),
    "end before start": raw(with_project(started_on="2018-02-02", ended_on="2018-02-01")),
    "value that is no number": raw(with_project(results=[{"label": {"fi": "a"}, "value": "NaN"}])),
    "value of other digits": raw(with_project(results=[{"label": {"fi": "a"}, "value": "٣"}])),
    "value too long": raw(with_project(results=[{"label": {"fi": "a"}, "value": "1" * 13}])),
    "script address": raw(with_project(links=[{"title": {"fi": "a"}, "address": "javascript:alert(1)", "language": "fi"}])),
    "address with a line break": raw(with_project(links=[{"title": {"fi": "a"}, "address": "https://a.example\n", "language": "fi"}])),
    "address of no contact": raw(with_project(contact={"role": {"fi": "a"}, "email": "nobody@"})),
    "unknown field": raw(with_project(secret=1)),
    "question of other kinds": raw(SMALLEST | {"questions": [{"project": "robotti", "question": {"language": "fi", "text": {"a": 1}}}]}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_words(name):
    with pytest.raises(Refusal) as caught:
        read_projects_file(HOSTILE[name])
    assert caught.value.field == "file"
    assert len(str(caught.value)) < 700


def test_smallest_file_is_read():
    assert read_projects_file(b"\xef\xbb\xbf" + raw(SMALLEST)) == SMALLEST


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted(SCHEMA["properties"]["projects"]["items"]["properties"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(FIELDS), value=JSON)
def test_any_value_in_any_field_is_imported_or_refused(field, value, in_espoo):
    try:
        data = read_projects_file(json.dumps(with_project(**{field: value})).encode("utf-8", "surrogatepass"))
        import_projects(actor=SYSTEM, data=data)
    except Refusal:
        return
    Project.objects.all().delete()


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_refused(content):
    with pytest.raises(Refusal):
        read_projects_file(content)


def test_pages_of_the_file(full, espoo, aino, rita, bo, client_of):
    exported = client_of(rita).get("/espoo/en/projects/export.json")
    assert exported.json() == full
    assert "no-store" in exported["Cache-Control"]
    assert client_of(bo).get("/espoo/en/projects/export.json").status_code == 403
    assert client_of(None).get("/espoo/en/projects/export.json").status_code == 302
    assert client_of(None).get("/espoo/en/projects/schema-1.json").json() == SCHEMA
    coordinator = client_of(aino)
    for content, status in ((raw(SMALLEST), 302), (b"{", 422), (raw(with_project(title={"fi": "a\0"})), 422)):
        answer = coordinator.post("/espoo/en/projects/import/", {"file": SimpleUploadedFile("projects.json", content)})
        assert answer.status_code == status
    assert client_of(rita).post("/espoo/en/projects/import/", {"file": SimpleUploadedFile("p.json", raw(SMALLEST))}).status_code == 403
