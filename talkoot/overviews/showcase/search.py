"""How projects are shown in threads and found by search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe
from talkoot.kernel.permissions.rules import allowed
from talkoot.overviews.showcase.models.parts import Lesson, Partner
from talkoot.overviews.showcase.models.project import Programme, Project
from talkoot.overviews.showcase.permissions import READ_DRAFTS
from talkoot.overviews.showcase.queries.projects import all_programmes, visible_projects


def project_texts(project: Project) -> dict[str, tuple[str, str]]:
    """Title and body in each language in which something is written; lessons and partners with it. Two queries."""
    written = [project.summary, project.story, project.place]
    for lesson in Lesson.objects.filter(project=project):
        written += [lesson.title, lesson.text]
    written += [partner.name for partner in Partner.objects.filter(project=project)]
    return {
        code: (project.title[code], "\n".join(words[code] for words in written if code in words))
        for code in language_codes()
        if code in project.title
    }


def visible_programmes(person: Any) -> QuerySet[Programme]:
    return all_programmes() if allowed(person, READ_DRAFTS) else Programme.objects.none()


describe(
    Project,
    title=lambda project: project.title,
    url=lambda project: reverse("showcase:detail", args=[project.slug]),
    visible=visible_projects,
    search_texts=project_texts,
    is_public=lambda project: project.is_published,
)
# For its history; programmes are found as a filter of projects.
describe(
    Programme,
    title=lambda programme: programme.name,
    url=lambda programme: reverse("showcase:programme", args=[programme.slug]),
    visible=visible_programmes,
)
