"""The project as a tagged PDF in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.printing.prose import blocks
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.parts import parts_of
from talkoot.overviews.showcase.templatetags.showcase import document_address, figure_number, media_kind, period_words
from talkoot.overviews.showcase.views.public import ProjectDetail
from talkoot.tools.themes.models import theme_labels

TEMPLATE = Path(__file__).parents[1] / "print" / "project.typ"


def ink_of(municipality: Municipality) -> str:
    """The municipality's colour, dark enough to be read on white paper (4.5:1)."""
    brand = theme_of(municipality).brand
    return at_luminance(brand, min(luminance(brand), 0.15))


class ProjectPdf(ProjectDetail):
    thing: Project

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = HttpResponse(print_form(TEMPLATE, self.data()), content_type="application/pdf")
        except Refusal as refusal:
            later = render(request, "showcase/print_later.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response["Content-Disposition"] = f'inline; filename="{self.thing.slug}-{get_language()}.pdf"'
        return response

    def data(self) -> dict[str, Any]:
        """What print/project.typ draws: plain values only."""
        project, parts = self.thing, parts_of(self.thing)
        facts = [
            (_("Municipality"), project.municipality),
            (_("Kind"), project.get_kind_display()),
            (_("Programme"), project.programme or ""),
            (_("Themes"), ", ".join(map(str, theme_labels(project.themes)))),
            (_("Period"), period_words(project)),
            (_("Place"), project.place),
            (_("Partners"), ", ".join(str(partner.name) for partner in parts["partners"])),
            (_("Contact"), project.contact_role),
            (_("Published on"), date_words(timezone.localdate(project.published_at)) if project.published_at else ""),
        ]
        return {
            "title": str(project.title) or project.slug,
            "language": project.title.shown_language() or get_language(),
            "author": str(project.municipality),
            "colour": ink_of(project.municipality),
            "kicker": _("%(municipality)s – Completed project") % {"municipality": project.municipality},
            "footer": self.request.build_absolute_uri(reverse("showcase:detail", args=[project.slug])),
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
