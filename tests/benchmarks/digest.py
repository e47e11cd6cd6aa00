"""Target 8: a digest to 40,000 followers, the worker killed in the middle: exactly one mail each.

`python -m tests.benchmarks.digest [--followers 40000] [--kills 2]`; asserts nothing but tells what was counted.
"""

from __future__ import annotations

import argparse
import email
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks.__main__ import machine, prepare_environment

BATCH = 5_000
LONGEST_WAIT_SECONDS = 3_600


def main() -> None:
    reader = argparse.ArgumentParser(prog="digest")
    reader.add_argument("--followers", type=int, default=40_000)
    reader.add_argument("--kills", type=int, default=2)
    chosen = reader.parse_args()
    prepare_environment()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        measure(chosen.followers, chosen.kills, Path(folder))


def measure(followers: int, kills: int, data: Path) -> None:
    from django.db import connection
    from django.utils import timezone

    from talkoot.kernel.jobs.tests.worker import kill, running_worker, wait_until
    from talkoot.kernel.mail.models import OutboxMail
    from talkoot.kernel.municipalities.models import Municipality
    from talkoot.kernel.municipalities.scope import in_municipality

    folder = data / "mail" / "new"
    place, _made = Municipality.objects.get_or_create(slug="digest", defaults={"name": {"fi": "Kooste"}})
    run = f"{time.time_ns()}"
    write_digest(place, followers, run)

    def arrived() -> int:
        return sum(1 for _file in folder.iterdir()) if folder.exists() else 0

    def all_sent() -> bool:
        with in_municipality(place):
            return not OutboxMail.objects.filter(period=run).exclude(state="sent").exists()

    began = time.perf_counter()
    for n in range(1, kills + 1):
        with running_worker(data) as worker:
            wait_until(lambda n=n: arrived() >= followers * n // (kills + 1), seconds=LONGEST_WAIT_SECONDS, data=data)  # type: ignore[misc]
            kill(worker)
        # As if a minute had passed: the worker's last beat is old, and what it had claimed is free again.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        with in_municipality(place):
            OutboxMail.objects.filter(state="sending").update(due_at=timezone.now())
    with running_worker(data):
        wait_until(all_sent, seconds=LONGEST_WAIT_SECONDS, data=data)
    taken = time.perf_counter() - began
    receivers = Counter(email.message_from_bytes(file.read_bytes())["To"] for file in folder.iterdir())
    print(
        f"digest: {followers} followers, worker killed {kills} times, {taken:.0f} s = {followers / taken:.0f}/s; "
        f"received {len(receivers)}, twice {sum(1 for count in receivers.values() if count > 1)}, never {followers - len(receivers)}"
    )


def write_digest(place: object, followers: int, run: str) -> None:
    """The outbox in one go: what is measured is the sending."""
    from talkoot.kernel.mail.jobs import ask_to_send
    from talkoot.kernel.mail.models import OutboxMail
    from talkoot.kernel.mail.outbox import message_id_of
    from talkoot.kernel.municipalities.scope import in_municipality

    with in_municipality(place):  # type: ignore[arg-type]
        OutboxMail.objects.bulk_create(
            (
                OutboxMail(
                    address=f"follower{number}@example.fi",
                    language="fi",
                    event="showcase.digest",
                    period=run,
                    subject="Uutta kunnassa",
                    body=f"Hei {number}\n",
                    message_id=message_id_of("digest", f"{run}-{number}"),
                )
                for number in range(followers)
            ),
            batch_size=BATCH,
        )
    ask_to_send(place.pk)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
