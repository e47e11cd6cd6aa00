"""What front pages and the sitemap show. Public things only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet

from talkoot.commons.operating_models.queries.models import public_models
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.projects import published_projects

FEATURED = 6
# The protocol of sitemaps allows no more addresses in one file.
LONGEST_SITEMAP = 50_000


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


def sitemap_addresses(only: Municipality | None = None) -> Iterator[tuple[str, datetime | None]]:
    """(path, when it changed) of public pages in every language of their municipality, the newest projects first.

    only: pages of this municipality, as under its own host name. At most LONGEST_SITEMAP. All must be in force.
    """
    return islice(_addresses(only), LONGEST_SITEMAP)


def _addresses(only: Municipality | None) -> Iterator[tuple[str, datetime | None]]:
    here = {m.pk: m for m in municipalities_here() if only is None or m.pk == only.pk}
    if only is None:
        yield from ((f"/{code}/{page}", None) for code in language_codes() for page in ("", "projects/", "about/"))
    for municipality in here.values():
        yield from _in_languages(municipality, only, "", None)
        yield from _in_languages(municipality, only, "projects/", None)
    projects = published_projects().filter(municipality__in=here).order_by("-published_at", "-id")
    for owner, slug, changed_at in projects.values_list("municipality_id", "slug", "changed_at")[:LONGEST_SITEMAP]:
        yield from _in_languages(here[owner], only, f"projects/{slug}/", changed_at)
    models = public_models().filter(municipality__in=here).order_by("-published_at", "-id")
    for owner, slug, published_at in models.values_list("municipality_id", "slug", "published_at")[:LONGEST_SITEMAP]:
        yield from _in_languages(here[owner], only, f"models/{slug}/", published_at)


def _in_languages(
    municipality: Municipality, only: Municipality | None, path: str, changed_at: datetime | None
) -> Iterator[tuple[str, datetime | None]]:
    start = "/" if only is not None else municipality.path
    for code in municipality.languages:
        yield f"{start}{code}/{path}", changed_at
