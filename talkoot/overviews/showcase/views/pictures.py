"""The picture that other sites show when the address of a project is shared: its cover art with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language

from talkoot.kernel.printing.pdf import picture
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.covers import cover_svg
from talkoot.kernel.ui.theme import theme_of
from talkoot.overviews.showcase.views.print_form import ink_of
from talkoot.overviews.showcase.views.public import ProjectDetail

TEMPLATE = Path(__file__).parents[1] / "print" / "shared_picture.typ"
SECONDS_KEPT = 24 * 3600


class SharedPicture(ProjectDetail):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        project = self.thing
        theme = theme_of(project.municipality)
        data = {
            "title": str(project.title) or project.slug,
            "language": project.title.shown_language() or get_language(),
            "municipality": str(project.municipality),
            "cover": cover_svg(project.slug, theme),
            "colour": ink_of(project.municipality),
        }
        try:
            response = HttpResponse(picture(TEMPLATE, data), content_type="image/png")
        except Refusal:
            return HttpResponse(status=503, headers={"Retry-After": "60"})
        if project.is_published:
            response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
        return response
