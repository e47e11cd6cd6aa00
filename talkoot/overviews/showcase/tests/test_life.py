"""From draft to published and archived, with every refusal."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.audit.queries import history_of
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.models import Entry
from talkoot.overviews.showcase.actions.parts import MOST_PARTS, move_part_up, remove_part, save_part
from talkoot.overviews.showcase.actions.programmes import add_programme, change_programme
from talkoot.overviews.showcase.actions.projects import (
    approve,
    archive_project,
    change_project,
    make_preview_link,
    publish_project,
    renew_review,
    reopen_project,
    return_to_draft,
    send_to_review,
    start_project,
)
from talkoot.overviews.showcase.content.slugs import RESERVED_SLUGS, numbered, slug_of
from talkoot.overviews.showcase.models.parts import Lesson, Partner
from talkoot.overviews.showcase.models.project import PreviewLink, Project, hash_of
from talkoot.overviews.showcase.tests.making import a_draft, published, words


def refused(action, **kwargs):
    with pytest.raises(Refusal) as caught:
        action(**kwargs)
    return str(caught.value)


def test_whole_way_leaves_its_marks(in_espoo, eeva, aino, vera):
    project = a_draft(eeva)
    assert send_to_review(actor=eeva, project=project).state == "in_review"
    assert approve(actor=aino, project=project).state == "reviewed"
    shown = publish_project(actor=vera, project=project)
    assert (shown.state, shown.reviewed_by, shown.sent_to_review_by) == ("published", aino, eeva)
    assert timezone.now() - shown.published_at < timedelta(minutes=1)
    first_time = shown.published_at
    assert archive_project(actor=aino, project=project).state == "archived"
    assert reopen_project(actor=aino, project=project).state == "draft"
    send_to_review(actor=eeva, project=project)
    approve(actor=vera, project=project)
    again = publish_project(actor=vera, project=project)
    assert again.published_at == first_time
    done = list(AuditLine.objects.order_by("id").values_list("action", "actor__name"))
    assert done == [
        ("showcase.start_project", "Eeva"),
        ("showcase.send_to_review", "Eeva"),
        ("showcase.approve", "Aino Aalto"),
        ("showcase.publish", "Vera"),
        ("showcase.archive", "Aino Aalto"),
        ("showcase.reopen", "Aino Aalto"),
        ("showcase.send_to_review", "Eeva"),
        ("showcase.approve", "Vera"),
        ("showcase.publish", "Vera"),
    ]
    assert [entry.action for entry in history_of(again, aino)][::-1] == [
        "Began the project",
        "Sent to review",
        "Approved",
        "Published",
        "Archived",
        "Took back to draft",
        "Sent to review",
        "Approved",
        "Published",
    ]


def test_four_eyes(in_espoo, aino, vera):
    project = a_draft(aino)
    send_to_review(actor=aino, project=project)
    assert "yourself" in refused(approve, actor=aino, project=Project.objects.get())
    approve(actor=vera, project=Project.objects.get())
    assert Project.objects.get().reviewed_by == vera


def test_text_changed_after_approval_waits_for_review_again(in_espoo, aino, vera):
    project = a_draft(aino)
    send_to_review(actor=aino, project=project)
    approve(actor=vera, project=Project.objects.get())
    # The date of the next look is no text.
    change_project(actor=vera, project=project, review_by=timezone.localdate() + timedelta(days=100))
    assert Project.objects.get().state == "reviewed"
    change_project(actor=vera, project=project, summary=words("Toinen"))
    now = Project.objects.get()
    assert (now.state, now.sent_to_review_by, now.reviewed_by) == ("in_review", vera, None)
    assert "yourself" in refused(approve, actor=vera, project=now)
    approve(actor=aino, project=now)
    save_part(actor=aino, project=now, part=Lesson(title=words("Oppi"), text=words("Teksti")))
    assert Project.objects.get().state == "in_review"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"story": Words()}, "story"),
        ({"summary": Words(sv="Bara svenska")}, "summary"),
        ({"contact_email": ""}, "nobody to turn to"),
        ({"contact_role": Words()}, "nobody to turn to"),
    ],
)
def test_review_asks_for_what_is_missing(missing, said, in_espoo, eeva):
    project = a_draft(eeva, **missing)
    assert said in refused(send_to_review, actor=eeva, project=project)
    assert Project.objects.get().state == "draft"


@pytest.mark.parametrize("review_by", [None, timezone.localdate(), timezone.localdate() - timedelta(days=1)])
def test_publishing_asks_for_a_date_ahead(review_by, in_espoo, eeva, aino):
    project = a_draft(eeva, review_by=review_by)
    send_to_review(actor=eeva, project=project)
    approve(actor=aino, project=project)
    assert "review by" in refused(publish_project, actor=aino, project=project)
    assert Project.objects.get().state == "reviewed"


def test_steps_are_refused_in_other_states(in_espoo, aino, vera):
    project = a_draft(vera)
    for step in (approve, publish_project, archive_project, reopen_project, return_to_draft):
        assert "while the state is “Draft”" in refused(step, actor=aino, project=project)
    send_to_review(actor=vera, project=project)
    for step in (send_to_review, publish_project, archive_project):
        assert "while the state is “In review”" in refused(step, actor=aino, project=project)
    assert return_to_draft(actor=aino, project=project).state == "draft"
    assert "published project" in refused(renew_review, actor=aino, project=project)


def test_who_may_do_what(in_espoo, aino, eeva, rita, bo, carl):
    project = a_draft(eeva)
    for person in (rita, bo, carl, None):
        for attempt in (
            lambda person: start_project(actor=person, slug="toinen", title=words("x"), kind="tool"),
            lambda person: change_project(actor=person, project=project, summary=words("x")),
            lambda person: send_to_review(actor=person, project=project),
            lambda person: make_preview_link(actor=person, project=project),
            lambda person: save_part(actor=person, project=project, part=Lesson(title=words("x"), text=words("x"))),
        ):
            with pytest.raises(Forbidden):
                attempt(person)
    send_to_review(actor=eeva, project=project)
    for person in (eeva, rita, bo, carl, None):
        for step in (approve, publish_project, return_to_draft, archive_project, reopen_project, renew_review):
            with pytest.raises(Forbidden):
                step(actor=person, project=Project.objects.get())
    approve(actor=aino, project=project)
    with pytest.raises(Forbidden, match="changed by a coordinator"):
        change_project(actor=eeva, project=Project.objects.get(), summary=words("x"))
    assert (Project.objects.count(), Project.objects.get().state, Project.objects.get().summary) == (1, "reviewed", words("Tiivistelmä"))


def test_address_is_made_of_the_title_and_numbered(in_espoo, eeva):
    made = [start_project(actor=eeva, title=Words(fi="Äly-kirjasto & robotti"), kind="tool").slug for _n in range(3)]
    assert made == ["aly-kirjasto-robotti", "aly-kirjasto-robotti-2", "aly-kirjasto-robotti-3"]
    assert start_project(actor=eeva, title=Words(en="Work"), kind="tool").slug == "work-2"
    assert [start_project(actor=eeva, title=Words(fi="日本"), kind="tool").slug for _n in range(2)] == ["project", "project-2"]
    long = start_project(actor=eeva, title=Words(fi="a" * 160), kind="tool").slug
    assert [long, start_project(actor=eeva, title=Words(fi="a" * 160), kind="tool").slug] == ["a" * 80, "a" * 78 + "-2"]


def test_address_is_in_the_first_language_of_the_municipality(in_espoo, eeva):
    with translation.override("en"):
        assert start_project(actor=eeva, title=Words(fi="Robotti", en="Robot"), kind="tool").slug == "robotti"


def test_slugs():
    assert [slug_of(title) for title in ("Äiti", "a", "--", "a_b", "Å b", "x" * 79 + " y")] == ["aiti", "", "", "a-b", "a-b", "x" * 79]
    assert [numbered("abc", n) for n in (1, 2, 10)] == ["abc", "abc-2", "abc-10"]


def test_address_is_refused_when_taken_reserved_or_public(in_espoo, eeva, aino, vera):
    a_draft(eeva)
    assert "already has a project" in refused(a_draft, actor=eeva)
    for slug in RESERVED_SLUGS:
        assert "taken by a page of the site" in refused(a_draft, actor=eeva, slug=slug)
    other = a_draft(eeva, "toinen")
    assert "already has a project" in refused(change_project, actor=eeva, project=other, slug="robotti")
    assert change_project(actor=eeva, project=other, slug="kolmas").slug == "kolmas"
    shown = published(aino, vera, "neljas")
    assert "cannot be changed" in refused(change_project, actor=aino, project=shown, slug="viides")
    assert set(Project.objects.values_list("slug", flat=True)) == {"robotti", "kolmas", "neljas"}


def test_changing_nothing_writes_nothing(in_espoo, eeva):
    project = a_draft(eeva)
    before = project.pgh_event_model.objects.count()
    change_project(actor=eeva, project=project, summary=words("Tiivistelmä"), kind="tool")
    assert project.pgh_event_model.objects.count() == before


def test_parts_are_ordered_moved_limited_and_gone_once(in_espoo, eeva):
    project = a_draft(eeva)
    lessons = [Lesson(title=words(name), text=words("t")) for name in "abc"]
    for lesson in lessons:
        save_part(actor=eeva, project=project, part=lesson)
    move_part_up(actor=eeva, project=project, part=lessons[2])
    move_part_up(actor=eeva, project=project, part=lessons[0])

    def order():
        return [lesson.title["fi"][0] for lesson in Lesson.objects.filter(project=project)]

    assert order() == ["a", "c", "b"]
    move_part_up(actor=eeva, project=project, part=lessons[0])
    assert order() == ["a", "c", "b"]
    remove_part(actor=eeva, project=project, part=Lesson.objects.get(pk=lessons[2].pk))
    assert "removed meanwhile" in refused(save_part, actor=eeva, project=project, part=lessons[2])
    save_part(actor=eeva, project=project, part=Lesson(title=words("d"), text=words("t")))
    assert order() == ["a", "b", "d"]
    Partner.objects.bulk_create([Partner(project=project, name=words("x"), kind="city", position=n) for n in range(MOST_PARTS)])
    assert "Remove one first" in refused(save_part, actor=eeva, project=project, part=Partner(name=words("y"), kind="city"))


def test_search_knows_the_parts_and_forgets_what_is_archived(in_espoo, aino, vera):
    project = published(aino, vera)
    save_part(actor=aino, project=project, part=Lesson(title=Words(fi="Kirahvi opettaa"), text=words("t")))
    entry = Entry.objects.get(object_id=project.pk, language="fi", kind="showcase.project")
    assert entry.is_public
    assert "Kirahvi" in entry.body
    archive_project(actor=aino, project=project)
    assert set(Entry.objects.filter(object_id=project.pk, kind="showcase.project").values_list("is_public", flat=True)) == {False}


def test_preview_secret_is_kept_as_hash_only(in_espoo, eeva):
    link = make_preview_link(actor=eeva, project=a_draft(eeva))
    kept = PreviewLink.objects.get()
    assert kept.secret_hash == hash_of(link.secret)
    assert len(link.secret) >= 32
    assert timedelta(days=13) < kept.ends_at - timezone.now() < timedelta(days=15)


def test_programme_is_added_once_and_changed(in_espoo, eeva, rita):
    programme = add_programme(actor=eeva, name=Words(fi="6Aika Espoossa"))
    assert programme.slug == "6aika-espoossa"
    assert "already has a programme" in refused(add_programme, actor=eeva, name=Words(fi="6Aika, Espoossa"))
    changed = change_programme(actor=eeva, programme=programme, name=Words(fi="6Aika"), description=Words(fi="Ohjelma"))
    assert (changed.slug, changed.name, changed.description) == ("6aika-espoossa", {"fi": "6Aika"}, {"fi": "Ohjelma"})
    with pytest.raises(Forbidden):
        add_programme(actor=rita, name=Words(fi="Toinen"))


def test_offered_model_is_in_the_thread_of_the_project(in_espoo, aino, vera, routes):
    from talkoot.commons.operating_models.models.model import OperatingModel

    facts = {"kind": "handbook", "licence": "CC-BY-4.0", "published_at": timezone.now(), "published_number": "1.0"}
    model = OperatingModel.objects.create(slug="malli", name=Words(fi="Malli"), **facts)
    other = OperatingModel.objects.create(slug="toinen", name=Words(fi="Toinen malli"), **facts)
    project = published(aino, vera, operating_model="malli")

    def offered():
        return [(str(item.relation), item.label) for item in thread_of(project, None).led_to]

    assert offered() == [("Offers", "Malli")]
    change_project(actor=aino, project=project, operating_model="toinen")
    assert offered() == [("Offers", "Toinen malli")]
    change_project(actor=aino, project=project, operating_model="")
    assert offered() == []
    assert thread_of(model, None).came_from == thread_of(other, None).came_from == []


def test_system_may_do_everything_but_not_skip_a_state(in_espoo):
    project = a_draft(SYSTEM)
    send_to_review(actor=SYSTEM, project=project)
    assert "In review" in refused(publish_project, actor=SYSTEM, project=project)
    approve(actor=SYSTEM, project=project)
    assert publish_project(actor=SYSTEM, project=project).state == "published"
