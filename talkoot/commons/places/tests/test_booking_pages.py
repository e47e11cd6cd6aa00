"""Bookings by pages: with an account and without, what others see, calendars read by an outside program, mail."""

from __future__ import annotations

import re
from datetime import timedelta

import icalendar
import pytest
import recurring_ical_events
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from talkoot.commons.places.events import BookingAsked, BookingConfirmed, TimeOffered
from talkoot.commons.places.jobs import end_what_has_passed
from talkoot.commons.places.listeners import tell_how_it_stands, tell_of_confirmation, tell_of_offer
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.disturbance import Disturbance
from talkoot.commons.places.models.facility import FacilityPart
from talkoot.commons.places.tests.lending import HELSINKI, a_hall, a_lending_place, a_monday, a_room, at, book
from talkoot.commons.places.tests.making import someone, waits
from talkoot.commons.places.views import bookings, lending
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality


@pytest.fixture(autouse=True)
def loose_brake(monkeypatch):
    for room in (bookings, lending):
        monkeypatch.setattr(room, "BRAKE", Brake())


@pytest.fixture
def room(in_espoo, aino):
    return a_room(aino, a_lending_place(aino))


def address(room, what=""):
    return f"/espoo/en/places/facilities/{room.pk}/{what}"


def sent(day=None, **more):
    facts = {
        "day": (day or a_monday()).isoformat(),
        "begins": "10:00",
        "ends": "11:00",
        "title": "Language café",
        "kind": "meeting",
        "noise": "1",
        "people": "8",
    }
    return facts | more


def test_a_person_books_waits_and_cancels_by_pages(client_of, espoo, room, bo):
    rita = someone("rita@resident.example")
    first = client_of(bo).post(address(room, "book/"), sent())
    assert (first.status_code, "confirmed" in client_of(bo).get(first["Location"]).content.decode()) == (302, True)
    second = client_of(rita).post(address(room, "book/"), sent(title="Choir"))
    assert "Your place in the queue is 1." in client_of(rita).get(second["Location"]).content.decode()
    page = client_of(rita).get(address(room), {"day": a_monday().isoformat()}).content.decode()
    assert ("Language café" in page, "Choir" in page) == (True, False)
    assert client_of(rita).get(first["Location"]).status_code == 404
    assert client_of(bo).post(f"{first['Location']}cancel/", {"reason": ""}).status_code == 302
    assert client_of(rita).post(f"{second['Location']}accept/").status_code == 302
    with in_municipality(espoo):
        assert list(Booking.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "confirmed"]
    assert [row.title for row in client_of(rita).get("/espoo/en/places/bookings/").context["rows"]] == ["Choir"]


def test_without_an_account_the_mail_opens_the_booking(client, espoo, room):
    done = client.post(address(room, "book/"), sent(contact_name="Maija", contact_email="maija@club.example"))
    shown = client.get(done["Location"]).content.decode()
    with in_municipality(espoo):
        booking = Booking.objects.get()
        tell_how_it_stands(BookingAsked(booking_id=booking.pk))
        letter = OutboxMail.objects.get(event="places.booking_asked")
    (link,) = re.findall(r"/bookings/link/[^/]+/", letter.body)
    # Only the mail opens it: the page after the form does not tell the link.
    assert (letter.address, "held for you" in shown, link in shown) == ("maija@club.example", True, False)
    path = f"/espoo/en/places{link}"
    assert client.get(path).status_code == 200
    client.post(path, {"step": "accept"})
    with in_municipality(espoo):
        assert Booking.objects.get().state == "confirmed"
    client.post(path, {"step": "cancel"})
    with in_municipality(espoo):
        assert Booking.objects.get().state == "cancelled"
    assert client.get(path[:-3] + "aa/").status_code == client.get("/espoo/en/places/bookings/link/1-x/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"begins": "07:00"}, "begins"),
        ({"people": "0"}, "people"),
        ({"people": "9" * 30}, "people"),
        ({"begins": "10:10"}, "begins"),
        ({"title": "a\0b"}, "title"),
        ({"noise": "7"}, "noise"),
        ({"details": "Call 040 123 4567"}, "details"),
    ],
)
def test_bad_input_is_told_by_its_field_and_kept(client_of, espoo, room, bo, change, field):
    page = client_of(bo).post(address(room, "book/"), sent(**change))
    assert (page.status_code, field in page.context["form"].errors) == (422, True)
    with in_municipality(espoo):
        assert not Booking.objects.exists()


def test_private_titles_are_for_those_who_serve(client_of, espoo, aino, room, bo):
    with in_municipality(espoo):
        book(bo, room, is_private=True, title="Group of the bereaved")
    for reader, shown in ((None, False), (someone("x@resident.example"), False), (aino, True)):
        week = client_of(reader).get(address(room), {"day": a_monday().isoformat()}).content.decode()
        assert ("Group of the bereaved" in week, "10.00" in week or "10:00" in week or "10 a.m." in week) == (shown, True)
    calendar = client_of(None).get(address(room, "calendar.ics")).content.decode()
    assert ("bereaved" in calendar, "Booked" in calendar) == (False, True)


def test_calendars_are_read_by_an_outside_program(client_of, espoo, aino, room, bo):
    with in_municipality(espoo):
        booking = book(bo, room, title="Choir; alto, bass")
        book(bo, room, "13:00", "14:00", title="Cancelled")
        Booking.objects.filter(title="Cancelled").update(state="cancelled")
    reader = client_of(bo)
    reader.post("/espoo/en/places/bookings/calendar/")
    own = reader.get("/espoo/en/places/bookings/").context["calendar"]
    place = "/espoo/en/places/palvelutori/calendar.ics"
    for path in (address(room, "calendar.ics"), place, own.partition("testserver")[2]):
        calendar = icalendar.Calendar.from_ical(client_of(None).get(path).content)
        found = recurring_ical_events.of(calendar).between(at("08:00"), at("20:00"))
        assert [(str(one["SUMMARY"]), one["DTSTART"].dt, one["DTEND"].dt) for one in found] == [
            ("Choir; alto, bass", booking.begins_at, booking.ends_at)
        ]
    reader.post("/espoo/en/places/bookings/calendar/")
    assert client_of(None).get(own.partition("testserver")[2]).status_code == 404


def test_staff_approve_in_their_queue(client_of, espoo, aino, bo):
    with in_municipality(espoo):
        olga = someone("olga@espoo.example")
        booking = book(bo, a_room(aino, a_lending_place(aino, operator=olga), needs_approval=True))
        assert ([item.title for item in waits(olga, "/bookings/")], waits(bo, "/bookings/")) == ([booking.title], [])
    own = f"/espoo/en/places/bookings/{booking.pk}/"
    client_of(bo).post(f"{own}approve/")
    assert client_of(bo).get(f"{own}decline/").status_code == 403
    with in_municipality(espoo):
        assert Booking.objects.get().state == "requested"
    assert client_of(olga).post(f"{own}approve/").status_code == 302
    with in_municipality(espoo):
        tell_of_confirmation(BookingConfirmed(booking_id=booking.pk))
        assert OutboxMail.objects.get().address == bo.email
    assert client_of(aino).get("/espoo/en/places/palvelutori/bookings/").context["rows"][0].pk == booking.pk
    assert client_of(bo).get("/espoo/en/places/palvelutori/bookings/").status_code == 403


def test_offers_that_nobody_accepts_go_on(espoo, room, bo, in_espoo):
    rita, tove = someone("rita@resident.example"), someone("tove@resident.example")
    first, second, third = book(bo, room), book(rita, room), book(tove, room)
    from talkoot.commons.places.actions.bookings import cancel_booking

    cancel_booking(actor=bo, booking=first)
    tell_of_offer(TimeOffered(booking_id=second.pk))
    assert OutboxMail.objects.get(event="places.booking_offered").address == rita.email
    Booking.objects.filter(pk=second.pk).update(accept_by=timezone.now() - timedelta(minutes=1))
    end_what_has_passed.function()
    assert [Booking.objects.get(pk=one.pk).state for one in (second, third)] == ["cancelled", "offered"]


def test_operator_keeps_facilities_parts_and_hours(client_of, espoo, aino, bo):
    with in_municipality(espoo):
        place = a_lending_place(aino)
    keeper, base = client_of(aino), "/espoo/en/places/"
    facts = {
        "kind": "hall",
        "who_may_book": "everyone",
        "is_bookable": "on",
        "longest_days": "14",
        "step_minutes": "30",
        "min_minutes": "30",
    }
    facts |= {"max_minutes": "240", "buffer_minutes": "0", "days_ahead": "180", "position": "1"}
    assert keeper.post(f"{base}palvelutori/facilities/add/", facts).status_code == 422
    made = keeper.post(f"{base}palvelutori/facilities/add/", facts | {"name_fi": "Sali", "name_sv": "Sal", "name_en": "Hall"})
    own = made["Location"]
    for name in ("North", "South"):
        assert keeper.post(f"{own}parts/add/", {"name_fi": name}).status_code == 302
    hours = {"weekdays": ["5", "6"], "opens": "10:00", "closes": "16:00"}
    assert keeper.post(f"{base}palvelutori/times/hours/add/?facility={own.rstrip('/').rpartition('/')[2]}", hours).status_code == 302
    assert keeper.post(f"{base}palvelutori/times/exceptions/add/", {"first_day": "2027-01-07", "last_day": "2027-01-06"}).status_code == 422
    with in_municipality(espoo):
        assert FacilityPart.objects.filter(parent__isnull=False).count() == 2
    for visitor in (client_of(bo), client_of(None)):
        assert visitor.get(own).status_code == 200
        assert visitor.get(f"{own}edit/").status_code in (302, 403)
    page = html.fromstring(keeper.get(own).content)
    assert [tab.text_content().strip() for tab in page.xpath("//nav//a[contains(@href, 'part=')]")] == ["North", "South"]
    assert place.slug == "palvelutori"


def test_pages_cost_the_same_however_much_is_booked(client_of, espoo, aino, bo):
    with in_municipality(espoo):
        hall, tree = a_hall(aino, a_lending_place(aino))
        book(aino, hall, "08:00", "09:00")
    base, reader = "/espoo/en/places/palvelutori/", client_of(bo)
    paths = (f"{address(hall)}?day={a_monday().isoformat()}", f"{base}facilities/", base)

    def cost():
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(path).status_code == 200
            counts.append(len(asked))
        return counts

    cost()
    first = cost()
    with in_municipality(espoo):
        for hour in range(9, 18):
            for leaf in tree.leaves(tree.whole):
                book(aino, hall, f"{hour:02}:00", f"{hour + 1:02}:00", part=leaf)
    assert cost() == first


def test_disturbances_are_counted_without_a_name(client, espoo, room):
    told = {"kind": "noise", "raised_as": "customer", "facility": room.pk}
    assert client.post("/espoo/en/places/palvelutori/disturbance/", told).status_code == 302
    with in_municipality(espoo):
        assert [(one.kind, one.count, one.facility) for one in Disturbance.objects.all()] == [("noise", 1, room)]
    assert client.post("/espoo/en/places/palvelutori/disturbance/", {"kind": "x", "raised_as": "customer"}).status_code == 422


def test_days_far_off_and_odd_addresses_are_not_there(client, room):
    for query in ("day=2999-01-01", "day=x", "part=1" + "9" * 30, "part=x", "part=999999"):
        assert client.get(f"{address(room)}?{query}").status_code == 404
    assert at("10:00").tzinfo is HELSINKI
