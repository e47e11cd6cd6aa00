"""The newest listings as a feed: Atom, or JSON Feed 1.1. `?kind=need` or `idea` narrows it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.content.kinds import Kind
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import VIEW
from talkoot.activities.marketplace.queries.listings import listed
from talkoot.activities.marketplace.templatetags.marketplace import who_posted
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.pages import Page
from talkoot.tools.themes.models import theme_labels

FEED_LENGTH = 30
# XML 1.0 cannot hold these, not even escaped.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ListingFeed(PubliclyKept, Page):
    permission = VIEW
    form = "atom"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("kind", "")
        # A feed is for everybody: what only the signed-in may read is not in it, whoever asks.
        rows = listed(None, kind if kind in Kind.values else "").order_by("-published_at", "-id")[:FEED_LENGTH]
        title = _("%(municipality)s – needs and ideas") % {"municipality": self.municipality}
        home = request.build_absolute_uri(reverse("marketplace:front"))
        own = request.build_absolute_uri(request.get_full_path())
        return as_json(request, list(rows), title, home, own) if self.form == "json" else as_atom(request, list(rows), title, home, own)


def address_of(request: HttpRequest, listing: Listing) -> str:
    return request.build_absolute_uri(reverse("marketplace:listing", args=[listing.pk]))


def as_atom(request: HttpRequest, listings: list[Listing], title: str, home: str, own: str) -> HttpResponse:
    feed = Atom1Feed(title=plain(title), link=home, description=plain(title), language=get_language(), feed_url=own)
    for listing in listings:
        address = address_of(request, listing)
        feed.add_item(
            title=plain(listing.title),
            link=address,
            description=plain(listing.text),
            unique_id=address,
            author_name=plain(who_posted(listing)),
            pubdate=listing.published_at,
            updateddate=listing.changed_at,
            categories=[plain(listing.get_kind_display()), *(plain(label) for label in theme_labels(listing.themes))],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def as_json(request: HttpRequest, listings: list[Listing], title: str, home: str, own: str) -> JsonResponse:
    items = [
        {
            "id": address_of(request, listing),
            "url": address_of(request, listing),
            "title": str(listing.title),
            "content_text": str(listing.text),
            "date_published": listing.published_at.isoformat() if listing.published_at else None,
            "date_modified": listing.changed_at.isoformat(),
            "authors": [{"name": str(who_posted(listing))}],
            "language": listing.text.shown_language(),
            "tags": [str(listing.get_kind_display()), *(str(label) for label in theme_labels(listing.themes))],
        }
        for listing in listings
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": own,
        "language": get_language(),
        "items": items,
    }
    return JsonResponse(feed, content_type="application/feed+json")


def plain(text: Any) -> str:
    return NOT_XML.sub("", str(text))
