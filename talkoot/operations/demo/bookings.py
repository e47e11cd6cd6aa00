"""What is lent out in a place of the demo, when it is open, and who has booked it in the weeks around today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone, translation

from talkoot.commons.places.actions.bookings import accept_by_link, approve_booking, decline_booking, request_booking
from talkoot.commons.places.actions.disturbances import report_disturbance
from talkoot.commons.places.actions.facilities import add_facility, add_part
from talkoot.commons.places.actions.hours import add_exception, add_hours, add_quiet_time
from talkoot.commons.places.actions.series import book_series
from talkoot.commons.places.content.booking_links import secret_of
from talkoot.commons.places.content.recurrence import Recurrence
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.disturbance import Disturbance
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.bookings import LINK
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.refusals import Refusal
from talkoot.operations.demo.calls.texts import back, spoken
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import person
from talkoot.operations.demo.places import place_of

# Years before and after this one whose seasons are written down.
YEARS = (-1, 0, 1)
# In a row, on one weekday: Christmas, New Year, Epiphany.
MOST_HOLIDAYS = 5


def monday() -> date:
    """The first day of the week that comes: bookings of the files are counted from it."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def facilities_by_key(world: dict[str, Any], place: Place) -> dict[str, Facility]:
    names = {row["name"]["fi"]: row["key"] for row in world["facilities"]}
    found = Facility.objects.select_related("place__municipality").filter(place=place)
    return {names[str(one.name["fi"])]: one for one in found}


def parts_by_key(world: dict[str, Any], place: Place) -> dict[str, FacilityPart]:
    names = {part["name"]["fi"]: part["key"] for row in world["facilities"] for part in row.get("parts", ())}
    found = FacilityPart.objects.filter(facility__place=place).exclude(parent=None)
    return {names[str(one.name["fi"])]: one for one in found}


def bring_facilities(world: dict[str, Any]) -> None:
    """Facilities, opening hours and quiet times; where one is, all are."""
    place = place_of(world)
    assert place is not None, "The place is there before its facilities."
    if Facility.objects.filter(place=place).exists():
        return
    operator, this_week = person(world["operator"]["person"]), monday()
    with back(-150):
        for position, row in enumerate(world["facilities"], 1):
            fields = spoken({name: value for name, value in row.items() if name not in ("key", "name", "parts")})
            facility = add_facility(actor=operator, place=place, name=Words(row["name"]), position=position, **fields)
            for part in row.get("parts", ()):
                add_part(actor=operator, facility=facility, name=Words(part["name"]), capacity=part["capacity"])
        open_the_doors(world, place, operator, this_week)


def open_the_doors(world: dict[str, Any], place: Place, operator: Person, this_week: date) -> None:
    for row in world["hours"]:
        for year in (this_week.year + shift for shift in YEARS):
            first, last = date.fromisoformat(f"{year}-{row['from']}"), date.fromisoformat(f"{year}-{row['to']}")
            add_hours(
                actor=operator,
                place=place,
                weekdays=row["days"],
                opens=time.fromisoformat(row["opens"]),
                closes=time.fromisoformat(row["closes"]),
                season_from=first,
                # A season that begins in the autumn ends in the next year.
                season_to=last if last > first else last.replace(year=year + 1),
            )
    facilities = facilities_by_key(world, place)
    for row in world["quiet_times"]:
        for key in row["facilities"]:
            add_quiet_time(
                actor=operator,
                place=place,
                facility=facilities[key],
                weekday=row["weekday"],
                begins=time.fromisoformat(row["from"]),
                ends=time.fromisoformat(row["to"]),
                why=Words(row["why"]),
            )
    for row in world["exceptions"]:
        day = this_week + timedelta(days=row["day"])
        add_exception(
            actor=operator,
            place=place,
            first_day=day,
            last_day=day,
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
            why=Words(row["why"]),
        )


def bring_bookings(world: dict[str, Any]) -> None:
    place = place_of(world)
    assert place is not None, "The place is there before its bookings."
    if Booking.objects.filter(place=place).exists():
        return
    operator, facilities, parts = person(world["operator"]["person"]), facilities_by_key(world, place), parts_by_key(world, place)
    # Counted before the clock is put back.
    this_week = monday()
    for row in dated(world["bookings"], this_week):
        with translation.override(row["language"]):
            if "series" in row:
                book_again_and_again(operator, facilities[row["facility"]], row)
            else:
                book_once(operator, facilities[row["facility"]], parts.get(row.get("part", "")), row)
    for row in dated(world["outside_bookings"], this_week):
        book_from_outside(facilities[row["facility"]], row)


def dated(rows: list[dict[str, Any]], this_week: date) -> list[dict[str, Any]]:
    return [row | {"on": this_week + timedelta(days=row["day"])} for row in rows]


def span_of(row: dict[str, Any], week: int = 0) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(row["on"] + timedelta(weeks=week), time.fromisoformat(row["at"])))
    return begins, begins + timedelta(minutes=row["minutes"])


def booked(row: dict[str, Any], **facts: Any) -> Booking:
    """In the week of the file, or in the first one after it in which no holiday is in the way."""
    for week in range(MOST_HOLIDAYS):
        begins, ends = span_of(row, week)
        try:
            return request_booking(begins=begins, ends=ends, **facts, **facts_of(row))
        except Refusal:
            continue
    raise AssertionError(f"{row['title']} finds no day.")


def facts_of(row: dict[str, Any]) -> dict[str, Any]:
    return {"title": row["title"], "kind": row["kind"], "noise": row["noise"], "people": row["audience"]}


def organiser_of(email: str) -> dict[str, Any]:
    membership = Membership.objects.select_related("person", "organisation").filter(person__email=email).first()
    assert membership is not None, "Whoever books in the demo acts for somebody."
    return {"actor": membership.person, "organisation": membership.organisation}


def book_again_and_again(operator: Person, facility: Facility, row: dict[str, Any]) -> None:
    rule = row["series"]
    first = row["on"] + timedelta(weeks=rule["from_week"])
    begins, ends = span_of(row)
    with at(timezone.make_aware(datetime.combine(first - timedelta(days=10), time(9)))):
        recurrence = Recurrence(rule["frequency"], rule["every"], first, first + timedelta(weeks=rule["weeks"]))
        series = book_series(
            facility=facility,
            recurrence=recurrence,
            begins=timezone.localtime(begins).time(),
            ends=timezone.localtime(ends).time(),
            only_those_that_fit=True,
            **organiser_of(row["by"]),
            **facts_of(row),
        )
        for booking in Booking.objects.select_related("facility", "place").filter(series=series, state="requested"):
            approve_booking(actor=operator, booking=booking)


def book_once(operator: Person, facility: Facility, part: FacilityPart | None, row: dict[str, Any]) -> None:
    with back(-6):
        booking = booked(row, facility=facility, part=part, **organiser_of(row["by"]))
    with back(-4):
        if row.get("state") == "declined":
            decline_booking(actor=operator, booking=booking, reason=row["reason"])
        elif booking.state == "requested" and row.get("state") != "requested":
            approve_booking(actor=operator, booking=booking)


def book_from_outside(facility: Facility, row: dict[str, Any]) -> None:
    """Without an account: the time is held until the link of the mail is opened."""
    with back(-3):
        booking = booked(
            row,
            actor=None,
            facility=facility,
            contact_name=row["name"],
            contact_email=row["email"],
            language=row["language"],
            is_private=True,
        )
        accept_by_link(actor=None, link=secret_of(LINK, booking.pk, booking.link_seed))


def bring_disturbances(world: dict[str, Any]) -> None:
    place = place_of(world)
    assert place is not None, "The place is there before what disturbed in it."
    if Disturbance.objects.filter(place=place).exists():
        return
    facilities = facilities_by_key(world, place)
    for row in world["disturbances"]:
        with back(-row["days_ago"], 15):
            report_disturbance(
                actor=person(world["operator"]["person"]),
                place=place,
                kind=row["kind"],
                raised_as=row["raised_as"],
                happened_on=timezone.localdate(timezone.now()),
                count=row["count"],
                facility=facilities.get(row["facility"] or ""),
            )
