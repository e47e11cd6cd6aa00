"""The catalogue as open data and as a feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import VIEW
from talkoot.commons.places.queries.places import published_places
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.pages import Page

FEED_LENGTH = 30
MOST_IN_A_FILE = 2000
# XML 1.0 cannot hold these, not even escaped.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXTS = ("name", "concept", "audience", "allowed", "forbidden", "price", "how_to_join", "contact_role")


def as_open_data(places: Iterable[Place], address_of: Callable[[Place], str]) -> dict[str, Any]:
    """GeoJSON (RFC 7946): each place a feature, without a geometry when it lies nowhere."""
    return {"type": "FeatureCollection", "features": [feature(place, address_of(place)) for place in list(places)[:MOST_IN_A_FILE]]}


def feature(place: Place, address: str) -> dict[str, Any]:
    is_located = place.latitude is not None and place.longitude is not None
    return {
        "type": "Feature",
        "id": address,
        "geometry": {"type": "Point", "coordinates": [float(place.longitude), float(place.latitude)]} if is_located else None,  # type: ignore[arg-type]
        "properties": {name: dict(getattr(place, name)) for name in TEXTS}
        | {
            "url": address,
            "municipality": place.municipality.slug,
            "slug": place.slug,
            "kind": place.kind,
            "themes": place.themes,
            "services": place.services,
            "languages": place.languages,
            "operator": str(place.operator or ""),
            "owner": str(place.owner or ""),
            "contact_email": place.contact_email,
            "street_address": place.address,
            "reviewed_at": place.reviewed_at.isoformat() if place.reviewed_at else None,
            "review_by": place.review_by.isoformat() if place.review_by else None,
        },
    }


class PlaceFeed(PubliclyKept, Page):
    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        home = request.build_absolute_uri(reverse("places:list"))
        title = plain(_("%(municipality)s – places for developing services") % {"municipality": self.municipality})
        feed = Atom1Feed(title=title, link=home, description=title, language=get_language(), feed_url=request.build_absolute_uri())
        for place in published_places().order_by("-published_at", "-pk")[:FEED_LENGTH]:
            address = request.build_absolute_uri(reverse("places:detail", args=[place.slug]))
            feed.add_item(
                title=plain(place.name),
                link=address,
                description=plain(place.concept),
                unique_id=address,
                pubdate=place.published_at,
                updateddate=place.changed_at,
                categories=[plain(place.get_kind_display())],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def plain(text: Any) -> str:
    return NOT_XML.sub("", str(text))
