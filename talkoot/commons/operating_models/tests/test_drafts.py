import threading

import pytest
from django.db import DatabaseError, connection, transaction

from talkoot.commons.operating_models.actions.attachments import add_attachment
from talkoot.commons.operating_models.actions.drafts import (
    add_part,
    create_model,
    discard_draft,
    edit_part,
    move_part,
    next_number,
    open_draft,
    remove_part,
)
from talkoot.commons.operating_models.actions.publishing import publish_version, show_model
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.queries.models import draft_of, public_models, published_version
from talkoot.commons.operating_models.slots import SLOTS, Slot, declare_slots
from talkoot.commons.operating_models.tests.conftest import words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Forbidden, Refusal


def part(version, key):
    return Part.objects.get(version=version, key=key)


def edited(actor, one, **changes):
    content = {"title": one.title, "body": one.body, "data": one.data, "seen_hash": one.content_hash} | changes
    return edit_part(actor=actor, part=one, **content)


def test_publishing_supersedes_and_seals(espoo_model, in_espoo, aino):
    first = published_version(espoo_model)
    draft = open_draft(actor=aino, model=espoo_model)
    assert (draft.number, draft.parent_hash) == ("1.1", first.content_hash)
    assert open_draft(actor=aino, model=espoo_model) == draft
    edited(aino, part(draft, "openness"), title=words("Everything is open"))
    version = publish_version(actor=aino, version=draft, change_note=words("Said more plainly."))
    first.refresh_from_db()
    espoo_model.refresh_from_db()
    assert (first.state, version.state, espoo_model.published_number) == ("superseded", "published", "1.1")
    assert version.content_hash != first.content_hash
    assert version.published_by == aino


def test_nothing_changed_is_not_published(espoo_model, in_espoo, aino):
    draft = open_draft(actor=aino, model=espoo_model)
    with pytest.raises(Refusal, match="Nothing has changed"):
        publish_version(actor=aino, version=draft, change_note={})


def test_published_version_cannot_be_changed_even_by_sql(espoo_model, in_espoo, aino):
    version = published_version(espoo_model)
    one = part(version, "openness")
    statements = [
        ("UPDATE operating_models_part SET data = '{}' WHERE id = %s", one.pk),
        ("DELETE FROM operating_models_part WHERE id = %s", one.pk),
        ("UPDATE operating_models_version SET content_hash = 'x' WHERE id = %s", version.pk),
        ("UPDATE operating_models_version SET state = 'draft', published_at = NULL WHERE id = %s", version.pk),
        ("DELETE FROM operating_models_version WHERE id = %s", version.pk),
        (
            "INSERT INTO operating_models_part (version_id, municipality_id, key, kind, title, body, data, position, content_hash, origin_hash)"  # noqa: E501
            " SELECT version_id, municipality_id, 'more', kind, title, body, data, position, content_hash, '' FROM operating_models_part WHERE id = %s",  # noqa: E501
            one.pk,
        ),
    ]
    for sql, pk in statements:
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [pk])
    with pytest.raises(Refusal, match="no open draft"):
        edited(aino, one, title=words("x"))


def test_publisher_may_be_erased(espoo_model, in_espoo, aino):
    draft = open_draft(actor=aino, model=espoo_model)
    edited(aino, part(draft, "openness"), title=words("x"))
    version = publish_version(actor=aino, version=draft, change_note={})
    Version.objects.filter(pk=version.pk).update(published_by=None)
    version.refresh_from_db()
    assert version.published_by is None


def test_editor_may_write_but_not_publish(espoo_model, in_espoo, aino, bo):
    with pytest.raises(Forbidden):
        open_draft(actor=bo, model=espoo_model)
    draft = open_draft(actor=aino, model=espoo_model)
    with pytest.raises(Forbidden):
        edited(bo, part(draft, "openness"), title=words("x"))
    with pytest.raises(Forbidden):
        publish_version(actor=bo, version=draft, change_note={})


def test_neighbour_cannot_write(espoo_model, carl, turku, in_espoo):
    with pytest.raises(Forbidden):
        open_draft(actor=carl, model=espoo_model)


def test_a_new_model_is_written_and_published(in_espoo, aino):
    model = create_model(actor=aino, name=words("Our way"), summary=words("Short."), kind="framework", licence="CC0-1.0")
    assert model.slug == "our-way-fi"
    assert (
        create_model(actor=aino, name=words("Our way"), summary=words("Short."), kind="framework", licence="CC0-1.0").slug == "our-way-fi-2"
    )
    role = add_part(actor=aino, model=model, kind="role", title=words("Head teacher"))
    assert role.key == "head-teacher"
    with pytest.raises(Refusal, match="“Is responsible for” is empty"):
        publish_version(actor=aino, version=draft_of(model), change_note={})
    edited(aino, role, data={"responsible_for": words("All."), "may_not": None})
    publish_version(actor=aino, version=draft_of(model), change_note={})
    assert [str(m) for m in public_models()] == ["Our way"]
    assert OperatingModel.objects.get(pk=model.pk).languages == ["fi", "sv", "en"]


def test_edit_on_top_of_anothers_edit_is_refused(espoo_model, in_espoo, aino):
    draft = open_draft(actor=aino, model=espoo_model)
    one = part(draft, "openness")
    edited(aino, one, title=words("First"))
    with pytest.raises(Refusal, match="Somebody else has changed"):
        edited(aino, one, title=words("Second"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"usual_length_days": "many"},
        {"usual_length_days": 2**70, "who": [], "output": {}, "decision": None},
        {"usual_length_days": None, "who": [], "output": {"fi": "\0"}, "decision": None},
    ],
)
def test_data_of_another_shape_is_refused(espoo_model, in_espoo, aino, data):
    one = part(open_draft(actor=aino, model=espoo_model), "match")
    with pytest.raises(Refusal):
        edited(aino, one, data=data)


def test_parts_move_among_their_kind_and_are_removed(espoo_model, in_espoo, aino):
    draft = open_draft(actor=aino, model=espoo_model)
    second = add_part(actor=aino, model=espoo_model, kind="principle", title=words("Speed"))
    move_part(actor=aino, part=second, is_up=True)
    assert [p.key for p in Part.objects.filter(version=draft, kind="principle")] == ["speed", "openness"]
    move_part(actor=aino, part=second, is_up=True)
    remove_part(actor=aino, part=second)
    assert [p.key for p in Part.objects.filter(version=draft, kind="principle")] == ["openness"]
    with pytest.raises(Refusal, match="cannot be removed"):
        remove_part(actor=aino, part=part(draft, "about"))


def test_discard_leaves_the_published_version_or_takes_the_whole(espoo_model, in_espoo, aino):
    open_draft(actor=aino, model=espoo_model)
    discard_draft(actor=aino, model=espoo_model)
    assert draft_of(espoo_model) is None
    assert published_version(espoo_model) is not None
    model = create_model(actor=aino, name=words("Passing"), summary=words("x"), kind="framework", licence="CC0-1.0")
    discard_draft(actor=aino, model=model)
    assert not OperatingModel.objects.filter(slug=model.slug).exists()


def test_number_is_checked(espoo_model, in_espoo, aino):
    draft = open_draft(actor=aino, model=espoo_model)
    edited(aino, part(draft, "openness"), title=words("x"))
    for number in ("1.0", "one", "1.2.3.4"):
        with pytest.raises(Refusal):
            publish_version(actor=aino, version=draft, change_note={}, number=number)
    assert publish_version(actor=aino, version=draft, change_note={}, number="2.0").number == "2.0"


def test_hidden_model_is_not_public(espoo_model, in_espoo, aino):
    show_model(actor=aino, model=espoo_model, is_public=False)
    assert not public_models().exists()


def test_attachment_travels_from_version_to_version(espoo_model, in_espoo, aino, settings, tmp_path):
    from django.core.files.base import ContentFile

    open_draft(actor=aino, model=espoo_model)
    add_attachment(actor=aino, model=espoo_model, upload=ContentFile(b"a,b\n1,2\n", name="Taulukko ä.csv"), title=words("Table"))
    version = publish_version(actor=aino, version=draft_of(espoo_model), change_note={})
    draft = open_draft(actor=aino, model=espoo_model)
    names = list(Attachment.objects.filter(version__in=[version, draft]).values_list("name", "file_id"))
    assert len(names) == 2
    assert len(set(names)) == 1
    assert names[0][0] == "taulukko-a.csv"
    assert Attachment.objects.get(version=version).file.is_public


def test_next_number():
    assert [next_number(n) for n in ("1.0", "1.9", "2", "1.2.3")] == ["1.1", "1.10", "2.1", "1.2.4"]


@pytest.fixture
def a_slot():
    declare_slots(
        "test_activity",
        [
            Slot("agreement", "agreement_template", "The agreement", inner_keys=("parties", "money")),
            Slot("tips", "guidance", "Tips", is_required=False),
        ],
    )
    yield
    del SLOTS["test_activity"]


def test_slots_of_an_activity_must_be_filled(espoo_model, in_espoo, aino, a_slot):
    draft = open_draft(actor=aino, model=espoo_model)
    one = part(draft, "about")
    edited(aino, one, data=one.data | {"activities": ["test_activity"]})
    with pytest.raises(Refusal, match=r"The agreement \(money\)"):
        publish_version(actor=aino, version=draft, change_note={})
    agreement = part(draft, "agreement")
    clauses = [*agreement.data["clauses"], {"key": "money", "title": words("Money"), "text": words("None.")}]
    edited(aino, agreement, data=agreement.data | {"clauses": clauses})
    assert publish_version(actor=aino, version=draft, change_note={}).state == "published"


def together(*works):
    """Run all at once; what each returned or raised."""
    start = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(n, work):
        try:
            start.wait()
            results[n] = work()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.rivals
def test_two_coordinators_publish_at_once(committed_db, espoo_model, espoo, aino):
    with in_municipality(espoo):
        draft = open_draft(actor=aino, model=espoo_model)
        edited(aino, part(draft, "openness"), title=words("x"))

    def press():
        with in_municipality(espoo):
            return publish_version(actor=aino, version=draft, change_note={})

    results = together(press, press)
    assert sorted(type(result).__name__ for result in results) == ["Refusal", "Version"]
    with in_municipality(espoo):
        assert sorted(Version.objects.values_list("state", flat=True)) == ["published", "superseded"]


@pytest.mark.rivals
def test_two_open_a_draft_at_once_and_get_the_same(committed_db, espoo_model, espoo, aino):
    def press():
        with in_municipality(espoo):
            return open_draft(actor=aino, model=espoo_model)

    one, other = together(press, press)
    assert one.pk == other.pk


@pytest.mark.rivals
def test_edit_and_publish_at_once_never_change_a_published_version(committed_db, espoo_model, espoo, aino):
    with in_municipality(espoo):
        draft = open_draft(actor=aino, model=espoo_model)
        edited(aino, part(draft, "openness"), title=words("x"))
        other = part(draft, "start")

    def publish():
        with in_municipality(espoo):
            return publish_version(actor=aino, version=draft, change_note={})

    def edit():
        with in_municipality(espoo):
            return edited(aino, other, title=words("late"))

    published, change = together(publish, edit)
    assert isinstance(published, Version)
    with in_municipality(espoo):
        title = part(published, "start").title["en"]
        assert title == ("How to begin" if isinstance(change, Refusal) else "late")
        from talkoot.commons.operating_models.content.parts import version_hash
        from talkoot.commons.operating_models.queries.models import contents_of

        assert version_hash(contents_of(published)) == Version.objects.get(pk=published.pk).content_hash


@pytest.mark.rivals
def test_two_models_of_one_name_at_once_get_two_addresses(committed_db, espoo, aino):
    def make():
        with in_municipality(espoo):
            return create_model(actor=aino, name=words("Same"), summary=words("x"), kind="framework", licence="CC0-1.0")

    assert {model.slug for model in together(make, make)} == {"same-fi", "same-fi-2"}
