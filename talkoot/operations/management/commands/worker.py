"""`talkoot worker`: runs queued and timed jobs. As many as you like, on any machine."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from procrastinate.contrib.django import app

from talkoot.operations.running.readiness import reasons_not_to_serve


class Command(BaseCommand):
    help = "Runs jobs until it is stopped; SIGTERM lets it finish the job in hand."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", help="only these, with commas between; all when not given")
        parser.add_argument("--concurrency", type=int, help="jobs at once")
        parser.add_argument("--finish-in", type=float, metavar="SECONDS", help="how long jobs may go on when it is stopped")
        parser.add_argument("--once", action="store_true", help="stop when nothing is waiting")

    def handle(self, *args: Any, queues: str | None, concurrency: int | None, finish_in: float | None, once: bool, **options: Any) -> None:
        if reasons := list(reasons_not_to_serve(shows_pages=False)):
            raise CommandError("\n".join(["Talkoot does not work like this:", *reasons]), returncode=2)
        chosen: dict[str, Any] = {"wait": not once}
        if queues:
            chosen["queues"] = queues.split(",")
        if concurrency:
            chosen["concurrency"] = concurrency
        if finish_in is not None:
            chosen["shutdown_graceful_timeout"] = finish_in
        # What is not chosen here comes from settings.PROCRASTINATE_WORKER_DEFAULTS.
        asyncio.run(run_worker(**chosen))


async def run_worker(**options: Any) -> None:
    # Not replace_connector: what a job queues must go through Django's connection, in the transaction of the job.
    # Only the worker itself, which fetches and finishes jobs, has connections of its own.
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        await worker_app.run_worker_async(**options)
