"""A running embedded PostgreSQL: where it answers, whether any of its processes lives, and what a killed one leaves."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from talkoot.kernel.database.embedded_folders import SOCKET_NAME, short_socket_folder, temporary_folders
from talkoot.kernel.database.embedded_machine import EmbeddedPostgresError

DATABASE = "talkoot"
SERVING_ROLE = "talkoot"
OWNER_ROLE = "talkoot_owner"
SUPERUSER = "postgres"
ENCRYPTION_QUESTION = struct.pack("!ii", 8, 80877103)  # SSLRequest; the shortest question of PostgreSQL's protocol
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Server:
    """A running server: its data folder, the folder of its socket, and the id of its first process."""

    data_dir: Path
    socket_dir: Path
    pid: int

    def url_for(self, role: str, database: str = DATABASE) -> str:
        """A libpq address, `postgresql://role@/database?host=%2Fsocket%2Ffolder`, for any role and database."""
        role, database, host = (quote(part, safe="") for part in (role, database, str(self.socket_dir)))
        return f"postgresql://{role}@/{database}?host={host}"

    @property
    def url(self) -> str:
        """For serving requests: owns nothing, obeys row-level security."""
        return self.url_for(SERVING_ROLE)

    @property
    def owner_url(self) -> str:
        """For migrations: owns the database and may create others (test databases)."""
        return self.url_for(OWNER_ROLE)

    @property
    def superuser_url(self) -> str:
        """For administration only: a superuser passes every policy silently."""
        return self.url_for(SUPERUSER, "postgres")


def is_alive(data_dir: Path) -> bool:
    """Whether any process of the server lives."""
    try:
        running = os.open(data_dir / "running.lock", os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who ask at the same moment do not take each other for the server.
        fcntl.flock(running, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(running)
    return False


def answering(data_dir: Path) -> Server | None:
    """The server when it accepts connections."""
    lines = _pid_file(data_dir / "cluster")
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    server = Server(data_dir, Path(lines[4]), int(lines[0]))
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1.0)
        try:
            client.connect(str(server.socket_dir / SOCKET_NAME))
            # A dying server's socket still takes connections for a moment; only a living one answers.
            client.sendall(ENCRYPTION_QUESTION)
            return server if client.recv(1) else None
        except (FileNotFoundError, ConnectionError, TimeoutError, BlockingIOError):
            return None


def _pid_file(cluster: Path) -> list[str]:
    """Lines of postmaster.pid: id, folder, start time, port, socket folder, address, shared memory, state."""
    try:
        return (cluster / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return []


def postmaster(data_dir: Path) -> int | None:
    """The id of the server's first process, None when it is gone though its children may live."""
    lines = _pid_file(data_dir / "cluster")
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    if sys.platform == "linux":
        return pid if pid in _processes(data_dir / "cluster") else None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    return pid


def _processes(cluster: Path) -> list[int]:
    """Ids of the PostgreSQL processes that work in `cluster`; empty where the system has no /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            folder, program = os.readlink(entry / "cwd"), os.readlink(entry / "exe")
        except OSError:  # ended meanwhile, or another person's
            continue
        if folder == str(cluster) and Path(program.removesuffix(" (deleted)")).name == "postgres":
            found.append(int(entry.name))
    return found


def end_orphans(data_dir: Path) -> None:
    # A busy backend does not notice the death of its server and would keep the next one from starting. Its work is
    # unacknowledged, and the next start recovers, so killing it loses nothing.
    for pid in _processes(data_dir / "cluster"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def remove_short_socket_folder(data_dir: Path) -> None:
    folder = short_socket_folder(data_dir)
    for place in temporary_folders():
        with suppress(OSError):  # was not needed, or holds what a killed server left: the next start clears that
            (place / folder).rmdir()


def wait_until_gone(data_dir: Path, timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while is_alive(data_dir):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def clear_leftovers(cluster: Path, socket_dir: Path) -> None:
    """Remove what a killed server left: PostgreSQL refuses to start when a stranger now has its old process id."""
    if sys.platform != "linux":
        return
    if pids := _processes(cluster):
        raise EmbeddedPostgresError(f"A server started by hand works in {cluster} (process {pids[0]}). Stop it with `kill -INT {pids[0]}`.")
    for left in (cluster / "postmaster.pid", socket_dir / SOCKET_NAME, socket_dir / f"{SOCKET_NAME}.lock"):
        left.unlink(missing_ok=True)
