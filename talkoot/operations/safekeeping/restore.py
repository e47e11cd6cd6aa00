"""`talkoot restore FILE`: the installation as it was when the backup was made. All of it or nothing.

First every hash is verified, then files are laid beside those that are there, then the whole database is replaced in one
transaction; only when that holds are files removed that the backup does not have.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections

from talkoot.kernel.database.policies import municipal_tables, raise_fences
from talkoot.operations.running.readiness import migrations_of_code, missing_migrations
from talkoot.operations.safekeeping.backup import BLOCK, installation_is_empty
from talkoot.operations.safekeeping.manifest import DUMP, FILES, MANIFEST, Manifest, Member
from talkoot.operations.safekeeping.programs import CannotKeep, owner_environment, programs_for, server_major
from talkoot.operations.safekeeping.storage import is_safe_key, stored_keys

Say = Callable[[str], Any]
SECONDS_TO_WAIT_FOR_LOCKS = 20
NEWER_SETTING, KNOWS_NEWER_SETTING = b"SET transaction_timeout = 0;\n", 17

# Everything of ours in the schema; what an extension brought stays.
EMPTY_SCHEMA = """
DO $do$
DECLARE thing record;
BEGIN
  FOR thing IN
    SELECT format('%s %s', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass) AS name
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP ' || regexp_replace(thing.name, '^(\\S+( VIEW)?) ', '\\1 IF EXISTS ') || ' CASCADE'; END LOOP;
  FOR thing IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP ROUTINE IF EXISTS ' || thing.name || ' CASCADE'; END LOOP;
  FOR thing IN
    SELECT t.oid::regtype AS name FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype IN ('e', 'd') OR c.relkind = 'c')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP TYPE IF EXISTS ' || thing.name || ' CASCADE'; END LOOP;
  FOR thing IN
    SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
  LOOP EXECUTE 'DROP SEQUENCE IF EXISTS ' || thing.name || ' CASCADE'; END LOOP;
END $do$;
"""
GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
"""
COUNT = """
DO $do$ DECLARE found bigint; BEGIN
  PERFORM set_config('talkoot.municipalities', (SELECT '{{' || string_agg(n::text, ',') || '}}' FROM generate_series(1, {last}) n), true);
  SELECT count(*) INTO found FROM public.{table};
  IF found <> {count} THEN RAISE EXCEPTION '{name} has % rows, the backup had {count}', found; END IF;
END $do$;
"""


def restore_backup(file: Path, *, replaces: bool, say: Say) -> Manifest:
    """Bring the backup into this installation. Raises CannotKeep; then everything is as it was before."""
    if not file.is_file():
        raise CannotKeep(f"There is no file {file}.")
    if not replaces and not installation_is_empty():
        raise CannotKeep("This installation holds data. To replace all of it: talkoot restore --replace FILE")
    manifest = verified(file)
    say(f"The backup of {manifest.made_at} is whole: {len(manifest.members)} members")
    refuse_newer(manifest)
    written: list[str] = []
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".talkoot-restore-") as workshop:
            dump = Path(workshop) / DUMP
            written = unpack(file, manifest, dump)
            say(f"Files: {len(written)} laid down")
            replace_database(dump, manifest)
    except BaseException:
        for key in written:
            default_storage.delete(key)
        raise
    say(f"Database: {sum(manifest.row_counts.values())} rows")
    remove_other_files(manifest)
    if missing_migrations("owner"):
        call_command("migrate", verbosity=0, interactive=False)
    raise_fences("owner")
    if unguarded := [name for name, is_guarded in municipal_tables("owner") if not is_guarded]:
        raise CannotKeep(f"Restored, but these tables have no fence: {', '.join(unguarded)}. Do not serve; run: talkoot doctor")
    return manifest


# --- Before anything is touched ------------------------------------------------------------------------------------------


def verified(file: Path) -> Manifest:
    """Read the whole file once. Raises CannotKeep when anything is missing, too much or altered."""
    found: dict[str, Member] = {}
    raw = b""
    for name, source in members(file):
        if name == MANIFEST:
            raw = source.read()
            continue
        digest, size = hashlib.sha256(), 0
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
        if name in found:
            raise CannotKeep(f"The backup holds {name} twice. Nothing has been changed.")
        found[name] = Member(size, digest.hexdigest())
    if not raw:
        raise CannotKeep("The backup has no manifest: it is cut short, or it is no backup of Talkoot. Nothing has been changed.")
    try:
        manifest = Manifest.from_json(raw)
    except (ValueError, TypeError, KeyError) as wrong:
        raise CannotKeep(f"{wrong} Nothing has been changed.") from None
    if DUMP not in manifest.members or found != manifest.members:
        names = sorted(name for name in found.keys() | manifest.members.keys() if found.get(name) != manifest.members.get(name))
        raise CannotKeep(f"The backup is damaged: {', '.join(names[:5]) or DUMP}. Nothing has been changed.")
    return manifest


def members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member with its content. Only plain files with names that stay below the storage's root."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            for facts in archive:
                source = archive.extractfile(facts) if facts.isreg() else None
                key = facts.name.removeprefix(FILES) if facts.name.startswith(FILES) else facts.name
                if source is None or not is_safe_key(key):
                    raise CannotKeep(f"The backup holds “{facts.name}”, which no backup of Talkoot does. Nothing has been changed.")
                yield facts.name, source
    except (tarfile.TarError, EOFError) as wrong:
        raise CannotKeep(f"The file can not be read as a backup: {wrong}. Nothing has been changed.") from None


def refuse_newer(manifest: Manifest) -> None:
    if unknown := sorted(set(manifest.migrations) - set(migrations_of_code())):
        what = f"The backup was made by a newer Talkoot ({manifest.talkoot}; {unknown[0]} is unknown here)."
        raise CannotKeep(f"{what} Update this one first.")
    if manifest.postgresql > (major := server_major()):
        raise CannotKeep(f"The backup comes from PostgreSQL {manifest.postgresql}; this server is {major}. Restore it to one as new.")


# --- Files ---------------------------------------------------------------------------------------------------------------


def unpack(file: Path, manifest: Manifest, dump: Path) -> list[str]:
    """Write the dump, and every file that is not there yet. Returns the keys written; undoes them when it fails."""
    written: list[str] = []
    try:
        for name, source in members(file):
            if name == DUMP:
                with dump.open("wb") as target:
                    while block := source.read(BLOCK):
                        target.write(block)
            elif name.startswith(FILES):
                key = name.removeprefix(FILES)
                if default_storage.exists(key):
                    # A key is never used for two contents; a copy that was damaged here is not what was kept.
                    if digest_of(key) == manifest.members[name].sha256:
                        continue
                    raise CannotKeep(f"The file {key} is here with another content. Move it away, then start again.")
                saved = default_storage.save(key, File(source, name=key))
                written.append(saved)
                if saved != key:
                    raise CannotKeep(f"The storage named the file {saved} instead of {key}.")
    except BaseException:
        for key in written:
            default_storage.delete(key)
        raise
    return written


def digest_of(key: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(key) as source:
        while block := source.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def remove_other_files(manifest: Manifest) -> None:
    for key in list(stored_keys()):
        if FILES + key not in manifest.members:
            default_storage.delete(key)


# --- Database ------------------------------------------------------------------------------------------------------------


def replace_database(dump: Path, manifest: Manifest) -> None:
    """Empty the schema, load the dump, grant, count every table: in one transaction. Raises CannotKeep."""
    major = server_major()
    # An archive is read by programs as new as those that wrote it.
    programs = programs_for(max(major, manifest.pg_dump))
    connections.close_all()
    wanted = dump.with_suffix(".list")
    listed = subprocess.run([programs.path("pg_restore"), "--list", str(dump)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if listed.returncode:
        raise CannotKeep(f"pg_restore can not read the dump: {listed.stderr.strip()[-1000:]}")
    # The schema itself stays: it belongs to the database, and so do its rights.
    lines = [line for line in listed.stdout.splitlines() if not line.startswith(";") and " SCHEMA " not in line.partition(";")[2]]
    wanted.write_text("\n".join(lines) + "\n", "utf-8")
    reading = subprocess.Popen(
        [programs.path("pg_restore"), "--file=-", "--no-owner", "--no-privileges", f"--use-list={wanted}", str(dump)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with tempfile.TemporaryFile() as complaints:
        writing = subprocess.Popen(
            [programs.path("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", "-"],
            env=owner_environment({"client_min_messages": "warning"}),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        try:
            pump(reading, writing, manifest, major)
        except BrokenPipeError:
            pass  # psql has ended over a mistake, which it has told
        except BaseException:
            # Killed before its end: nothing is committed.
            writing.kill()
            writing.wait()
            raise
        finally:
            reading.kill()
            reading.communicate()
            with suppress(BrokenPipeError):
                writing.stdin.close()  # type: ignore[union-attr]
        if writing.wait():
            complaints.seek(0)
            told = complaints.read().decode("utf-8", "replace").strip()[-1500:]
            raise CannotKeep(f"The database could not be replaced, and is as it was: {told}{hint(told)}")


def pump(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], manifest: Manifest, major: int) -> None:
    assert reading.stdout is not None
    assert reading.stderr is not None
    assert writing.stdin is not None
    before = f"SET lock_timeout = '{SECONDS_TO_WAIT_FOR_LOCKS}s';\n{EMPTY_SCHEMA}"
    writing.stdin.write(before.encode())
    is_first = True
    while block := reading.stdout.read(BLOCK):
        # Newer programs set at the beginning what an older server does not know.
        writing.stdin.write(block.replace(NEWER_SETTING, b"", 1) if is_first and major < KNOWS_NEWER_SETTING else block)
        is_first = False
    if reading.wait():
        raise CannotKeep(f"pg_restore failed: {reading.stderr.read().decode('utf-8', 'replace').strip()[-1000:]}")
    writing.stdin.write(after(manifest).encode())
    writing.stdin.close()


def after(manifest: Manifest) -> str:
    quote = connections["owner"].ops.quote_name
    serving, owner = (settings.DATABASES[alias]["USER"] for alias in ("default", "owner"))
    grants = GRANTS.format(role=quote(serving)) if serving and serving != owner else ""  # type: ignore[arg-type]
    last = "(SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE sequencename = 'municipalities_municipality_id_seq')"
    counts = [
        COUNT.format(table=quote(table), name=table.replace("'", "''").replace("%", "%%"), count=int(count), last=last)
        for table, count in manifest.row_counts.items()
    ]
    # pg_restore turns the policies off for its session; counting needs them, or it would be refused.
    return f"\nSET row_security = on;\n{grants}{''.join(counts)}"


def hint(told: str) -> str:
    return "\nPeople are still working here: stop `serve` and `worker`, then start again." if "lock timeout" in told else ""
