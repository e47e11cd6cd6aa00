"""A place that lends out rooms, for tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from talkoot.commons.places.actions.bookings import request_booking
from talkoot.commons.places.actions.facilities import add_facility, add_part
from talkoot.commons.places.actions.hours import add_hours
from talkoot.commons.places.queries.facilities import tree_of
from talkoot.commons.places.tests.making import published, words

HELSINKI = ZoneInfo("Europe/Helsinki")


def a_monday(weeks: int = 2) -> date:
    """A Monday some weeks ahead, without a public holiday in its week (tests that need one name the day)."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def at(clock: str, day: date | None = None) -> datetime:
    return datetime.combine(day or a_monday(), time.fromisoformat(clock), tzinfo=HELSINKI)


def a_lending_place(actor, slug="palvelutori", operator=None, **more):
    """Open from 8 to 20 on all days."""
    place = published(actor, slug, operator=operator)
    add_hours(actor=actor, place=place, weekdays=list(range(7)), opens=time(8), closes=time(20))
    return place


def a_room(actor, place, **more):
    facts = {"kind": "room", "capacity": 12, "closed_on_public_holidays": False, "days_ahead": 400}
    return add_facility(actor=actor, place=place, name=words("Room"), **(facts | more))


def a_hall(actor, place, parts=("north", "south", "stage"), **more):
    """A hall that divides; its tree."""
    hall = a_room(actor, place, kind="hall", capacity=300, **more)
    for name in parts:
        add_part(actor=actor, facility=hall, name=words(name))
    return hall, tree_of(hall)


def book(actor, facility, begins="10:00", ends="12:00", day=None, **more):
    facts = {"title": "Meeting of the residents"} | more
    return request_booking(actor=actor, facility=facility, begins=at(begins, day), ends=at(ends, day), **facts)
