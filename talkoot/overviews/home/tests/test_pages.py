"""Front pages, where to work, and what machines ask of a site."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree, html

from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import read_document, shipped_packages
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.ui.theme import Theme
from talkoot.overviews.home.content.loop import STATIONS, loop_svg
from talkoot.overviews.showcase.models.project import Project

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def shown(slug, **more):
    facts = {"kind": "tool", "title": Words(fi=slug), "summary": Words(fi="s"), "state": "published", "published_at": timezone.now()}
    return Project.objects.create(**{"slug": slug} | facts | more)


@pytest.fixture
def full(espoo, turku):
    facts = {"kind": "handbook", "licence": "CC-BY-4.0", "published_at": timezone.now(), "published_number": "1.0"}
    with in_municipality(espoo):
        for n in range(8):
            shown(f"e-{n}", published_at=timezone.now() - timedelta(days=n))
        shown("luonnos", state="draft")
        smallest = min(shipped_packages(), key=lambda file: file.stat().st_size)
        import_package(actor=SYSTEM, package=read_document(smallest.read_bytes()), is_published=True)
        OperatingModel.objects.update(slug="malli", name=Words(fi="Malli"))
        OperatingModel.objects.create(slug="oma", name=Words(fi="Oma"), **facts, is_public=False)
    with in_municipality(turku):
        shown("turku")
    Municipality.objects.filter(pk=turku.pk).update(languages=["fi", "sv"])


def addresses(response):
    return etree.fromstring(response.content).xpath("//s:loc/text()", namespaces=SITEMAP)


def titles(page):
    return [text.strip() for text in html.fromstring(page.content).xpath("//article//h3/a/text()")]


def test_site_front_counts_and_shows_the_newest_of_all(full, client_of):
    page = client_of(None).get("/fi/")
    numbers = html.fromstring(page.content).xpath('//span[@class="ui-figure__number"]/text()')
    assert numbers == ["9", "1", "2"]
    assert titles(page) == ["turku", "e-0", "e-1", "e-2", "e-3", "e-4", "Malli"]
    assert len(html.fromstring(page.content).xpath('//ol[@class="ui-loop"]/li')) == STATIONS


def test_municipality_front_shows_its_own(full, client_of):
    assert titles(client_of(None).get("/turku/fi/")) == ["turku"]
    assert titles(client_of(None).get("/espoo/fi/")) == ["e-0", "e-1", "e-2", "e-3", "e-4", "e-5", "Malli"]


def test_empty_fronts_invite(espoo, aino, client_of):
    assert "No completed projects here yet" in client_of(None).get("/en/").content.decode()
    assert "Write about a project" not in client_of(None).get("/espoo/en/").content.decode()
    assert "Write about a project" in client_of(aino).get("/espoo/en/").content.decode()


def test_sitemap_lists_each_page_in_the_languages_of_its_municipality(full, client_of):
    found = addresses(client_of(None).get("/sitemap.xml"))
    start = "http://localhost:8000"
    assert len(found) == len(set(found))
    assert {a for a in found if "/projects/turku/" in a} == {f"{start}/turku/{code}/projects/turku/" for code in ("fi", "sv")}
    assert {a for a in found if "/models/" in a} == {f"{start}/espoo/{code}/models/malli/" for code in ("fi", "sv", "en")}
    assert not [a for a in found if "luonnos" in a]
    for address in found:
        assert client_of(None).get(address.removeprefix(start)).status_code == 200, address


def test_municipality_with_its_own_host_name_has_its_own_sitemap(full, espoo, client_of):
    Municipality.objects.filter(pk=espoo.pk).update(hostname="kehitys.espoo.example")
    visitor, there = client_of(None), {"headers": {"host": "kehitys.espoo.example"}}
    found = addresses(visitor.get("/sitemap.xml", **there))
    assert "http://kehitys.espoo.example/sv/projects/e-0/" in found
    assert not [a for a in found if "turku" in a]
    assert "Sitemap: http://kehitys.espoo.example/sitemap.xml" in visitor.get("/robots.txt", **there).content.decode()
    for address in found:
        assert visitor.get(address.removeprefix("http://kehitys.espoo.example"), **there).status_code == 200, address


def test_robots_and_health(db, client_of):
    robots = client_of(None).get("/robots.txt").content.decode()
    assert "Disallow: /*/preview/" in robots
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert client_of(None).get("/health/").content == b"ok\n"


def test_where_to_work_leads_to_the_only_queue_or_asks(espoo, turku, aino, bo, client_of):
    assert client_of(aino).get("/en/today/")["Location"] == "/espoo/en/today/"
    assert "You have no role in any municipality yet" in client_of(bo).get("/en/today/").content.decode()
    with in_municipality(turku):
        Grant.objects.create(person=aino, role="reader")
    page = html.fromstring(client_of(aino).get("/en/today/").content)
    assert page.xpath('//main//a[@class="ui-chip"]/@href') == ["/espoo/", "/turku/"]


def test_queue_is_for_those_who_work_here(espoo, aino, bo, carl, client_of):
    assert "Nothing waits" in client_of(aino).get("/espoo/en/today/").content.decode()
    with in_municipality(espoo):
        school = Organisation.objects.create(kind="school", name="Kuunsilta")
        vera = Person.objects.create_user("vera@espoo.example", "correct horse battery", name="Vera")
        Membership.objects.create(person=vera, organisation=school)
    assert "Nothing waits" in client_of(vera).get("/espoo/en/today/").content.decode()
    assert client_of(vera).get("/en/today/")["Location"] == "/espoo/en/today/"
    assert client_of(bo).get("/espoo/en/today/").status_code == client_of(carl).get("/espoo/en/today/").status_code == 403
    assert "/account/login/" in client_of(None).get("/espoo/en/today/")["Location"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_about_the_site_are_there_everywhere(language, espoo, client_of):
    for start in ("", "/espoo"):
        for page in ("about", "accessibility"):
            response = client_of(None).get(f"{start}/{language}/{page}/")
            assert response.status_code == 200
            assert response["Cache-Control"] == "public, max-age=60"


def test_picture_of_the_loop_is_small_whole_and_for_the_eye_alone():
    for theme in (Theme(), Theme(brand="#ffee00", accent="#000000")):
        svg = loop_svg(theme)
        root = etree.fromstring(svg)
        assert (root.get("aria-hidden"), len(svg) < 8000) == ("true", True)
        assert not root.xpath("//@id | //@style")
