"""What programs ask of a site: is it well, what may they read, where is what."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.overviews.home.queries import sitemap_addresses

SECONDS_KEPT = 3600


def health(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    """Work, sign-in and previews are no reading for search engines; filtered and later pages of lists are in the whole list."""
    closed = ("account/", "preview/", "work/", "today/", "history/", "edit/")
    lines = ["User-agent: *", *(f"Disallow: /*/{part}" for part in closed), "Disallow: /*?", f"Sitemap: {start_of(request)}/sitemap.xml"]
    return kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain"))


def sitemap(request: HttpRequest) -> HttpResponse:
    """Public pages, each in every language of its municipality. At a municipality's own host name its pages alone."""
    start = start_of(request)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    with across_municipalities(reason="The sitemap lists the public pages of all municipalities."):
        for path, changed_at in sitemap_addresses(request.municipality):  # type: ignore[attr-defined]
            changed = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
            lines.append(f"<url><loc>{escape(start + path)}</loc>{changed}</url>")
    lines.append("</urlset>")
    return kept(HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8"))


def start_of(request: HttpRequest) -> str:
    """The host under which the addresses of this answer stand."""
    return request.build_absolute_uri("/").rstrip("/") if request.municipality else settings.SITE_URL  # type: ignore[attr-defined]


def kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
    return response
