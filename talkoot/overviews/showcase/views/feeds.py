"""The newest projects as a feed: Atom, or JSON Feed 1.1."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.pages import Page
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import VIEW
from talkoot.overviews.showcase.queries.projects import published_projects
from talkoot.overviews.showcase.templatetags.showcase import project_address
from talkoot.tools.themes.models import theme_labels

FEED_LENGTH = 30
# XML 1.0 cannot hold these, not even escaped.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ProjectFeed(PubliclyKept, Page):
    permission = VIEW
    form = "atom"

    @property
    def publisher(self) -> str:
        return str(self.municipality)

    def home(self) -> str:
        return reverse("showcase:list")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        projects = list(published_projects().order_by("-published_at", "-id")[:FEED_LENGTH])
        title = _("%(publisher)s – Completed projects") % {"publisher": self.publisher}
        home = request.build_absolute_uri(self.home())
        own = request.build_absolute_uri(request.path)
        return as_json(request, projects, title, home, own) if self.form == "json" else as_atom(request, projects, title, home, own)


class FeedOfAll(ProjectFeed):
    across = "The public feed over all municipalities: published projects only."

    @property
    def publisher(self) -> str:
        return settings.SITE_NAME

    def home(self) -> str:
        return reverse("showcase:everywhere")


def as_atom(request: HttpRequest, projects: list[Project], title: str, home: str, own: str) -> HttpResponse:
    feed = Atom1Feed(title=plain(title), link=home, description=plain(title), language=get_language(), feed_url=own)
    for project in projects:
        address = request.build_absolute_uri(project_address(project))
        feed.add_item(
            title=plain(project.title),
            link=address,
            description=plain(project.summary),
            unique_id=address,
            author_name=plain(project.municipality),
            pubdate=project.published_at,
            updateddate=project.changed_at,
            categories=[plain(label) for label in theme_labels(project.themes)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def as_json(request: HttpRequest, projects: list[Project], title: str, home: str, own: str) -> JsonResponse:
    items = []
    for project in projects:
        address = request.build_absolute_uri(project_address(project))
        items.append(
            {
                "id": address,
                "url": address,
                "title": str(project.title),
                "summary": str(project.summary),
                "content_text": str(project.story),
                "date_published": project.published_at.isoformat() if project.published_at else None,
                "date_modified": project.changed_at.isoformat(),
                "authors": [{"name": str(project.municipality)}],
                "language": project.story.shown_language(),
                "tags": [str(label) for label in theme_labels(project.themes)],
            }
        )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": own,
        "language": get_language(),
        "items": items,
    }
    return JsonResponse(feed, content_type="application/feed+json")


def plain(text: Any) -> str:
    return NOT_XML.sub("", str(text))
