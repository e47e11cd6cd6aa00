"""The server as production runs it: granian, 2 workers; and clients that measure it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Of many requests: how many a second, and the median and 95th percentile of their time in milliseconds."""

    rate: float
    median_ms: float
    p95_ms: float
    failed: int


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(application: str, environment: dict[str, str], *, wait_for: str = "/") -> Iterator[int]:
    """The application behind granian on a free port, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", application]
    server = subprocess.Popen(command, env=os.environ | environment)
    try:
        for _attempt in range(150):
            try:
                if request(port, wait_for)[0] < 500:
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def request(
    port: int, path: str, *, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def load(port: int, paths: Sequence[str], *, clients: int = 4, seconds: float = 4.0, is_known: bool = False) -> Figures:
    """Ask for the paths in turn from so many clients at once, each on one kept connection, after a short warm-up.

    is_known: the client brings a cookie, so each page is drawn for it alone; else a public page may be a kept one.
    """
    headers = {"Cookie": "known=1"} if is_known else {}
    times: list[float] = []
    failed = 0
    lock = threading.Lock()
    start_at = time.perf_counter() + 0.8
    end_at = start_at + seconds

    def ask(number: int) -> None:
        nonlocal failed
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own: list[float] = []
        wrong = 0
        n = number
        while (now := time.perf_counter()) < end_at:
            connection.request("GET", paths[n % len(paths)], headers=headers)
            response = connection.getresponse()
            response.read()
            if now >= start_at:
                own.append(time.perf_counter() - now)
                wrong += response.status != 200
            n += 1
        connection.close()
        with lock:
            times.extend(own)
            failed += wrong

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Figures(len(times) / seconds, 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.95)], failed)


def timed(function: Callable[[], object], *, times: int = 30) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of calling the function so many times."""
    taken = []
    for _n in range(times):
        began = time.perf_counter()
        function()
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
