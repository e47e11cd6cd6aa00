"""A process that `talkoot up` keeps alive: started again when it dies, and ended with everything it started."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

PAUSES = (0.2, 1.0, 2.0, 5.0, 15.0)
# A command that may not run ends so; starting it again would change nothing.
REFUSED = 2
# Who has run this long was well; the next death is answered at once again.
WELL_AFTER_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


class Child:
    """`command` runs in a process group of its own, so that its own children can be ended with it.

    On Linux it is told to stop when this process is killed; elsewhere it would live on.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.deaths_count = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        # Popen closes all other descriptors: a child must not hold the locks of its parent.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=stop_with_parent() if sys.platform == "linux" else None,
        )

    def look_after(self) -> str:
        """Start it again when it has died and its pause is over. Returns a sentence when there is news, else empty."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        # Its own children may live: they would serve beside the new ones.
        self.signal(signal.SIGKILL)
        self.process = None
        self.deaths_count = 0 if now - self.started_at > WELL_AFTER_SECONDS else self.deaths_count + 1
        pause = PAUSES[min(self.deaths_count, len(PAUSES) - 1)]
        self.start_at = now + pause
        return f"The {self.name} ended ({ending(code)}); it is started again in {pause:g} s."

    def has_refused(self) -> bool:
        return self.process is not None and self.process.poll() == REFUSED

    def signal(self, number: int) -> None:
        """To the whole group, also when its first process is gone already."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


def stop_all(children: Sequence[Child], *, patience: float) -> None:
    """Ask all to stop, wait `patience` seconds, then kill what is left."""
    for child in children:
        if child.is_alive() and child.process:
            # Only the first process: it ends its own in order.
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(child.is_alive() for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def stop_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return prepare
