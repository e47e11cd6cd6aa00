"""Front pages, the queue of the day, and pages about the site itself."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.people.queries import municipalities_with_role
from talkoot.kernel.permissions.roles import ROLES
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import waiting_for
from talkoot.overviews.home.permissions import QUEUE, VIEW
from talkoot.overviews.home.queries import municipalities_here, newest_projects, offered_models, public_counts, sitemap_projects
from talkoot.overviews.showcase.queries.projects import published_projects
from talkoot.tools.themes.models import Theme

# The stations of the one loop, in order; what each is called on the front page.
STATIONS = (
    (gettext_lazy("Understand"), gettext_lazy("Studies, customer support and the canvas show what people need.")),
    (gettext_lazy("Invite"), gettext_lazy("Needs, ideas and calls bring in schools, companies, associations and residents.")),
    (gettext_lazy("Try together"), gettext_lazy("Trials start only when plan, data protection and agreement are in order.")),
    (gettext_lazy("Decide"), gettext_lazy("Every trial ends in an evaluation and a decision with its reason.")),
    (gettext_lazy("Make it last"), gettext_lazy("What worked becomes a service, a channel or a way of working.")),
    (gettext_lazy("Share"), gettext_lazy("The completed project is told openly, with figures and lessons.")),
    (gettext_lazy("Adopt"), gettext_lazy("Another municipality takes the model, adapts it and runs it as its own.")),
)


class MunicipalityFront(Page):
    """What the municipality has completed and offers."""

    permission = VIEW
    template_name = "home/municipality_front.html"

    @property
    def title(self) -> Any:  # type: ignore[override]
        return _("Completed together")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "projects": newest_projects(),
            "models": offered_models(),
            "projects_count": published_projects().count(),
            "themes": Theme.choices,
        }


class SiteFront(Page):
    """The installation's front page: what Talkoot is, and the newest of all municipalities."""

    permission = VIEW
    across = "The public front page over all municipalities: published projects and public models only."
    template_name = "home/site_front.html"
    title = gettext_lazy("Develop together, share what worked")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "projects": newest_projects(),
            "models": offered_models(),
            "municipalities": list(municipalities_here()),
            "counts": public_counts(),
            "stations": STATIONS,
        }


class Queue(Page):
    """What waits for the coordinator, oldest promise first, each answerable in place."""

    permission = QUEUE
    template_name = "home/queue.html"
    title = gettext_lazy("Today's queue")

    def context(self) -> dict[str, Any]:
        return super().context() | {"waiting": waiting_for(self.person)}


class WhereToWork(Page):
    """After signing in outside a municipality: to the queue of the person's own, or a choice among several."""

    permission = VIEW
    template_name = "home/where_to_work.html"
    title = gettext_lazy("Choose a municipality")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = municipalities_with_role(self.person, *ROLES) if self.person else []
        if len(own) == 1:
            return redirect(address_in(own[0], "today/"))
        return self.show(municipalities=own or list(municipalities_here()), has_role=bool(own))


class About(Page):
    permission = VIEW
    template_name = "home/about.html"
    title = gettext_lazy("About Talkoot")

    def context(self) -> dict[str, Any]:
        return super().context() | {"stations": STATIONS}


class AccessibilityStatement(Page):
    permission = VIEW
    template_name = "home/accessibility.html"
    title = gettext_lazy("Accessibility statement")


def health(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /*/account/", "Disallow: /*/preview/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Public projects and front pages, each in every language."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    with across_municipalities(reason="The sitemap lists the public projects of all municipalities."):
        addresses = [(address_in(None, language=code), None) for code in language_codes()]
        for municipality in municipalities_here():
            addresses += [(address_in(municipality, language=code), None) for code in municipality.languages]
        for municipality_slug, slug, changed_at in sitemap_projects():
            addresses += [(f"/{municipality_slug}/{code}/projects/{slug}/", changed_at) for code in language_codes()]
    for path, changed_at in addresses:
        changed = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
        lines.append(f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{changed}</url>")
    lines.append("</urlset>")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
