"""The launcher of the embedded PostgreSQL, on real clusters. Needs neither Django nor its database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from talkoot.kernel.database import embedded, embedded_folders, embedded_machine, embedded_server
from talkoot.kernel.database.embedded import EmbeddedPostgresError, Server, prepare_database, start, status, stop


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for clusters. Not pytest's: where root must hand the server to another account, that may not enter it."""
    folder = Path(tempfile.mkdtemp(prefix="talkoot-test-")).resolve()
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with own_folder() as folder:
        yield folder / "pg"
        stop(folder / "pg")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One cluster for the tests that only look at it."""
    with own_folder() as folder:
        yield start(folder / "pg", durable=False)
        stop(folder / "pg")


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def kill_all(server: Server) -> None:
    """kill -9 of the first process and of every child."""
    for pid in [server.pid, *embedded_server._processes(server.data_dir / "cluster")]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_start_is_durable_and_found_again(data_dir: Path) -> None:
    assert status(data_dir) is None
    first = start(data_dir)
    assert ask(first.superuser_url, "SELECT current_setting('fsync')") == [("on",)]
    assert start(data_dir) == first
    assert status(data_dir) == first

    assert stop(data_dir) is True
    assert stop(data_dir) is False
    assert status(data_dir) is None


def test_throw_away_cluster_gives_up_durability(server: Server) -> None:
    settings = ("fsync", "synchronous_commit", "full_page_writes")
    assert [ask(server.url, f"SHOW {name}") for name in settings] == [[("off",)]] * 3


def test_many_starts_at_once_give_one_server(data_dir: Path) -> None:
    line = f"from talkoot.kernel.database.embedded import start; print(start({str(data_dir)!r}, durable=False).pid)"

    def start_elsewhere(_: int) -> str:
        root = Path(__file__).resolve().parents[1]
        return subprocess.run([sys.executable, "-c", line], cwd=root, check=True, capture_output=True, text=True).stdout

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(start_elsewhere, range(3)))) == 1


def test_kill_of_everything_keeps_what_was_acknowledged(data_dir: Path) -> None:
    first = start(data_dir)
    ask(first.owner_url, "CREATE TABLE note (text text)")
    ask(first.url, "INSERT INTO note VALUES ('saved')")
    pid_file = data_dir / "cluster" / "postmaster.pid"
    kill_all(first)
    # As after a restart of a container: the old process id now belongs to somebody else who is alive.
    lines = pid_file.read_text().splitlines()
    for path in (pid_file, first.socket_dir / f"{embedded_folders.SOCKET_NAME}.lock"):
        path.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")

    second = start(data_dir)
    assert second.pid != first.pid
    assert ask(second.url, "SELECT text FROM note") == [("saved",)]


def test_busy_orphan_does_not_block_the_next_start(data_dir: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("orphans are found through /proc")
    first = start(data_dir, durable=False)
    busy = psycopg.connect(first.url, autocommit=True)
    busy.pgconn.send_query(b"DO $$ BEGIN LOOP NULL; END LOOP; END $$")
    doing = f"SELECT state FROM pg_stat_activity WHERE pid = {busy.info.backend_pid}"
    wait_until(lambda: ask(first.superuser_url, doing) == [("active",)])
    os.kill(first.pid, signal.SIGKILL)

    second = start(data_dir, durable=False)
    assert second.pid != first.pid
    assert ask(second.url, "SELECT 1") == [(1,)]


def test_killed_first_start_begins_anew(data_dir: Path) -> None:
    left = data_dir / "cluster.part" / "base"
    left.mkdir(parents=True)
    data_dir.chmod(0o711)
    server = start(data_dir, durable=False)
    assert ask(server.url, "SELECT 1") == [(1,)]
    assert not (data_dir / "cluster.part").exists()


def test_two_clusters_live_side_by_side_also_on_a_long_path(server: Server) -> None:
    with own_folder() as folder:
        long = folder / "Työpöytä, $HOME 'x'" / ("y" * 120) / "pg"
        second = start(long, durable=False)
        assert not second.socket_dir.is_relative_to(long)
        assert second.socket_dir.stat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(second.socket_dir / embedded_folders.SOCKET_NAME)) <= embedded_folders.SOCKET_PATH_BYTES
        folders = [ask(each.superuser_url, "SHOW data_directory") for each in (server, second)]
        assert folders == [[(str(each.data_dir / "cluster"),)] for each in (server, second)]
        stop(long)
        assert not second.socket_dir.exists()
    assert status(server.data_dir) == server


def test_prepared_socket_folder_of_a_stranger_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("z" * 120)
    monkeypatch.setattr(embedded_folders.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(embedded_folders, "_fits_a_socket", lambda folder: folder.name.startswith("talkoot-"))
    folder = embedded_folders.socket_folder(long, embedded_machine.OURSELVES)
    folder.chmod(0o777)
    with pytest.raises(EmbeddedPostgresError, match="open to others"):
        embedded_folders.socket_folder(long, embedded_machine.OURSELVES)
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        embedded_folders.socket_folder(long, embedded_machine.OURSELVES)


def test_folders_are_closed_to_others(server: Server) -> None:
    modes = [path.stat().st_mode & 0o777 for path in (server.data_dir / "cluster", server.socket_dir)]
    assert modes == [0o700, 0o700]
    assert server.data_dir.stat().st_mode & 0o777 in (0o700, 0o711)


def test_nothing_listens_on_the_network(server: Server) -> None:
    assert ask(server.superuser_url, "SHOW listen_addresses") == [("",)]
    with socket.socket() as client, pytest.raises(ConnectionRefusedError):
        client.connect(("127.0.0.1", 5432))


def test_roles_can_do_what_they_must_and_no_more(server: Server) -> None:
    facts = "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
    assert ask(server.superuser_url, f"{facts} WHERE rolname LIKE 'talkoot%' ORDER BY 1") == [
        ("talkoot", True, False, False, False, False),
        ("talkoot_owner", True, False, False, True, False),
    ]
    owner = "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'talkoot'"
    assert ask(server.url, owner) == [("talkoot_owner", "UTF8")]


@pytest.mark.parametrize("made_by", ["launcher", "owner"])
def test_serving_role_uses_what_the_owner_made_and_owns_nothing(server: Server, made_by: str) -> None:
    name = f"test made by {made_by}"
    if made_by == "launcher":
        prepare_database(server, name, for_tests=True)
        prepare_database(server, name, for_tests=True)
    else:
        ask(server.owner_url, f'CREATE DATABASE "{name}"')
    owner, serving = (server.url_for(role, name) for role in (embedded.OWNER_ROLE, embedded.SERVING_ROLE))
    ask(owner, "CREATE TABLE idea (id bigint GENERATED ALWAYS AS IDENTITY, number bigserial, title text)")
    ask(owner, "CREATE FUNCTION double(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'")
    ask(owner, "REVOKE EXECUTE ON FUNCTION double FROM PUBLIC")

    assert ask(serving, "INSERT INTO idea (title) VALUES ('ÄITI') RETURNING id, number") == [(1, 1)]
    assert ask(serving, "UPDATE idea SET title = title || '!' WHERE title ILIKE 'äiti' RETURNING title") == [("ÄITI!",)]
    assert ask(serving, "SELECT double(2)") == [(4,)]
    ask(serving, "DELETE FROM idea")
    for refused in ("CREATE TABLE mine (id int)", "DROP TABLE idea", "ALTER TABLE idea DISABLE ROW LEVEL SECURITY"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(serving, refused)
    if made_by == "launcher":
        ask(serving, "TRUNCATE idea")
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(serving, "TRUNCATE idea")


def test_log_keeps_no_personal_data(server: Server) -> None:
    prepare_database(server, "log")
    url = server.url_for(embedded.OWNER_ROLE, "log")
    ask(url, "CREATE TABLE person (email text PRIMARY KEY)")
    for _ in range(2):
        with suppress(psycopg.errors.UniqueViolation):
            ask(url, "INSERT INTO person VALUES ('aino@example.org')")
    said = (server.data_dir / "server.log").read_text()
    assert "duplicate key value" in said
    assert "aino" not in said


def test_other_major_version_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "pg" / "cluster").mkdir(parents=True)
    (tmp_path / "pg").chmod(0o700)
    (tmp_path / "pg" / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 9.*`mv "):
        start(tmp_path / "pg")


def test_missing_programs_are_refused_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_machine, "_program_folders", lambda: iter([tmp_path]))
    with pytest.raises(EmbeddedPostgresError, match=r"dev\.py setup"):
        start(tmp_path / "pg")


def test_unusable_path_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedPostgresError, match="is a file"):
        start(tmp_path / "file")
    with pytest.raises(EmbeddedPostgresError, match="TALKOOT_DATA"):
        start(tmp_path / "file" / "pg")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(EmbeddedPostgresError, match="chmod go-w"):
        start(tmp_path / "open")


def test_full_disk_is_refused_with_a_way_out(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "SPACE_FOR_NEW_CLUSTER", 2**62)
    with pytest.raises(EmbeddedPostgresError, match="is full"):
        start(data_dir)
