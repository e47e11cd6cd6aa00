"""Target 9: every address, search, export, feed, API and mail as a person of another municipality, as a resident without a role, and as
nobody: none of 200 planted names is seen.

The names are planted by real rows in Espoo: drafts, their parts, unanswered questions, drafts of operating models, organisations, members,
invitations, join requests, granted roles, files, preview links. Each address is asked with the numbers and slugs of those rows.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from talkoot.commons.operating_models.actions.drafts import add_part, create_model
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.queries.models import draft_of
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import DESCRIPTIONS
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS, SITE_URLS
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.invitations import invite_person
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.registry import talkoot_apps
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.actions.parts import save_part
from talkoot.overviews.showcase.actions.projects import make_preview_link, start_project
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.parts import Lesson, Partner
from talkoot.overviews.showcase.models.project import Programme, Project

NAMES = 200
PLANTED = re.compile(r"salaisuus[0-9]{3}", re.IGNORECASE)
# Addresses that end somebody's session or lead away from the site; nothing of ours is shown there.
LEFT_OUT = ("account/logout", "idp/", "account/oidc/")


class Planter:
    """Gives out the planted names and remembers the numbers and slugs of the rows that carry them."""

    def __init__(self) -> None:
        self.count = 0
        # Of each app: its addresses are asked with its own rows.
        self.numbers: dict[str, set[int]] = defaultdict(set)
        self.slugs: dict[str, set[str]] = defaultdict(set)

    def name(self) -> str:
        self.count += 1
        return f"Salaisuus{self.count:03d}"

    def words(self) -> Words:
        name = self.name()
        return Words(fi=name, sv=name, en=name)

    def remember(self, row: Any) -> Any:
        label = row._meta.app_label
        self.numbers[label].add(row.pk)
        if slug := getattr(row, "slug", None):
            self.slugs[label].add(slug)
        return row


@pytest.fixture
def planted(espoo, turku, aino, bo, carl) -> Planter:
    planter = Planter()
    with in_municipality(espoo):
        Programme.objects.create(slug="salainen-ohjelma", name=Words(fi="Ohjelma"))
        published = start_project(actor=aino, slug="julkinen", kind="study", title=Words(fi="Julkinen", sv="Offentlig", en="Public"))
        Project.objects.filter(pk=published.pk).update(state="published", published_at="2026-01-01T09:00Z")
        published = planter.remember(Project.objects.get(pk=published.pk))
        for n in range(12):
            draft = planter.remember(
                start_project(
                    actor=aino, slug=f"luonnos-{n}", kind="study", title=planter.words(), summary=planter.words(), story=planter.words()
                )
            )
            for part in (Lesson(title=planter.words(), text=planter.words()), Partner(name=planter.words(), kind="company")):
                save_part(actor=aino, project=draft, part=part)
                planter.remember(part)
            planter.remember(make_preview_link(actor=aino, project=draft))
        for _n in range(5):
            planter.remember(ask_question(actor=bo, project=published, text=planter.name(), language="fi"))
        Question.objects.filter(asked_by=bo).update(asked_by=aino)
        for _n in range(6):
            model = planter.remember(
                create_model(actor=aino, name=planter.words(), summary=planter.words(), kind="handbook", licence="CC-BY-4.0")
            )
            for _m in range(3):
                part = planter.remember(add_part(actor=aino, model=model, kind="guidance", title=planter.words()))
                Part.objects.filter(pk=part.pk).update(body=planter.words())
            planter.remember(draft_of(model))
        for _n in range(12):
            organisation = planter.remember(Organisation.objects.create(kind="company", name=planter.name(), contact_role=planter.name()))
            planter.remember(Unit.objects.create(organisation=organisation, name=planter.words(), area=planter.name()))
            member = Person.objects.create_user(f"{planter.name().lower()}@yritys.example", None, name=planter.name())
            planter.remember(Membership.objects.create(organisation=organisation, person=member, title=planter.name()))
            planter.remember(JoinRequest.objects.create(organisation=organisation, person=member, message=planter.name()))
            planter.remember(Grant.objects.create(person=member, role="reader"))
            invite_person(actor=SYSTEM, email=f"{planter.name().lower()}@kutsuttu.example", role="editor")
        for invitation in Invitation.objects.all():
            planter.remember(invitation)
        while planter.count < NAMES:
            name = planter.name()
            planter.remember(
                store_file(
                    actor=aino,
                    upload=SimpleUploadedFile(f"{name}.txt", name.encode(), content_type="text/plain"),
                    language="fi",
                    is_public=False,
                )
            )
    assert planter.count >= NAMES
    return planter


def addresses(urlconf: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every pattern as (template with {name} places, {name: converter})."""

    def walk(resolver: URLResolver, before: str, converters: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
        for entry in resolver.url_patterns:
            text, own = readable(entry)
            if isinstance(entry, URLResolver):
                yield from walk(entry, before + text, converters | own)
            elif isinstance(entry, URLPattern):
                yield before + text, converters | own

    yield from walk(get_resolver(urlconf), "", {})


def readable(entry: URLResolver | URLPattern) -> tuple[str, dict[str, str]]:
    text = str(entry.pattern)
    found: dict[str, str] = {}

    def place(match: re.Match[str]) -> str:
        converter, _, name = match[1].rpartition(":")
        found[name] = converter or "str"
        return "{" + name + "}"

    if hasattr(entry.pattern, "converters") and not text.startswith("^"):
        return re.sub(r"<([^>]+)>", place, text), found
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: place(re.match(r"(.*)", m[1])) if found.setdefault(m[1], "str") else "", text)  # type: ignore[arg-type]
    return named.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", ""), found


def filled(template: str, converters: dict[str, str], planter: Planter) -> Iterator[str]:
    """The address with planted numbers and slugs of its app: each value once in each place, not all combinations."""
    if not converters:
        yield template
        return
    routes = {app.route: app.label for app in talkoot_apps() if app.route}
    label = next((label for route, label in routes.items() if template.startswith(route)), "people")
    # Where nothing of the app is planted, numbers of others' rows still must not open anything.
    numbers = sorted(planter.numbers[label]) or sorted(planter.numbers["people"])[:3]
    slugs = sorted(planter.slugs[label]) or sorted(planter.slugs["showcase"])[:3]
    fixed = {
        "kind": [*DESCRIPTIONS, "results", "lessons", "partners", "documents", "pictures"],
        "step": ["publish", "approve", "archive"],
        "key": ["guidance", "part-1"],
        "place": ["items/0"],
        "number": ["1.0", "0.1"],
        "name": ["talkoot", "x.txt"],
        "digest": ["0123456789ab"],
        "municipality": ["espoo"],
    }
    choices = [
        fixed.get(name) or (numbers if converter == "int" else slugs if converter in ("slug", "str") else ["x"])
        for name, converter in converters.items()
    ]
    longest = max(len(c) for c in choices)
    for n in range(min(longest, 60)):
        yield template.format(**{name: values[n % len(values)] for name, values in zip(converters, choices, strict=True)})
    # Slug and kind vary together above; every kind with the first rows besides.
    for combination in itertools.islice(itertools.product(*(c[:3] for c in choices)), 9):
        yield template.format(**dict(zip(converters, combination, strict=True)))


def leaks(response: Any) -> list[str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace") + " ".join(f"{k}: {v}" for k, v in response.headers.items())
    return sorted(set(PLANTED.findall(text)))


def strangers(carl: Person, bo: Person) -> dict[str, Client]:
    made = {"nobody": Client(), "Carl of Turku": Client(), "Bo without a role": Client()}
    for name, person in (("Carl of Turku", carl), ("Bo without a role", bo)):
        made[name].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for client in made.values():
        client.raise_request_exception = True
    return made


@pytest.mark.parametrize("who", ["nobody", "Carl of Turku", "Bo without a role"])
def test_no_address_shows_a_planted_name_to_a_stranger(planted, carl, bo, who):
    visitor = strangers(carl, bo)[who]
    seen: dict[str, list[str]] = {}
    asked = 0
    for urlconf, starts in ((MUNICIPALITY_URLS, ("/espoo/fi/", "/turku/fi/")), (SITE_URLS, ("/fi/", "/"))):
        for template, converters in addresses(urlconf):
            if template.startswith(LEFT_OUT):
                continue
            every = list(dict.fromkeys(filled(template, converters, planted)))
            # Espoo's rows lie in Espoo: elsewhere a few of each address show that the place is asked for.
            for start, rest in [(starts[0], rest) for rest in every] + [(start, rest) for start in starts[1:] for rest in every[:4]]:
                response = visitor.get(start + rest, HTTP_ACCEPT_LANGUAGE="fi")
                asked += 1
                assert response.status_code < 500, f"{start + rest} → {response.status_code}"
                # Slugs are made of names, and a page repeats its own address (language links): what was asked is no secret.
                if found := [name for name in leaks(response) if name.lower() not in rest.lower()]:
                    seen[start + rest] = found
    assert seen == {}
    assert asked > 300


@pytest.mark.parametrize("who", ["nobody", "Carl of Turku", "Bo without a role"])
def test_no_search_list_export_or_feed_shows_a_planted_name(planted, carl, bo, who):
    visitor = strangers(carl, bo)[who]
    asked = [
        *(f"/espoo/fi/search/?q={word}" for word in ("salaisuus001", "salaisuus", "Salaisuus150", "sala")),
        *(f"/fi/search/?q={word}" for word in ("salaisuus001", "salaisuus")),
        *(f"/espoo/fi/search/suggestions/?q={word}" for word in ("sal", "salaisuus")),
        "/espoo/fi/projects/?q=salaisuus001",
        "/espoo/fi/projects/?download=csv",
        "/fi/projects/?download=csv",
        "/espoo/fi/projects/feed.atom",
        "/espoo/fi/projects/feed.json",
        "/espoo/fi/projects/export.json",
        "/espoo/fi/projects/work/",
        "/espoo/fi/models/?q=salaisuus",
        "/fi/operating-models/?q=salaisuus",
        "/sitemap.xml",
        "/api/openapi.json",
    ]
    # The words that were asked for stand in the page's own search field; that is the reader's text, not Espoo's.
    for address in asked:
        response = visitor.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode()
        own = address.partition("q=")[2]
        text = re.sub(rf"\b{re.escape(own)}\b", "", text, flags=re.IGNORECASE) if own else text
        assert PLANTED.findall(text) == [], address
        assert "luonnos-" not in text, address


def test_writing_as_a_stranger_changes_nothing_and_shows_nothing(planted, carl, bo, espoo):
    def rows() -> dict[str, list[Any]]:
        with in_municipality(espoo):
            return {
                model.__name__: list(model.objects.order_by("pk").values())
                for model in (Project, Lesson, Partner, Question, Organisation, Unit, Membership, JoinRequest, Invitation, Grant, Part)
            }

    before = rows()
    for visitor in strangers(carl, bo).values():
        for template, converters in addresses(MUNICIPALITY_URLS):
            if template.startswith((*LEFT_OUT, "account/")):
                continue
            for rest in itertools.islice(dict.fromkeys(filled(template, converters, planted)), 5):
                # What a stranger may do with public things (ask, register an organisation, erase her own account) is not tried here.
                if rest.startswith(("me/", "projects/julkinen/")):
                    continue
                response = visitor.post(
                    f"/espoo/fi/{rest}", {"name": "Kaapattu", "title_fi": "Kaapattu", "answer": "Kaapattu", "is_accepted": "1"}
                )
                assert response.status_code < 500, rest
                assert [name for name in leaks(response) if name.lower() not in rest.lower()] == [], rest
    assert rows() == before
    assert [m.subject for m in mail.outbox if PLANTED.search(m.subject + m.body) and "@kutsuttu.example" not in "".join(m.to)] == []


def test_the_planted_names_are_there_for_espoo_itself(planted, aino):
    """Otherwise the tests above would pass on an empty database."""
    own = Client()
    own.force_login(aino, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = [
        "/espoo/fi/projects/work/",
        "/espoo/fi/projects/export.json",
        "/espoo/fi/organisations/",
        "/espoo/fi/today/",
        "/espoo/fi/search/?q=salaisuus001",
    ]
    seen = {name for page in pages for name in leaks(own.get(page))}
    assert len(seen) > 60
