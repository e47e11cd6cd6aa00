"""Many want the same times at once, with real commits: nothing is given twice, nobody hangs, every loser is told a place."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from talkoot.commons.places.actions.bookings import accept_booking, cancel_booking
from talkoot.commons.places.models.booking import Booking, BookingOccupation, WaitingPlace
from talkoot.commons.places.tests.lending import a_hall, a_lending_place, a_room, book
from talkoot.commons.places.tests.making import someone
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def at_once(municipality, attempts, threads=8):
    """All attempts, so many at a time, begun together."""
    gate = Barrier(min(threads, len(attempts)))

    def run(numbered):
        number, attempt = numbered
        try:
            if number < gate.parties:
                gate.wait()
            with in_municipality(municipality):
                return attempt()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, enumerate(attempts)))


def test_many_groups_into_few_slots(espoo, aino):
    """60 groups into 15 hours: five rooms, three hours each (the benchmark takes 200 into 50)."""
    with in_municipality(espoo):
        place = a_lending_place(aino)
        rooms = [a_room(aino, place) for _n in range(5)]
        people = [someone(f"group{n}@club.example") for n in range(12)]
    slots = [(room, hour) for room in rooms for hour in (9, 10, 11)]
    wants = [(people[n % 12], *slots[n % 15]) for n in range(60)]
    booked = at_once(espoo, [lambda p=person, r=room, h=hour: book(p, r, f"{h:02}:00", f"{h + 1:02}:00") for person, room, hour in wants])
    with in_municipality(espoo):
        assert Counter(one.state for one in booked) == {"confirmed": 15, "waiting": 45}
        assert BookingOccupation.objects.count() == 15
        told = Counter(
            (place.booking.facility_id, place.booking.begins_at, place.number) for place in WaitingPlace.objects.select_related("booking")
        )
        assert set(told.values()) == {1}
        assert sorted(place.number for place in WaitingPlace.objects.all()) == sorted([1, 2, 3] * 15)


def test_whole_and_parts_at_once_do_not_lock_each_other_out(espoo, aino):
    with in_municipality(espoo):
        place = a_lending_place(aino)
        hall, tree = a_hall(aino, place)
        leaves = tree.leaves(tree.whole)
    parts = [None, *leaves, *reversed(leaves), None] * 2
    booked = at_once(espoo, [lambda p=part: book(SYSTEM, hall, part=p) for part in parts])
    with in_municipality(espoo):
        holding = Booking.objects.filter(state="confirmed")
        wholes = holding.filter(part__parent=None).count()
        # Either the whole hall went to one, or each of its three parts to one.
        assert (wholes, holding.count()) in {(1, 1), (0, 3)}
        assert (len(booked), BookingOccupation.objects.count()) == (16, 3)


def test_the_freed_time_is_offered_once(espoo, aino, bo):
    with in_municipality(espoo):
        room = a_room(aino, a_lending_place(aino))
        booking = book(bo, room)
        waiting = [book(someone(f"w{n}@club.example"), room) for n in range(3)]
    at_once(espoo, [lambda: cancel_booking(actor=bo, booking=booking)] * 4)
    with in_municipality(espoo):
        states = [Booking.objects.get(pk=one.pk).state for one in waiting]
        assert states == ["offered", "waiting", "waiting"]
        first = Booking.objects.get(pk=waiting[0].pk)
    organiser = first.organiser
    accept, cancel = (lambda: accept_booking(actor=organiser, booking=first)), (lambda: cancel_booking(actor=organiser, booking=first))
    at_once(espoo, [accept, cancel, accept, accept])
    with in_municipality(espoo):
        # Called off, so the next one is offered it: one has the time, whoever came first.
        assert (Booking.objects.get(pk=first.pk).state, Booking.objects.get(pk=waiting[1].pk).state) == ("cancelled", "offered")
        assert BookingOccupation.objects.count() == 1
