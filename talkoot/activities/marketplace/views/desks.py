"""Desks: of a teacher or partner, and of the coordinators."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.marketplace.forms.filters import WorkFilter
from talkoot.activities.marketplace.permissions import COORDINATE, POST
from talkoot.activities.marketplace.queries.interest import interests_of
from talkoot.activities.marketplace.queries.listings import all_listings, listings_of, organisations_for_ideas, units_for_needs
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import waiting_for

WAITING_SHOWN = 10


class Mine(Page):
    """The desk of a teacher or a partner: own listings, conversations, and what waits."""

    permission = POST
    template_name = "marketplace/mine.html"
    title = gettext_lazy("My needs, ideas and conversations")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "listings": listings_of(self.person).order_by("-changed_at", "-id")[:50],
            "talks": interests_of(self.person).order_by("-last_message_at", "-id")[:50],
            "waits": waiting_for(self.person)[:WAITING_SHOWN],
            "may_post_need": units_for_needs(self.person).exists(),
            "may_post_idea": organisations_for_ideas(self.person).exists(),
        }


class WorkList(ListPage):
    """All listings, for coordinators."""

    permission = COORDINATE
    title = gettext_lazy("All listings")
    lead = gettext_lazy("What is being checked, shown, resting or closed.")
    row_template = "marketplace/work_row.html"
    filter_form_class = WorkFilter
    sorts = (Sort("changed", gettext_lazy("Changed last"), lambda language: F("changed_at"), is_descending=True),)

    def rows(self) -> Any:
        return all_listings()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Settings of the marketplace"), "url": reverse("marketplace:settings")}

    def empty(self) -> dict[str, Any]:
        return {"title": _("No listings yet"), "text": _("They come here when their writers send them to be checked."), "action": None}
