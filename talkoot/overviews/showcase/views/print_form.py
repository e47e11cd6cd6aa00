"""The project as a tagged PDF in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.printing.prose import blocks
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import VIEW
from talkoot.overviews.showcase.queries.projects import parts_of, visible_projects
from talkoot.overviews.showcase.templatetags.showcase import document_address, figure_number, media_kind
from talkoot.tools.themes.models import theme_labels

TEMPLATE = Path(__file__).parents[1] / "print" / "project.typ"


class ProjectPdf(Page):
    permission = VIEW
    thing: Project

    def fetch(self) -> Project:
        return get_object_or_404(visible_projects(self.person), slug=self.kwargs["slug"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = HttpResponse(print_form(TEMPLATE, self.data()), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.thing.slug}-{get_language()}.pdf"'
        return response

    def data(self) -> dict[str, Any]:
        project, parts = self.thing, parts_of(self.thing)
        facts = [
            (_("Municipality"), project.municipality),
            (_("Kind"), project.get_kind_display()),
            (_("Programme"), project.programme or ""),
            (_("Themes"), ", ".join(map(str, theme_labels(project.themes)))),
            (_("Period"), f"{date_words(project.started_on)} – {date_words(project.ended_on)}" if project.started_on or project.ended_on else ""),
            (_("Place"), project.place),
            (_("Partners"), ", ".join(str(partner.name) for partner in parts["partners"])),
            (_("Contact"), project.contact_role),
            (_("Published on"), date_words(project.published_at.date()) if project.published_at else ""),
        ]
        return {
            "title": str(project.title),
            "language": project.title.shown_language() or get_language(),
            "author": str(project.municipality),
            "kicker": f"{project.municipality} – {_('Completed project')}",
            "footer": self.request.build_absolute_uri(self.request.path.removesuffix("print.pdf")),
            "summary": str(project.summary),
            "story": blocks(str(project.story)),
            "figures": [
                {"number": figure_number(result), "label": str(result.label), "source": str(result.source)} for result in parts["results"]
            ],
            "lessons": [{"title": str(lesson.title), "text": str(lesson.text)} for lesson in parts["lessons"]],
            "facts": [{"label": label, "value": str(value)} for label, value in facts if str(value)],
            "documents": [
                {
                    "title": str(document.title),
                    "address": self.request.build_absolute_uri(document_address(document)),
                    "about": f"{media_kind(document)}, {language_named(document.language)}",
                }
                for document in parts["documents"]
            ],
            "words": {
                "figures": _("In figures"),
                "lessons": _("What we learned"),
                "facts": _("Facts"),
                "documents": _("Guides and documents"),
            },
        }
