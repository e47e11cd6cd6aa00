import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from talkoot.kernel.actions import action
from talkoot.kernel.audit.action_words import ACTION_WORDS, words_of
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.audit.queries import Change, history_of
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.registry import DESCRIPTIONS, describe
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden


@action("played.write", permission=None, label="Wrote the file")
def write(*, actor, name="a.txt", **facts):
    facts = {"media_type": "text/plain", "size_bytes": 1, "sha256": "0" * 64, "key": name} | facts
    return StoredFile.objects.create(name=name, **facts)


@action("played.rename_file", permission=None, of="file")
def rename(*, actor, file, links_to=None, **changes):
    if links_to is not None:
        link(actor=actor, source=file, relation="about", target=links_to)
    for name, value in changes.items():
        setattr(file, name, value)
    file.save()
    return file


@action("played.look", permission=None, of="file")
def look(*, actor, file):
    """Changes nothing of the row."""


@action("played.delete", permission=None, of="file")
def delete(*, actor, file):
    file.delete()


@pytest.fixture(autouse=True)
def described_files():
    before = DESCRIPTIONS.copy()
    DESCRIPTIONS.clear()
    describe(StoredFile, title=lambda f: f.name, url=lambda f: f"/f/{f.pk}/", visible=lambda person: StoredFile.objects.all())
    with translation.override("en"):
        yield
    DESCRIPTIONS.clear()
    DESCRIPTIONS.update(before)


def told(thing, person):
    return [(entry.who, entry.action, entry.changes) for entry in history_of(thing, person)]


def test_history_tells_who_did_what_and_what_changed(in_espoo, aino, bo):
    file = write(actor=aino)
    rename(actor=bo, file=file, name="b.txt", alt_text=Words(fi="Talo", sv="Hus"), is_public=True)
    rename(actor=SYSTEM, file=file, alt_text=Words(fi="Koti", sv="Hus"), uploaded_by=bo)
    look(actor=aino, file=file)
    assert told(file, aino) == [
        ("Aino Aalto", "Look", []),
        (
            "The platform",
            "Rename file",
            [Change("Alternative text", "Talo", "Koti", "fi", "Suomi"), Change("Uploaded by", "", "Bo Lind")],
        ),
        (
            "Bo Lind",
            "Rename file",
            [
                Change("Name", "a.txt", "b.txt"),
                Change("Alternative text", "", "Talo", "fi", "Suomi"),
                Change("Alternative text", "", "Hus", "sv", "Svenska"),
                Change("Is public", "No", "Yes"),
            ],
        ),
        ("Aino Aalto", "Wrote the file", []),
    ]


def test_changes_without_an_action_are_told_too(in_espoo, aino):
    file = StoredFile.objects.create(name="a.txt", media_type="text/plain", size_bytes=1, sha256="0" * 64, key="a.txt")
    StoredFile.objects.filter(pk=file.pk).update(size_bytes=2)
    assert told(file, aino) == [("The platform", "Changed", [Change("Size bytes", "1", "2")]), ("The platform", "Created", [])]


def test_erased_person_has_no_name(in_espoo, aino, bo):
    file = write(actor=bo)
    look(actor=bo, file=file)
    bo.erased_at = timezone.now()
    bo.save()
    assert {entry.who for entry in history_of(file, aino)} == {"An erased person"}


def test_action_inside_an_action_belongs_to_the_outer(in_espoo, aino):
    file, other = write(actor=aino), write(actor=aino, name="other.txt")
    rename(actor=aino, file=file, links_to=other, name="b.txt")
    assert [what for _, what, _ in told(file, aino)] == ["Rename file", "Wrote the file"]
    assert list(AuditLine.objects.order_by("id").values_list("action", flat=True))[-2:] == ["links.link", "played.rename_file"]


def test_deleted_thing_is_still_named(in_espoo, aino):
    file = write(actor=aino)
    pk = file.pk
    delete(actor=aino, file=file)
    assert AuditLine.objects.get(action="played.delete").thing_id == pk


def test_history_costs_the_same_for_few_and_many(in_espoo, aino, bo, django_assert_num_queries, django_assert_max_num_queries):
    file = write(actor=aino)
    for number in range(3):
        rename(actor=bo, file=file, name=f"{number}.txt", uploaded_by=aino if number % 2 else bo)
    aino.granted_roles(in_espoo)
    with django_assert_max_num_queries(5) as few:
        history_of(file, aino)
    for number in range(3, 60):
        rename(actor=bo, file=file, name=f"{number}.txt", uploaded_by=aino if number % 2 else bo)
    with django_assert_num_queries(len(few)):
        assert len(history_of(file, aino)) == 61


def test_history_is_for_readers_of_the_municipality(espoo, turku, aino, bo, carl, client_of):
    with in_municipality(espoo):
        file = write(actor=aino)
        for stranger in (bo, None):
            with pytest.raises(Forbidden):
                history_of(file, stranger)
    with in_municipality(turku), pytest.raises(Forbidden):
        history_of(file, carl)
    address = f"/en/history/files.storedfile/{file.pk}/"
    assert [client_of(person).get(f"/espoo{address}").status_code for person in (aino, bo, None)] == [200, 403, 302]
    assert client_of(carl).get(f"/turku{address}").status_code == 404
    page = client_of(aino).get(f"/espoo{address}").content.decode()
    assert "Wrote the file" in page
    assert "Aino Aalto" in page


@pytest.mark.parametrize(
    "part", ["files.storedfile/0", f"files.storedfile/{10**30}", "no.kind/1", "files.storedfile%00/1", "people.person/1"]
)
def test_wrong_addresses_are_not_found(espoo, aino, client_of, part):
    assert client_of(aino).get(f"/espoo/en/history/{part}/").status_code == 404


def test_words_of_an_action_without_label():
    assert words_of("showcase.publish_project") in ("Publish project", str(ACTION_WORDS.get("showcase.publish_project")))


def test_audit_lines_cannot_be_changed_or_deleted_but_lose_an_erased_person(in_espoo, aino):
    write(actor=aino)
    lines = AuditLine.objects.all()
    for forbidden in (lambda: lines.update(action="x"), lambda: lines.delete(), lambda: lines.update(actor=None, action="x")):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            forbidden()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditline SET at = now()")
    lines.update(actor=None)
    assert list(lines.values_list("actor", "action")) == [(None, "played.write")]
