"""`talkoot up --demo` from an empty folder to a page, through the death of each of its processes, to the end."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest
from django.conf import settings

from talkoot.kernel.database import embedded
from talkoot.operations.running.children import Child, stop_all

PAGE = "/espoo/fi/"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(data, **more):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TALKOOT_", "DATABASE_", "TEST_DATABASE_", "DJANGO_"))
    }
    return kept | {"TALKOOT_DATA": str(data)} | more


class Up:
    """A running `talkoot up --demo`."""

    def __init__(self, data, port):
        self.data, self.port = data, port
        self.log = data.parent / f"up-{port}-{time.monotonic_ns()}.log"
        self.begun = time.monotonic()
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "talkoot", "up", "--demo", "--port", str(port)]
            self.process = subprocess.Popen(
                command,
                cwd=settings.ROOT,
                env=clean_environment(data),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self):
        return self.log.read_text("utf-8")

    def until(self, holds, what, seconds=120):
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"{what}: it did not come true.\n{self.said()[-4000:]}"
            time.sleep(0.05)
        return found

    def ready(self):
        self.until(lambda: "Talkoot is ready" in self.said(), "ready")
        return time.monotonic() - self.begun

    def page(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", PAGE, headers={"Host": "localhost"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def processes(self, *words):
        """Those below `up` whose command line holds all the words."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(process)
        return found

    def web_workers(self):
        mains = {process.pid for process in self.web_mains()}
        return [process for process in self.processes("granian") if process.pid not in mains]

    def web_mains(self):
        return [process for process in self.processes("granian") if process.ppid() == self.process.pid]

    def job_workers(self):
        return self.processes("-m talkoot worker")

    def dies_and_comes_back(self, victim, alive):
        """Kill it; wait until another stands in its place and the page answers."""
        count = len(alive())
        victim.kill()
        self.until(lambda: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE, f"{victim} is gone")
        self.until(lambda: len([one for one in alive() if one.pid != victim.pid]) == count, "its place is taken")
        self.until(lambda: self.page()[0] == 200, "the page answers")


@contextmanager
def running(data, port):
    up = Up(data, port)
    try:
        yield up
    finally:
        if up.process.poll() is None:
            up.process.terminate()
            try:
                up.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                up.process.kill()
        embedded.stop(data / "postgres")


def test_up_from_nothing_to_the_end(tmp_path):
    data, port = tmp_path / "data", free_port()
    with running(data, port) as up:
        first = up.ready()
        status, page = up.page()
        assert (status, 'lang="fi"' in page, "Espoo" in page) == (200, True, True)
        assert "coordinator@espoo.example" in up.said()

        up.until(lambda: len(up.web_workers()) == 2, "two web workers")
        up.until(lambda: len(up.job_workers()) == 1, "a job worker")
        up.dies_and_comes_back(up.web_workers()[0], up.web_workers)
        up.dies_and_comes_back(up.job_workers()[0], up.job_workers)
        # The first web process takes its workers along: none may be left serving beside the new ones.
        (main,), old_workers = up.web_mains(), up.web_workers()
        up.dies_and_comes_back(main, up.web_mains)
        up.until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in old_workers), "old workers are gone")

        server = embedded.status(data / "postgres")
        os.kill(server.pid, signal.SIGKILL)
        up.until(lambda: (found := embedded.status(data / "postgres")) and found.pid != server.pid, "the database is back")
        up.until(lambda: up.page()[0] == 200, "the page answers")

        taken = subprocess.run(
            [sys.executable, "-m", "talkoot", "up", "--demo", "--port", str(port)],
            cwd=settings.ROOT,
            env=clean_environment(tmp_path / "other"),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (taken.returncode, f"Port {port} is taken by another program" in taken.stderr, "Traceback" in taken.stderr) == (
            2,
            True,
            False,
        )

        family = psutil.Process(up.process.pid).children(recursive=True)
        up.process.terminate()
        assert up.process.wait(timeout=40) == 0
        assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        assert embedded.status(data / "postgres") is None
        assert "Traceback" not in up.said().partition("Talkoot is ready")[0]

    with running(data, port) as up:
        second = up.ready()
        assert up.page()[0] == 200
        assert second < first / 2
        # Killed without a chance to stop anything: on Linux its children go too, and the next start finds the way back.
        family = psutil.Process(up.process.pid).children(recursive=True)
        up.process.kill()
        up.process.wait()
        if sys.platform == "linux":
            deadline = time.monotonic() + 30
            while [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            third = Up(data, port)
            third.ready()
            third.process.send_signal(signal.SIGINT)
            assert third.process.wait(timeout=40) == 0


@pytest.mark.parametrize(("port", "told"), [("70000", "There is no port 70000"), ("0", "There is no port 0")])
def test_impossible_ports_are_told(tmp_path, port, told):
    done = subprocess.run(
        [sys.executable, "-m", "talkoot", "up", "--port", port],
        cwd=settings.ROOT,
        env=clean_environment(tmp_path / "data"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert not (tmp_path / "data").exists()


def test_child_that_keeps_dying_is_given_longer_pauses():
    child = Child("sleeper", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    told = []
    deadline = time.monotonic() + 30
    while len(told) < 2 and time.monotonic() < deadline:
        if news := child.look_after():
            told.append(news)
        time.sleep(0.01)
    assert told == [
        "The sleeper ended (exit code 3); it is started again in 1 s.",
        "The sleeper ended (exit code 3); it is started again in 2 s.",
    ]
    stop_all([child], patience=1)


def test_child_that_does_not_stop_is_killed_with_its_own():
    source = (
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); subprocess.Popen(['sleep', '60']); time.sleep(60)"
    )
    child = Child("stubborn", [sys.executable, "-c", source])
    child.start()
    deadline = time.monotonic() + 20
    while not (family := psutil.Process(child.process.pid).children()) and time.monotonic() < deadline:
        time.sleep(0.05)
    stop_all([child], patience=0.3)
    assert child.process.returncode == -signal.SIGKILL
    # Killed is not gone yet: on a busy machine the kernel takes a moment.
    _gone, left = psutil.wait_procs(family, timeout=10)
    assert [one for one in left if one.status() != psutil.STATUS_ZOMBIE] == []
