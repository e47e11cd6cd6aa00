"""How the web is served: granian, WSGI, blocking threads. The same for `up` and `serve`."""

from __future__ import annotations

import sys

APPLICATION = "talkoot.config.wsgi:application"


def web_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command that serves; a worker process that dies is replaced by granian itself."""
    return [
        *(sys.executable, "-m", "granian", APPLICATION),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", str(threads * 16)),
        *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "10s"),
        *("--log-level", "warning", "--no-access-log"),
    ]
