"""What everybody may read: the list, a project, its feeds and its PDF."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.queries.family import adopters_of
from talkoot.commons.operating_models.queries.models import model_offered
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.overviews.showcase.forms.filters import ProjectFilter
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import VIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.interest import answered_questions, interest_counts, interests_in
from talkoot.overviews.showcase.queries.projects import parts_of, programmes_of, project_by_preview, published_projects, visible_projects
from talkoot.overviews.showcase.views.schema_org import as_schema_org
from talkoot.tools.themes.models import theme_labels

FEED_LENGTH = 30


class ProjectList(ListPage):
    permission = VIEW
    title = gettext_lazy("Completed projects")
    lead = gettext_lazy("What has been completed, what came of it, and how to put it to use in your own municipality.")
    row_template = "showcase/project_row.html"
    filter_form_class = ProjectFilter
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("published_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )
    columns = (
        Column(gettext_lazy("Municipality"), lambda project: project.municipality),
        Column(gettext_lazy("Title"), lambda project: project.title),
        Column(gettext_lazy("Summary"), lambda project: project.summary),
        Column(gettext_lazy("Kind"), lambda project: project.get_kind_display()),
        Column(gettext_lazy("Themes"), lambda project: ", ".join(map(str, theme_labels(project.themes)))),
        Column(gettext_lazy("Published on"), lambda project: project.published_at.date() if project.published_at else ""),
        Column(gettext_lazy("Address"), lambda project: project.slug),
    )

    def rows(self) -> Any:
        return published_projects()

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {"programmes": list(programmes_of(self.municipality))}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write about a project"), "url": reverse("showcase:start")} if self.allows(WRITE) else None

    def downloads(self) -> list[dict[str, Any]]:
        feeds = [{"label": "Atom", "url": reverse("showcase:feed_atom")}, {"label": "JSON Feed", "url": reverse("showcase:feed_json")}]
        return [*super().downloads(), *feeds]

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No completed projects here yet"),
            "text": _("Here the municipality tells what it has completed and what others may take into use."),
        }


class ProjectDetail(Page):
    permission = VIEW
    template_name = "showcase/project_detail.html"
    thing: Project

    def fetch(self) -> Project:
        return get_object_or_404(visible_projects(self.person), slug=self.kwargs["slug"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Completed projects"), "url": reverse("showcase:list")}, {"label": self.thing.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        project = self.thing
        model = model_offered(project.operating_model, project.municipality) if project.operating_model else None
        return super().context() | {
            "project": project,
            "parts": parts_of(project),
            "themes": theme_labels(project.themes),
            "model": model,
            "adopters": adopters_of(model) if model else [],
            "counts": interest_counts(project),
            "interests": interests_in(project),
            "questions": answered_questions(project),
            "thread": thread_of(project, self.person),
            "panels": panels_of(project, self.person),
            "steps": LIFE.open_steps(project, self.person) if self.is_workable else [],
            "stages": LIFE.stages(project) if self.is_workable else [],
            "is_workable": self.is_workable,
            "schema_org": as_schema_org(project, self.request),
            "missing": project.missing_languages(self.municipality.languages),
        }

    @property
    def is_workable(self) -> bool:
        """Does the reader work on projects here, and so see where it stands?"""
        return self.allows("showcase.read_drafts")


class ProjectPreview(ProjectDetail):
    """A draft, read by whoever holds the link. Not found by search engines, not linked from anywhere."""

    def fetch(self) -> Project:
        project = project_by_preview(self.kwargs["secret"])
        if project is None:
            raise Http404
        return project

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response

    @property
    def is_workable(self) -> bool:
        return False

    def context(self) -> dict[str, Any]:
        return super().context() | {"is_preview": True}


class ProjectFeed(Page):
    """The newest projects as a feed: Atom, or JSON Feed 1.1."""

    permission = VIEW
    form = "atom"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        projects = list(published_projects().order_by("-published_at", "-id")[:FEED_LENGTH])
        title = f"{self.municipality} – {_('Completed projects')}"
        home = request.build_absolute_uri(reverse("showcase:list"))
        return self.as_json(projects, title, home) if self.form == "json" else self.as_atom(projects, title, home)

    def as_atom(self, projects: list[Project], title: str, home: str) -> HttpResponse:
        feed = Atom1Feed(title=title, link=home, description=title, language=get_language(), feed_url=self.request.build_absolute_uri())
        for project in projects:
            address = self.request.build_absolute_uri(reverse("showcase:detail", args=[project.slug]))
            feed.add_item(
                title=str(project.title),
                link=address,
                description=str(project.summary),
                unique_id=address,
                pubdate=project.published_at,
                updateddate=project.changed_at,
                categories=[str(label) for label in theme_labels(project.themes)],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")

    def as_json(self, projects: list[Project], title: str, home: str) -> JsonResponse:
        items = []
        for project in projects:
            address = self.request.build_absolute_uri(reverse("showcase:detail", args=[project.slug]))
            items.append(
                {
                    "id": address,
                    "url": address,
                    "title": str(project.title),
                    "summary": str(project.summary),
                    "content_text": str(project.story),
                    "date_published": project.published_at.isoformat() if project.published_at else None,
                    "date_modified": project.changed_at.isoformat(),
                    "language": project.story.shown_language(),
                    "tags": [str(label) for label in theme_labels(project.themes)],
                }
            )
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": home,
            "feed_url": self.request.build_absolute_uri(),
            "language": get_language(),
            "items": items,
        }
        return JsonResponse(feed, content_type="application/feed+json")


def card_address(project: Project) -> str:
    """Address of the project's page from anywhere in the installation."""
    return address_in(project.municipality, f"projects/{project.slug}/")
