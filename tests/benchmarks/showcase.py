"""Targets 1 (lists), 2 (search) and 3 (submitting), on the showcase."""

from __future__ import annotations

import os
import random
import re
from datetime import timedelta

from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.kernel.i18n.fields import sort_keys
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.search.language import vector_text
from talkoot.kernel.search.models import Entry
from talkoot.overviews.showcase.content.kinds import Kind, State
from talkoot.overviews.showcase.models.project import Project
from talkoot.tools.themes.models import Theme
from tests.benchmarks.server import load, request, serving, timed

WORDS = [
    "asukas",
    "palvelu",
    "kokeilu",
    "yhteiskehittäminen",
    "koulu",
    "yritys",
    "kirjasto",
    "nuori",
    "ikääntynyt",
    "päätös",
    "mittari",
    "osallisuus",
    "toimintamalli",
    "asiakastuki",
    "kanava",
    "saavutettavuus",
    "robotti",
    "palaute",
    "työpaja",
    "opettaja",
    "oppilas",
    "innovaatio",
    "hyvinvointi",
    "liikunta",
    "kulttuuri",
    "museo",
    "päiväkoti",
    "ruokailu",
    "liikenne",
    "puisto",
    "energia",
    "kierrätys",
    "digituki",
    "neuvonta",
    "yhteisö",
    "järjestö",
    "tutkimus",
    "havainto",
    "suunnitelma",
    "sopimus",
]
BODIES = 2_000
BATCH = 5_000


def bodies() -> list[tuple[str, str]]:
    """Invented texts of 80 words with their vectors; lemmas are looked up once for each."""
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS, k=80)) for _n in range(BODIES)]
    return [(text, vector_text(" ".join(text.split()[:3]), text, "fi")) for text in texts]


def municipalities(count: int = 10) -> list[Municipality]:
    return [
        Municipality.objects.get_or_create(
            slug=f"kunta{n}", defaults={"name": Words(fi=f"Kunta {n}", sv=f"Kommun {n}", en=f"Municipality {n}")}
        )[0]
        for n in range(count)
    ]


def grow_to(size: int, texts: list[tuple[str, str]]) -> None:
    """So many published projects in all, evenly over the municipalities, each with its search entry."""
    chance = random.Random(size)
    places = municipalities()
    now = timezone.now()
    with across_municipalities(reason="The benchmark counts and makes its own data."):
        there = Project.objects.count()
    for start in range(there, size, BATCH):
        for place in places:
            mine = [n for n in range(start, min(start + BATCH, size)) if n % len(places) == int(place.slug[5:])]
            with in_municipality(place):
                projects = []
                for n in mine:
                    body, _vector = texts[n % len(texts)]
                    title = Words(fi=f"{' '.join(body.split()[:3]).capitalize()} {n}", sv=f"Projekt {n}", en=f"Project {n}")
                    projects.append(
                        Project(
                            slug=f"projekti-{n}",
                            title=title,
                            title_order=sort_keys(title),
                            summary=Words(fi=body[:200], sv=body[:200], en=body[:200]),
                            story=Words(fi=body, sv=body, en=body),
                            kind=chance.choice(Kind.values),
                            themes=chance.sample(Theme.values, 2),
                            state=State.PUBLISHED,
                            published_at=now - timedelta(minutes=n),
                        )
                    )
                Project.objects.bulk_create(projects)
                Entry.objects.bulk_create(
                    Entry(
                        municipality=place,
                        kind="showcase.project",
                        object_id=project.pk,
                        language="fi",
                        title=str(project.title["fi"]),
                        body=texts[n % len(texts)][0],
                        path=f"projects/{project.slug}/",
                        vector=texts[n % len(texts)][1],
                        is_public=True,
                    )
                    for n, project in zip(mine, projects, strict=True)
                )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def deep_page(port: int, path: str) -> str:
    """The address of a page some way down, reached as a reader does: by "next", thirty times."""
    for _n in range(30):
        _status, body = request(port, path)
        found = re.search(rb'rel="next" href="([^"]+)"', body)
        if not found:
            break
        path = found[1].decode().replace("&amp;", "&")
    return path


def queries_of(path: str) -> int:
    from django.test import Client

    with CaptureQueriesContext(connections["default"]) as caught:
        Client(HTTP_HOST="localhost").get(path)
    return len(caught)


def line(name: str, *cells: object) -> None:
    print(f"{name:<58}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


def measure(sizes: list[int], seconds: float) -> None:
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    texts = bodies()
    with serving("tests.benchmarks.hello:application", {}) as port:
        yardstick = load(port, ["/"], seconds=seconds)
    line("", "requests/s", "median ms", "p95 ms", "queries", "kept × hello")
    line("hello: a bare Django view", f"{yardstick.rate:.0f}", f"{yardstick.median_ms:.1f}", f"{yardstick.p95_ms:.1f}", "0", "1.00")
    for size in sizes:
        grow_to(size, texts)
        with serving("talkoot.config.wsgi:application", dict(os.environ), wait_for="/health/") as port:
            here, everywhere = "/kunta1/fi/projects/", "/fi/projects/"
            for name, paths in {
                f"{size:,} projects: first page, one municipality": [here],
                f"{size:,} projects: deep page, one municipality": [deep_page(port, here)],
                f"{size:,} projects: first page, all municipalities": [everywhere],
                f"{size:,} projects: deep page, all municipalities": [deep_page(port, everywhere)],
                f"{size:,} projects: by name, all municipalities": [f"{everywhere}?sort=title"],
                f"{size:,} projects: filter by theme and kind": [f"{everywhere}?theme=education&kind=study"],
                f"{size:,} projects: list searched": [f"{everywhere}?q=palveluissa+kokeilujen"],
                f"{size:,} projects: search page": [
                    f"/fi/search/?q={word}" for word in ("kokeilujen", "asukkaille+palvelut", "osallisuuden")
                ],
                f"{size:,} projects: project page": [f"/kunta1/fi/projects/projekti-{n}/" for n in (1,)],
            }.items():
                figures = load(port, paths, seconds=seconds, is_known=True)
                kept = load(port, paths, seconds=min(seconds, 1.0))
                share = kept.rate / yardstick.rate
                line(
                    name + (f" ({figures.failed} failed)" if figures.failed else ""),
                    f"{figures.rate:.0f}",
                    f"{figures.median_ms:.1f}",
                    f"{figures.p95_ms:.1f}",
                    queries_of(paths[0]),
                    f"{share:.2f}",
                )
    submitting()


def submitting() -> None:
    """Target 3: a listing with three languages and a file, through the page of the editor."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    place = municipalities()[1]
    person, _made = Person.objects.get_or_create(email="editor@kunta1.example", defaults={"name": "Editor"})
    with in_municipality(place):
        Grant.objects.get_or_create(person=person, role="coordinator")
    visitor = Client(HTTP_HOST="localhost")
    visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    count = 0
    pdf = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + b"%" * 200_000 + b"\n%%EOF"
    )

    def submit() -> None:
        nonlocal count
        count += 1
        text = " ".join(random.choices(WORDS, k=40))
        form = {f"title_{code}": f"Project {count} {code}" for code in ("fi", "sv", "en")}
        form |= {f"summary_{code}": text for code in ("fi", "sv", "en")} | {"kind": "study"}
        answer = visitor.post("/kunta1/en/projects/start/", form)
        assert answer.status_code == 302, answer.content[-2000:]
        slug = answer["Location"].split("/projects/")[1].split("/")[0]
        file = SimpleUploadedFile("guide.pdf", pdf, content_type="application/pdf")
        document = {f"title_{code}": "Guide" for code in ("fi", "sv", "en")} | {"language": "fi", "upload": file}
        answer = visitor.post(f"/kunta1/en/projects/{slug}/edit/documents/add/", document)
        assert answer.status_code == 302, answer.content[-2000:]

    median, p95 = timed(submit)
    line("submit a project in three languages, then a file of 200 kB", "", f"{median:.1f}", f"{p95:.1f}", "", "")
