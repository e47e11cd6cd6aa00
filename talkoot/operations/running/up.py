"""`talkoot up [--demo] [--port N]`: the whole installation in one command, on one machine.

Starts the embedded database when DATABASE_URL names none, prepares what is not prepared yet, serves the web, runs a
worker, and brings back whatever dies. Small on purpose: Django runs in the children, so nothing of theirs can hurt this
process.
"""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

from talkoot.kernel.database import embedded
from talkoot.kernel.database.embedded_machine import EmbeddedPostgresError
from talkoot.operations.running.children import Child, stop_all, stop_with_parent
from talkoot.operations.running.environment import data_dir, secret_file, use, use_kept_secret
from talkoot.operations.running.stamp import forget_prepared, is_prepared, set_prepared, year_is_in
from talkoot.operations.running.web import web_command

WORKERS, THREADS = 2, 4
SECONDS_TO_ANSWER = 60.0
SECONDS_TO_STOP = 12.0
LOOK_EVERY_SECONDS = 0.1


class CannotStart(Exception):
    """The text says why, and how to mend it."""


class Stopping(Exception):
    """Somebody asked to stop."""


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 after being asked to stop, 2 when it could not start."""
    parser = argparse.ArgumentParser(prog="talkoot up", description="Database, web and worker on this machine, in the foreground.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--demo", action="store_true", help="with the demo's municipalities, people and content; never for real use")
    chosen = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    begun = time.monotonic()
    children: list[Child] = []
    started_here: list[Path] = []
    finishing: list[subprocess.Popen[bytes]] = []
    try:
        refuse_taken_port(chosen.host, chosen.port)
        set_environment(chosen.port, is_demo=chosen.demo)
        database = start_database(started_here)
        if not is_prepared(chosen.demo):
            prepare(is_demo=chosen.demo)
            set_prepared(chosen.demo)
        web = Child("web", web_command(host=chosen.host, port=chosen.port, workers=WORKERS, threads=THREADS))
        worker = Child("worker", [sys.executable, "-m", "talkoot", "worker", "--finish-in", str(SECONDS_TO_STOP - 2)])
        children.append(web)
        web.start()
        wait_until_answering(chosen.host, chosen.port, children)
        # After the web, which it would slow down; the first page is what people wait for.
        children.append(worker)
        worker.start()
        greet(is_demo=chosen.demo, seconds=time.monotonic() - begun)
        if chosen.demo and (year := bring_year()):
            finishing.append(year)
        look_after(children, database)
    except Stopping:
        return 0
    except (CannotStart, EmbeddedPostgresError) as refused:
        say(str(refused), file=sys.stderr)
        return 2
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for process in finishing:
            # Each stage of it is a transaction; the next start brings what is missing.
            process.terminate()
            process.wait()
        stop_all(children, patience=SECONDS_TO_STOP)
        for folder in started_here:
            with suppress(EmbeddedPostgresError):
                embedded.stop(folder)
    return 0


def ask_to_stop(number: int, _: FrameType | None) -> None:
    raise Stopping


def set_environment(port: int, *, is_demo: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talkoot.config.settings")
    os.environ.setdefault("TALKOOT_SITE_URL", f"http://localhost:{port}")
    os.environ["TALKOOT_DATA"] = str(data_dir())
    os.environ["PYTHONUNBUFFERED"] = "1"
    data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_demo:
        os.environ["TALKOOT_MODE"] = "demo"
    else:
        make_secret()
        use_kept_secret()


def make_secret() -> None:
    """The secret key of this data folder, made at the first start unless the environment brings one."""
    if os.environ.get("TALKOOT_SECRET_KEY"):
        return
    with suppress(FileExistsError):
        opened = os.open(secret_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(48))


def refuse_taken_port(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise CannotStart(f"There is no port {port}. Choose one from 1024 to 65535: make run PORT=8000")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStart(f"Port {port} is kept for root. Choose one above 1023: make run PORT=8000") from None
        except OSError as refused:
            if refused.errno == errno.EADDRINUSE:
                free = next((other for other in range(port + 1, port + 50) if is_free(host, other)), port + 1)
                raise CannotStart(f"Port {port} is taken by another program. Choose another: make run PORT={free}") from None
            raise CannotStart(f"{host}:{port} can not be listened on: {refused}. Choose another --host or --port.") from None


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def start_database(started_here: list[Path]) -> Path | None:
    """The folder of the embedded server, None when DATABASE_URL names another.

    Only what was started here is stopped at the end: a server found running may serve others.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    folder = data_dir() / "postgres"
    was_running = embedded.status(folder) is not None
    if not was_running:
        started_here.append(folder)
    use(embedded.start(folder))
    return folder


def prepare(*, is_demo: bool) -> None:
    """Migrations, static files and the demo, each only when needed; in a process of its own."""
    command = [sys.executable, "-m", "talkoot", "prepare", *(["--demo"] if is_demo else [])]
    preparing = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        code = preparing.wait()
    except Stopping:
        # All it does is in transactions or done anew at the next start.
        preparing.terminate()
        preparing.wait()
        raise
    if code:
        raise CannotStart(f"Preparing failed (exit code {code}); what it said is above. Repeat it: {' '.join(command[1:])}")


def bring_year() -> subprocess.Popen[bytes] | None:
    """The demo's school year comes while the first pages are looked at: it is a year's work of seventy people."""
    if year_is_in():
        return None
    say("\nThe demo's school year is being brought in; it fills up while you look around.")
    return subprocess.Popen(
        [sys.executable, "-m", "talkoot", "demo"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=stop_with_parent() if sys.platform == "linux" else None,
    )


def wait_until_answering(host: str, port: int, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if answers(host, port):
            return
        for child in children:
            if news := child.look_after():
                say(news, file=sys.stderr)
        time.sleep(0.05)
    raise CannotStart(f"The web does not answer after {SECONDS_TO_ANSWER:.0f} seconds; what it said is above.")


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greet(*, is_demo: bool, seconds: float) -> None:
    say(f"\nTalkoot is ready ({seconds:.1f} s): {os.environ['TALKOOT_SITE_URL']}/\n")
    if is_demo:
        from talkoot.operations.demo.people import PASSWORD, PEOPLE, PEOPLE_OF_THE_YEAR

        say(f"Sign in as one of these, password “{PASSWORD}”:")
        for person in PEOPLE:
            say(f"  {person.email:34} {person.name}, {person.title}")
        say("And of the school year, the places and the calls:")
        for email, title in PEOPLE_OF_THE_YEAR:
            say(f"  {email:34} {title}")
        say(f"\nMail is not sent; it lies in {data_dir() / 'mail'}.")
    say("Stop with Ctrl-C.")


def look_after(children: Sequence[Child], database: Path | None) -> None:
    look_at_database_at = 0.0
    while True:
        if database is not None and time.monotonic() >= look_at_database_at:
            if embedded.status(database) is None:
                say("The database has ended; it is started again.", file=sys.stderr)
                embedded.start(database)
            look_at_database_at = time.monotonic() + 1.0
        for child in children:
            if child.has_refused():
                # The database is not what the stamp remembers: the next start looks at everything again.
                forget_prepared()
                raise CannotStart(f"The {child.name} refuses to run; what it said is above. Start again to mend what can be mended.")
            if news := child.look_after():
                say(news, file=sys.stderr)
        time.sleep(LOOK_EVERY_SECONDS)


def say(text: str, file: TextIO | None = None) -> None:
    print(text, file=file or sys.stdout, flush=True)
