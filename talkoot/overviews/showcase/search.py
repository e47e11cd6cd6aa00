"""How projects are shown in threads and found by search."""

from __future__ import annotations

from django.urls import reverse

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.projects import visible_projects


def project_texts(project: Project) -> dict[str, tuple[str, str]]:
    """Title and body in each language in which something is written."""
    return {
        code: (project.title[code], "\n".join(words[code] for words in (project.summary, project.story, project.place) if code in words))
        for code in language_codes()
        if code in project.title
    }


describe(
    Project,
    title=lambda project: project.title,
    url=lambda project: reverse("showcase:detail", args=[project.slug]),
    visible=visible_projects,
    search_texts=project_texts,
    is_public=lambda project: project.is_published,
)
