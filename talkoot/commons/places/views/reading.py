"""What everybody may read of places: the catalogue with its map, a place's page and its versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from talkoot.commons.places.content.kinds import service_labels
from talkoot.commons.places.content.map import drawn
from talkoot.commons.places.forms.filters import PlaceFilter
from talkoot.commons.places.models.place import Place, PlaceUnit, SteeringMember, UserGroup
from talkoot.commons.places.permissions import BEGIN, FOLLOW, VIEW
from talkoot.commons.places.phases import LIFE
from talkoot.commons.places.queries.lessons import lessons_of
from talkoot.commons.places.queries.needs import most_wanted
from talkoot.commons.places.queries.places import places_worked_in, published_places, visible_places
from talkoot.commons.places.queries.versions import differences, newest_version, versions_of
from talkoot.commons.places.views.feeds import as_open_data
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import came_directly, thread_of
from talkoot.kernel.links.relations import HELD_AT
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.tools.measures.queries import measures_of
from talkoot.tools.themes.models import theme_labels

NEEDS_SHOWN = 5
HAPPENED_SHOWN = 12


def place_or_404(page: Page) -> Place:
    return get_object_or_404(visible_places(page.person), slug=page.kwargs["slug"])


def trail(place: Place, here: Any) -> list[dict[str, Any]]:
    return [
        {"label": pgettext("innovation platforms", "Places"), "url": reverse("places:list")},
        {"label": place.name, "url": reverse("places:detail", args=[place.slug])},
        {"label": here, "url": ""},
    ]


class PlaceList(PubliclyKept, ListPage):
    permission = VIEW
    template_name = "places/place_list.html"
    title = pgettext_lazy("innovation platforms", "Places")
    lead = gettext_lazy(
        "Service centres, networks and districts that are open for developing services together: for whom, on what terms, and whom to ask."
    )
    row_template = "places/place_row.html"
    filter_form_class = PlaceFilter
    sorts = (
        Sort("name", pgettext_lazy("sort", "By name"), lambda language: in_order_of("name_order", language)),
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("published_at"), is_descending=True),
    )

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        address_of = self.addresses()
        return (
            Column(_("Municipality"), lambda place: place.municipality),
            Column(_("Name"), lambda place: place.name),
            Column(_("In one line"), lambda place: place.concept),
            Column(_("Kind"), lambda place: place.get_kind_display()),
            Column(_("Themes"), lambda place: ", ".join(map(str, theme_labels(place.themes)))),
            Column(_("Services offered"), lambda place: ", ".join(map(str, service_labels(place.services)))),
            Column(pgettext("of a place", "Operator"), lambda place: place.operator or ""),
            Column(_("Contact"), lambda place: place.contact_role),
            Column(_("Street address"), lambda place: place.address),
            Column(_("Latitude"), lambda place: place.latitude if place.latitude is not None else ""),
            Column(_("Longitude"), lambda place: place.longitude if place.longitude is not None else ""),
            Column(_("Looked through on"), lambda place: timezone.localdate(place.reviewed_at) if place.reviewed_at else ""),
            Column(_("Address"), address_of),
        )

    def addresses(self) -> Callable[[Place], str]:
        """Absolute addresses of rows. Found out now: a streamed file is made when the request's own prefix is gone."""
        here = self.request.build_absolute_uri(reverse("places:list"))
        return lambda place: f"{here}{place.slug}/"

    def rows(self) -> Any:
        return published_places()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("download") == "json":
            form = PlaceFilter(request.GET, **self.filter_form_kwargs())
            rows = form.narrow(self.rows()) if form.is_valid() else self.rows().none()
            return JsonResponse(as_open_data(rows, self.addresses()))
        return super().get(request, *args, **kwargs)

    def show(self, *, status: int = 200, **more: Any) -> Any:
        # The map shows the rows of this page, numbered as in the list.
        located = [row for row in more["rows"] if row.latitude is not None]
        shown = drawn([(float(row.latitude), float(row.longitude)) for row in located])
        address_of = self.row_address()
        more["map"] = shown
        more["located"] = [
            {"place": row, "point": point, "url": address_of(row)}
            for row, point in zip(located, shown.points if shown else (), strict=True)
        ]
        for row in more["rows"]:
            row.own_address = address_of(row)
        more["works_here"] = self.person is not None and places_worked_in(self.person).exists()
        return super().show(status=status, **more)

    def row_address(self) -> Callable[[Place], str]:
        return lambda place: reverse("places:detail", args=[place.slug])

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Describe a place"), "url": reverse("places:begin")} if self.allows(BEGIN) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [
            *super().downloads(),
            {"label": "JSON", "url": self.address(download="json", after=None, before=None)},
            {"label": "Atom", "url": reverse("places:feed_atom"), "type": "application/atom+xml"},
        ]

    def empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {
                "title": _("Nothing was found"),
                "text": _("Take a filter away, or search with another word."),
                "action": {"label": _("Show all places"), "url": self.request.path},
            }
        return {
            "title": _("No places here yet"),
            "text": _("Here the municipality tells in which of its places services can be developed together."),
            "action": self.primary_action(),
        }


class PlaceDetail(PubliclyKept, Page):
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
        return [{"label": pgettext("innovation platforms", "Places"), "url": reverse("places:list")}, {"label": self.thing.name, "url": ""}]

    @property
    def is_followed(self) -> bool:
        """Does the reader have a part in the place, and so see its desk?"""
        return self.person is not None and self.allows(FOLLOW)

    def context(self) -> dict[str, Any]:
        place, today = self.thing, timezone.localdate()
        followed = self.is_followed
        happened = came_directly(place, self.person, HELD_AT)
        return super().context() | {
            "place": place,
            "themes": theme_labels(place.themes),
            "services": service_labels(place.services),
            "groups": UserGroup.objects.filter(place=place),
            "units": PlaceUnit.objects.filter(place=place).select_related("unit"),
            "steering": SteeringMember.objects.filter(place=place),
            "measures": measures_of(place),
            "needs": most_wanted(place, self.person)[:NEEDS_SHOWN],
            "happened": happened[:HAPPENED_SHOWN],
            "lessons": lessons_of(place),
            "version": newest_version(place),
            "is_stale": bool(place.review_by and place.review_by < today),
            "panels": panels_of(place, self.person),
            "thread": thread_of(place, self.person) if not happened else None,
            "is_followed": followed,
            "stages": LIFE.stages(place) if followed and not place.is_published else [],
        }


class VersionList(Page):
    """Versions of what the place said of itself, and the differences of two."""

    permission = VIEW
    template_name = "places/versions.html"
    title = gettext_lazy("Versions of the description")
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def context(self) -> dict[str, Any]:
        versions = list(versions_of(self.thing)[:100])
        by_number = {version.number: version for version in versions}
        later = self.chosen("to", by_number) or (versions[0] if versions else None)
        earlier = self.chosen("from", by_number) or (by_number.get(later.number - 1) if later else None)
        if earlier and later and earlier.number > later.number:
            earlier, later = later, earlier
        return super().context() | {
            "place": self.thing,
            "versions": versions,
            "earlier": earlier,
            "later": later,
            "differences": differences(earlier, later) if earlier and later else [],
        }

    def chosen(self, name: str, by_number: dict[int, Any]) -> Any:
        typed = self.request.GET.get(name, "")
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or int(typed[:9]) not in by_number:
            raise Http404
        return by_number[int(typed[:9])]
