"""What everybody may read of places: the catalogue and a place's page."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import VIEW
from talkoot.commons.places.queries.places import published_places, visible_places
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of


def place_or_404(page: Page) -> Place:
    return get_object_or_404(visible_places(page.person), slug=page.kwargs["slug"])


class PlaceList(ListPage):
    permission = VIEW
    title = pgettext_lazy("innovation platforms", "Places")
    row_template = "places/place_row.html"
    sorts = (Sort("name", pgettext_lazy("sort", "By name"), lambda language: in_order_of("name_order", language)),)

    def rows(self) -> Any:
        return published_places()


class PlaceDetail(Page):
    permission = VIEW
    template_name = "places/place_detail.html"
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Places"), "url": reverse("places:list")}, {"label": self.thing.name, "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "place": self.thing,
            "panels": panels_of(self.thing, self.person),
            "thread": thread_of(self.thing, self.person),
        }
