"""`talkoot worker`: runs queued and timed jobs. As many as you like, on any machine."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from procrastinate.contrib.django import app

from talkoot.kernel.jobs.jobs import SECONDS_WITHOUT_HEARTBEAT
from talkoot.operations.running.readiness import reasons_not_to_serve

SECONDS_TO_FINISH = 10.0


class Command(BaseCommand):
    help = "Runs jobs until it is stopped; SIGTERM lets it finish the job in hand."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", help="only these, with commas between; all when not given")
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at once")
        parser.add_argument("--once", action="store_true", help="stop when nothing is waiting")

    def handle(self, *args: Any, queues: str | None, concurrency: int, once: bool, **options: Any) -> None:
        if reasons := list(reasons_not_to_serve()):
            raise CommandError("\n".join(["Talkoot does not work like this:", *reasons]), returncode=2)
        facts = getattr(settings, "PROCRASTINATE_WORKER_DEFAULTS", None) or {}
        heartbeat = {"update_heartbeat_interval": SECONDS_WITHOUT_HEARTBEAT / 3, "stalled_worker_timeout": SECONDS_WITHOUT_HEARTBEAT * 2}
        asyncio.run(
            run_worker(
                **heartbeat | facts,
                queues=queues.split(",") if queues else None,
                concurrency=concurrency,
                wait=not once,
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
            )
        )


async def run_worker(**options: Any) -> None:
    # Not replace_connector: what a job queues must go through Django's connection, in the transaction of the job.
    # Only the worker itself, which fetches and finishes jobs, has connections of its own.
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(**options)
