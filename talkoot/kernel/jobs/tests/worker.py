"""A real worker process for tests: `talkoot worker` on the database of the test, as in production."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def start_worker(data: Path, *, settings: str = "talkoot.config.settings") -> subprocess.Popen[bytes]:
    """In the demo's mode, so that mail becomes files in `data`; a process group of its own, so that it can be killed whole."""
    environment = os.environ | {
        "TALKOOT_MODE": "demo",
        "TALKOOT_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"],
    }
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "worker.log", "ab") as log:
        command = [sys.executable, "-m", "talkoot", "worker"]
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running_worker(data: Path, *, settings: str = "talkoot.config.settings") -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(data, settings=settings)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)


def wait_until(holds: Callable[[], bool], *, seconds: float = 60, data: Path | None = None) -> None:
    """Ask ten times a second. Fails with the worker's log when it does not come true."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            log = (data / "worker.log").read_text()[-3000:] if data and (data / "worker.log").exists() else ""
            raise AssertionError(f"It did not come true in {seconds} seconds.\n{log}")
        time.sleep(0.1)
