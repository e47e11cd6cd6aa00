"""Projects for tests, made by the actions that people use."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.overviews.showcase.actions.projects import approve, publish_project, send_to_review, start_project
from talkoot.overviews.showcase.models.project import Project

STORY = "### Tarve\n\nTarina **lihavoituna**.\n\n- yksi\n- kaksi"


def someone(email, role=None, municipality=None, language="en"):
    person = get_user_model().objects.create_user(email, "correct horse battery", name=email.partition("@")[0].title(), language=language)
    if role:
        with in_municipality(municipality):
            Grant.objects.create(person=person, role=role)
    return person


def words(text):
    return Words(fi=f"{text} fi", sv=f"{text} sv", en=f"{text} en")


def a_draft(actor, slug="robotti", **more):
    """A draft that lacks nothing."""
    facts = {
        "title": words(slug),
        "summary": words("Tiivistelmä"),
        "story": Words(fi=STORY, sv=STORY, en=STORY),
        "kind": "tool",
        "contact_role": words("Koordinaattori"),
        "contact_email": "projektit@espoo.example",
        "review_by": timezone.localdate() + timedelta(days=200),
    }
    return start_project(actor=actor, slug=slug, **(facts | more))


def published(writer, reviewer, slug="robotti", **more):
    """Written by one, approved and published by another."""
    project = a_draft(writer, slug, **more)
    send_to_review(actor=writer, project=project)
    approve(actor=reviewer, project=project)
    return publish_project(actor=reviewer, project=project)


def many_published(count, **more):
    """So many published projects, a minute apart, straight into the database: for lists. The last one is the newest."""
    start = timezone.now() - timedelta(days=30)
    return [
        Project.objects.create(
            slug=f"p-{n:03}",
            state="published",
            published_at=start + timedelta(minutes=n),
            **(
                {
                    "kind": "tool",
                    "title": words(f"{'äöåwv'[n % 5]}{n % 7}"),
                    "summary": words("s"),
                    "story": words("t"),
                    "themes": ["education"],
                }
                | more
            ),
        )
        for n in range(count)
    ]
