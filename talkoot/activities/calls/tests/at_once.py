"""Several attempts at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections
from django.utils import translation

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Refusal


def at_once(municipality: Municipality, *attempts: Callable[[], object]) -> list[str]:
    """What each attempt gave: "done", or the refusal."""
    gate = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> str:
        try:
            gate.wait()
            with in_municipality(municipality), translation.override("en"):
                attempt()
            return "done"
        except Refusal as refusal:
            with translation.override("en"):
                return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(run, attempts))
