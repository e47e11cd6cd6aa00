"""Calls as a feed (Atom, JSON Feed 1.1), and their deadlines as a calendar."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.permissions import VIEW
from talkoot.activities.calls.queries.calls import public_calls
from talkoot.activities.calls.templatetags.calls import call_meta
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.icalendar import CalendarEvent, calendar_text
from talkoot.kernel.ui.pages import Page
from talkoot.tools.themes.models import Theme

FEED_LENGTH = 30
CALENDAR_LENGTH = 200
# XML 1.0 cannot hold these, not even escaped.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: Any) -> str:
    return NOT_XML.sub("", str(text))


def address_of(request: HttpRequest, call: Call) -> str:
    return request.build_absolute_uri(reverse("calls:call", args=[call.slug]))


class CallFeed(PubliclyKept, Page):
    permission = VIEW
    form = "atom"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        theme = request.GET.get("theme", "")
        # For everybody: what only readers see is not in it, whoever asks.
        calls = public_calls()
        if theme in Theme.values:
            calls = calls.filter(programme__themes__contains=[theme])
        rows = list(calls.order_by("-published_at", "-pk")[:FEED_LENGTH])
        title = plain(_("%(municipality)s – calls for fast trials") % {"municipality": self.municipality})
        home = request.build_absolute_uri(reverse("calls:list"))
        own = request.build_absolute_uri(request.get_full_path())
        if self.form == "json":
            return as_json(request, rows, title, home, own)
        feed = Atom1Feed(title=title, link=home, description=title, language=get_language(), feed_url=own)
        for call in rows:
            feed.add_item(
                title=plain(call.title),
                link=address_of(request, call),
                description=plain(f"{call_meta(call)}\n\n{call.text}"),
                unique_id=address_of(request, call),
                pubdate=call.published_at,
                updateddate=call.changed_at,
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def as_json(request: HttpRequest, rows: list[Call], title: str, home: str, own: str) -> JsonResponse:
    items = [
        {
            "id": address_of(request, call),
            "url": address_of(request, call),
            "title": str(call.title),
            "content_text": f"{call_meta(call)}\n\n{call.text}",
            "date_published": call.published_at.isoformat() if call.published_at else None,
            "date_modified": call.changed_at.isoformat(),
            "language": call.title.shown_language(),
            "tags": list(call.programme.themes),
        }
        for call in rows
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


class DeadlineCalendar(PubliclyKept, Page):
    """Opening, information session, end of questions and deadline of every public call. The uid stays when a deadline moves."""

    permission = VIEW

    def calls(self) -> Any:
        return public_calls().exclude(state="cancelled").order_by("-closes_at", "-pk")[:CALENDAR_LENGTH]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = _("%(municipality)s – calls for fast trials") % {"municipality": self.municipality}
        events = [event for call in self.calls() for event in events_of(request, call)]
        text = calendar_text(plain(name), events, stamp=timezone.now())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
        return response


class CallCalendar(DeadlineCalendar):
    def calls(self) -> Any:
        return public_calls().filter(slug=self.kwargs["slug"])


def events_of(request: HttpRequest, call: Call) -> list[CalendarEvent]:
    address, place = address_of(request, call), str(call.info_session)
    told = [
        ("opens", _("Call opens: %(call)s"), call.opens_at, 0, ""),
        ("info", _("Information session: %(call)s"), call.info_session_at, 60, place),
        ("questions", _("Last questions: %(call)s"), call.questions_until, 0, ""),
        ("deadline", _("Deadline: %(call)s"), call.closes_at, 0, ""),
    ]
    return [
        CalendarEvent(
            uid=f"call-{call.pk}-{kind}@{call.municipality.slug}.talkoot",
            summary=summary % {"call": call.title},
            begins=begins,
            minutes=minutes,
            place=where,
            url=address,
        )
        for kind, summary, begins, minutes, where in told
        if begins is not None
    ]
