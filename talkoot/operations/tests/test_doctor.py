"""The doctor finds what was broken on purpose."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections

from talkoot.kernel.database.policies import raise_fences
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.operations.health import database, surroundings
from talkoot.operations.health.findings import FAIL, OK, WARN

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def levels(question):
    return [finding.level for finding in question()]


def as_owner(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def broken(committed_db):
    """Breaks the database by a statement of its owner; mended afterwards."""
    mends = []

    def do(sql, mend):
        mends.append(mend)
        as_owner(sql)

    yield do
    for mend in mends:
        as_owner(mend)
    raise_fences("owner")


@pytest.mark.django_db(databases=["default", "owner"])
def test_healthy_database():
    for question in (
        database.database_answers,
        database.serving_role_is_safe,
        database.owner_answers,
        database.migrations_are_applied,
        database.fences_stand,
        database.history_is_written,
        surroundings.storage_can_be_written,
        surroundings.mail_goes_out,
        surroundings.search_is_filled,
    ):
        assert levels(question) == [OK], question


@pytest.mark.rivals
@pytest.mark.parametrize(
    ("sql", "mend"),
    [
        ("DROP POLICY municipality ON showcase_project", ""),
        ("ALTER TABLE showcase_project DISABLE ROW LEVEL SECURITY", ""),
        ("ALTER TABLE showcase_project NO FORCE ROW LEVEL SECURITY", ""),
        ("CREATE POLICY open ON showcase_project USING (true)", "DROP POLICY open ON showcase_project"),
        (
            "ALTER POLICY municipality ON showcase_project USING (true)",
            "ALTER TABLE showcase_project NO FORCE ROW LEVEL SECURITY; DROP POLICY municipality ON showcase_project",
        ),
    ],
)
def test_fallen_fence_is_found(broken, sql, mend):
    broken(sql, mend or "SELECT 1")
    (finding,) = database.fences_stand()
    assert (finding.level, finding.what) == (FAIL, "No fence between municipalities on: showcase_project")
    assert "migrate" in finding.mend


@pytest.mark.rivals
def test_migrate_raises_a_fallen_fence_again(broken):
    broken("DROP POLICY municipality ON showcase_project", "SELECT 1")
    call_command("migrate", verbosity=0)
    assert levels(database.fences_stand) == [OK]


@pytest.mark.rivals
def test_history_that_is_not_written_is_found(broken):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'showcase_project'::regclass AND tgname LIKE 'pgtrigger_update%'")
        (name,) = cursor.fetchone()
    broken(f"ALTER TABLE showcase_project DISABLE TRIGGER {name}", f"ALTER TABLE showcase_project ENABLE TRIGGER {name}")
    (finding,) = database.history_is_written()
    assert (finding.level, name in finding.what) == (FAIL, True)


@pytest.mark.rivals
def test_missing_and_unknown_migrations_are_found(broken):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'showcase' ORDER BY name DESC LIMIT 1")
        (name,) = cursor.fetchone()
    broken(
        f"UPDATE django_migrations SET name = '9999_wings' WHERE app = 'showcase' AND name = '{name}'",
        f"UPDATE django_migrations SET name = '{name}' WHERE app = 'showcase' AND name = '9999_wings'",
    )
    (finding,) = database.migrations_are_applied()
    assert (finding.level, f"showcase.{name}" in finding.what) == (FAIL, True)


@pytest.mark.django_db(databases=["default", "owner"])
def test_dangerous_serving_role_is_found(monkeypatch):
    monkeypatch.setattr(database, "serving_role", lambda: database_role("owner"))
    (finding,) = database.serving_role_is_safe()
    assert (finding.level, "owns" in finding.what, "CREATE ROLE" in finding.mend) == (FAIL, True, True)


def database_role(alias):
    from talkoot.kernel.database.role import serving_role

    return serving_role(alias)


def test_silent_worker_is_found(db):
    assert levels(surroundings.jobs_run) == [FAIL]


def test_mail_server_that_does_not_answer_is_found(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    (finding,) = surroundings.mail_goes_out()
    assert (finding.level, "127.0.0.1:1" in finding.what) == (FAIL, True)


def test_storage_that_can_not_be_written_is_found(db, settings, tmp_path):
    (tmp_path / "files").write_text("a file where a folder should be")
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files" / "x"}}
    }
    assert levels(surroundings.storage_can_be_written) == [FAIL]


def test_file_that_is_gone_is_found(in_espoo, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    stored = store_file(actor=SYSTEM, upload=ContentFile(PDF, name="a.pdf"))
    default_storage.delete(stored.key)
    ok, gone = surroundings.storage_can_be_written()
    assert (ok.level, gone.level, stored.key in gone.what) == (OK, FAIL, True)


def test_empty_search_is_found(espoo):
    from talkoot.overviews.showcase.models.project import Project

    with in_municipality(espoo):
        Project.objects.create(slug="kyky", title={"fi": "KYKY"}, kind="framework")
    (finding,) = surroundings.search_is_filled()
    assert (finding.level, "showcase.project" in finding.what, finding.mend) == (FAIL, True, "talkoot reindex")


def test_settings_of_a_demo_are_found(db, settings):
    assert levels(surroundings.settings_are_safe)[0] == WARN
    settings.MODE = "production"
    found = list(surroundings.settings_are_safe())
    assert any(finding.level == FAIL and "secret key is the demo's" in finding.what for finding in found)
    settings.SECRET_KEY = "Xk8s-fjq20fjqlk3jf0q93jf0q2j3f0jqwfp0q3jf0a98sdfh0q32hf0q"
    settings.SITE_URL, settings.IS_HTTPS = "https://kehitys.example", True
    found = list(surroundings.settings_are_safe())
    assert any(finding.level == FAIL and "TALKOOT_HOSTS" in finding.what for finding in found)


def test_one_question_that_breaks_silences_no_other(espoo, monkeypatch, capsys):
    def worker_is_asked():
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(database, "serving_role", worker_is_asked)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", no_color=True)
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "RuntimeError: broken on purpose" in said
    assert "ok    Search holds" in said


def test_doctor_changes_nothing(in_espoo):
    Organisation.objects.create(name="Mehackit", kind="company")
    before = [key for key in default_storage.listdir("")[1] if key.startswith("doctor")]
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert [key for key in default_storage.listdir("")[1] if key.startswith("doctor")] == before == []
    assert Organisation.objects.count() == 1
