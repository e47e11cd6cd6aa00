"""The workbench in a browserless browser: writing, pictures, review, programmes, the queue, interest and answers."""

import io
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from PIL import Image

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.ui import panels
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.actions.projects import approve, archive_project, send_to_review
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.parts import Document, Lesson, Picture, Result
from talkoot.overviews.showcase.models.project import Programme, Project
from talkoot.overviews.showcase.tests.counting import BUDGET, queries_of
from talkoot.overviews.showcase.tests.making import a_draft, published, words

START = "/espoo/en/projects"

OWN_SOURCES = ("talkoot.kernel.", "talkoot.commons.operating_models.", "talkoot.overviews.showcase.")


def picture(name="kuva.png", colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


def typed(**fields):
    """Fields of a form as a browser sends them: words(...) as one field for each language."""
    sent = {}
    for name, value in fields.items():
        if isinstance(value, Words):
            sent |= {f"{name}_{code}": value.get(code, "") for code in ("fi", "sv", "en")}
        else:
            sent[name] = value
    return sent


def errors(page):
    return [
        text.strip()
        for text in html.fromstring(page.content).xpath('//div[contains(@class, "ds-error-summary")]//li//text()')
        if text.strip()
    ]


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def draft(in_espoo, eeva):
    return a_draft(eeva)


def test_editor_writes_a_project_to_its_review(espoo, eeva, client_of):
    editor = client_of(eeva)
    answer = editor.post(f"{START}/start/", typed(title=Words(fi="Lukukoira kirjastossa"), kind="tool"))
    assert (answer.status_code, answer["Location"]) == (302, f"{START}/lukukoira-kirjastossa/edit/story/")
    desk = f"{START}/lukukoira-kirjastossa/edit/"
    assert "something is still missing" in editor.get(desk).content.decode()
    for page, fields in (
        ("basics/", typed(title=Words(fi="Lukukoira"), summary=Words(fi="Lyhyesti"), kind="study", slug="lukukoira", themes=["education"])),
    ):
        assert editor.post(desk + page, fields).status_code == 302
    desk = f"{START}/lukukoira/edit/"
    assert editor.post(desk + "story/", typed(story=Words(fi="Tarina"))).status_code == 302
    contact = typed(contact_role=Words(fi="Kirjasto"), contact_email="kirjasto@espoo.example", review_by="2099-01-01", operating_model="")
    assert editor.post(desk + "contact/", contact).status_code == 302
    assert editor.post(desk + "results/add/", typed(label=Words(fi="Koiria"), value="3", unit=Words())).status_code == 302
    assert editor.post(desk + "lessons/add/", typed(title=Words(fi="Oppi"), text=Words(fi="Teksti"))).status_code == 302
    assert editor.post(desk + "partners/add/", typed(name=Words(fi="Kennel"), kind="association")).status_code == 302
    document = typed(
        title=Words(fi="Opas"), language="fi", address="https://example.org/opas.pdf", media_type="application/pdf", size_kb="12"
    )
    assert editor.post(desk + "documents/add/", document).status_code == 302
    with in_municipality(espoo):
        project = Project.objects.get()
        assert (project.slug, project.kind, project.themes, project.state) == ("lukukoira", "study", ["education"], "draft")
        assert (Result.objects.get().value, Document.objects.get().media_type) == (3, "application/pdf")
    assert editor.post(f"{START}/lukukoira/step/send_to_review/").status_code == 302
    with in_municipality(espoo):
        assert Project.objects.get().state == "in_review"


@pytest.mark.parametrize(
    ("page", "fields", "wrong"),
    [
        ("start/", {"title": Words(sv="Svenska"), "kind": "tool"}, "Title"),
        ("start/", {"title": Words(fi="a" * 161), "kind": "tool"}, "Title"),
        ("start/", {"title": Words(fi="a\x07b"), "kind": "tool"}, "Title"),
        ("start/", {"title": Words(fi="a\0b"), "kind": "tool"}, "Title"),
        ("robotti/edit/basics/", {"title": Words(fi="Otsikko"), "kind": "tool", "slug": "work"}, "taken by a page of the site"),
        ("toinen/edit/basics/", {"title": Words(fi="Otsikko"), "kind": "tool", "slug": "robotti"}, "already has a project"),
        ("robotti/edit/basics/", {"title": Words(fi="Otsikko"), "kind": "tool", "slug": "../x"}, "Address"),
        ("start/", {"title": Words(fi="Otsikko"), "kind": "unknown"}, "Kind"),
        (
            "robotti/edit/basics/",
            {"title": Words(fi="Otsikko"), "kind": "tool", "started_on": "2020-01-02", "ended_on": "2020-01-01"},
            "before the start",
        ),
        ("robotti/edit/basics/", {"title": Words(fi="Otsikko"), "kind": "tool", "programme": "999999999999999999999"}, "Programme"),
        ("robotti/edit/contact/", {"contact_role": Words(fi="x"), "contact_email": "nobody", "review_by": "soon"}, "Review by"),
        ("robotti/edit/story/", {"story": Words(sv="bara svenska")}, "Story"),
        ("robotti/edit/results/add/", {"label": Words(fi="x"), "value": "paljon"}, "Figure"),
        ("robotti/edit/results/add/", {"label": Words(fi="x"), "value": "9" * 40}, "Figure"),
        ("robotti/edit/documents/add/", {"title": Words(fi="x"), "language": "fi"}, "either a file or an address"),
        ("robotti/edit/documents/add/", {"title": Words(fi="x"), "language": "fi", "address": "javascript:alert(1)"}, "Address"),
        (
            "robotti/edit/documents/add/",
            {"title": Words(fi="x"), "language": "fi", "address": "https://a.example", "size_kb": "9" * 20},
            "kB",
        ),
        ("robotti/edit/pictures/add/", {"alt_text": Words(fi="x")}, "Picture"),
        ("robotti/edit/cover/", {"alt_text": Words(fi="x")}, "Picture"),
        ("programmes/add/", {"name": Words(sv="Bara svenska")}, "Name"),
    ],
)
def test_mistakes_are_told_and_what_was_typed_is_kept(page, fields, wrong, draft, eeva, client_of):
    a_draft(eeva, "toinen")
    answer = client_of(eeva).post(f"{START}/{page}", typed(**fields))
    assert answer.status_code == 422, answer["Location"]
    assert any(wrong in error for error in errors(answer)), errors(answer)
    text = next((value for value in fields.values() if isinstance(value, Words)), None)
    if text and "\0" not in str(text):
        tree = html.fromstring(answer.content)
        assert any(next(iter(text.values())) in value for value in [*tree.xpath("//input/@value"), *tree.xpath("//textarea/text()")])


def test_cover_is_put_changed_described_and_removed(draft, eeva, client_of):
    editor, page = client_of(eeva), f"{START}/robotti/edit/cover/"
    assert editor.post(page, typed(alt_text=Words(), upload=picture())).status_code == 422
    assert editor.post(page, typed(alt_text=words("Robotti"), upload=SimpleUploadedFile("a.png", b"no picture"))).status_code == 422
    assert editor.post(page, typed(alt_text=words("Robotti"), upload=picture())).status_code == 302
    first = Project.objects.select_related("cover").get().cover
    assert (first.width, first.alt_text) == (40, words("Robotti"))
    shown = html.fromstring(editor.get(f"{START}/robotti/").content).xpath('//div[@class="ui-hero__art"]/img')[0]
    assert (shown.get("alt"), editor.get(shown.get("src")).status_code) == ("Robotti en", 200)
    assert editor.post(page, typed(alt_text=words("Toinen"))).status_code == 302
    assert Project.objects.select_related("cover").get().cover.alt_text == words("Toinen")
    assert editor.post(page, typed(alt_text=words("Kolmas"), upload=picture(colour="blue"))).status_code == 302
    assert Project.objects.get().cover_id != first.pk
    assert editor.post(f"{START}/robotti/edit/cover/remove/").status_code == 302
    assert Project.objects.get().cover is None


def test_cover_is_on_cards_also_outside_the_municipality(in_espoo, aino, vera, client_of):
    published(aino, vera)
    client_of(aino).post(f"{START}/robotti/edit/cover/", typed(alt_text=words("Robotti"), upload=picture()))
    for path in ("/espoo/en/projects/", "/en/projects/", "/en/", "/espoo/sv/"):
        address = html.fromstring(client_of(None).get(path).content).xpath("//article//img/@src")[0]
        assert address.startswith("/espoo/files/")
        assert client_of(None).get(address).status_code == 200


def test_picture_of_the_page_is_added_and_described(draft, eeva, client_of):
    editor, desk = client_of(eeva), f"{START}/robotti/edit/pictures"
    assert editor.post(f"{desk}/add/", typed(alt_text=words("Koira"), caption=Words(fi="Kuvateksti"), upload=picture())).status_code == 302
    row = Picture.objects.select_related("file").get()
    assert editor.post(f"{desk}/{row.pk}/", typed(alt_text=words("Iso koira"), caption=Words())).status_code == 302
    now = Picture.objects.select_related("file").get()
    assert (now.file.alt_text, now.caption, now.file_id) == (words("Iso koira"), {}, row.file_id)
    assert "Iso koira sv" in client_of(eeva).get("/espoo/sv/projects/robotti/").content.decode()


def test_document_is_a_file_or_an_address(draft, eeva, client_of):
    editor, desk = client_of(eeva), f"{START}/robotti/edit/documents"
    file = SimpleUploadedFile("opas.txt", "Näin tehdään".encode() * 200, content_type="text/plain")
    assert editor.post(f"{desk}/add/", typed(title=words("Opas"), language="fi", upload=file)).status_code == 302
    row = Document.objects.select_related("file").get()
    assert (row.media_type, row.size_kb, row.address, row.file.name) == ("text/plain", 3, "", "opas.txt")
    shown = html.fromstring(editor.get(f"{START}/robotti/").content).xpath('//a[@class="ui-document"]')[0]
    assert (shown.xpath(".//small")[0].text_content(), editor.get(shown.get("href")).status_code) == ("TXT, Finnish, 3.0\u00a0kB", 200)
    both = typed(title=words("Opas"), language="fi", address="https://example.org/")
    assert editor.post(f"{desk}/{row.pk}/", both).status_code == 302
    now = Document.objects.get()
    assert (now.file, now.address, now.media_type) == (None, "https://example.org/", "text/html")


def test_steps_and_their_refusals_come_back_to_the_desk(in_espoo, aino, vera, client_of):
    a_draft(aino)
    send_to_review(actor=aino, project=Project.objects.get())
    own = client_of(aino)
    assert "another coordinator reads and approves it" in own.get(f"{START}/robotti/edit/").content.decode()
    assert "step/approve/" not in own.get(f"{START}/robotti/edit/").content.decode()
    answer = own.post(f"{START}/robotti/step/approve/", follow=True)
    assert "You sent this to review yourself." in answer.content.decode()
    assert client_of(vera).post(f"{START}/robotti/step/approve/").status_code == 302
    page = client_of(vera).get(f"{START}/robotti/edit/").content.decode()
    assert len(html.fromstring(page).xpath('//main//button[contains(@class, "ds-button") and not(@data-variant)]')) == 1
    assert client_of(vera).post(f"{START}/robotti/step/publish/").status_code == 302
    assert Project.objects.get().state == "published"
    assert client_of(None).get(f"{START}/robotti/step/archive/").status_code in (302, 405)


def test_preview_link_is_shown_once(draft, eeva, rita, client_of):
    answer = client_of(eeva).post(f"{START}/robotti/preview-link/", follow=True)
    address = next(word for word in answer.content.decode().split() if "/preview/" in word).partition("<")[0]
    assert client_of(None).get(address.removeprefix("http://testserver")).status_code == 200
    assert "/preview/" not in client_of(eeva).get(f"{START}/robotti/edit/").content.decode()
    assert "1 link is in use." in client_of(eeva).get(f"{START}/robotti/edit/").content.decode()
    assert client_of(rita).post(f"{START}/robotti/preview-link/").status_code == 403


def test_archived_projects_are_found_on_the_workbench(in_espoo, aino, vera, eeva, client_of):
    archive_project(actor=aino, project=published(aino, vera, "vanha"))
    a_draft(eeva, "uusi")

    def listed(query=""):
        return html.fromstring(client_of(eeva).get(f"{START}/work/{query}").content).xpath('//ul[@class="ui-rows"]//h2/a/text()')

    assert (listed(), listed("?state=archived")) == (["uusi en"], ["vanha en"])
    assert listed("?missing=sv") == []


def test_untranslated_list_names_the_languages(in_espoo, eeva, client_of):
    a_draft(eeva, "kaikki")
    a_draft(eeva, "vajaa", story=Words(fi="Vain suomeksi", sv="Och svenska"))
    page = html.fromstring(client_of(eeva).get(f"{START}/untranslated/").content)
    assert page.xpath('//ul[@class="ui-rows"]//h2/a/text()') == ["vajaa en"]
    assert "Not yet in English" in page.text_content()


def test_programmes_are_added_and_changed(espoo, eeva, rita, client_of):
    editor = client_of(eeva)
    assert "No programmes yet" in editor.get(f"{START}/programmes/").content.decode()
    assert editor.post(f"{START}/programmes/add/", typed(name=Words(fi="6Aika Espoossa"))).status_code == 302
    assert editor.post(f"{START}/programmes/add/", typed(name=Words(fi="6Aika Espoossa"))).status_code == 422
    change = f"{START}/programmes/6aika-espoossa/edit/"
    assert editor.post(change, typed(name=Words(fi="6Aika", sv="6Aika på svenska"), description=Words(fi="Ohjelma"))).status_code == 302
    with in_municipality(espoo):
        programme = Programme.objects.get()
        assert (programme.slug, programme.name["sv"]) == ("6aika-espoossa", "6Aika på svenska")
    listed = client_of(rita).get(f"{START}/programmes/")
    assert "6Aika" in listed.content.decode()
    assert change not in listed.content.decode()
    history = html.fromstring(editor.get(f"{START}/programmes/").content).xpath('//a[contains(@href, "history")]/@href')[0]
    assert editor.get(history).status_code == 200


def test_interest_is_told_changed_and_withdrawn(in_espoo, turku, aino, vera, carl, bo, client_of):
    published(aino, vera)
    page = f"{START}/robotti/interest/"
    assert "A coordinator speaks for a municipality" in client_of(bo).get(page).content.decode()
    assert "A coordinator speaks for a municipality" in client_of(aino).get(page).content.decode()
    turkus = client_of(carl)
    assert turkus.post(page, {"by_municipality": "turku", "stage": "preparing", "note": "Syksyllä"}).status_code == 302
    assert (
        turkus.post(page.replace("/en/", "/fi/"), {"by_municipality": "turku", "stage": "adopted", "note": "Käytössä"}).status_code == 302
    )
    told = Interest.objects.get()
    assert (told.stage, told.note) == ("adopted", {"en": "Syksyllä", "fi": "Käytössä"})
    assert "1 municipality has adopted this" in client_of(None).get(f"{START}/robotti/").content.decode()
    assert 'value="adopted"' in turkus.get(page).content.decode()
    for wrong in (
        {"by_municipality": "espoo", "stage": "adopted"},
        {"by_municipality": "a\0", "stage": "adopted"},
        {"by_municipality": "turku", "stage": "x"},
        {},
    ):
        assert turkus.post(page, wrong).status_code == 422
    withdraw = f"{page}withdraw/"
    assert client_of(bo).post(withdraw, {"by_municipality": "turku"}).status_code == 302
    assert Interest.objects.count() == 1
    assert turkus.post(withdraw, {"by_municipality": "no\0ne"}).status_code == 404
    assert turkus.post(withdraw, {"by_municipality": "turku"}).status_code == 302
    assert not Interest.objects.exists()


def test_question_is_asked_and_answered_in_the_queue_and_mended(in_espoo, aino, vera, bo, client_of):
    published(aino, vera)
    asking = client_of(bo).post(f"{START}/robotti/ask/", {"text": "Paljonko?"})
    assert asking["Location"] == f"{START}/robotti/#questions"
    assert client_of(bo).post(f"{START}/robotti/ask/", {"text": "a\x01"}).status_code == 422
    question = Question.objects.get()
    queue = client_of(aino).get("/espoo/en/today/")
    form = html.fromstring(queue.content).xpath(f'//form[contains(@action, "questions/{question.pk}")]')[0]
    assert client_of(aino).post(form.get("action"), {"answer": "Ei mitään."})["Location"] == "/espoo/en/today/"
    # Vera had the same queue open.
    late = client_of(vera).post(form.get("action"), {"answer": "Paljon."})
    assert late.status_code == 422
    assert "answered meanwhile" in late.content.decode()
    assert "Paljon." in late.content.decode()
    page = client_of(vera).get(form.get("action")).content.decode()
    assert "Ei mitään." in page
    assert 'name="change" value="1"' in page
    mended = client_of(vera).post(form.get("action"), {"answer": "Ei paljon.", "change": "1"})
    assert mended["Location"] == f"{START}/robotti/#questions"
    assert "Ei paljon." in client_of(None).get(f"{START}/robotti/").content.decode()
    assert client_of(bo).get(form.get("action")).status_code == 403


def test_queue_holds_all_kinds_oldest_promise_first_within_the_budget(in_espoo, turku, aino, vera, eeva, bo, carl, client_of, monkeypatch):
    def fill(start, count):
        for n in range(start, start + count):
            asked = published(aino, vera, f"kysytty-{n}", review_by=timezone.localdate() + timedelta(days=10))
            ask_question(actor=SYSTEM, project=asked, text=f"Kysymys {n}", language="fi")
            send_to_review(actor=eeva, project=a_draft(eeva, f"luettava-{n}"))
            ready = a_draft(eeva, f"valmis-{n}", review_by=None)
            send_to_review(actor=eeva, project=ready)
            approve(actor=aino, project=ready)
            published(aino, vera, f"vajaa-{n}", story=Words(fi="Suomeksi"))

    fill(0, 1)
    few = queries_of(client_of(aino), "/espoo/en/today/")
    fill(1, 14)
    many = queries_of(client_of(aino), "/espoo/en/today/")
    assert len(few) == len(many), "\n".join(many)
    # Each source of another app asks once or twice, however much waits; the app's own tests count it.
    monkeypatch.setattr(panels, "WAITING", [source for source in panels.WAITING if source.__module__.startswith(OWN_SOURCES)])
    assert len(queries_of(client_of(aino), "/espoo/en/today/")) <= BUDGET
    page = html.fromstring(client_of(aino).get("/espoo/en/today/").content)
    kinds = page.xpath('//li[@class="ui-queue__item"]//p[@class="ui-queue__facts"]/span[1]/text()')
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Question": 15,
        "To review": 15,
        "Reviewed, to publish": 15,
        "Does it still hold?": 15,
        "Missing translation": 15,
    }
    assert kinds[0] == "Question"


def test_queue_tells_the_sender_that_another_must_read(in_espoo, aino, vera, client_of):
    send_to_review(actor=aino, project=a_draft(aino))
    own, other = (client_of(person).get("/espoo/en/today/").content.decode() for person in (aino, vera))
    assert "waits for another coordinator: you sent it" in own
    assert "step/approve/" not in own
    assert "step/approve/" in other


def test_desk_and_workbench_are_within_the_budget(draft, eeva, client_of):
    for n in range(30):
        Lesson.objects.create(project=draft, title=words(f"Oppi {n}"), text=words("t"))
        Project.objects.create(slug=f"p-{n}", kind="tool", title=words("x"))
    for path in ("/robotti/edit/", "/work/", "/work/?state=draft&q=x", "/untranslated/", "/programmes/"):
        found = queries_of(client_of(eeva), START + path)
        assert len(found) <= BUDGET, (path, found)


def test_history_is_reached_from_the_pages_of_those_who_may(in_espoo, aino, vera, bo, client_of):
    project = published(aino, vera)
    show = f"{START}/robotti/"
    address = html.fromstring(client_of(aino).get(show).content).xpath('//a[contains(@href, "/history/")]/@href')
    assert address == [f"/espoo/en/history/showcase.project/{project.pk}/"]
    page = client_of(aino).get(address[0]).content.decode()
    assert "Began the project" in page
    assert "Published" in page
    for visitor in (client_of(bo), client_of(None)):
        assert "/history/" not in visitor.get(show).content.decode()
