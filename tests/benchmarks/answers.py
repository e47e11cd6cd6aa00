"""Target 4: 20,000 answers of 5,000 people, 5 % of them repeated, two at once each, over HTTP. Target 7: the export of 250,000.

`python -m tests.benchmarks.answers [--answers 20000] [--rows 250000]`; asserts nothing but tells what was counted.
"""

from __future__ import annotations

import argparse
import http.client
import random
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.__main__ import machine, prepare_environment
from tests.benchmarks.server import load, serving

CLIENTS = 8


def main() -> None:
    reader = argparse.ArgumentParser(prog="answers")
    reader.add_argument("--answers", type=int, default=20_000)
    reader.add_argument("--people", type=int, default=5_000)
    reader.add_argument("--rows", type=int, default=250_000)
    chosen = reader.parse_args()
    prepare_environment()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    print(machine())
    with serving("tests.benchmarks.hello:application", {}) as port:
        print(f"hello: {load(port, ['/'], clients=CLIENTS, seconds=2).rate:.0f} requests/s")
    burst(chosen.answers, chosen.people)
    export(chosen.rows)


def prepared() -> tuple[object, object]:
    """A municipality and an open round of a few questions."""
    from talkoot.kernel.municipalities.models import Municipality
    from talkoot.kernel.municipalities.scope import in_municipality
    from talkoot.kernel.permissions.rules import SYSTEM
    from talkoot.tools.questionnaires.tests.making import a_round

    place, _made = Municipality.objects.get_or_create(slug="answering", defaults={"name": {"fi": "Vastaamo"}})
    with in_municipality(place):
        return place, a_round(SYSTEM)


def burst(answers: int, people: int) -> None:
    """Each person answers answers/people rounds (a class's code each), every form sent twice at once by 5 % of them."""
    from django.db import connections

    from talkoot.kernel.municipalities.scope import in_municipality
    from talkoot.kernel.permissions.rules import SYSTEM
    from talkoot.tools.questionnaires.actions.rounds import close_round, make_code
    from talkoot.tools.questionnaires.models.answers import Submission
    from talkoot.tools.questionnaires.queries.results import results_of

    rounds = []
    for _n in range(max(answers // people, 1)):
        place, round = prepared()
        with in_municipality(place):  # type: ignore[arg-type]
            # A code for each class of 25 with its limit: the counted write is part of the measure.
            rounds.append((round, [make_code(actor=SYSTEM, round=round, group=f"R{n}", limit=30) for n in range(people // 25)]))  # type: ignore[arg-type]
    chance = random.Random(4)
    sent = []
    for n, (_round, codes) in enumerate(rounds):
        for person in range(people):
            body = urlencode({"once_key": f"person-{person:06}-{n}", "q-fun": person % 5 + 1, "q-again": "yes", "q-area": "a"}).encode()
            times = 2 if chance.random() < 0.05 else 1
            sent.append((f"/answering/fi/questionnaires/a/{codes[person // 25].secret}/", body, times))
    chance.shuffle(sent)
    # Two of the same at once: neighbours in the list go to different clients.
    queue = [(path, body) for path, body, times in sent for _again in range(times)]
    connections.close_all()
    with serving("talkoot.config.wsgi:application", {}, wait_for="/fi/") as port:
        taken, wrong = send(port, queue)
    with in_municipality(place):  # type: ignore[arg-type]
        stored = sum(Submission.objects.filter(round=round).count() for round, _codes in rounds)
        keys = sum(Submission.objects.filter(round=round).values("once_key").distinct().count() for round, _codes in rounds)
        told = sum(results_of(close_round(actor=SYSTEM, round=round)).count or 0 for round, _codes in rounds)  # type: ignore[arg-type]
    print(
        f"burst: {len(queue)} sent ({len(queue) - len(sent)} repeated) in {taken:.1f} s = {len(queue) / taken:.0f}/s; "
        f"failed {wrong}; answers {len(sent)}, stored {stored}, different {keys}, in the results {told}"
    )


def send(port: int, queue: list[tuple[str, bytes]]) -> tuple[float, int]:
    """Seconds taken by CLIENTS clients together, and how many were not taken in."""
    lock, wrong, position = threading.Lock(), 0, 0

    def client() -> None:
        nonlocal wrong, position
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if position >= len(queue):
                    return
                path, body = queue[position]
                position += 1
            connection.request("POST", path, body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
            response = connection.getresponse()
            response.read()
            if response.status != 302:
                with lock:
                    wrong += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, wrong


def memory_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1024 / 1024


def export(rows: int) -> None:
    """The answers of one round as the page streams them, read in this process so that its memory can be seen."""
    from django.test import Client

    from talkoot.kernel.municipalities.scope import in_municipality
    from talkoot.kernel.people.models.grant import Grant
    from talkoot.kernel.people.models.person import Person
    from talkoot.kernel.permissions.rules import SYSTEM
    from talkoot.tools.questionnaires.actions.rounds import close_round
    from talkoot.tools.questionnaires.models.answers import Submission

    place, round = prepared()
    person, _made = Person.objects.get_or_create(email="answers@bench.example", defaults={"name": "Bench"})
    text = "Enemmän aikaa kokeilla itse, ja kirjautuminen nopeammaksi. "
    with in_municipality(place):  # type: ignore[arg-type]
        Grant.objects.get_or_create(person=person, role="coordinator")
        for start in range(0, rows, 5_000):
            Submission.objects.bulk_create(
                Submission(
                    round=round,  # type: ignore[misc]
                    once_key=f"row-{n:08}",
                    language="fi",
                    group=f"R{n % 40}",
                    answers={"fun": n % 5 + 1, "again": False, "why": text, "areas": ["a", "b"]},
                    received_on="2026-11-02",
                )
                for n in range(start, min(start + 5_000, rows))
            )
        close_round(actor=SYSTEM, round=round)  # type: ignore[arg-type]
    visitor = Client(HTTP_HOST="localhost")
    visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for form in ("csv", "jsonl"):
        base, highest, size = memory_mb(), 0.0, 0
        began, first = time.perf_counter(), 0.0
        for n, chunk in enumerate(visitor.get(f"/answering/fi/questionnaires/rounds/{round.pk}/answers.{form}").streaming_content):  # type: ignore[attr-defined]
            size += len(chunk)
            first = first or time.perf_counter() - began
            if n % 50 == 0:
                highest = max(highest, memory_mb())
        print(
            f"export {form}: {rows} rows, {size / 1e6:.0f} MB in {time.perf_counter() - began:.1f} s, "
            f"first byte {first:.2f} s, memory over base {highest - base:.0f} MB"
        )


if __name__ == "__main__":
    main()
