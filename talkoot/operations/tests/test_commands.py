"""Commands as an operator types them: each in a process of its own, where that matters."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from talkoot.kernel.database.role import ServingRole
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.person import Person
from talkoot.operations.demo import load as demo
from talkoot.operations.running import environment

LONG_SECRET = "Xk8s-fjq20fjqlk3jf0q93jf0q2j3f0jqwfp0q3jf0a98sdfh0q32hf0q"


def talkoot(*arguments, **environ):
    """Exit code and all that was said. An empty value removes the variable."""
    variables = {name: value for name, value in (os.environ | environ).items() if value}
    done = subprocess.run(
        [sys.executable, "-m", "talkoot", *arguments],
        cwd=settings.ROOT,
        env=variables,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


# Both ask the same question before they begin; each refusal is read from one of them.
@pytest.mark.parametrize(
    ("command", "environ", "told"),
    [
        ("serve", {"TALKOOT_SECRET_KEY": ""}, "The secret key is the demo's. Set TALKOOT_SECRET_KEY"),
        ("worker", {"TALKOOT_SECRET_KEY": "short"}, "SECRET_KEY has less than 50 characters"),
        ("serve", {"TALKOOT_DEBUG": "1"}, "TALKOOT_DEBUG is on in production. Remove it."),
        ("worker", {"TALKOOT_MODE": "wild"}, "TALKOOT_MODE is “wild”. Remove it"),
        ("serve", {"DATABASE_URL": "owner"}, "Serve with a role that owns nothing."),
        ("worker", {"DATABASE_URL": "owner"}, "Serve with a role that owns nothing."),
        ("serve", {"DATABASE_URL": "postgresql://talkoot@/nothing?host=/nonexistent"}, "The database does not answer"),
    ],
)
def test_production_refuses_what_is_not_safe(db, command, environ, told):
    if environ.get("DATABASE_URL") == "owner":
        environ = environ | {"DATABASE_URL": os.environ["DATABASE_OWNER_URL"]}
    code, said = talkoot(command, **{"TALKOOT_MODE": "production", "TALKOOT_SECRET_KEY": LONG_SECRET, "TALKOOT_POOL": "0"} | environ)
    assert (code, told in said, "Traceback" in said) == (2, True, False), said


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (ServingRole("postgres", True, True, 0), "is a superuser"),
        (ServingRole("talkoot", False, True, 0), "bypasses row-level security"),
        (ServingRole("talkoot", False, False, 3), "owns 3 tables"),
    ],
)
def test_role_that_voids_the_fences_is_refused(role, told):
    assert not role.is_safe
    assert told in role.trouble


@pytest.mark.django_db(databases=["default", "owner"])
def test_role_that_can_become_the_owner_counts_as_owner():
    from talkoot.kernel.database.role import serving_role

    assert serving_role("default").owned_count == 0
    assert serving_role("owner").owned_count > 40


def test_missing_migration_is_told(db, monkeypatch):
    from talkoot.operations.running import readiness

    monkeypatch.setattr(readiness, "migrations_of_code", lambda: ["showcase.9999_wings"])
    (reason,) = readiness.reasons_not_to_serve(shows_pages=False)
    assert "showcase.9999_wings" in reason
    assert "talkoot migrate" in reason


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        ([], False),
        (["--version"], False),
        (["help"], False),
        (["migrate", "--help"], False),
        (["makemigrations", "--check"], False),
        (["templates", "check"], False),
        (["migrate"], True),
        (["doctor"], True),
        (["shell"], True),
        (["serve"], True),
    ],
)
def test_embedded_database_is_started_only_when_needed(arguments, needs):
    assert environment.needs_database(arguments) is needs


def test_commands_without_database_start_none(tmp_path):
    code, said = talkoot("makemigrations", "--check", "--dry-run", DATABASE_URL="", DATABASE_OWNER_URL="", TALKOOT_DATA=str(tmp_path))
    assert (code, said) == (0, "No changes detected\n")
    assert list(tmp_path.iterdir()) == []


# --- municipality --------------------------------------------------------------------------------------------------------


def test_added_municipality_has_an_invited_administrator(db, capsys):
    call_command("municipality", "add", "vantaa", "--name-fi", "Vantaa", "--name-sv", "Vanda", "--admin-email", "Pomo@Vantaa.example")
    said = capsys.readouterr().out
    vantaa = Municipality.objects.get(slug="vantaa")
    assert (str(vantaa.name), vantaa.languages) == ("Vantaa", ["fi", "sv", "en"])
    with in_municipality(vantaa):
        invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("pomo@vantaa.example", "administrator")
    assert "/vantaa/" in said
    link = said.strip().splitlines()[-1].strip()
    assert link.startswith(f"{settings.SITE_URL}/vantaa/")
    call_command("municipality", "list")
    assert "vantaa" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fi", "--name-fi", "A"], "address of the installation itself"),
        (["Isot Kirjaimet", "--name-fi", "A"], "small letters"),
        (["vantaa", "--name-sv", "Vanda"], "--name-fi"),
        (["vantaa", "--name-fi", "A", "--languages", "fi,xx"], "--languages"),
        (["vantaa", "--name-fi", "A", "--languages", ""], "--languages"),
        (["espoo", "--name-fi", "A"], "already exists"),
    ],
)
def test_municipality_that_can_not_be(espoo, arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("municipality", "add", *arguments, "--admin-email", "a@a.example")
    assert Municipality.objects.count() == 1


def test_municipality_without_an_administrator_is_not_made(db):
    with pytest.raises(CommandError, match=r"plain e-mail address"):
        call_command("municipality", "add", "vantaa", "--name-fi", "Vantaa", "--admin-email", "a b, c")
    assert not Municipality.objects.exists()


def test_municipality_is_given_a_host_name(espoo, turku, capsys):
    call_command("municipality", "host", "espoo", "Kehitys.Espoo.example")
    espoo.refresh_from_db()
    assert espoo.hostname == "kehitys.espoo.example"
    assert "TALKOOT_MUNICIPAL_HOSTS=1" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"already exists"):
        call_command("municipality", "host", "turku", "kehitys.espoo.example")
    with pytest.raises(CommandError, match=r"no municipality nowhere"):
        call_command("municipality", "host", "nowhere", "a.example")
    call_command("municipality", "host", "espoo")
    espoo.refresh_from_db()
    assert espoo.hostname is None


# --- demo ----------------------------------------------------------------------------------------------------------------


def test_demo_is_refused_in_production(db, settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match=r"known password"):
        call_command("demo")
    assert not Person.objects.exists()


def test_demo_is_refused_where_others_live(espoo):
    with pytest.raises(CommandError, match=r"not the demo's"):
        call_command("demo")
    assert not Person.objects.exists()


def test_demo_is_whole_and_loads_once(db, django_assert_max_num_queries):
    from talkoot.commons.operating_models.models.model import OperatingModel
    from talkoot.overviews.showcase.models.interest import Interest, Question
    from talkoot.overviews.showcase.models.project import Project, State

    assert not demo.is_loaded()
    demo.load(lambda text: None)

    def facts():
        found = {"people": Person.objects.count(), "municipalities": sorted(Municipality.objects.values_list("slug", flat=True))}
        for slug in found["municipalities"]:
            with in_municipality(Municipality.objects.get(slug=slug)):
                found[slug] = (
                    (OperatingModel.objects.count(), OperatingModel.objects.exclude(published_at=None).count()),
                    Project.objects.filter(state=State.PUBLISHED).count(),
                    Project.objects.filter(state=State.IN_REVIEW).count(),
                    Interest.objects.count(),
                    Question.objects.filter(answered_at=None).count(),
                )
        return found

    assert facts() == {
        "people": len(demo.PEOPLE),
        "municipalities": ["espoo", "helsinki", "oulu", "turku"],
        "espoo": ((8, 8), 8, 1, 3, 1),
        "helsinki": ((0, 0), 0, 0, 0, 0),
        "oulu": ((0, 0), 0, 0, 0, 0),
        # About to adopt: a copy in the making, published to nobody.
        "turku": ((1, 0), 0, 0, 0, 0),
    }
    before = facts()
    with django_assert_max_num_queries(8):
        assert demo.is_loaded()
    demo.load(lambda text: None)
    assert facts() == before
    assert all(person.email.endswith(".example") for person in Person.objects.all())
    assert all(one.check_password(demo.PASSWORD) for one in Person.objects.all())


# --- environment ---------------------------------------------------------------------------------------------------------


def test_secret_made_by_up_is_used_by_other_commands(tmp_path, monkeypatch):
    from talkoot.operations.running.up import make_secret

    monkeypatch.setenv("TALKOOT_DATA", str(tmp_path))
    monkeypatch.setenv("TALKOOT_SECRET_KEY", "")
    environment.use_kept_secret()
    assert os.environ["TALKOOT_SECRET_KEY"] == ""
    make_secret()
    make_secret()
    environment.use_kept_secret()
    made = os.environ["TALKOOT_SECRET_KEY"]
    assert len(made) >= 50
    assert environment.secret_file().stat().st_mode & 0o077 == 0
    monkeypatch.setenv("TALKOOT_SECRET_KEY", "mine")
    environment.use_kept_secret()
    assert os.environ["TALKOOT_SECRET_KEY"] == "mine"
