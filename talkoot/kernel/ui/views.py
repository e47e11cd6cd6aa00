"""The style sheet of a municipality's theme, at an address that changes with its content."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.theme import theme_css, theme_of


@cache_control(max_age=31_536_000, immutable=True, public=True)
def theme_css_view(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """An old digest gives the theme of today: a page drawn a moment ago still looks right."""
    municipality = None if name == "talkoot" else Municipality.objects.filter(slug=name).first()
    if municipality is None and name != "talkoot":
        raise Http404
    return HttpResponse(theme_css(theme_of(municipality)), content_type="text/css; charset=utf-8")
