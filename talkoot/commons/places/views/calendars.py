"""Calendars for calendar programs (iCalendar): of a place, of a facility, of a person or an organisation by a secret link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from talkoot.commons.places.models.booking import Booking, CalendarKey
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import USE_LINK, VIEW
from talkoot.commons.places.queries.bookings import bookings_of_key, calendar_of_link, public_bookings, shown_title
from talkoot.commons.places.queries.facilities import visible_facilities
from talkoot.commons.places.views.reading import place_or_404
from talkoot.kernel.ui.icalendar import CalendarEvent, calendar_text
from talkoot.kernel.ui.pages import Page

MOST_EVENTS = 2_000


class Calendar(Page):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = calendar_text(self.name(), self.events(self.bookings()), stamp=timezone.now())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["X-Robots-Tag"] = "noindex"
        return response

    def name(self) -> str:
        return str(self.thing)

    def bookings(self) -> Iterable[Booking]:
        raise NotImplementedError

    def reads_all(self) -> bool:
        return False

    def events(self, bookings: Iterable[Booking]) -> Iterator[CalendarEvent]:
        for booking in bookings:
            part = "" if booking.part.parent_id is None else f": {booking.part.name}"
            yield CalendarEvent(
                uid=f"booking-{booking.pk}@{self.municipality.slug}.talkoot",
                summary=shown_title(booking, reads_all=self.reads_all()),
                begins=booking.begins_at,
                minutes=int((booking.ends_at - booking.begins_at).total_seconds() // 60),
                place=f"{booking.facility.name}{part}",
            )


class PlaceCalendar(Calendar):
    permission = VIEW
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    def bookings(self) -> Iterable[Booking]:
        return public_bookings(self.thing)[:MOST_EVENTS]


class FacilityCalendar(Calendar):
    permission = VIEW
    thing: Facility

    def fetch(self) -> Facility:
        return get_object_or_404(visible_facilities(self.person), pk=self.kwargs["pk"])

    def bookings(self) -> Iterable[Booking]:
        return public_bookings(self.thing.place, self.thing)[:MOST_EVENTS]


class OwnCalendar(Calendar):
    permission = USE_LINK
    thing: CalendarKey

    def fetch(self) -> CalendarKey:
        key = calendar_of_link(self.kwargs["link"])
        if key is None:
            raise Http404
        return key

    def name(self) -> str:
        return str(self.thing.organisation or self.thing.person)

    def reads_all(self) -> bool:
        return True

    def bookings(self) -> Iterable[Booking]:
        return bookings_of_key(self.thing)[:MOST_EVENTS]
