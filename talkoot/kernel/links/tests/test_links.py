import pytest
from django.db.models import Q

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.links.actions import link, unlink
from talkoot.kernel.links.models import Link
from talkoot.kernel.links.queries import Thread, came_directly, course_of, thread_of
from talkoot.kernel.links.registry import DESCRIPTIONS, describe, path_of
from talkoot.kernel.links.relations import HELD_AT
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.permissions.rules import SYSTEM


def visible_files(person):
    """The rule of these tests: public files for all, others for whoever gave them."""
    return StoredFile.objects.filter(Q(is_public=True) | Q(uploaded_by=person) if person else Q(is_public=True))


@pytest.fixture(autouse=True)
def described_files():
    before = DESCRIPTIONS.copy()
    describe(StoredFile, title=lambda f: f.name, url=lambda f: f"/en/f/{f.pk}/", visible=visible_files, crosses_borders=True)
    yield
    DESCRIPTIONS.clear()
    DESCRIPTIONS.update(before)


def a_file(name, *, is_public=True, giver=None):
    facts = {"media_type": "text/plain", "size_bytes": 1, "sha256": "0" * 64, "key": name}
    return StoredFile.objects.create(name=name, is_public=is_public, uploaded_by=giver, **facts)


def shown(items):
    return [(str(item.relation), item.label) for item in items]


def test_thread_shows_both_sides_newest_first(in_espoo, aino):
    note, need, trial, finding, decision = (a_file(name) for name in ("note", "need", "trial", "finding", "decision"))
    link(actor=aino, source=need, relation="grew_from", target=note)
    link(actor=aino, source=trial, relation="grew_from", target=need)
    link(actor=aino, source=finding, relation="supports", target=need)
    link(actor=aino, source=need, relation="decided_by", target=decision)
    thread = thread_of(need, aino)
    assert shown(thread.came_from) == [("Supported by", "finding"), ("Grew from", "note")]
    assert shown(thread.led_to) == [("Decided by", "decision"), ("Led to", "trial")]
    assert thread
    assert not Thread()


def test_linking_twice_is_once_and_unlinking_takes_it_away(in_espoo, aino):
    one, two = a_file("one"), a_file("two")
    first = link(actor=aino, source=one, relation="about", target=two)
    assert link(actor=aino, source=one, relation="about", target=two) == first
    assert Link.objects.count() == 1
    unlink(actor=aino, source=one, relation="about", target=two)
    assert not Link.objects.exists()


def test_what_the_reader_may_not_see_is_left_out(in_espoo, aino, bo):
    need, secret = a_file("need"), a_file("secret", is_public=False, giver=aino)
    link(actor=aino, source=need, relation="grew_from", target=secret)
    assert shown(thread_of(need, aino).came_from) == [("Grew from", "secret")]
    assert thread_of(need, bo) == Thread() == thread_of(need, None)


def test_public_things_of_other_municipalities_are_shown_from_both_sides(espoo, turku, aino, carl):
    with in_municipality(espoo):
        model, draft = a_file("model"), a_file("draft", is_public=False, giver=aino)
    with in_municipality(turku):
        copy, hidden_copy = a_file("copy"), a_file("hidden copy", is_public=False, giver=carl)
        link(actor=carl, source=copy, relation="adopted_from", target=model)
        link(actor=carl, source=hidden_copy, relation="adopted_from", target=model)
        link(actor=carl, source=copy, relation="grew_from", target=draft)
        thread = thread_of(copy, carl)
        assert [(i.label, i.municipality, i.url) for i in thread.came_from] == [("model", espoo, f"/en/f/{model.pk}/")]
        assert thread.led_to == []
    with in_municipality(espoo):
        for reader in (aino, None):
            thread = thread_of(model, reader)
            assert [(str(i.relation), i.label, i.municipality) for i in thread.led_to] == [("Adopted as", "copy", turku)]
        # Nothing of the scope has changed.
        assert set(StoredFile.objects.values_list("name", flat=True)) == {"model", "draft"}


def test_thread_asks_the_same_queries_for_few_and_for_many(in_espoo, aino, django_assert_num_queries, django_assert_max_num_queries):
    place = a_file("place")
    for number in range(3):
        link(actor=SYSTEM, source=a_file(f"trial {number}"), relation="grew_from", target=place)
    with django_assert_max_num_queries(10) as few:
        thread_of(place, aino)
    for number in range(3, 30):
        link(actor=SYSTEM, source=a_file(f"trial {number}"), relation="grew_from", target=place)
    with django_assert_num_queries(len(few)):
        assert len(thread_of(place, aino).led_to) == 30


def test_link_must_begin_at_home_and_lead_to_another_thing(espoo, turku, aino):
    with in_municipality(turku):
        theirs = a_file("theirs")
    with in_municipality(espoo):
        ours = a_file("ours")
        with pytest.raises(ValueError, match="municipality in force"):
            link(actor=aino, source=theirs, relation="about", target=ours)
        with pytest.raises(ValueError, match="itself"):
            link(actor=aino, source=ours, relation="about", target=ours)
        with pytest.raises(ValueError, match="Unknown relation"):
            link(actor=aino, source=ours, relation="resembles", target=theirs)


def test_kind_is_described_once_and_gives_its_path(in_espoo):
    with pytest.raises(ValueError, match="twice"):
        describe(StoredFile, title=str, url=str, visible=visible_files)
    describe(Grant, title=str, url=lambda grant: f"/grants/{grant.pk}/", visible=lambda person: Grant.objects.all())
    assert path_of(Grant(pk=7)) == "grants/7/"


def a_course(aino):
    """need → challenge → application (hidden) → trial → result; and a ring from the result back to the need."""
    need, challenge, trial, result, other = (a_file(name) for name in ("need", "challenge", "trial", "result", "other"))
    application = a_file("application", is_public=False, giver=aino)
    for later, earlier in ((challenge, need), (application, challenge), (trial, application), (other, need), (need, result)):
        link(actor=aino, source=later, relation="grew_from", target=earlier)
    link(actor=aino, source=trial, relation="decided_by", target=result)
    return need


def told(steps):
    return [(step.step, step.label, None if step.came_from is None else steps[step.came_from].label) for step in steps]


def test_course_tells_what_came_of_a_thing_over_several_steps_and_ends_in_rings(in_espoo, aino):
    assert told(course_of(a_course(aino), aino)) == [
        (1, "challenge", None),
        (1, "other", None),
        (2, "application", "challenge"),
        (3, "trial", "application"),
        (4, "result", "trial"),
    ]


def test_course_walks_through_what_the_reader_may_not_see_without_telling_it(in_espoo, aino, bo):
    need = a_course(aino)
    for reader in (bo, None):
        assert told(course_of(need, reader)) == [
            (1, "challenge", None),
            (1, "other", None),
            (3, "trial", "challenge"),
            (4, "result", "trial"),
        ]
    assert told(course_of(need, bo, steps=2)) == [(1, "challenge", None), (1, "other", None)]


def test_course_asks_a_query_for_each_step_and_kind(in_espoo, aino, django_assert_num_queries):
    need = a_course(aino)
    # Five steps of links, the fifth of which is empty, and one kind.
    with django_assert_num_queries(6):
        course_of(need, aino)
    for number in range(20):
        link(actor=SYSTEM, source=a_file(f"more {number}"), relation="grew_from", target=need)
    with django_assert_num_queries(6):
        assert len(course_of(need, aino)) == 25


def test_came_directly_takes_one_relation_alone(in_espoo, aino):
    place, trial, text = (a_file(name) for name in ("place", "trial", "text"))
    link(actor=aino, source=trial, relation="held_at", target=place)
    link(actor=aino, source=text, relation="about", target=place)
    assert [step.label for step in came_directly(place, None, HELD_AT)] == ["trial"]


def test_course_does_not_go_on_through_what_gathers_many_things(in_espoo, aino):
    describe(Grant, title=lambda grant: "call", url=str, visible=lambda person: Grant.objects.all(), gathers=True)
    need, challenge, other, trial, trial_of_other = (a_file(name) for name in ("need", "challenge", "other", "trial", "trial of other"))
    call = Grant.objects.create(person=aino, role="reader")
    for later, earlier in (
        (challenge, need),
        (call, challenge),
        (call, other),
        (trial, call),
        (trial, challenge),
        (trial_of_other, call),
        (trial_of_other, other),
    ):
        link(actor=aino, source=later, relation="grew_from", target=earlier)
    assert told(course_of(need, aino)) == [(1, "challenge", None), (2, "call", "challenge"), (2, "trial", "challenge")]
    assert {step.label for step in course_of(call, aino)} == {"trial", "trial of other"}
