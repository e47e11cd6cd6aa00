"""Folders and files of the embedded PostgreSQL that nobody else may change, and what is said when they can not be had."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from talkoot.kernel.database.embedded_machine import Account, EmbeddedPostgresError, user_name

SOCKET_NAME = ".s.PGSQL.5432"  # the port only names the file
SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
SPACE_FOR_NEW_CLUSTER = 150 * 1024 * 1024
SPACE_TO_START = 40 * 1024 * 1024


def make_data_dir(data_dir: Path) -> None:
    if not data_dir.exists():
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another start was quicker
            data_dir.mkdir(mode=0o700)
    facts = data_dir.stat()
    if not stat.S_ISDIR(facts.st_mode):
        raise EmbeddedPostgresError(f"{data_dir} is a file, not a folder. Move it, or set TALKOOT_DATA to another place.")
    if os.geteuid() not in (0, facts.st_uid):
        raise EmbeddedPostgresError(
            f"{data_dir} belongs to {user_name(facts.st_uid)}. Run as that user, or take it over: `sudo chown -R $(id -un) {data_dir}`."
        )
    if facts.st_mode & 0o022:
        raise EmbeddedPostgresError(f"Others may write into {data_dir}. Close it with `chmod go-w {data_dir}`.")


def own_folder(folder: Path, account: Account) -> None:
    """Make a folder only `account` may enter. Refuses one that a stranger made first in the open temporary folder."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    uid = os.geteuid() if account.uid is None else account.uid
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        facts = os.fstat(opened)
        if facts.st_uid not in (uid, os.geteuid()) or facts.st_mode & 0o077:
            raise EmbeddedPostgresError(
                f"{folder} was made by somebody else or is open to others. Remove it, or set TMPDIR to your own folder."
            )
        if facts.st_uid != uid:
            os.fchown(opened, uid, -1 if account.gid is None else account.gid)
    finally:
        os.close(opened)


def socket_folder(data_dir: Path, account: Account) -> Path:
    """The folder for the socket: in the data folder, or a short private one when the path is too long."""
    short = [place / short_socket_folder(data_dir) for place in temporary_folders() if _is_safe(place)]
    for folder in (data_dir / "socket", *short):
        if _fits_a_socket(folder):
            own_folder(folder, account)
            return folder
    raise EmbeddedPostgresError("No path is short enough for a socket. Set TMPDIR to a short folder of yours: `/tmp/me`.")


def short_socket_folder(data_dir: Path) -> str:
    return "talkoot-" + hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]


def temporary_folders() -> tuple[Path, ...]:
    return Path(tempfile.gettempdir()), Path("/tmp")


def _fits_a_socket(folder: Path) -> bool:
    # libpq takes a comma for the end of an address.
    text = str(folder)
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES and "," not in text and text.isprintable()


def _is_safe(temporary: Path) -> bool:
    """Whether nobody else can rename our folder in it."""
    try:
        facts = temporary.stat()
    except OSError:
        return False
    open_to_others = facts.st_mode & 0o022
    return facts.st_uid in (0, os.geteuid()) and (not open_to_others or bool(facts.st_mode & stat.S_ISVTX))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with open_private(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def open_private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "a+b")


def read_from(path: Path, position: int) -> str:
    with open_private(path) as log:
        log.seek(position)
        return log.read().decode("utf-8", "replace")


def require_space(data_dir: Path, needed: int) -> None:
    if shutil.disk_usage(data_dir).free < needed:
        raise _disk_full(data_dir)


def _disk_full(data_dir: Path) -> EmbeddedPostgresError:
    free = shutil.disk_usage(data_dir).free // 2**20
    needed = SPACE_FOR_NEW_CLUSTER // 2**20
    return EmbeddedPostgresError(
        f"The disk of {data_dir} is full ({free} MB free). Free {needed} MB (`df -h {data_dir}`) and start again; "
        "nothing that was saved is lost."
    )


def failure(what: str, output: str, data_dir: Path) -> EmbeddedPostgresError:
    if os.strerror(errno.ENOSPC) in output:
        return _disk_full(data_dir)
    last = "\n".join(output.strip().splitlines()[-8:])
    return EmbeddedPostgresError(f"{what}. It said:\n{last}\nIts log is {data_dir / 'server.log'}.")


@contextmanager
def plain_refusals(data_dir: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence that says how to mend it."""
    try:
        yield
    except OSError as refused:
        if refused.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(data_dir) from refused
        raise EmbeddedPostgresError(
            f"{refused.filename or data_dir} can not be used: {refused.strerror or refused}. "
            "Mend its rights, or set TALKOOT_DATA to a folder of yours."
        ) from refused
