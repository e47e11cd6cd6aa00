"""What front pages and the sitemap show. Public things only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet

from talkoot.commons.operating_models.queries.models import public_models
from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.projects import published_projects

FEATURED = 6
LONGEST_SITEMAP = 40_000


def newest_projects(count: int = FEATURED) -> list[Project]:
    return list(published_projects().order_by("-published_at", "-id")[:count])


def offered_models(count: int = FEATURED) -> list[Any]:
    return list(public_models().order_by("id")[:count])


def municipalities_here() -> QuerySet[Municipality]:
    """Every municipality that uses this installation."""
    return Municipality.objects.filter(is_active=True).order_by("slug")


def public_counts() -> dict[str, int]:
    """How many projects, models and municipalities with something to show there are. Two queries."""
    projects = published_projects().aggregate(projects=Count("id"), municipalities=Count("municipality", distinct=True))
    return projects | {"models": public_models().count()}


def sitemap_projects() -> Iterator[tuple[str, str, Any]]:
    """(municipality's slug, project's slug, when it changed) of public projects, newest first, at most LONGEST_SITEMAP."""
    rows = published_projects().order_by("-published_at", "-id").values_list("municipality__slug", "slug", "changed_at")
    return iter(rows[:LONGEST_SITEMAP])
