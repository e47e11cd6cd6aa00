"""`talkoot serve`: the web in production. Refuses to start where municipalities would not be safe."""

from __future__ import annotations

import os
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connections

from talkoot.operations.running.readiness import reasons_not_to_serve
from talkoot.operations.running.web import web_command


class Command(BaseCommand):
    help = "Serves the web; put a proxy with TLS in front of it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("TALKOOT_LISTEN_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("TALKOOT_LISTEN_PORT", "8000")))
        parser.add_argument("--workers", type=int, default=int(os.environ.get("TALKOOT_WORKERS", "2")), help="processes")
        parser.add_argument("--threads", type=int, default=int(os.environ.get("TALKOOT_THREADS", "4")), help="threads of a process")

    def handle(self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        if reasons := list(reasons_not_to_serve()):
            raise CommandError("\n".join(["Talkoot does not serve like this:", *reasons]), returncode=2)
        self.stdout.write(f"Serving on {host}:{port} with {workers} processes of {threads} threads")
        self.stdout.flush()
        connections.close_all()
        command = web_command(host=host, port=port, workers=workers, threads=threads)
        # Granian takes the place of this process: signals and exit code are its own.
        os.execv(command[0], command)
