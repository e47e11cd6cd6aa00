"""A reader of another municipality finds KYKY and its guide."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import EVERY_LANGUAGE

pytestmark = pytest.mark.journey

TITLE = {"fi": "KYKY", "sv": "KYKY", "en": "KYKY"}
SEARCHED = {"fi": "koulujen", "sv": "skolorna", "en": "schools"}


@pytest.mark.parametrize(("language", "device"), EVERY_LANGUAGE)
def test_reader_finds_kyky_and_its_guide(visitor, language, device):
    reader = visitor(language, device)
    page = reader.open("/{language}/")
    page.get_by_role("main").locator("a[href$='/projects/']").first.click()
    page = reader.check()
    page.locator("form.ui-filters input[name=q]").fill(SEARCHED[language])
    page.locator("form.ui-filters button[type=submit]").click()
    page.wait_for_url("**q=*")
    reader.check()
    page.get_by_role("main").get_by_role("link", name=TITLE[language]).first.click()
    page = reader.check()
    assert "KYKY" in page.locator("h1").inner_text()
    # Documents say in which language they are; the print form is a real tagged PDF.
    assert page.locator("a.ui-document").count() >= 1
    pdf = page.request.get(page.url + "print.pdf")
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf.body()
    # The model it offers, and the handbook of that model.
    page.get_by_role("main").locator("a[href*='/models/kyky/']").first.click()
    page = reader.check()
    handbook = page.request.get(page.url + "handbook.pdf")
    assert handbook.status == 200
    assert handbook.body().startswith(b"%PDF-")


def test_reader_finds_kyky_without_script(visitor, browser, site):
    from tests.journeys.conftest import DESKTOP, run_axe

    reader = visitor("fi", "phone", script=False)
    page = reader.page
    page.goto(f"{site}/espoo/fi/projects/")
    page.locator("details.ui-filters__more summary").click()
    page.locator("select[name=theme]").select_option("education")
    page.locator("form.ui-filters button[type=submit]").click()
    page.wait_for_url("**theme=education*")
    page.get_by_role("main").get_by_role("link", name="KYKY").first.click()
    assert "KYKY" in page.locator("h1").inner_text()
    # axe needs script: the same documents, as they were served, are judged in a second browser.
    for address in (f"{site}/espoo/fi/projects/?theme=education", page.url):
        with browser.new_context(**DESKTOP) as judge:
            judged = judge.new_page()
            judged.route("**/*.js", lambda route: route.abort())
            judged.goto(address)
            assert run_axe(judged) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_search_from_the_header_finds_an_inflected_word(visitor, language):
    reader = visitor(language, "desktop")
    reader.open("/espoo/{language}/")
    field = reader.page.locator("form.ui-search input[name=q]")
    field.fill({"fi": "toimintamalleja", "sv": "verksamhetsmodeller", "en": "operating models"}[language])
    field.press("Enter")
    page = reader.check()
    assert page.locator("main mark").count() >= 1


@pytest.mark.parametrize("page_of_the_site", ["about/", "accessibility/", "privacy/", "models/", "account/login/", "account/signup/"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_about_the_site_are_accessible(visitor, language, page_of_the_site):
    visitor(language, "phone").open("/espoo/{language}/" + page_of_the_site)


def test_visitor_gets_no_cookie(visitor):
    reader = visitor("fi")
    for path in (
        "/{language}/",
        "/espoo/{language}/",
        "/espoo/{language}/projects/",
        "/espoo/{language}/projects/kyky/",
        "/espoo/{language}/privacy/",
    ):
        reader.open(path)
    assert reader.context.cookies() == []


def test_public_pages_are_light(visitor):
    """Under 150 kB over the wire, everything counted, on a first visit."""
    for path in ("/{language}/", "/espoo/{language}/projects/", "/espoo/{language}/projects/kyky/"):
        reader = visitor("fi", "phone")
        session = reader.context.new_cdp_session(reader.page)
        session.send("Network.enable")
        received = []
        session.on("Network.loadingFinished", lambda event, received=received: received.append(event["encodedDataLength"]))
        reader.page.goto(reader.site + path.replace("{language}", "fi"))
        reader.page.wait_for_load_state("networkidle")
        assert 0 < sum(received) < 150_000, f"{path}: {sum(received)} bytes"
