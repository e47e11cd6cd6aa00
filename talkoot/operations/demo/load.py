"""The demo: four municipalities, made-up people, Espoo's completed projects and operating models, and one adoption in the making.

Everything goes through the actions that people use, so it holds what the platform promises. Each stage is a transaction
and leaves alone what is there, so a load that was killed is finished by the next one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from talkoot.activities.marketplace.queries.rules import version_in_use
from talkoot.commons.operating_models.actions.adopting import adopt_model
from talkoot.commons.operating_models.actions.drafts import edit_part
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.actions.publishing import publish_version
from talkoot.commons.operating_models.content.package import read_document, shipped_packages
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.queries.models import draft_of
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.roles import grant_role
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.operations.demo import market
from talkoot.operations.demo.calls.bring import places_and_calls
from talkoot.operations.demo.people import EDITOR, OPERATOR, OULU, PASSWORD, PEOPLE, TURKU
from talkoot.operations.demo.trials.bring import bring_trial
from talkoot.overviews.showcase.actions.exchange import import_projects
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.actions.projects import send_to_review, start_project
from talkoot.overviews.showcase.content.file_format import read_projects_file
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.project import Project

HERE = Path(__file__).resolve().parent
PROJECTS_FILE = settings.ROOT / "talkoot" / "overviews" / "showcase" / "demo" / "espoo-projects.json"
ADOPTED_MODEL = "kyky"

Say = Callable[[str], Any]


class DemoRefused(Exception):
    """The text says why the demo is not loaded here."""


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / "content.json").read_text("utf-8"))
    return loaded


def is_loaded() -> bool:
    """Whether the last stage is there. Two queries."""
    espoo = Municipality.objects.filter(slug="espoo").first()
    if espoo is None:
        return False
    with in_municipality(espoo):
        return Question.objects.filter(text=content()["open_question"]["text"]).exists()


def load(say: Say) -> None:
    """Load what is missing, telling each step. Raises DemoRefused where it would open a door into somebody's real data."""
    refuse_real_use()
    texts = content()
    for stage, title in (
        (make_municipalities, "municipalities"),
        (make_people, "people"),
        (bring_models, "operating models"),
        (bring_projects, "completed projects"),
        (adopt_and_adapt, "an adoption in the making"),
        (leave_work_waiting, "work that waits for an answer"),
    ):
        # Texts of refusals and mails come in the language of Espoo.
        with translation.override("fi"):
            stage(texts)
        say(f"Demo: {title}")


def load_year(say: Say) -> None:
    """The school year of co-creation, on top of what `load` brought.

    Each stage and each trial is a transaction and leaves alone what is there: pages fill up while it goes on.
    """
    refuse_real_use()
    for slug, world_file in (("espoo", "world.json"), ("turku", "turku.json")):
        world = market.read(world_file)
        for stage in (
            market.make_world,
            market.keep_calendar,
            publish_adopted,
            market.accept_for_all,
            market.bring_needs,
            market.bring_ideas,
        ):
            with translation.override("fi"), inside(slug):
                stage(world)
        for row in market.rows_of(world, "trials"):
            with inside(slug), translation.override(row["written_in"]):
                bring_trial(world, row)
        say(f"Demo: a school year of co-creation in {slug}")
    for slug in ("espoo", "turku"):
        for step in places_and_calls(slug):
            with inside(slug), translation.override("fi"):
                step()
        say(f"Demo: places and fast trials in {slug}")


def publish_adopted(world: dict[str, Any]) -> None:
    """Turku has put its adapted copy to use and begins its first trial. Where a version is in use nothing is done."""
    draft = None if version_in_use() else draft_of(OperatingModel.objects.get(slug=ADOPTED_MODEL))
    if draft is not None:
        note = {"fi": "Turun ensimmäinen versio.", "sv": "Åbos första version.", "en": "Turku's first version."}
        publish_version(actor=Person.objects.get(email=TURKU.email), version=draft, change_note=note)


def refuse_real_use() -> None:
    if settings.MODE not in ("demo", "test"):
        raise DemoRefused("The demo's accounts have a known password, so it is loaded only by: talkoot up --demo")
    # The operator comes with the first stage, so a database with municipalities and without her is not the demo's.
    if Municipality.objects.exists() and not Person.objects.filter(email=OPERATOR.email).exists():
        raise DemoRefused("This database holds municipalities that are not the demo's. Give the demo another one, or another TALKOOT_DATA.")


@contextmanager
def inside(slug: str) -> Iterator[Municipality]:
    municipality = Municipality.objects.get(slug=slug)
    with in_municipality(municipality):
        yield municipality


def make_municipalities(texts: dict[str, Any]) -> None:
    with transaction.atomic():
        Person.objects.get_or_create(
            email=OPERATOR.email, defaults={"name": OPERATOR.name, "language": OPERATOR.language, "is_operator": True}
        )
        for row in texts["municipalities"]:
            facts = row | {"name": Words(row["name"])}
            Municipality.objects.get_or_create(slug=facts.pop("slug"), defaults=facts)


def make_people(texts: dict[str, Any]) -> None:
    # One hash for all: a strong one takes a tenth of a second, and the password is no secret.
    password = make_password(PASSWORD)
    for one in PEOPLE:
        with transaction.atomic():
            person, _is_new = Person.objects.get_or_create(email=one.email, defaults={"name": one.name, "language": one.language})
            if not person.password:
                person.password = password
                person.save(update_fields=["password"])
            EmailAddress.objects.get_or_create(user=person, email=one.email, defaults={"verified": True, "primary": True})
            if one.role:
                with inside(one.municipality):
                    grant_role(actor=SYSTEM, person=person, role=one.role)


def bring_models(texts: dict[str, Any]) -> None:
    for file in shipped_packages():
        with inside("espoo"):
            import_package(actor=SYSTEM, package=read_document(file.read_bytes()), is_published=True)


def bring_projects(texts: dict[str, Any]) -> None:
    data = read_projects_file(PROJECTS_FILE.read_bytes())
    with inside("espoo"):
        import_projects(actor=SYSTEM, data=data)


def adopt_and_adapt(texts: dict[str, Any]) -> None:
    """Turku takes Espoo's model and adds a paragraph to two of its parts. It stays a draft: the facts say "about to adopt"."""
    carl = Person.objects.get(email=TURKU.email)
    with inside("espoo"):
        origin_id = OperatingModel.objects.get(slug=ADOPTED_MODEL).pk
    with inside("turku"):
        if OperatingModel.objects.filter(adopted_from_model_id=origin_id).exists():
            return
        model = adopt_model(actor=carl, origin_id=origin_id)
        draft = draft_of(model)
        assert draft is not None, "An adopted model begins with a draft."
        for adaptation in texts["adaptations"]:
            part = Part.objects.select_related("version__model").get(version=draft, key=adaptation["part"])
            body = {code: f"{text}\n\n{adaptation['adds'][code]}" for code, text in part.body.items()}
            edit_part(actor=carl, part=part, title=part.title, body=body, data=part.data, seen_hash=part.content_hash)


def leave_work_waiting(texts: dict[str, Any]) -> None:
    """A draft that an editor has sent to review, and a question that nobody has answered."""
    elina, matti = Person.objects.get(email=EDITOR.email), Person.objects.get(email=OULU.email)
    oulu = Municipality.objects.get(slug="oulu")
    facts = {name: Words(value) if isinstance(value, dict) else value for name, value in texts["draft"].items()}
    with inside("espoo"):
        if not Project.objects.filter(slug=facts["slug"]).exists():
            project = start_project(actor=elina, review_by=timezone.localdate() + timedelta(days=365), **facts)  # type: ignore[arg-type]
            send_to_review(actor=elina, project=project)
        asked = texts["open_question"]
        if not Question.objects.filter(text=asked["text"]).exists():
            project = Project.objects.get(slug=asked["project"])
            ask_question(actor=matti, project=project, text=asked["text"], language=asked["language"], by_municipality=oulu)
