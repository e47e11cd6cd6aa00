"""Reads about projects. visible_projects() is the one rule of who sees what, used by page, list, search, export, feed and API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.permissions.rules import allowed
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.project import PreviewLink, Programme, Project, hash_of
from talkoot.overviews.showcase.permissions import READ_DRAFTS

FOR_PAGES = ("municipality", "programme", "cover")


def published_projects() -> QuerySet[Project]:
    """Projects that everybody may read, of the municipalities in force."""
    return Project.objects.filter(state=State.PUBLISHED, municipality__is_active=True).select_related(*FOR_PAGES)


def visible_projects(person: Any) -> QuerySet[Project]:
    """Published projects, and for readers of the municipality in force all of its own."""
    if allowed(person, READ_DRAFTS):
        return Project.objects.select_related(*FOR_PAGES)
    return published_projects()


def published_offering(model_slug: str) -> QuerySet[Project]:
    """Published projects that offer the operating model of this address."""
    return published_projects().filter(operating_model=model_slug)


def is_archived(slug: str) -> bool:
    """Was there once a published project at this address, which has been archived?"""
    return Project.objects.filter(slug=slug, state=State.ARCHIVED).exists()


def all_projects() -> QuerySet[Project]:
    """The workbench: everything of the municipality in force."""
    return Project.objects.select_related("municipality", "programme")


def slugs_like(beginning: str) -> set[str]:
    """Addresses of the municipality in force that begin so."""
    # The ending that numbered() puts behind may cost the last characters of a long address.
    return set(Project.objects.filter(slug__startswith=beginning[:70]).values_list("slug", flat=True))


def project_by_preview(secret: str) -> Project | None:
    """The project that a preview link of the municipality in force shows, or None when it has ended or never was."""
    link = (
        PreviewLink.objects.filter(secret_hash=hash_of(secret), ends_at__gt=timezone.now())
        .select_related(*(f"project__{name}" for name in FOR_PAGES))
        .first()
    )
    return link.project if link else None


def preview_links_in_force(project: Project) -> int:
    return PreviewLink.objects.filter(project=project, ends_at__gt=timezone.now()).count()


def all_programmes() -> QuerySet[Programme]:
    """Programmes of the municipality in force."""
    return Programme.objects.order_by("slug")


def programmes_of(municipality: Municipality) -> QuerySet[Programme]:
    return Programme.objects.filter(municipality=municipality).order_by("slug")


def programmes_shown() -> QuerySet[Programme]:
    """Programmes with a published project, of the municipalities in force: what a reader can choose."""
    published = Project.objects.filter(programme=OuterRef("pk"), state=State.PUBLISHED)
    return Programme.objects.filter(Exists(published), municipality__is_active=True).order_by("slug", "pk")


def projects_that_wait(languages: list[str], *, review_within_days: int = 30) -> QuerySet[Project]:
    """Projects of the municipality in force with which somebody must do something: review, publish, look again, translate."""
    until: date = timezone.localdate() + timedelta(days=review_within_days)
    in_review = Q(state__in=(State.IN_REVIEW, State.REVIEWED))
    waits = in_review | (Q(state=State.PUBLISHED) & (Q(review_by__lte=until) | lacking(languages)))
    return Project.objects.filter(waits).select_related("municipality").order_by("changed_at", "pk")


def lacking(languages: list[str]) -> Q:
    """Title, summary or story is missing in one of the languages."""
    condition = Q()
    for code in languages:
        for field in ("title", "summary", "story"):
            condition |= ~Q(**{f"{field}__has_key": code})
    return condition


def untranslated(languages: list[str]) -> QuerySet[Project]:
    return Project.objects.exclude(state=State.ARCHIVED).filter(lacking(languages)).select_related("municipality")
