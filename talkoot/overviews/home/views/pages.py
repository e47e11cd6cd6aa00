"""Front pages, the queue of the day, and pages about the site itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.people.queries import municipalities_worked_in
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import waiting_for
from talkoot.overviews.home.permissions import QUEUE, VIEW
from talkoot.overviews.home.queries import municipalities_here, newest_projects, offered_models, public_counts
from talkoot.overviews.showcase.permissions import WRITE
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
    (pgettext_lazy("station", "Adopt"), gettext_lazy("Another municipality takes the model, adapts it and runs it as its own.")),
)


class MunicipalityFront(PubliclyKept, Page):
    """What the municipality has completed and offers."""

    permission = VIEW
    template_name = "home/municipality_front.html"
    title = gettext_lazy("Completed together")

    def context(self) -> dict[str, Any]:
        is_writer = allowed(self.person, WRITE)
        return super().context() | {
            "projects": newest_projects(),
            "models": offered_models(),
            "projects_count": published_projects().count(),
            "themes": Theme.choices,
            "first_step": {"label": _("Write about a project"), "url": reverse("showcase:start")} if is_writer else None,
        }


class SiteFront(PubliclyKept, Page):
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
            "figures": self.figures(),
            "stations": STATIONS,
        }

    def figures(self) -> list[dict[str, Any]]:
        counts = public_counts()
        return [
            {
                "number": counts["projects"],
                "label": ngettext("completed project to learn from", "completed projects to learn from", counts["projects"]),
            },
            {"number": counts["models"], "label": ngettext("operating model to adopt", "operating models to adopt", counts["models"])},
            {
                "number": counts["municipalities"],
                "label": ngettext("municipality that shares its work", "municipalities that share their work", counts["municipalities"]),
            },
        ]


class Queue(Page):
    """What waits for the coordinator, oldest promise first, each answerable in place."""

    permission = QUEUE
    template_name = "home/queue.html"
    title = gettext_lazy("Today's queue")

    def context(self) -> dict[str, Any]:
        waiting = waiting_for(self.person)
        overdue = sum(item.is_overdue for item in waiting)
        return super().context() | {"waiting": waiting, "overdue": overdue}


class WhereToWork(Page):
    """After signing in outside a municipality: to the queue of the person's own, or a choice among several."""

    permission = VIEW
    template_name = "home/where_to_work.html"
    title = gettext_lazy("Choose a municipality")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = municipalities_worked_in(self.person) if self.person else []
        if len(own) == 1:
            return redirect(address_in(own[0], "today/"))
        return self.show(municipalities=own or list(municipalities_here()), has_role=bool(own))


class About(PubliclyKept, Page):
    permission = VIEW
    template_name = "home/about.html"
    title = gettext_lazy("About Talkoot")

    def context(self) -> dict[str, Any]:
        return super().context() | {"stations": STATIONS}


class AccessibilityStatement(PubliclyKept, Page):
    permission = VIEW
    template_name = "home/accessibility.html"
    title = gettext_lazy("Accessibility statement")
