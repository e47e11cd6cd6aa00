"""The public pages: lists, paging, feeds, print form, picture, what machines read."""

import csv
import io
import json
import re
import subprocess
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.overviews.showcase import urls
from talkoot.overviews.showcase.actions.interest import ask_question, show_interest
from talkoot.overviews.showcase.content.slugs import RESERVED_SLUGS
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Result
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.tests.counting import BUDGET, queries_of
from talkoot.overviews.showcase.tests.making import many_published, published, words

HOSTILE = 'a</script><script>alert(1)</script>" onload="x" <b>&amp; \u2028 =cmd'


@pytest.fixture
def robot(in_espoo, aino, vera):
    return published(aino, vera)


def fill(project, count):
    """So many rows of each kind on the page."""
    rows = {
        Result: {"label": words("Luku"), "value": "1.50"},
        Lesson: {"title": words("Oppi"), "text": words("t")},
        Partner: {"name": words("Yhdistys"), "kind": "company"},
        Document: {"title": words("Opas"), "address": "https://example.org/a.pdf", "language": "fi", "size_kb": 12},
    }
    for model, facts in rows.items():
        model.objects.bulk_create([model(project=project, position=n, **facts) for n in range(count)])


# ── Budgets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/projects/",
        "/en/projects/?sort=title",
        "/en/projects/?q=s",
        "/en/projects/?download=csv",
        "/en/projects/feed.atom",
        "/espoo/en/",
        "/espoo/en/projects/",
        "/espoo/en/projects/?theme=education&kind=tool&language=fi",
        "/espoo/en/projects/?q=s",
        "/espoo/en/projects/?download=csv",
        "/espoo/en/projects/feed.json",
        "/sitemap.xml",
    ],
)
def test_lists_and_fronts_cost_the_same_for_few_and_for_many(path, espoo, turku, client_of):
    with in_municipality(espoo):
        many_published(3)
    few = queries_of(client_of(None), path)
    with in_municipality(espoo):
        Project.objects.bulk_create([Project(**facts) for facts in more_facts(60)])
    with in_municipality(turku):
        many_published(10)
    many = queries_of(client_of(None), path)
    assert len(few) == len(many) <= BUDGET, "\n".join(many)


def more_facts(count):
    return [
        {"slug": f"m-{n}", "kind": "tool", "title": words("s"), "story": words("s"), "state": "published", "published_at": timezone.now()}
        for n in range(count)
    ]


@pytest.mark.parametrize("who", ["nobody", "bo", "aino"])
def test_project_page_costs_the_same_for_few_and_for_many(who, robot, request, turku, carl, aino, bo, client_of):
    visitor = client_of(None if who == "nobody" else request.getfixturevalue(who))
    fill(robot, 3)
    show_interest(actor=carl, project=robot, by_municipality=turku, stage="adopted")
    ask_question(actor=bo, project=robot, text="Paljonko?", language="fi")
    few = queries_of(visitor, "/espoo/en/projects/robotti/")
    fill(robot, 20)
    Question.objects.bulk_create([Question(project=robot, text=f"K {n}", language="fi", asked_by=bo) for n in range(60)])
    many = queries_of(visitor, "/espoo/en/projects/robotti/")
    assert len(few) == len(many) <= BUDGET, "\n".join(many)


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def slugs_on(page):
    links = html.fromstring(page.content).xpath('//div[@id="results"]//article/*/h2/a/@href')
    return [urlsplit(link).path.split("/")[-2] for link in links]


def step(page, rel):
    found = html.fromstring(page.content).xpath(f'//nav[@class="ui-pager"]/a[@rel="{rel}"]/@href')
    return found[0] if found else None


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("sort", ["newest", "title"])
@pytest.mark.parametrize("start", ["", "/espoo"])
def test_walk_meets_every_row_once_both_ways(start, sort, language, espoo, client_of):
    with in_municipality(espoo):
        many_published(47)
        there = set(Project.objects.values_list("slug", flat=True))
    visitor = client_of(None)
    page = visitor.get(f"{start}/{language}/projects/?sort={sort}")
    forth = [slugs_on(page)]
    while address := step(page, "next"):
        page = visitor.get(address)
        forth.append(slugs_on(page))
    back = [slugs_on(page)]
    while address := step(page, "prev"):
        page = visitor.get(address)
        back.append(slugs_on(page))
    walked = [slug for rows in forth for slug in rows]
    assert (len(walked), set(walked)) == (47, there)
    assert back[::-1] == forth
    if sort == "newest":
        assert walked == sorted(there, reverse=True)


def test_names_are_in_the_order_of_the_language(espoo, client_of):
    with in_municipality(espoo):
        for slug, title in (("aalto", "Ålto"), ("aiti", "Äiti"), ("oljy", "Öljy"), ("zoo", "Zoo"), ("vaasa", "Vaasa")):
            [Project.objects.create(**facts | {"slug": slug, "title": Words(fi=title, en=title)}) for facts in more_facts(1)]
    visitor = client_of(None)
    assert slugs_on(visitor.get("/espoo/fi/projects/?sort=title")) == ["vaasa", "zoo", "aalto", "aiti", "oljy"]
    assert slugs_on(visitor.get("/espoo/en/projects/?sort=title")) == ["aiti", "aalto", "oljy", "vaasa", "zoo"]


def test_filters_narrow_and_empty_list_offers_a_way_out(espoo, turku, aino, client_of):
    with in_municipality(espoo):
        many_published(2)
        Project.objects.filter(slug="p-000").update(themes=["culture"], kind="study", story=Words(fi="vain suomeksi"))
    with in_municipality(turku):
        Project.objects.create(**more_facts(1)[0] | {"slug": "turku"})
    visitor = client_of(None)

    def found(query, start="/espoo"):
        return slugs_on(visitor.get(f"{start}/en/projects/?{query}"))

    assert found("theme=culture") == found("kind=study") == ["p-000"]
    assert found("language=sv") == ["p-001"]
    assert found("theme=culture&language=sv") == []
    assert found("municipality=turku", "") == ["turku"]
    assert set(found("municipality=espoo", "")) == {"p-000", "p-001"}
    empty = visitor.get("/espoo/en/projects/?theme=strategy").content.decode()
    assert "Nothing was found" in empty
    assert "Show all projects" in empty
    assert "Write about a project" in client_of(aino).get("/espoo/en/projects/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "after=%00",
        "after=AAAA",
        "after=WyJ2IiwgImEiLCAxXQ",
        "after=WyJ2IiwgNSwgMV0",
        "after=WyJ2IiwgdHJ1ZSwgMV0",
        "after=WyJuIiwgIk5hTiIsIDFd",
        "after=WyJ0IiwgIjIwMjQtMDEtMDEiLCAxXQ",
        "after=WyJ2IiwgIlx1ZDgwMCIsIDFd",
        "before=WyJ2IiwgIlx1ZDgwMCIsIDFd&sort=title",
        "after=WyJ0IiwgIjAwMDEtMDEtMDFUMDA6MDA6MDArMTQ6MDAiLCAxXQ",
        "after=WyJ2IiwgImEiLCA5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
        "after=" + "A" * 5000,
        "sort=unknown",
        "theme=unknown",
        "theme=%00",
        "q=%00",
        "q=" + "a" * 300,
        "q=%ED%A0%80",
        "q=)(%26|!:*%27%5C",
        "programme=%F0%9F%98%80",
        "download=exe",
    ],
)
@pytest.mark.parametrize("start", ["", "/espoo"])
def test_hostile_queries_give_a_page(start, query, espoo, client_of):
    with in_municipality(espoo):
        many_published(2)
    for sort in ("newest", "title"):
        assert client_of(None).get(f"{start}/en/projects/?{query}&sort={sort}").status_code in (200, 400)


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "Robotti/",
        "%00/",
        "robotti%0A/",
        "..%2F/",
        "ä/",
        "a" * 5000 + "/",
        "questions/99999999999999999999999/",
        "robotti/edit/lessons/99999999999999999999/",
        "robotti/edit/unknown/1/",
        "robotti/step/unknown/",
        "preview/%00/",
        "preview/%ED%A0%80/",
        "programmes/nothing/edit/",
    ],
)
def test_hostile_addresses_give_4xx(path, robot, aino, client_of):
    for visitor in (client_of(None), client_of(aino)):
        for method in (visitor.get, visitor.post):
            response = method(f"/espoo/en/projects/{path}")
            assert 300 < response.status_code < 500, (path, response.status_code)
            assert response.status_code != 302 or "/login/" in response["Location"]


def test_own_pages_are_reserved_as_addresses():
    firsts = {str(pattern.pattern).partition("/")[0].partition(".")[0] for pattern in urls.urlpatterns}
    pages = {re.sub(r"-\d+$", "", first) for first in firsts if first and not first.startswith("<")}
    assert pages <= RESERVED_SLUGS


def test_csv_holds_whole_addresses_and_no_formulas(espoo, client_of):
    with in_municipality(espoo):
        for facts in more_facts(1):
            Project.objects.create(**facts | {"slug": "kaava", "title": Words(en="=HYPERLINK(1)", fi="@x"), "summary": Words(en="-1+1")})
    for path, address in (
        ("/espoo/en/projects/?download=csv", "http://testserver/espoo/en/projects/kaava/"),
        ("/en/projects/?download=csv", "http://testserver/espoo/en/projects/kaava/"),
    ):
        response = client_of(None).get(path)
        rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
        assert [(row["Title"], row["Summary"], row["Address"], row["Municipality"]) for row in rows] == [
            ("'=HYPERLINK(1)", "'-1+1", address, "Espoo")
        ]


# ── What machines read ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", ["", "/espoo"])
def test_feeds_are_read(start, espoo, client_of):
    with in_municipality(espoo):
        many_published(40, title=Words(en=f"{HOSTILE}\x07", fi="x"), summary=words("<i>s</i>"))
    atom = client_of(None).get(f"{start}/en/projects/feed.atom")
    parsed = feedparser.parse(atom.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert (len(parsed.entries), parsed.feed.language if "language" in parsed.feed else "en") == (30, "en")
    first = parsed.entries[0]
    assert first.link == "http://testserver/espoo/en/projects/p-039/"
    assert first.id == first.link
    assert HOSTILE in first.title or html.fromstring(f"<p>{first.title}</p>") is not None
    etree.fromstring(atom.content)
    feed = client_of(None).get(f"{start}/en/projects/feed.json")
    assert feed["Content-Type"] == "application/feed+json"
    data = feed.json()
    assert (data["version"], len(data["items"]), data["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        30,
        f"http://testserver{start}/en/projects/feed.json",
    )
    assert [item["id"] for item in data["items"]] == [entry.id for entry in parsed.entries]


def test_json_ld_cannot_be_broken_out_of(robot, client_of):
    Project.objects.update(title={"en": HOSTILE, "fi": "x"}, summary={"en": HOSTILE})
    page = client_of(None).get("/espoo/en/projects/robotti/?q=</script>")
    tree = html.fromstring(page.content)
    assert [s.get("src") or s.get("type") for s in tree.xpath("//script")].count("application/ld+json") == 1
    data = json.loads(tree.xpath('//script[@type="application/ld+json"]/text()')[0])
    assert (data["name"], data["description"], data["url"]) == (HOSTILE, HOSTILE, "http://testserver/espoo/en/projects/robotti/")
    assert tree.xpath("//@onload") == []
    assert tree.xpath('//link[@rel="canonical"]/@href') == ["http://testserver/espoo/en/projects/robotti/"]
    assert tree.xpath('//meta[@property="og:title"]/@content') == [HOSTILE]


def test_print_form_is_tagged_in_the_readers_language(robot, aino, client_of, tmp_path):
    fill(robot, 2)
    Project.objects.update(
        story={
            "fi": "### Luku\n\n| a | b |\n|---|---|\n| 1 | *2* |\n\n##### Ali\n\n- [x](https://a.example)\n\n> lainaus\n\n```\nkoodi\n```"
        }
    )
    for language in ("fi", "sv"):
        response = client_of(None).get(f"/espoo/{language}/projects/robotti/print.pdf")
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(response.content)
        assert b"pdfuaid" in response.content
        info = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        facts = dict(re.split(r":\s+", line, maxsplit=1) for line in info.splitlines() if re.search(r":\s+\S", line))
        assert (facts["Title"], facts["Author"], facts["Tagged"]) == (f"robotti {language}", "Espoo" if language == "fi" else "Esbo", "yes")
        assert re.search(rb"/Lang ?\(" + language.encode(), response.content)


@pytest.mark.parametrize("title", ["日本語", "\U0001f600", "a\x01b", "\u202eb", '#import "x" $ [', "x" * 160])
def test_any_title_can_be_printed_and_pictured(title, robot, client_of):
    Project.objects.update(title={"en": title, "fi": title}, story={"en": title})
    for page, begins in (("print.pdf", b"%PDF"), ("picture.png", b"\x89PNG")):
        response = client_of(None).get(f"/espoo/en/projects/robotti/{page}")
        assert response.status_code == 200
        assert response.content.startswith(begins)


def test_public_pages_may_be_kept_and_those_with_a_cookie_not(robot, aino, client_of):
    for path in ("/en/", "/espoo/en/", "/espoo/en/projects/", "/espoo/en/projects/robotti/", "/espoo/en/projects/robotti/print.pdf"):
        public = client_of(None).get(path)
        assert public["Cache-Control"] == "public, max-age=60", path
        assert "Cookie" in public["Vary"]
        assert not public.cookies
        assert client_of(aino).get(path)["Cache-Control"] == "private, no-cache"
        visitor = Client()
        visitor.cookies["anything"] = "1"
        assert visitor.get(path)["Cache-Control"] == "private, no-cache"


def test_text_in_another_language_says_so(robot, client_of):
    Project.objects.update(title={"fi": "Suomeksi"}, summary={"fi": "Tiivistelmä"}, story={"fi": "Tarina suomeksi"})
    page = html.fromstring(client_of(None).get("/espoo/sv/projects/robotti/").content)
    assert page.get("lang") == "sv"
    assert page.xpath("//h1//@lang") == ["fi"]
    assert page.xpath('//div[contains(@class, "ui-prose")]/@lang') == ["fi"]
    assert page.xpath('//span[contains(@class, "ui-missing")]')
    card = html.fromstring(client_of(None).get("/espoo/sv/projects/").content)
    assert card.xpath('//div[@id="results"]//article/*/h2/@lang') == ["fi"]
