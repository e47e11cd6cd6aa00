"""Target 5: 200 groups into 50 slots at once: none oversold, none deadlocked, every loser told its place.

`python -m tests.benchmarks.bookings [--groups 200] [--rooms 10] [--hours 5] [--at-once 32]`; asserts nothing but tells what was counted.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time as clock
from statistics import median, quantiles

from tests.benchmarks.__main__ import machine, prepare_environment


def main() -> None:
    reader = argparse.ArgumentParser(prog="bookings")
    reader.add_argument("--groups", type=int, default=200)
    reader.add_argument("--rooms", type=int, default=10)
    reader.add_argument("--hours", type=int, default=5)
    reader.add_argument("--at-once", type=int, default=32)
    chosen = reader.parse_args()
    prepare_environment()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    print(machine())
    burst(chosen.groups, chosen.rooms, chosen.hours, chosen.at_once)


def burst(groups: int, room_count: int, hours: int, at_once: int) -> None:
    """Each group asks for one slot of an hour, `groups / slots` groups for each; all begin together, so many at a time."""
    from django.db import connections
    from django.utils import timezone

    from talkoot.commons.places.actions.facilities import add_facility
    from talkoot.commons.places.actions.hours import add_hours
    from talkoot.commons.places.models.booking import BookingOccupation, WaitingPlace
    from talkoot.commons.places.models.place import Place
    from talkoot.commons.places.tests.lending import book
    from talkoot.kernel.i18n.words import Words
    from talkoot.kernel.municipalities.models import Municipality
    from talkoot.kernel.municipalities.scope import in_municipality
    from talkoot.kernel.people.models.person import Person
    from talkoot.kernel.permissions.rules import SYSTEM

    municipality, _made = Municipality.objects.get_or_create(slug="lending", defaults={"name": Words(fi="Varaamo")})
    people = [Person.objects.get_or_create(email=f"group{n}@lending.example", defaults={"name": f"Group {n}"})[0] for n in range(groups)]
    with in_municipality(municipality):
        place = Place.objects.create(
            slug=f"house-{time.time_ns()}",
            name=Words(fi="Talo"),
            state="published",
            published_at=timezone.now(),
            review_by=timezone.localdate(),
        )
        add_hours(actor=SYSTEM, place=place, weekdays=list(range(7)), opens=clock(8), closes=clock(20))
        rooms = [
            add_facility(actor=SYSTEM, place=place, name=Words(fi=f"Huone {n}"), closed_on_public_holidays=False) for n in range(room_count)
        ]
    slots = [(room, 8 + hour) for room in rooms for hour in range(hours)]

    def ask(number: int) -> tuple[str, float]:
        room, hour = slots[number % len(slots)]
        began = time.perf_counter()
        try:
            with in_municipality(municipality):
                state = book(people[number], room, f"{hour:02}:00", f"{hour + 1:02}:00").state
        except Exception as error:
            state = type(error).__name__
        finally:
            connections.close_all()
        return state, time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(ask, range(groups)))
    taken = time.perf_counter() - began
    with in_municipality(municipality):
        occupied = BookingOccupation.objects.filter(booking__place=place).count()
        told = WaitingPlace.objects.filter(booking__place=place).values_list("booking__facility", "booking__begins_at", "number")
        per_slot = Counter((facility, begins) for facility, begins, _number in told)
        doubled = len(told) - len(set(told))
    milliseconds = sorted(1000 * seconds for _state, seconds in answers)
    print(
        f"burst: {groups} groups into {len(slots)} slots, {at_once} at once, {taken:.1f} s; "
        f"{dict(Counter(state for state, _ in answers))}; "
        f"slots taken {occupied}, told a place {len(told)} (at most {max(per_slot.values(), default=0)} wait for one slot, "
        f"{doubled} told the same place); median {median(milliseconds):.0f} ms, p95 {quantiles(milliseconds, n=20)[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
