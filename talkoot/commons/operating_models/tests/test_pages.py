"""The pages as people use them, through the browserless client: Carl's way from Espoo's page to his own version."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from page import validate_pdf_bytes

from talkoot.commons.operating_models.actions.adopting import adopt_model
from talkoot.commons.operating_models.actions.drafts import open_draft
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.actions.publishing import publish_version, show_model
from talkoot.commons.operating_models.content.package import read_package, write_package
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.queries.models import draft_of, package_of, published_version
from talkoot.commons.operating_models.tests.conftest import package, parts, words
from talkoot.commons.operating_models.tests.test_drafts import edited, part
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM

ESPOO, TURKU = "/espoo/en/models/", "/turku/en/models/"


def shown(response, status=200) -> str:
    assert response.status_code == status, (response.status_code, response.headers.get("Location"), response.content[:2000])
    return response.content.decode()


def fields_of(html: str) -> dict[str, str]:
    """Hidden values of a form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def in_languages(name: str, text: str) -> dict[str, str]:
    return {f"{name}_{code}": f"{text} {code}" for code in ("fi", "sv", "en")}


@pytest.fixture
def adopted(espoo_model, turku, carl) -> OperatingModel:
    with in_municipality(turku):
        return adopt_model(actor=carl, origin_id=espoo_model.pk)


def espoo_publishes(espoo, aino, model, change):
    with in_municipality(espoo):
        draft = open_draft(actor=aino, model=model)
        change(draft)
        return publish_version(actor=aino, version=draft, change_note=words("News of the year"))


def test_model_page_shows_the_whole_model_to_everybody(espoo_model, client_of):
    html = shown(client_of(None).get(f"{ESPOO}school-trials/"))
    texts = ("School trials", "Match", "Openness", "2 clauses, 1 annex", "2 questions", "CC-BY-4.0", "Modelled on")
    for text in (*texts, "Adopt in your municipality"):
        assert text in html
    assert "Open the workbench" not in html


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_opens_in_every_language(espoo_model, adopted, espoo, turku, aino, carl, client_of, language):
    espoo_publishes(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Other")))
    for path in ("", "school-trials/", "school-trials/family/", "school-trials/versions/1.0/", "school-trials/versions/1.1/changes/"):
        shown(client_of(None).get(f"/espoo/{language}/models/{path}"))
    shown(client_of(None).get(f"/{language}/operating-models/"))
    visitor = client_of(carl)
    for path in (
        "new/",
        "import/",
        "school-trials/",
        "school-trials/work/",
        "school-trials/work/preview/",
        "school-trials/work/publish/",
        "school-trials/work/discard/",
        "school-trials/work/attachments/",
        "school-trials/work/add/",
        "school-trials/upstream/",
        *(f"school-trials/work/parts/{one.key}/" for one in parts()),
        "school-trials/work/parts/openness/remove/",
        "school-trials/work/parts/feedback/questions/",
        "school-trials/work/parts/feedback/questions/0/",
        "school-trials/work/parts/feedback/questions/1/options/",
        "school-trials/work/parts/feedback/questions/1/options/0/",
        "school-trials/work/parts/agreement/clauses/0/",
        "school-trials/work/parts/agreement/annexes/0/",
        "school-trials/work/parts/about/origin_sources/0/",
        "school-trials/work/parts/benefit/levels/1/",
        "school-trials/work/parts/before/items/0/",
    ):
        shown(visitor.get(f"/turku/{language}/models/{path}"))


def test_strangers_reach_no_workbench(espoo_model, adopted, carl, bo, client_of):
    assert client_of(None).get(f"{ESPOO}school-trials/work/").status_code == 302
    for person in (carl, bo):
        assert client_of(person).get(f"{ESPOO}school-trials/work/").status_code == 403
    # A model that was never published is not there for others.
    for person in (None, bo):
        for path in ("", "work/", "family/", "handbook.pdf", "package.zip", "work/preview/"):
            assert client_of(person).get(f"{TURKU}school-trials/{path}").status_code == 404
    assert "School trials" not in shown(client_of(None).get(TURKU))


def test_wrong_addresses_are_not_found(espoo_model, adopted, aino, carl, client_of):
    visitor = client_of(carl)
    for path in (
        "nothing/",
        f"adopt/{2**80}/",
        "school-trials/work/parts/nothing/",
        "school-trials/work/parts/feedback/questions/9/",
        "school-trials/work/parts/feedback/questions/9999999/",
        "school-trials/work/parts/feedback/nothing/",
        "school-trials/work/parts/feedback/questions/0/options/0/",
        "school-trials/versions/1.0/",
        "school-trials/versions/%00/",
        "school-trials/package.zip?version=%00",
        f"school-trials/family/{2**80}/",
        "school-trials/work/parts/openness/items/0/",
    ):
        assert visitor.get(f"{TURKU}{path}").status_code == 404, path


def test_visitor_is_led_to_sign_in_and_a_coordinator_straight_to_her_municipality(espoo_model, carl, bo, aino, client_of):
    answer = client_of(None).get(f"{ESPOO}school-trials/adopt/")
    assert answer.status_code == 302
    assert "/account/login/?next=" in answer["Location"]
    assert client_of(carl).get(f"{ESPOO}school-trials/adopt/")["Location"] == f"/turku/en/models/adopt/{espoo_model.pk}/"
    for person in (bo, aino):
        assert "not a coordinator of another municipality" in shown(client_of(person).get(f"{ESPOO}school-trials/adopt/"))


def test_carl_adopts_adapts_two_parts_and_takes_one_upstream_change_of_three(espoo_model, espoo, turku, aino, carl, client_of):
    visitor = client_of(carl)
    adopt = f"{TURKU}adopt/{espoo_model.pk}/"
    assert "You get your own copy of version 1.0 of Espoo: 9 parts." in shown(visitor.get(adopt))
    assert visitor.post(adopt)["Location"] == f"{TURKU}school-trials/work/"
    assert "already adopted" in shown(visitor.get(adopt))
    assert "already adopted" in shown(visitor.post(adopt), 422)

    for key in ("openness", "start"):
        address = f"{TURKU}school-trials/work/parts/{key}/"
        html = shown(visitor.get(address))
        answer = visitor.post(address, fields_of(html) | in_languages("title", f"Turku {key}") | in_languages("body", "Ours"))
        assert answer["Location"] == f"{TURKU}school-trials/work/"
    publish = {"number": "1.0", "is_public": "on", "change_note_fi": "Turun oma"}
    assert visitor.post(f"{TURKU}school-trials/work/publish/", publish)["Location"] == f"{TURKU}school-trials/"
    assert "Turku openness en" in shown(client_of(None).get(f"{TURKU}school-trials/"))

    def change(draft):
        for key in ("openness", "match", "count"):
            edited(aino, part(draft, key), title=words(f"Espoo {key}"))

    espoo_publishes(espoo, aino, espoo_model, change)
    assert "3 parts wait for your choice" in shown(visitor.get(f"{TURKU}school-trials/work/"))
    html = shown(visitor.get(f"{TURKU}school-trials/upstream/"))
    assert "News of the year" in html
    assert "Changed both there and here" in html
    assert "<ins>" in html
    assert "<del>" in html
    seen = dict(re.findall(r'upstream/([\w-]+)/".*?name="seen_hash" value="(\w*)"', html, re.DOTALL))
    assert set(seen) == {"openness", "match", "count"}
    for key, choice in (("match", "take"), ("openness", "keep"), ("count", "keep")):
        answer = visitor.post(f"{TURKU}school-trials/upstream/{key}/", {"choice": choice, "seen_hash": seen[key]})
        assert answer["Location"] == f"{TURKU}school-trials/upstream/"
    assert "You are in step" in shown(visitor.get(f"{TURKU}school-trials/upstream/"))
    visitor.post(f"{TURKU}school-trials/work/publish/", {"number": "1.1", "is_public": "on"})
    html = shown(client_of(None).get(f"{TURKU}school-trials/"))
    assert "Espoo match" in html
    assert "Espoo openness" not in html

    html = shown(client_of(None).get(f"{ESPOO}school-trials/family/"))
    assert "Turku" in html
    assert "3 parts changed" in html
    html = shown(client_of(None).get(re.search(r'href="([^"]*/family/\d+/)"', html).group(1)))
    assert "What Turku has changed" in html
    # Compared with what Espoo has today, which Carl kept his own against.
    assert re.search(r"<del>.*?Espoo.*?</del><ins>.*?Turku.*?</ins> openness", html)


def test_take_theirs_and_edit_leads_to_the_part(espoo_model, adopted, espoo, aino, carl, client_of):
    espoo_publishes(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Other")))
    visitor = client_of(carl)
    seen = re.search(r'name="seen_hash" value="(\w*)"', shown(visitor.get(f"{TURKU}school-trials/upstream/"))).group(1)
    answer = visitor.post(f"{TURKU}school-trials/upstream/openness/", {"choice": "take-edit", "seen_hash": seen})
    assert answer["Location"] == f"{TURKU}school-trials/work/parts/openness/"
    answer = visitor.post(f"{TURKU}school-trials/upstream/openness/", {"choice": "take-edit", "seen_hash": seen}, follow=True)
    assert "needs no choice any more" in shown(answer)


def test_questions_are_added_changed_moved_and_removed_without_script(espoo_model, adopted, turku, carl, client_of):
    visitor = client_of(carl)
    here = f"{TURKU}school-trials/work/parts/feedback/"
    html = shown(visitor.get(f"{here}questions/"))
    question = fields_of(html) | {"kind": "choice", "required": "on"} | in_languages("text", "Why")
    answer = visitor.post(f"{here}questions/", question)
    assert answer["Location"] == f"{here}questions/2/"
    for text in ("Fun", "Useful"):
        html = shown(visitor.get(f"{here}questions/2/options/"))
        assert visitor.post(f"{here}questions/2/options/", fields_of(html) | in_languages("text", text)).status_code == 302
    html = shown(visitor.get(f"{here}questions/2/"))
    seen = fields_of(html)["seen_hash"]
    assert visitor.post(f"{here}questions/2/change/", {"do": "up", "seen_hash": seen}).status_code == 302
    # An old page does not move what another has moved meanwhile.
    stale = visitor.post(f"{here}questions/0/change/", {"do": "remove", "seen_hash": seen}, follow=True)
    assert "Somebody else has changed this part" in shown(stale)
    with in_municipality(turku):
        one = Part.objects.get(version=draft_of(adopted), key="feedback")
        assert [q["key"] for q in one.data["questions"]] == ["overall", "why-en", "again"]
        assert [o["text"]["en"] for o in one.data["questions"][1]["options"]] == ["Fun en", "Useful en"]
        seen = one.content_hash
    visitor.post(f"{here}questions/0/change/", {"do": "remove", "seen_hash": seen})
    with in_municipality(turku):
        one.refresh_from_db()
        assert [q["key"] for q in one.data["questions"]] == ["why-en", "again"]


def test_scale_is_given_whole_or_not_at_all(espoo_model, adopted, turku, carl, client_of):
    visitor = client_of(carl)
    address = f"{TURKU}school-trials/work/parts/feedback/questions/1/"
    filled = fields_of(shown(visitor.get(address))) | {"kind": "scale", "scale_min": "1"} | in_languages("text", "How")
    assert "Fill in all of these, or none." in shown(visitor.post(address, filled), 422)
    filled |= {"scale_max": "7"} | in_languages("scale_min_label", "Bad") | in_languages("scale_max_label", "Good")
    assert visitor.post(address, filled).status_code == 302
    with in_municipality(turku):
        question = Part.objects.get(version=draft_of(adopted), key="feedback").data["questions"][1]
        assert question["scale"]["max"] == 7
        assert [option["key"] for option in question["options"]] == ["yes", "no"]


def test_hostile_input_is_answered_in_words(espoo_model, adopted, carl, client_of):
    visitor = client_of(carl)
    address = f"{TURKU}school-trials/work/parts/match/"
    good = fields_of(shown(visitor.get(address))) | in_languages("title", "T") | in_languages("output", "O")
    numbers = ({"usual_length_days": "9" * 400}, {"who": "nobody"}, {"seen_hash": "\0"})
    for wrong in (*numbers, {"title_fi": "\0"}, {"title_fi": "x" * 501}, {"body_fi": "x" * 50_000}):
        assert visitor.post(address, good | wrong).status_code == 422, wrong
    assert visitor.post(address, good | {"seen_hash": "0" * 64}).status_code == 422
    assert visitor.post(f"{TURKU}school-trials/work/publish/", {"number": "1" * 30}).status_code == 422
    assert visitor.get(f"{TURKU}?q=%00&theme=nothing&sort=%00&after=%00").status_code in (200, 400)
    assert visitor.get("/en/operating-models/?municipality=%00&language=xx").status_code in (200, 400)
    assert visitor.post(f"{TURKU}school-trials/upstream/match/", {"choice": "\0", "seen_hash": "\0"}).status_code == 302


def test_new_model_from_first_name_to_published(aino, client_of):
    visitor = client_of(aino)
    start = {"kind": "framework", "licence": "CC-BY-4.0", "themes": ["education", "culture"]} | in_languages("name", "Our way")
    answer = visitor.post(f"{ESPOO}new/", start | in_languages("summary", "Short"))
    work = answer["Location"]
    assert work == f"{ESPOO}our-way-fi/work/"
    answer = visitor.post(f"{work}add/", {"kind": "principle"} | in_languages("title", "Fair"))
    assert answer["Location"] == f"{work}parts/fair-en/"
    shown(visitor.get(work))
    assert visitor.post(f"{work}publish/", {"number": "0.9", "is_public": "on"}).status_code == 302
    assert "Our way en" in shown(client_of(None).get(ESPOO))
    assert "Our way en" in shown(client_of(None).get("/en/operating-models/?theme=culture&kind=framework&municipality=espoo&language=sv"))
    assert "Our way en" not in shown(client_of(None).get("/en/operating-models/?theme=companies"))
    assert "Our way en" in shown(client_of(None).get(f"{ESPOO}?q=fair"))


def test_missing_translation_is_marked(espoo_model, adopted, carl, client_of):
    visitor = client_of(carl)
    address = f"{TURKU}school-trials/work/parts/openness/"
    answer = visitor.post(address, fields_of(shown(visitor.get(address))) | {"title_fi": "Vain suomeksi"})
    assert answer.status_code == 302
    html = shown(visitor.get(f"{TURKU}school-trials/work/"))
    assert "1 text not yet in Swedish" in html
    assert 'lang="fi">Vain suomeksi' in html


def test_package_is_taken_along_and_brought_in(espoo_model, adopted, espoo, turku, aino, carl, client_of):
    answer = client_of(None).get(f"{ESPOO}school-trials/package.zip")
    data = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="school-trials-1.0.zip"'
    assert read_package(data).lineage.municipality_slug == "espoo"
    visitor = client_of(carl)
    other = write_package(package(slug="other", contents=[*parts()[:-1]]))
    answer = visitor.post(f"{TURKU}import/", {"package": SimpleUploadedFile("other.zip", other, "application/zip")})
    assert answer["Location"] == f"{TURKU}other/work/"
    for wrong in (b"", b"PK\x03\x04", other[:-300], b"x" * 100, b"\0" * 3000):
        html = shown(visitor.post(f"{TURKU}import/", {"package": SimpleUploadedFile("x.zip", wrong)}), 422)
        assert 'class="ds-error-summary"' in html
    shown(visitor.post(f"{TURKU}import/", {}), 422)
    assert client_of(None).post(f"{ESPOO}import/", {}).status_code == 302


def test_older_version_stays_readable(espoo_model, espoo, aino, client_of):
    espoo_publishes(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Other")))
    visitor = client_of(None)
    html = shown(visitor.get(f"{ESPOO}school-trials/versions/1.0/"))
    assert "You are reading the earlier version 1.0." in html
    assert "Openness" in html
    old = read_package(b"".join(visitor.get(f"{ESPOO}school-trials/package.zip?version=1.0").streaming_content))
    assert old.version == "1.0"
    html = shown(visitor.get(f"{ESPOO}school-trials/versions/1.1/changes/"))
    assert "News of the year" in html
    assert visitor.get(f"{ESPOO}school-trials/versions/1.0/changes/").status_code == 404


def test_attachment_is_added_shown_and_removed(espoo_model, adopted, turku, carl, client_of):
    visitor = client_of(carl)
    upload = {"upload": SimpleUploadedFile("Lomake.csv", b"a,b\n", "text/csv")} | in_languages("title", "Form")
    assert visitor.post(f"{TURKU}school-trials/work/attachments/", upload).status_code == 302
    assert "Form en" in shown(visitor.get(f"{TURKU}school-trials/work/"))
    with in_municipality(turku):
        attachment = Attachment.objects.get()
    visitor.post(f"{TURKU}school-trials/work/attachments/{attachment.pk}/remove/")
    assert "Form en" not in shown(visitor.get(f"{TURKU}school-trials/work/"))


def test_model_is_hidden_and_shown(espoo_model, espoo, aino, client_of):
    visitor = client_of(aino)
    visitor.post(f"{ESPOO}school-trials/work/show/", {"is_public": "no"})
    assert client_of(None).get(f"{ESPOO}school-trials/").status_code == 404
    assert "School trials" not in shown(client_of(None).get("/en/operating-models/"))
    visitor.post(f"{ESPOO}school-trials/work/show/", {"is_public": "yes"})
    shown(client_of(None).get(f"{ESPOO}school-trials/"))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_handbook_is_a_tagged_pdf_in_the_readers_language(espoo, espoo_model, aino, client_of, language):
    # What would be markup for Typst stays text.
    hostile = words('#panic("x") $x$ *a* _b_ `c` <d> @e [f] \\ #let x = 1 "')
    body = words("##### deep\n\n# high\n\n#panic()")
    espoo_publishes(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=hostile, body=body))
    answer = client_of(None).get(f"/espoo/{language}/models/school-trials/handbook.pdf")
    pdf = answer.content
    assert answer["Content-Type"] == "application/pdf"
    report = validate_pdf_bytes(pdf, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert f"/Lang({language}".encode() in pdf.replace(b"/Lang (", b"/Lang(")


def test_schema_is_published(db, client_of):
    answer = client_of(None).get("/en/operating-models/schema-1.json")
    assert answer.json()["properties"]["format"]["const"] == "talkoot-operating-model"


def counted(work) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT current_setting"))])


def test_lists_take_the_same_few_queries_for_three_and_for_thirty(espoo, client_of):
    visitor = client_of(None)

    def add(count, start):
        with in_municipality(espoo):
            for n in range(start, start + count):
                about = parts()[0].with_data(origin_municipality=f"m{n}")
                import_package(actor=SYSTEM, package=package(slug=f"model-{n}", contents=[about]), is_published=True)

    add(3, 0)
    few = [counted(lambda path=path: shown(visitor.get(path))) for path in (ESPOO, "/en/operating-models/")]
    add(27, 3)
    many = [counted(lambda path=path: shown(visitor.get(path))) for path in (ESPOO, "/en/operating-models/")]
    assert few == many
    assert max(many) <= 12


def test_model_page_and_workbench_take_few_queries(espoo_model, adopted, espoo, turku, aino, carl, client_of):
    espoo_publishes(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Other")))
    pages = ((None, f"{ESPOO}school-trials/", 25), (carl, f"{TURKU}school-trials/work/", 30), (carl, f"{TURKU}school-trials/upstream/", 25))
    for person, path, most in pages:
        visitor = client_of(person)
        shown(visitor.get(path))
        assert counted(lambda visitor=visitor, path=path: visitor.get(path)) <= most


def test_hidden_origin_leaves_the_copy_alone(espoo_model, adopted, espoo, aino, carl, client_of):
    with in_municipality(espoo):
        show_model(actor=aino, model=espoo_model, is_public=False)
    assert "not offered any more" in shown(client_of(carl).get(f"{TURKU}school-trials/upstream/"))
    shown(client_of(carl).get(f"{TURKU}school-trials/work/"))
    assert client_of(carl).get(f"{TURKU}adopt/{espoo_model.pk}/").status_code == 404


def test_zip_of_the_published_version_holds_one_document(espoo_model, espoo):
    with in_municipality(espoo):
        data = write_package(package_of(espoo_model, published_version(espoo_model)))
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["package.json"]
