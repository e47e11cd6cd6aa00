"""The fixed cast and the real database of all tests.

Aino coordinates Espoo, Bo is a resident of Espoo, Carl coordinates Turku and must see nothing of Espoo's own.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from psycopg import sql

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from tests import postgres

# Tables that the migrations fill and that a test with real commits must not empty.
KEPT_TABLES = {"django_migrations", "django_content_type"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """A database of this process, copied from a template that is migrated once for each set of migrations."""
    make_database(postgres.NAME)
    yield
    connections.close_all()
    drop_database(postgres.NAME)


def make_database(name: str, *, with_demo: bool = False) -> None:
    """A fresh copy of the migrated template, or of the one with the whole demo in it."""
    template = f"talkoot_template_{postgres.migrations_fingerprint()}"
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    with open(Path(settings.DATA) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(os.environ["TEST_DATABASE_OWNER_URL"], autocommit=True) as admin:
            make_template(admin, template)
            if with_demo:
                template = make_demo_template(admin, template)
            drop(admin, name)
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(name: str) -> None:
    with psycopg.connect(os.environ["TEST_DATABASE_OWNER_URL"], autocommit=True) as admin:
        drop(admin, name)


def drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    # The owner may not end sessions of the serving role (a thread of a rivals' test may have left one), so that role does it, and
    # waits until they have ended.
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as serving:
        serving.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", [name]
        )
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def make_template(admin: psycopg.Connection[tuple[object, ...]], template: str) -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
        return
    for (old,) in admin.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'talkoot\_template\_%'").fetchall():
        drop(admin, str(old))
    making = f"{template}_making"
    drop(admin, making)
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    grant_to_serving_role(making)
    environment = os.environ | {
        "DATABASE_URL": postgres.with_name(os.environ["TEST_DATABASE_URL"], making),
        "DATABASE_OWNER_URL": postgres.with_name(os.environ["TEST_DATABASE_OWNER_URL"], making),
    }
    subprocess.run([sys.executable, "-m", "talkoot", "migrate", "--database", "owner", "-v", "0"], env=environment, check=True)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(template)))


def make_demo_template(admin: psycopg.Connection[tuple[object, ...]], migrated: str) -> str:
    """Loading the demo takes longer than most journeys, so it is done once for each state of it."""
    template = f"talkoot_demo_{postgres.demo_fingerprint()}"
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
        return template
    for (old,) in admin.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'talkoot\_demo\_%'").fetchall():
        drop(admin, str(old))
    making = f"{template}_making"
    drop(admin, making)
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(making), sql.Identifier(migrated)))
    grant_to_serving_role(making)
    environment = os.environ | {
        # As the site will run: its hash of the passwords, its key for the secrets.
        "TALKOOT_MODE": "demo",
        "DATABASE_URL": postgres.with_name(os.environ["TEST_DATABASE_URL"], making),
        "DATABASE_OWNER_URL": postgres.with_name(os.environ["TEST_DATABASE_OWNER_URL"], making),
    }
    subprocess.run([sys.executable, "-m", "talkoot", "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(template)))
    return template


def grant_to_serving_role(name: str) -> None:
    role = settings.DATABASES["default"]["USER"]
    with psycopg.connect(postgres.with_name(os.environ["TEST_DATABASE_OWNER_URL"], name), autocommit=True) as owner:
        for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES", "EXECUTE ON FUNCTIONS"):
            owner.execute(sql.SQL("ALTER DEFAULT PRIVILEGES GRANT {} TO {}").format(sql.SQL(rights), sql.Identifier(role)))


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """For tests with rivals at once: real commits, all tables emptied afterwards by their owner."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        connections.close_all()
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
            owner.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
                    sql.SQL(", ").join(sql.Identifier(table) for table in tables if table not in KEPT_TABLES)
                )
            )


def database_of(request: pytest.FixtureRequest) -> None:
    """The cast lives in whichever database the test uses: committed when it asks for that, else rolled back."""
    if "committed_db" in request.fixturenames:
        request.getfixturevalue("committed_db")
    else:
        request.getfixturevalue("db")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Tests read the words of the code, whichever translations are compiled; a test of another language says so."""
    with translation.override("en"):
        yield


@pytest.fixture
def espoo(request: pytest.FixtureRequest) -> Municipality:
    database_of(request)
    return Municipality.objects.create(
        slug="espoo", name=Words(fi="Espoo", sv="Esbo", en="Espoo"), code="049", languages=["fi", "sv", "en"]
    )


@pytest.fixture
def turku(request: pytest.FixtureRequest) -> Municipality:
    database_of(request)
    return Municipality.objects.create(slug="turku", name=Words(fi="Turku", sv="Åbo", en="Turku"), code="853", languages=["fi", "sv", "en"])


def coordinator_of(municipality: Municipality, email: str, name: str) -> Person:
    person = Person.objects.create_user(email, "correct horse battery", name=name, language="en")
    with in_municipality(municipality):
        Grant.objects.create(person=person, role="coordinator")
    return person


@pytest.fixture
def aino(espoo: Municipality) -> Person:
    return coordinator_of(espoo, "aino@espoo.example", "Aino Aalto")


@pytest.fixture
def carl(turku: Municipality) -> Person:
    return coordinator_of(turku, "carl@turku.example", "Carl Ström")


@pytest.fixture
def bo(espoo: Municipality) -> Person:
    return Person.objects.create_user("bo@resident.example", "correct horse battery", name="Bo Lind", language="en")


@pytest.fixture
def in_espoo(espoo: Municipality) -> Iterator[Municipality]:
    with in_municipality(espoo):
        yield espoo


@pytest.fixture
def client_of(client: object) -> Callable[[Person | None], object]:
    """`client_of(aino)`: a browserless visitor signed in as the person; `client_of(None)`: a stranger."""
    from django.test import Client

    def make(person: Person | None) -> Client:
        visitor = Client()
        if person is not None:
            visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return visitor

    return make
