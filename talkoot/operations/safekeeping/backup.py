"""`talkoot backup FILE`: everything in one file, as it was at one moment, while people go on working.

A tar with `database.dump` (pg_dump's custom format), `files/…` and, last, `manifest.json` with the hash of each.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connections, transaction

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import Municipality
from talkoot.operations.safekeeping.manifest import DUMP, FILES, MANIFEST, Manifest, Member, talkoot_version
from talkoot.operations.safekeeping.programs import CannotKeep, owner_environment, programs_for, server_major
from talkoot.operations.safekeeping.storage import stored_keys

BLOCK = 1024 * 1024
Say = Callable[[str], Any]


class Counted:
    """Hands a file on while counting and hashing what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.size, self.digest = source, 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block

    @property
    def member(self) -> Member:
        return Member(self.size, self.digest.hexdigest())


def write_backup(file: Path, say: Say) -> Manifest:
    """Write the backup; the file appears only when it is whole. Raises CannotKeep."""
    if file.exists():
        raise CannotKeep(f"{file} is there already. Choose another name: a backup never overwrites.")
    if not file.parent.is_dir():
        raise CannotKeep(f"There is no folder {file.parent}.")
    part = file.with_name(f"{file.name}.part")
    with open_private(part) as target, tempfile.TemporaryDirectory(dir=file.parent, prefix=".talkoot-backup-") as workshop:
        try:
            dump = Path(workshop) / DUMP
            manifest, named_keys = dump_database(dump)
            say(f"Database: {sum(manifest.row_counts.values())} rows, {dump.stat().st_size} bytes")
            with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
                with dump.open("rb") as source:
                    manifest.members[DUMP] = add(archive, DUMP, source, dump.stat().st_size)
                dump.unlink()
                add_files(archive, manifest, named_keys, say)
                document = manifest.to_json()
                add(archive, MANIFEST, BytesIO(document), len(document))
            target.flush()
            os.fsync(target.fileno())
            part.rename(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return manifest


def open_private(path: Path) -> IO[bytes]:
    # Readable by nobody else: it holds everybody's data.
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def dump_database(target: Path) -> tuple[Manifest, set[str]]:
    """Dump the database into `target`. Returns the manifest and the keys of all files that rows name."""
    major = server_major()
    programs = programs_for(major)
    with one_snapshot() as (snapshot, everyone):
        manifest = Manifest(
            made_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            talkoot=talkoot_version(),
            postgresql=major,
            pg_dump=programs.major,
            migrations=applied_migrations(),
            row_counts=row_counts(),
        )
        named_keys = keys_in_rows()
        command = [programs.path("pg_dump"), "--format=custom", f"--file={target}", f"--snapshot={snapshot}", "--schema=public"]
        # Policies hold for the owner too, so pg_dump must read under them, with every municipality in force.
        command += ["--enable-row-security", "--no-owner", "--no-privileges", "--lock-wait-timeout=60000"]
        done = subprocess.run(
            command,
            env=owner_environment({"talkoot.municipalities": everyone}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        raise CannotKeep(f"pg_dump failed: {done.stderr.strip()[-1500:]}")
    return manifest, named_keys


@contextmanager
def one_snapshot() -> Iterator[tuple[str, str]]:
    """The name of a snapshot that pg_dump can share, and the list that puts every municipality in force.

    Inside, the owner's connection reads from the same snapshot, rows of municipalities long gone too.
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        cursor.execute("SELECT last_value FROM pg_sequences WHERE sequencename = 'municipalities_municipality_id_seq'")
        last = (cursor.fetchone() or [0])[0] or 0
        # Histories outlive a municipality, so every number ever given is put in force.
        everyone = "{" + ",".join(str(number) for number in range(1, last + 1)) + "}"
        cursor.execute("SELECT set_config('talkoot.municipalities', %s, true)", [everyone])
        yield snapshot, everyone


def applied_migrations(using: str = "owner") -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def row_counts() -> dict[str, int]:
    counts = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {connections['owner'].ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


def keys_in_rows() -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT key FROM {connections['owner'].ops.quote_name(StoredFile._meta.db_table)}")
        return {key for (key,) in cursor.fetchall()}


def add_files(archive: tarfile.TarFile, manifest: Manifest, named_keys: set[str], say: Say) -> None:
    """All stored files. They are never changed, only added and removed, so those of the snapshot's rows are here."""
    count, size, told_at = 0, 0, time.monotonic()
    left = set(named_keys)
    for key in stored_keys():
        try:
            with default_storage.open(key) as source:
                manifest.members[FILES + key] = add(archive, FILES + key, source, default_storage.size(key))
        except FileNotFoundError:  # removed since it was listed
            continue
        left.discard(key)
        count, size = count + 1, size + manifest.members[FILES + key].size
        if time.monotonic() - told_at > 10:
            say(f"Files: {count} so far, {size} bytes")
            told_at = time.monotonic()
    manifest.missing_files = sorted(left)
    say(f"Files: {count}, {size} bytes")


def add(archive: tarfile.TarFile, name: str, source: Any, size: int) -> Member:
    facts = tarfile.TarInfo(name)
    facts.size, facts.mode, facts.mtime = size, 0o600, int(time.time())
    counted = Counted(source)
    archive.addfile(facts, counted)
    if counted.size != size:
        raise CannotKeep(f"{name} changed while it was read. Start again.")
    return counted.member


def installation_is_empty() -> bool:
    """No municipality in the database and nothing in the storage."""
    tables = connections["owner"].introspection.table_names()
    has_rows = Municipality._meta.db_table in tables and Municipality.objects.using("owner").exists()
    return not has_rows and next(stored_keys(), None) is None
