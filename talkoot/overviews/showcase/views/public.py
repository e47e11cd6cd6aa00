"""What everybody may read: the list, a project, and a draft by its preview link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.commons.operating_models.queries.models import model_offered
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.overviews.showcase.forms.filters import ProjectFilter
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import ANSWER, READ_DRAFTS, VIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.interest import counted, interests_in, visible_questions
from talkoot.overviews.showcase.queries.parts import parts_of
from talkoot.overviews.showcase.queries.projects import (
    is_archived,
    programmes_shown,
    project_by_preview,
    published_projects,
    visible_projects,
)
from talkoot.overviews.showcase.templatetags.showcase import cover_address, standing_words
from talkoot.overviews.showcase.views.schema_org import as_schema_org
from talkoot.tools.themes.models import theme_labels


class ProjectList(PubliclyKept, ListPage):
    permission = VIEW
    title = gettext_lazy("Completed projects")
    lead = gettext_lazy("What has been completed, what came of it, and how to put it to use in your own municipality.")
    row_template = "showcase/project_row.html"
    filter_form_class = ProjectFilter
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("published_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        address_of = self.addresses()
        return (
            Column(_("Municipality"), lambda project: project.municipality),
            Column(pgettext("text", "Title"), lambda project: project.title),
            Column(_("Summary"), lambda project: project.summary),
            Column(_("Kind"), lambda project: project.get_kind_display()),
            Column(_("Programme"), lambda project: project.programme or ""),
            Column(_("Themes"), lambda project: ", ".join(map(str, theme_labels(project.themes)))),
            Column(_("Published on"), lambda project: timezone.localdate(project.published_at)),
            Column(_("Address"), address_of),
        )

    def addresses(self) -> Callable[[Project], str]:
        """Absolute addresses of rows. Found out now: a streamed file is made when the request's own prefix is gone."""
        here = self.request.build_absolute_uri(reverse("showcase:list"))
        return lambda project: f"{here}{project.slug}/"

    def rows(self) -> Any:
        return published_projects()

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {"programmes": list(programmes_shown()[:200])}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write about a project"), "url": reverse("showcase:start")} if self.allows(WRITE) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [
            *super().downloads(),
            {"label": "Atom", "url": reverse("showcase:feed_atom"), "type": "application/atom+xml"},
            {"label": "JSON Feed", "url": reverse("showcase:feed_json"), "type": "application/feed+json"},
        ]

    def empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {
                "title": _("Nothing was found"),
                "text": _("Take a filter away, or search with another word."),
                "action": {"label": _("Show all projects"), "url": self.request.path},
            }
        return {
            "title": _("No completed projects here yet"),
            "text": _("Here the municipality tells what it has completed and what others may take into use."),
            "action": self.primary_action(),
        }


class ProjectDetail(PubliclyKept, Page):
    permission = VIEW
    template_name = "showcase/project_detail.html"
    thing: Project

    def fetch(self) -> Project:
        return get_object_or_404(visible_projects(self.person), slug=self.kwargs["slug"])

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().answer(request, *args, **kwargs)
        except Http404:
            if not is_archived(self.kwargs.get("slug", "")):
                raise
            return archived(request)

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Completed projects"), "url": reverse("showcase:list")}, {"label": self.thing.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        project = self.thing
        address = self.request.build_absolute_uri(reverse("showcase:detail", args=[project.slug]))
        return (
            super().context()
            | self.told()
            | self.answers_of_others()
            | {
                "address": address,
                "schema_org": as_schema_org(project, address, self.picture()),
                "picture": self.picture(),
                "thread": thread_of(project, self.person),
                "panels": panels_of(project, self.person),
                "stages": LIFE.stages(project) if self.is_workable else [],
                "is_workable": self.is_workable,
                "may_answer": self.allows(ANSWER),
            }
        )

    def told(self) -> dict[str, Any]:
        """What the municipality itself tells."""
        project = self.thing
        return {
            "project": project,
            "parts": parts_of(project),
            "themes": theme_labels(project.themes),
            "model": model_offered(project.operating_model, project.municipality) if project.operating_model else None,
        }

    def answers_of_others(self) -> dict[str, Any]:
        """What other municipalities and readers say to it."""
        interests = list(interests_in(self.thing))
        return {
            "interests": interests,
            "standing": standing_words(counted(interests)),
            "questions": visible_questions(self.thing, self.person),
        }

    def picture(self) -> str:
        """Absolute address of the picture that is shown when the page is shared."""
        if self.thing.cover:
            return self.request.build_absolute_uri(cover_address(self.thing))
        return self.request.build_absolute_uri(reverse("showcase:picture", args=[self.thing.slug]))

    @property
    def is_workable(self) -> bool:
        """Does the reader work on projects here, and so see where it stands?"""
        return self.allows(READ_DRAFTS)


class ProjectPreview(ProjectDetail):
    """A draft, read by whoever holds the link: the municipality's own text and nothing that others said.

    Not found by search engines, not linked from anywhere.
    """

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
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def context(self) -> dict[str, Any]:
        return Page.context(self) | self.told() | {"is_preview": True}


def archived(request: HttpRequest) -> HttpResponse:
    """Readers who come by an old link learn that the page is gone for good; its text is shown no more."""
    response = render(request, "showcase/project_archived.html", status=410)
    response["X-Robots-Tag"] = "noindex"
    return response
