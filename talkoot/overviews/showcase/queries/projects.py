"""Reads about projects. visible_projects() is the one rule of who sees what, used by page, list, search, export, feed and API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.permissions.rules import allowed
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Picture, ProjectPart, Result
from talkoot.overviews.showcase.models.project import PreviewLink, Programme, Project, hash_of
from talkoot.overviews.showcase.permissions import READ_DRAFTS

PART_KINDS: dict[str, type[ProjectPart]] = {
    "results": Result,
    "lessons": Lesson,
    "partners": Partner,
    "documents": Document,
    "pictures": Picture,
}


def published_projects() -> QuerySet[Project]:
    """Projects that everybody may read, of the municipalities in force."""
    return Project.objects.filter(state=State.PUBLISHED, municipality__is_active=True).select_related("municipality", "programme", "cover")


def visible_projects(person: Any) -> QuerySet[Project]:
    """Published projects, and for readers of the municipality in force all of its own."""
    if allowed(person, READ_DRAFTS):
        return Project.objects.select_related("municipality", "programme", "cover")
    return published_projects()


def projects_in_work() -> QuerySet[Project]:
    """The workbench: everything of the municipality in force that is not archived, what changed last first."""
    return Project.objects.exclude(state=State.ARCHIVED).select_related("municipality", "programme")


def parts_of(project: Project) -> dict[str, list[Any]]:
    """All rows of the project by kind. One query for each kind, whatever the number of rows."""
    related = {"documents": ("file",), "pictures": ("file",)}
    return {name: list(model.objects.filter(project=project).select_related(*related.get(name, ()))) for name, model in PART_KINDS.items()}


def project_by_preview(secret: str) -> Project | None:
    """The project that a preview link of the municipality in force shows, or None when it has ended or never was."""
    link = (
        PreviewLink.objects.filter(secret_hash=hash_of(secret), ends_at__gt=timezone.now())
        .select_related("project__municipality", "project__programme")
        .first()
    )
    return link.project if link else None


def programmes_of(municipality: Municipality) -> QuerySet[Programme]:
    return Programme.objects.filter(municipality=municipality).order_by("slug")


def reviews_due(within_days: int = 30) -> QuerySet[Project]:
    """Published projects of the municipality in force whose date of review has come or comes soon."""
    until: date = timezone.localdate() + timedelta(days=within_days)
    return Project.objects.filter(state=State.PUBLISHED, review_by__lte=until).order_by("review_by")


def waiting_for_review() -> QuerySet[Project]:
    return Project.objects.filter(state__in=(State.IN_REVIEW, State.REVIEWED)).select_related("municipality").order_by("sent_to_review_at")


def untranslated(languages: list[str]) -> QuerySet[Project]:
    """Projects in which title, summary or story lacks one of the languages."""
    lacking = Q()
    for code in languages:
        for field in ("title", "summary", "story"):
            lacking |= ~Q(**{f"{field}__has_key": code})
    return Project.objects.exclude(state=State.ARCHIVED).filter(lacking).select_related("municipality")
