"""Bookings through their actions: what is allowed, who waits, who moves up, what a hall and its parts share."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import Range

from talkoot.commons.places.actions.bookings import (
    accept_booking,
    accept_by_link,
    approve_booking,
    cancel_booking,
    cancel_by_link,
    decline_booking,
    end_offer,
    end_wait,
)
from talkoot.commons.places.actions.facilities import add_part, retire_facility
from talkoot.commons.places.actions.hours import add_exception, add_hours, add_quiet_time
from talkoot.commons.places.actions.series import book_series, cancel_series
from talkoot.commons.places.content.booking_links import secret_of
from talkoot.commons.places.content.recurrence import Recurrence
from talkoot.commons.places.models.booking import Booking, BookingOccupation
from talkoot.commons.places.queries.bookings import (
    LINK,
    crowded,
    free_times,
    place_in_queue,
    utilisation,
    visible_bookings,
)
from talkoot.commons.places.queries.facilities import tree_of
from talkoot.commons.places.tests.lending import a_hall, a_lending_place, a_monday, a_room, at, book
from talkoot.commons.places.tests.making import an_organisation, someone, words
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal


@pytest.fixture
def place(in_espoo, aino):
    return a_lending_place(aino)


@pytest.fixture
def room(aino, place):
    return a_room(aino, place)


@pytest.fixture
def rita(in_espoo):
    return someone("rita@resident.example")


def link_of(booking):
    return secret_of(LINK, booking.pk, booking.link_seed)


def test_first_gets_the_time_and_the_next_are_told_their_place(room, bo, rita):
    first, second, third = book(bo, room), book(rita, room), book(rita, room, "11:00", "13:00")
    assert [one.state for one in (first, second, third)] == ["confirmed", "waiting", "waiting"]
    assert [place_in_queue(one) for one in (first, second, third)] == [None, 1, 2]
    # What only touches does not meet; half an hour of buffer would.
    assert book(rita, room, "12:00", "13:00").state == "confirmed"


def test_whoever_waits_is_offered_the_freed_time_in_order(room, bo, rita, in_espoo):
    first, second = book(bo, room), book(rita, room)
    third = book(someone("third@resident.example"), room)
    cancel_booking(actor=bo, booking=first)
    second.refresh_from_db()
    assert (second.state, second.accept_by is not None, place_in_queue(third)) == ("offered", True, 1)
    assert accept_booking(actor=rita, booking=second).state == "confirmed"
    # Not accepted in time: it goes on to the next.
    cancel_booking(actor=rita, booking=second)
    Booking.objects.filter(pk=third.pk).update(accept_by=timezone.now() - timedelta(minutes=1))
    assert end_offer(actor=SYSTEM, booking=third).state == "cancelled"
    assert BookingOccupation.objects.count() == 0


def test_hall_and_its_parts_cannot_be_had_at_once(aino, place, bo, rita):
    hall, tree = a_hall(aino, place)
    north, south, _stage = tree.leaves(tree.whole)
    assert book(bo, hall, part=north).state == "confirmed"
    assert book(rita, hall, part=south).state == "confirmed"
    whole = book(aino, hall)
    assert (whole.state, place_in_queue(whole)) == ("waiting", 1)
    assert book(bo, hall, "14:00", "16:00").state == "confirmed"
    assert book(rita, hall, "15:00", "16:00", part=north).state == "waiting"


def test_a_part_added_later_is_occupied_by_whoever_has_the_whole(aino, place, bo, rita):
    hall, _tree = a_hall(aino, place)
    book(bo, hall)
    late = add_part(actor=aino, facility=hall, name=words("loft"))
    assert book(rita, hall, part=late).state == "waiting"
    assert len(tree_of(hall).leaves(tree_of(hall).whole)) == 4


def test_the_database_itself_refuses_what_overlaps(room, bo):
    booking = book(bo, room)
    leaf = tree_of(room).whole
    with pytest.raises(IntegrityError, match="no_two_in_a_part_at_once"), transaction.atomic():
        BookingOccupation.objects.create(booking=booking, part=leaf, period=Range(at("11:59"), at("12:30"), "[)"))
    BookingOccupation.objects.create(booking=booking, part=leaf, period=Range(at("12:00"), at("12:30"), "[)"))


@pytest.mark.parametrize(
    ("times", "more", "told"),
    [
        (("10:10", "11:00"), {}, "Times go by steps of 30 minutes."),
        (("10:00", "10:00"), {}, "The end must be after the beginning."),
        (("08:00", "13:00"), {}, "The longest booking is 4 h."),
        (("07:00", "09:00"), {}, "It is not open then"),
        (("10:00", "11:00"), {"people": 13}, "It holds 12 people."),
        (("10:00", "11:00"), {"day": date(2020, 1, 6)}, "The time has begun already."),
        (("10:00", "11:00"), {"day": a_monday(80)}, "This can be booked until"),
    ],
)
def test_terms_are_told_and_nothing_is_booked(room, bo, times, more, told):
    with pytest.raises(Refusal, match=told):
        book(bo, room, *times, **more)
    assert not Booking.objects.exists()


def test_quiet_times_holidays_and_exceptions(aino, place, bo):
    room = a_room(aino, place, closed_on_public_holidays=True, days_ahead=900)
    add_quiet_time(actor=aino, place=place, weekday=0, begins=time(9), ends=time(12), loudest=1, why=words("Story time"))
    with pytest.raises(Refusal, match="it is quiet here"):
        book(bo, room, noise=2)
    assert book(bo, room, noise=1).state == "confirmed"
    year = timezone.localdate().year + 1
    with pytest.raises(Refusal, match="Independence Day"):
        book(bo, room, day=date(year, 12, 6))
    day = a_monday(3)
    add_exception(actor=aino, place=place, first_day=day, last_day=day, why=words("Inventory"))
    with pytest.raises(Refusal, match="Inventory"):
        book(bo, room, day=day)
    assert [one.why for one in free_times(room, day, day)] == ["Inventory en"]


def test_a_night_goes_over_midnight_and_the_clock_jumps(aino, place, bo):
    room = a_room(aino, place, max_minutes=600, days_ahead=1000)
    add_hours(actor=aino, place=place, facility=room, weekdays=list(range(7)), opens=time(18), closes=time(6))
    # The night in which the clock is put back: three to five is three hours long.
    year = timezone.localdate().year + 1
    last_sunday = max(day for n in range(25, 32) if (day := date(year, 10, n)).weekday() == 6)
    saturday = last_sunday - timedelta(days=1)
    night = at("22:00", saturday), at("05:00", last_sunday)
    from talkoot.commons.places.actions.bookings import request_booking

    booking = request_booking(actor=bo, facility=room, begins=night[0], ends=night[1], title="Night of the museums")
    assert (booking.state, (booking.ends_at - booking.begins_at) == timedelta(hours=7)) == ("confirmed", True)
    assert (booking.ends_at.astimezone(timezone.get_fixed_timezone(0)) - booking.begins_at.astimezone(timezone.get_fixed_timezone(0))) == (
        timedelta(hours=8)
    )


def test_without_an_account_the_link_confirms_and_cancels(room, in_espoo):
    booking = book(None, room, contact_name="Maija", contact_email="maija@club.example", language="sv")
    assert (booking.state, booking.organiser) == ("offered", None)
    with pytest.raises(Refusal, match="There is no such booking"):
        accept_by_link(actor=None, link=link_of(booking)[:-1] + "a" * 1 + "b")
    assert accept_by_link(actor=None, link=link_of(booking)).state == "confirmed"
    assert cancel_by_link(actor=None, link=link_of(booking)).state == "cancelled"
    # Once more is no mistake, and nothing comes back.
    assert cancel_by_link(actor=None, link=link_of(booking)).state == "cancelled"
    assert BookingOccupation.objects.count() == 0
    with pytest.raises(Refusal, match="We need a name"):
        book(None, room)


def test_one_address_has_no_more_than_five_ahead(room, in_espoo):
    for hour in range(8, 13):
        book(None, room, f"{hour:02}:00", f"{hour + 1:02}:00", contact_name="M", contact_email="m@club.example")
    with pytest.raises(Refusal, match="You have 5 bookings ahead"):
        book(None, room, "14:00", "15:00", contact_name="M", contact_email="M@club.example")


def test_staff_decide_and_give_reasons(aino, place, bo, rita):
    room = a_room(aino, place, needs_approval=True)
    booking, after = book(bo, room), book(rita, room)
    assert (booking.state, after.state, book(aino, room, "14:00", "15:00").state) == ("requested", "waiting", "confirmed")
    with pytest.raises(Forbidden):
        approve_booking(actor=bo, booking=booking)
    with pytest.raises(Refusal, match="Say why"):
        decline_booking(actor=aino, booking=booking, reason=" ")
    assert decline_booking(actor=aino, booking=booking, reason="The hall is painted.").state == "declined"
    after.refresh_from_db()
    assert after.state == "offered"
    assert accept_booking(actor=rita, booking=after).state == "requested"
    assert approve_booking(actor=aino, booking=after).state == "confirmed"


def test_strangers_neither_see_nor_change(room, bo, rita, carl, aino):
    booking = book(bo, room)
    for stranger in (rita, carl, None):
        assert not visible_bookings(stranger).exists()
        with pytest.raises(Forbidden):
            cancel_booking(actor=stranger, booking=booking)
    assert list(visible_bookings(bo)) == list(visible_bookings(aino)) == [booking]


def test_who_may_book_is_kept(aino, place, bo, in_espoo):
    room = a_room(aino, place, who_may_book="organisations")
    company = an_organisation("Pihapöllö Oy")
    kai = someone("kai@pihapollo.example", organisation=company)
    with pytest.raises(Forbidden, match="lent to organisations"):
        book(bo, room)
    assert book(kai, room, organisation=company).organisation == company
    with pytest.raises(Forbidden, match="You do not act for this organisation"):
        book(kai, room, "14:00", "15:00", organisation=an_organisation("Toinen Oy"))


def test_series_tells_what_does_not_fit_or_leaves_it_out(room, bo, rita):
    first = a_monday()
    book(bo, room, day=first + timedelta(weeks=1))
    rule = Recurrence("weekly", 1, first, first + timedelta(weeks=3))
    facts = {"facility": room, "recurrence": rule, "begins": time(10), "ends": time(11), "title": "Choir"}
    with pytest.raises(Refusal, match="taken"):
        book_series(actor=rita, **facts)
    assert not Booking.objects.filter(organiser=rita).exists()
    series = book_series(actor=rita, only_those_that_fit=True, **facts)
    mine = list(Booking.objects.filter(series=series).order_by("begins_at"))
    assert ([one.state for one in mine], [one["why"] for one in series.left_out]) == (["confirmed"] * 3, ["taken"])
    assert cancel_series(actor=rita, booking=mine[1]) == 2
    assert [one.state for one in Booking.objects.filter(series=series).order_by("begins_at")] == ["confirmed", "cancelled", "cancelled"]


def test_crowds_and_use_are_counted(aino, place, bo):
    hall, tree = a_hall(aino, place)
    place.capacity = 100
    place.save(update_fields=["capacity"])
    third = book(bo, hall, part=tree.leaves(tree.whole)[0], people=80)
    other = book(aino, hall, "11:00", "13:00", part=tree.leaves(tree.whole)[1], people=30)
    other.refresh_from_db()
    assert (crowded(other), crowded(third)) == (110, 110)
    (used,) = utilisation(place, third.begins_at.year)
    # Two hours of a third of the hall, twice.
    assert (used.booking_count, round(used.booked_hours, 2), used.people) == (2, round(4 / 3, 2), 110)


def test_facility_with_bookings_ahead_stays_in_use(aino, room, bo):
    booking = book(bo, room)
    with pytest.raises(Refusal, match="There are bookings ahead"):
        retire_facility(actor=aino, facility=room)
    cancel_booking(actor=bo, booking=booking)
    assert retire_facility(actor=aino, facility=room).is_in_use is False
    with pytest.raises(Forbidden, match="not booked here"):
        book(bo, room)


def test_a_wait_ends_when_its_time_has_begun(room, bo, rita):
    book(bo, room)
    waiting = book(rita, room)
    assert end_wait(actor=SYSTEM, booking=waiting).state == "waiting"
    long_ago = timezone.now() - timedelta(days=1)
    Booking.objects.filter(pk=waiting.pk).update(begins_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    assert end_wait(actor=SYSTEM, booking=waiting).state == "cancelled"
