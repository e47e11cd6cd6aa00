from dataclasses import replace

import pytest

from talkoot.commons.operating_models.actions.adopting import adopt_model, settle_part
from talkoot.commons.operating_models.actions.drafts import add_part, discard_draft, open_draft, remove_part
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.actions.publishing import publish_version, show_model
from talkoot.commons.operating_models.content.package import Lineage, read_package, write_package
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.panels import drafts_at_rest, missing_translations, new_upstream_versions
from talkoot.commons.operating_models.queries.family import adopters_of, family_of, own_changes
from talkoot.commons.operating_models.queries.models import contents_of, draft_of, model_offered, package_of, published_version
from talkoot.commons.operating_models.queries.upstream import news_of, standing_of
from talkoot.commons.operating_models.tests.conftest import package, parts, words
from talkoot.commons.operating_models.tests.test_drafts import edited, part, together
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal


@pytest.fixture
def adopted(espoo_model, turku, carl) -> OperatingModel:
    with in_municipality(turku):
        return adopt_model(actor=carl, origin_id=espoo_model.pk)


def new_espoo_version(espoo, aino, model, change):
    with in_municipality(espoo):
        draft = open_draft(actor=aino, model=model)
        change(draft)
        return publish_version(actor=aino, version=draft, change_note=words("News"))


def test_adopting_copies_everything_and_keeps_the_lineage(espoo_model, adopted, espoo, turku, carl):
    with in_municipality(turku):
        draft = draft_of(adopted)
        copied = contents_of(draft)
        assert [p.origin_hash for p in Part.objects.filter(version=draft)] == [c.content_hash for c in copied]
        assert (adopted.slug, adopted.family, adopted.adopted_from_model_id) == ("school-trials", espoo_model.family, espoo_model.pk)
        assert (str(adopted.adopted_from_name), adopted.adopted_from_number) == ("Espoo", "1.0")
        assert [item.label for item in thread_of(adopted, carl).came_from] == ["School trials"]
        assert standing_of(adopted).asking == []
    with in_municipality(espoo):
        original = published_version(espoo_model)
        assert contents_of(original) == copied
        assert adopted.adopted_from_hash == original.content_hash
        # The copy is a draft: nobody else sees it yet.
        assert adopters_of(espoo_model) == []


def test_adopting_is_for_coordinators_once_and_of_others(espoo_model, adopted, espoo, turku, aino, bo, carl):
    with in_municipality(turku):
        with pytest.raises(Forbidden):
            adopt_model(actor=bo, origin_id=espoo_model.pk)
        with pytest.raises(Refusal, match="already adopted"):
            adopt_model(actor=carl, origin_id=espoo_model.pk)
        with pytest.raises(Refusal, match="not offered"):
            adopt_model(actor=carl, origin_id=2**70)
    with in_municipality(espoo), pytest.raises(Refusal, match="your own municipality's already"):
        adopt_model(actor=aino, origin_id=espoo_model.pk)


def test_hidden_model_cannot_be_adopted(espoo_model, espoo, turku, aino, carl):
    with in_municipality(espoo):
        show_model(actor=aino, model=espoo_model, is_public=False)
    with in_municipality(turku), pytest.raises(Refusal, match="not offered"):
        adopt_model(actor=carl, origin_id=espoo_model.pk)


def test_adapts_two_parts_and_takes_one_upstream_change_of_three(espoo_model, adopted, espoo, turku, aino, carl):
    with in_municipality(turku):
        draft = draft_of(adopted)
        edited(carl, part(draft, "openness"), title=words("Open in Turku"))
        edited(carl, part(draft, "match"), body=words("Ask Turku."))
        first = publish_version(actor=carl, version=draft, change_note={})

    def change(draft):
        edited(aino, part(draft, "openness"), title=words("Open in Espoo"))
        edited(aino, part(draft, "start"), title=words("How to start well"))
        remove_part(actor=aino, part=part(draft, "before"))

    new = new_espoo_version(espoo, aino, espoo_model, change)
    with in_municipality(turku):
        assert news_of([OperatingModel.objects.get(pk=adopted.pk)])[adopted.pk].number == "1.1"
        standing = standing_of(adopted)
        asking = {c.key: c for c in standing.asking}
        assert {key: c.status for key, c in asking.items()} == {
            "openness": "changed_both",
            "start": "changed_there",
            "before": "removed_there",
        }
        assert {c.key for c in standing.comparisons if c.status == "changed_here"} == {"match"}
        assert asking["openness"].base.title["en"] == "Openness"

        settle_part(actor=carl, model=adopted, key="start", choice="take", seen_hash=asking["start"].theirs.content_hash)
        settle_part(actor=carl, model=adopted, key="openness", choice="keep", seen_hash=asking["openness"].theirs.content_hash)
        draft = settle_part(actor=carl, model=adopted, key="before", choice="keep", seen_hash="")
        assert part(draft, "start").title["en"] == "How to start well"
        assert part(draft, "openness").title["en"] == "Open in Turku"
        assert part(draft, "before").origin_hash == ""
        assert standing_of(adopted).asking == []
        adopted.refresh_from_db()
        assert (adopted.settled_number, adopted.settled_hash) == ("1.1", new.content_hash)
        assert news_of([adopted]) == {}
        # What was published before is as it was.
        assert part(first, "start").title["en"] == "How to begin"
        publish_version(actor=carl, version=draft, change_note={})
        assert standing_of(adopted).asking == []
    model, changes = own_changes(adopted.pk)
    assert model == adopted
    assert {c.key: c.status for c in changes if c.status != "unchanged"} == {
        "openness": "changed_here",
        "match": "changed_here",
        "before": "new_here",
    }


def test_the_same_part_asks_again_only_when_it_changes_again(espoo_model, adopted, espoo, turku, aino, carl):
    with in_municipality(turku):
        edited(carl, part(draft_of(adopted), "openness"), title=words("Ours"))
    for title in ("Second", "Third"):
        new_espoo_version(espoo, aino, espoo_model, lambda draft, title=title: edited(aino, part(draft, "openness"), title=words(title)))
        with in_municipality(turku):
            (comparison,) = standing_of(adopted).asking
            assert comparison.theirs.title["en"] == title
            settle_part(actor=carl, model=adopted, key="openness", choice="keep", seen_hash=comparison.theirs.content_hash)
            assert standing_of(adopted).asking == []


def test_new_and_left_out_parts(espoo_model, adopted, espoo, turku, aino, carl):
    with in_municipality(turku):
        remove_part(actor=carl, part=part(draft_of(adopted), "count"))
        assert {c.key: c.status for c in standing_of(adopted).comparisons if c.status != "unchanged"} == {"count": "removed_here"}

    def change(draft):
        edited(aino, part(draft, "count"), title=words("Trials each year"))
        add_part(actor=aino, model=espoo_model, kind="principle", title=words("Speed"))

    new_espoo_version(espoo, aino, espoo_model, change)
    with in_municipality(turku):
        asking = {c.key: c for c in standing_of(adopted).asking}
        assert {key: c.status for key, c in asking.items()} == {"count": "changed_there_removed_here", "speed": "new_there"}
        settle_part(actor=carl, model=adopted, key="count", choice="take", seen_hash=asking["count"].theirs.content_hash)
        draft = settle_part(actor=carl, model=adopted, key="speed", choice="keep", seen_hash=asking["speed"].theirs.content_hash)
        assert draft_of(adopted).set_aside == {"speed": asking["speed"].theirs.content_hash}
        assert part(draft, "count").title["en"] == "Trials each year"
        assert standing_of(adopted).asking == []


def test_choice_is_refused_when_the_origin_has_moved_on(espoo_model, adopted, espoo, turku, aino, carl):
    new_espoo_version(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Second")))
    with in_municipality(turku):
        (seen,) = standing_of(adopted).asking
    new_espoo_version(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Third")))
    with in_municipality(turku):
        with pytest.raises(Refusal, match="published a new version meanwhile"):
            settle_part(actor=carl, model=adopted, key="openness", choice="take", seen_hash=seen.theirs.content_hash)
        with pytest.raises(Refusal, match="needs no choice"):
            settle_part(actor=carl, model=adopted, key="match", choice="take", seen_hash="")
        with pytest.raises(Refusal, match="Choose"):
            settle_part(actor=carl, model=adopted, key="openness", choice="both", seen_hash="")


def test_discarded_draft_opens_the_choices_again(espoo_model, adopted, espoo, turku, aino, carl):
    with in_municipality(turku):
        edited(carl, part(draft_of(adopted), "match"), body=words("Turku"))
        publish_version(actor=carl, version=draft_of(adopted), change_note={})
    new_espoo_version(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Second")))
    with in_municipality(turku):
        (seen,) = standing_of(adopted).asking
        settle_part(actor=carl, model=adopted, key="openness", choice="take", seen_hash=seen.theirs.content_hash)
        discard_draft(actor=carl, model=adopted)
        adopted.refresh_from_db()
        assert len(standing_of(adopted).asking) == 1
        assert list(news_of([adopted])) == [adopted.pk]


def test_copy_stays_when_the_origin_is_hidden(espoo_model, adopted, espoo, turku, aino, carl):
    with in_municipality(turku):
        edited(carl, part(draft_of(adopted), "match"), body=words("Turku"))
        publish_version(actor=carl, version=draft_of(adopted), change_note={})
    with in_municipality(espoo):
        show_model(actor=aino, model=espoo_model, is_public=False)
    with in_municipality(turku):
        assert standing_of(adopted) is None
        (root,) = family_of(adopted)
        assert root.is_gone
        assert root.municipality_name == "Espoo"
        assert [child.model for child in root.children] == [adopted]


def test_family_tree_over_municipalities(espoo_model, adopted, espoo, turku, carl):
    with in_municipality(turku):
        edited(carl, part(draft_of(adopted), "match"), body=words("Turku"))
        add_part(actor=carl, model=adopted, kind="principle", title=words("Speed"))
        remove_part(actor=carl, part=part(draft_of(adopted), "count"))
        publish_version(actor=carl, version=draft_of(adopted), change_note={})
    with in_municipality(espoo):
        (root,) = family_of(espoo_model)
        assert root.model == espoo_model
        (child,) = root.children
        assert (child.model, child.changed_count, child.added_count, child.left_out_count) == (adopted, 1, 1, 1)
        assert adopters_of(espoo_model) == [adopted]
        assert model_offered("school-trials", espoo) == espoo_model
        assert model_offered("nothing", espoo) is None


def test_file_carries_a_model_to_another_municipality(espoo_model, espoo, turku, carl, aino):
    with in_municipality(espoo):
        data = write_package(package_of(espoo_model, published_version(espoo_model)))
    with in_municipality(turku):
        model = import_package(actor=carl, package=read_package(data))
        assert import_package(actor=carl, package=read_package(data)) == model
        # Its origin lies in the same installation, so it stays in step with it.
        assert (model.family, model.adopted_from_model_id) == (espoo_model.family, espoo_model.pk)
        assert draft_of(model) is not None
        with pytest.raises(Refusal, match="already adopted"):
            adopt_model(actor=carl, origin_id=espoo_model.pk)
    with in_municipality(espoo):
        # Espoo has this very version already.
        assert import_package(actor=aino, package=read_package(data)) == espoo_model


def sealed(contents, number, published_at):
    """As another installation gives it out."""
    made = package(version=number, contents=contents)
    lineage = Lineage(
        "0b6c9d0e-3f0b-5c53-9a3c-1f6f6e1f7a11",
        made.content_hash,
        published_at=published_at,
        municipality_slug="vaasa",
        municipality_name={"fi": "Vaasa", "sv": "Vasa"},
        change_note=words("Said more plainly."),
    )
    return package(version=number, contents=contents, lineage=lineage)


def test_model_of_another_installation_stays_in_step_by_files(routes, turku, carl):
    first = sealed(parts(), "1.0", "2026-01-01T10:00:00+00:00")
    changed = [replace(p, title=words("Open to all")) if p.key == "openness" else p for p in parts() if p.key != "count"]
    second = sealed(changed, "1.1", "2026-05-01T10:00:00+00:00")
    with in_municipality(turku):
        model = import_package(actor=carl, package=first)
        edited(carl, part(draft_of(model), "openness"), title=words("Open in Turku"))
        assert standing_of(model).asking == []
        before = contents_of(draft_of(model))
        assert import_package(actor=carl, package=second) == model
        model.refresh_from_db()
        assert contents_of(draft_of(model)) == before
        (item,) = new_upstream_versions(carl)
        assert "1.1" in item.text
        asking = {c.key: c for c in standing_of(model).asking}
        assert {key: c.status for key, c in asking.items()} == {"openness": "changed_both", "count": "removed_there"}
        assert asking["openness"].base.title["en"] == "Openness"
        with pytest.raises(Refusal, match="older than the one"):
            import_package(actor=carl, package=sealed(parts()[:-1], "0.9", "2025-01-01T10:00:00+00:00"))
        settle_part(actor=carl, model=model, key="openness", choice="take", seen_hash=asking["openness"].theirs.content_hash)
        settle_part(actor=carl, model=model, key="count", choice="take", seen_hash="")
        model.refresh_from_db()
        assert (model.settled_number, news_of([model])) == ("1.1", {})
        assert {p.key: p.content_hash for p in contents_of(draft_of(model))} == {p.key: p.content_hash for p in second.parts}


def test_other_content_at_the_same_address_is_refused_whole(espoo_model, in_espoo, aino):
    with pytest.raises(Refusal, match="other content"):
        import_package(actor=aino, package=package(contents=parts()[:-1]))
    assert OperatingModel.objects.count() == 1


def test_import_is_for_coordinators(in_espoo, bo):
    with pytest.raises(Forbidden):
        import_package(actor=bo, package=package())


def test_queue_tells_of_new_versions_resting_drafts_and_missing_texts(routes, espoo_model, adopted, espoo, turku, aino, carl, bo):
    from datetime import timedelta

    from django.utils import timezone

    from talkoot.commons.operating_models.models.version import Version

    new_espoo_version(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title={"fi": "Vain suomeksi"}))
    with in_municipality(turku):
        (item,) = new_upstream_versions(carl)
        assert item.promised_at - timezone.now() > timedelta(days=29)
        assert list(drafts_at_rest(carl)) == []
        Version.objects.filter(model=adopted).update(changed_at=timezone.now() - timedelta(days=40))
        assert [item.title for item in drafts_at_rest(carl)] == ["School trials"]
        assert list(new_upstream_versions(bo)) == []
    with in_municipality(espoo):
        (item,) = missing_translations(aino)
        assert "Swedish, English" in item.text
        assert list(missing_translations(bo)) == []


@pytest.mark.rivals
def test_two_adopt_the_same_model_at_once(committed_db, espoo_model, turku, carl):
    def press():
        with in_municipality(turku):
            return adopt_model(actor=carl, origin_id=espoo_model.pk)

    results = together(press, press, press)
    assert sorted(type(result).__name__ for result in results) == ["OperatingModel", "Refusal", "Refusal"]
    with in_municipality(turku):
        assert OperatingModel.objects.count() == 1


@pytest.mark.rivals
def test_two_settle_the_same_part_at_once(committed_db, espoo_model, adopted, espoo, turku, aino, carl):
    new_espoo_version(espoo, aino, espoo_model, lambda draft: edited(aino, part(draft, "openness"), title=words("Second")))
    with in_municipality(turku):
        (seen,) = standing_of(adopted).asking

    def press(choice):
        def run():
            with in_municipality(turku):
                return settle_part(actor=carl, model=adopted, key="openness", choice=choice, seen_hash=seen.theirs.content_hash)

        return run

    results = together(press("take"), press("keep"))
    assert sorted(type(result).__name__ for result in results) == ["Refusal", "Version"]


def test_shipped_packages_are_imported_and_published(espoo):
    from talkoot.commons.operating_models.content.package import read_document, shipped_packages

    files = shipped_packages()
    with in_municipality(espoo):
        for file in files:
            import_package(actor=SYSTEM, package=read_document(file.read_bytes()), is_published=True)
    with across_municipalities(reason="A test reads all models."):
        assert OperatingModel.objects.filter(published_at__isnull=False).count() == len(files)
