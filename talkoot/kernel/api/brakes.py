"""How often one token or one address may ask. Counted in the memory of each web process: asking costs no database row, and
nobody waits for a lock; with N processes a client may ask up to N times as often. Set the figures for your number of processes.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings

# In each process; settings.API_REQUESTS_PER_MINUTE = {"address": …, "token": …} changes them.
PER_MINUTE = {"address": 120, "token": 600}
MOST_CLIENTS = 20_000


class Brake:
    """The generic cell rate algorithm: a client may use a minute's requests at once, then so many as time brings again.

    One number for each client, the time at which all of its allowance is back; the longest unseen are forgotten first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.full_at: OrderedDict[str, float] = OrderedDict()
        self.lock = Lock()

    def seconds_to_wait(self, client: str, per_minute: int) -> int:
        """0: go on. Otherwise the request is not counted."""
        now, step = self.clock(), 60 / per_minute
        with self.lock:
            full_at = max(self.full_at.get(client, now), now)
            wait = full_at + step - now - 60
            if wait > 1e-9:
                return math.ceil(wait)
            self.full_at[client] = full_at + step
            self.full_at.move_to_end(client)
            if len(self.full_at) > MOST_CLIENTS:
                self.full_at.popitem(last=False)
        return 0


BRAKE = Brake()


def seconds_to_wait(kind: str, client: str) -> int:
    """kind: "token" or "address"."""
    return BRAKE.seconds_to_wait(f"{kind} {client}", limits()[kind])


def limits() -> dict[str, int]:
    """Requests in a minute, in each process."""
    return PER_MINUTE | getattr(settings, "API_REQUESTS_PER_MINUTE", {})
