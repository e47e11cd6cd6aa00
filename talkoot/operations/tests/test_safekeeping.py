"""Backup, restore and export on real rows and files."""

import json
import shutil
import tarfile
import zipfile
from io import BytesIO

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.utils import translation

from talkoot.kernel.database.policies import municipal_tables
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.search.models import Entry
from talkoot.operations.demo import load as demo
from talkoot.operations.safekeeping.backup import row_counts, write_backup
from talkoot.operations.safekeeping.manifest import DUMP, FILES, MANIFEST, Manifest, Member
from talkoot.operations.safekeeping.programs import CannotKeep
from talkoot.operations.safekeeping.restore import restore_backup
from talkoot.operations.safekeeping.storage import is_safe_key, stored_keys
from talkoot.overviews.showcase.models.project import Project

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def storage(settings, tmp_path):
    """A storage of its own: a restore removes what the backup does not have."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    }
    return tmp_path / "files"


@pytest.fixture
def town(committed_db, storage):
    """The demo's municipalities, people and projects, and a file in Espoo and in Turku."""
    texts = demo.content()
    with translation.override("fi"):
        demo.make_municipalities(texts)
        demo.make_people(texts)
        demo.bring_projects(texts)
    for slug in ("espoo", "turku"):
        with in_municipality(Municipality.objects.get(slug=slug)):
            store_file(actor=SYSTEM, upload=ContentFile(PDF + slug.encode(), name=f"{slug}.pdf"))


def say(_text):
    pass


def everything():
    """Counts of all tables, and the bytes of all files."""
    # Their numbers: in a database where other tests have run they do not begin at 1.
    everyone = ",".join(str(pk) for pk in Municipality.objects.values_list("pk", flat=True))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('talkoot.municipalities', %s, false)", [f"{{{everyone}}}"])
        counts = row_counts()
        cursor.execute("SELECT set_config('talkoot.municipalities', '', false)")
    files = {}
    for key in stored_keys():
        with default_storage.open(key) as source:
            files[key] = source.read()
    return counts, files


def titles():
    with in_municipality(Municipality.objects.get(slug="espoo")):
        return sorted(str(project.title) for project in Project.objects.all())


def change_everything():
    espoo = Municipality.objects.get(slug="espoo")
    with in_municipality(espoo):
        Project.objects.filter(slug="kyky").update(title={"fi": "Toinen"})
        gone = StoredFile.objects.get()
        default_storage.delete(gone.key)
        store_file(actor=SYSTEM, upload=ContentFile(PDF + b"later", name="later.pdf"))
    Person.objects.create_user("later@espoo.example")
    Municipality.objects.create(slug="later", name={"fi": "Myöhempi"})


@pytest.mark.rivals
def test_round_trip_brings_everything_back(town, tmp_path, client):
    before, before_titles = everything(), titles()
    assert (len(before_titles), len(before[1])) == (8, 2)
    manifest = write_backup(tmp_path / "a.tar", say)
    assert manifest.row_counts == before[0]
    assert (tmp_path / "a.tar").stat().st_mode & 0o077 == 0
    change_everything()
    assert everything() != before

    with pytest.raises(CannotKeep, match=r"--replace"):
        restore_backup(tmp_path / "a.tar", replaces=False, say=say)
    restore_backup(tmp_path / "a.tar", replaces=True, say=say)

    assert everything() == before
    assert titles() == before_titles
    # Fences, grants and search work: as the serving role, which owns nothing.
    assert all(is_guarded for _name, is_guarded in municipal_tables())
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM showcase_project")
        assert cursor.fetchone()[0] == 0
    with in_municipality(Municipality.objects.get(slug="turku")):
        assert Project.objects.count() == 0
    with in_municipality(Municipality.objects.get(slug="espoo")):
        Project.objects.filter(slug="kyky").update(place={"fi": "Espoo"})
    assert Entry.objects.filter(kind="showcase.project").count() == before[0]["search_entry"]
    assert client.get("/espoo/fi/search/", {"q": "koulujen"}).content.count(b"KYKY") > 0
    assert not list(tmp_path.glob(".talkoot-*"))


@pytest.mark.rivals
def test_backup_never_overwrites(town, tmp_path):
    (tmp_path / "a.tar").write_bytes(b"mine")
    with pytest.raises(CannotKeep, match=r"already"):
        write_backup(tmp_path / "a.tar", say)
    assert (tmp_path / "a.tar").read_bytes() == b"mine"


@pytest.mark.rivals
def test_backup_tells_of_files_that_are_gone(town, tmp_path, storage, capsys):
    (key, *_) = stored_keys()
    default_storage.delete(key)
    with pytest.raises(CommandError, match=key):
        call_command("backup", str(tmp_path / "a.tar"))
    assert (tmp_path / "a.tar").exists()


def rewritten(source, target, change):
    """The backup with `change(members, manifest)` done to it; the manifest follows only what `change` does to it."""
    with tarfile.open(source) as archive:
        members = {facts.name: archive.extractfile(facts).read() for facts in archive}
    manifest = Manifest.from_json(members.pop(MANIFEST))
    change(members, manifest)
    with tarfile.open(target, "w") as archive:
        for name, content in [*members.items(), (MANIFEST, manifest.to_json())]:
            facts = tarfile.TarInfo(name)
            facts.size = len(content)
            archive.addfile(facts, BytesIO(content))
    return target


def flip_a_byte(members, manifest):
    middle = len(members[DUMP]) // 2
    members[DUMP] = members[DUMP][:middle] + bytes([members[DUMP][middle] ^ 1]) + members[DUMP][middle + 1 :]


def lose_a_file(members, manifest):
    del members[next(name for name in members if name.startswith(FILES))]


def smuggle_a_file(members, manifest):
    members[f"{FILES}../outside"] = b"x"
    manifest.members[f"{FILES}../outside"] = Member(1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")


def come_from_the_future(members, manifest):
    manifest.migrations.append("showcase.9999_wings")


def come_from_a_newer_server(members, manifest):
    manifest.postgresql = 99


@pytest.mark.rivals
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (flip_a_byte, "damaged"),
        (lose_a_file, "damaged"),
        (smuggle_a_file, "no backup of Talkoot does"),
        (come_from_the_future, "newer Talkoot"),
        (come_from_a_newer_server, "PostgreSQL 99"),
    ],
)
def test_doubtful_backup_changes_nothing(town, tmp_path, change, told):
    write_backup(tmp_path / "a.tar", say)
    before = everything()
    with pytest.raises(CannotKeep, match=told):
        restore_backup(rewritten(tmp_path / "a.tar", tmp_path / "b.tar", change), replaces=True, say=say)
    assert everything() == before


@pytest.mark.rivals
def test_failure_in_the_database_undoes_database_and_files(town, tmp_path):
    """The dump holds one row less than the manifest says: found by counting, when all is loaded but not committed."""
    write_backup(tmp_path / "a.tar", say)
    change_everything()
    before = everything()

    def miscount(members, manifest):
        manifest.row_counts["showcase_project"] += 1

    with pytest.raises(CannotKeep, match=r"showcase_project has 8 rows, the backup had 9"):
        restore_backup(rewritten(tmp_path / "a.tar", tmp_path / "b.tar", miscount), replaces=True, say=say)
    assert everything() == before


@pytest.mark.rivals
def test_broken_dump_undoes_database_and_files(town, tmp_path):
    """Cut short, with a manifest that agrees: pg_restore breaks off in the middle."""
    write_backup(tmp_path / "a.tar", say)
    change_everything()
    before = everything()

    def cut(members, manifest):
        import hashlib

        members[DUMP] = members[DUMP][: len(members[DUMP]) * 3 // 4]
        manifest.members[DUMP] = Member(len(members[DUMP]), hashlib.sha256(members[DUMP]).hexdigest())

    with pytest.raises(CannotKeep):
        restore_backup(rewritten(tmp_path / "a.tar", tmp_path / "b.tar", cut), replaces=True, say=say)
    assert everything() == before


@pytest.mark.rivals
def test_somebody_at_work_stops_a_restore(town, tmp_path, monkeypatch):
    from talkoot.operations.safekeeping import restore

    monkeypatch.setattr(restore, "SECONDS_TO_WAIT_FOR_LOCKS", 1)
    write_backup(tmp_path / "a.tar", say)
    before = everything()
    facts = connections["default"].get_connection_params()
    with psycopg.connect(**{name: facts[name] for name in ("dbname", "user", "host") if facts.get(name)}) as other:
        other.execute("SELECT count(*) FROM showcase_project")
        with pytest.raises(CannotKeep, match=r"stop `serve` and `worker`"):
            restore_backup(tmp_path / "a.tar", replaces=True, say=say)
    assert everything() == before


@pytest.mark.parametrize("noise", [b"", b"not a tar", b"\0" * 10240])
def test_other_files_are_no_backups(db, storage, tmp_path, noise):
    (tmp_path / "a.tar").write_bytes(noise)
    with pytest.raises(CannotKeep, match=r"Nothing has been changed"):
        restore_backup(tmp_path / "a.tar", replaces=True, say=say)


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../a", "a/../b", "a//b", "a\0b", "a\\b", "./a"])
def test_unsafe_keys(key):
    assert not is_safe_key(key)


# --- Export --------------------------------------------------------------------------------------------------------------


def read_export(file):
    with zipfile.ZipFile(file) as archive:
        tables = {
            name.removeprefix("tables/").removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.startswith("tables/")
        }
        others = {name: archive.read(name) for name in archive.namelist() if not name.startswith("tables/")}
    return tables, others


@pytest.mark.rivals
def test_export_holds_everything_of_one_municipality_and_nothing_personal(town, tmp_path):
    call_command("export", "espoo", str(tmp_path / "a.zip"), verbosity=0)
    tables, others = read_export(tmp_path / "a.zip")
    espoo = Municipality.objects.get(slug="espoo")
    assert len(tables["showcase.project"]) == 8
    assert tables["showcase.project"][0]["title"]["fi"]
    owners = {row["municipality_id"] for name, rows in tables.items() for row in rows if name != "municipalities.municipality"}
    assert owners == {espoo.pk}
    assert [content for name, content in others.items() if name.startswith("files/")] == [PDF + b"espoo"]
    description = json.loads(others["tables.json"])
    assert {table["file"]: table["rows"] for table in description["tables"]} == {
        f"tables/{name}.jsonl": len(rows) for name, rows in tables.items()
    }
    assert "Espoo" in others["README.fi.txt"].decode()
    raw = b"".join(zipfile.ZipFile(tmp_path / "a.zip").read(name) for name in zipfile.ZipFile(tmp_path / "a.zip").namelist())
    for planted in ("Aino Aalto", "coordinator@espoo.example", "Carl Ström", "coordinator@turku.example", '"pgh_context"'):
        assert planted.encode() not in raw


@pytest.mark.rivals
def test_export_with_personal_data_holds_the_people_of_the_municipality_only(town, tmp_path):
    call_command("export", "espoo", str(tmp_path / "a.zip"), with_personal_data=True, verbosity=0)
    tables, _others = read_export(tmp_path / "a.zip")
    assert {row["email"] for row in tables["people.person"]} == {one.email for one in demo.PEOPLE if one.municipality == "espoo"}
    assert "people.grant" in tables
    fields = {name for rows in tables.values() for row in rows for name in row}
    assert not fields & {"password", "token_hash", "secret_hash"}


@pytest.mark.rivals
def test_export_without_its_file_is_refused_whole(town, tmp_path, storage):
    shutil.rmtree(storage)
    with pytest.raises(CommandError, match=r"lacks the file"):
        call_command("export", "espoo", str(tmp_path / "a.zip"), verbosity=0)
    assert list(tmp_path.glob("a.zip*")) == []


def test_export_of_nobody(db, tmp_path):
    with pytest.raises(CommandError, match=r"no municipality nowhere"):
        call_command("export", "nowhere", str(tmp_path / "a.zip"))
