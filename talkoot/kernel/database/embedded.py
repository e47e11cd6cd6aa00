"""The embedded PostgreSQL: one server for one clone, started and found again without any set-up.

Standard library only, so that it can be used before Django and by `dev.py`. The server listens on a Unix socket and
nowhere else; whoever may open the socket folder (mode 0700) is trusted, so its roles have no passwords. It outlives the
process that started it, and keeps every acknowledged change when it is killed.

A data folder holds:

    cluster/        PostgreSQL's own folder, renamed into place only when initdb has finished
    socket/         the socket (in the system's temporary folder when this path is too long for one)
    programs/       a readable copy of the programs, only when root must hand them to another account
    start.lock      held while somebody starts or stops the server
    running.lock    held by the server and all its processes as long as one of them lives
    prepared        roles and rights are in place
    server.log      what the server said; the older half is server.log.1

`running.lock` is the one source of truth for "is it alive": a process id in `postmaster.pid` may belong to a stranger
after a restart of the machine or container, a lock never does.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from talkoot.kernel.database.embedded_folders import (
    SPACE_FOR_NEW_CLUSTER,
    SPACE_TO_START,
    failure,
    locked,
    make_data_dir,
    open_private,
    own_folder,
    plain_refusals,
    read_from,
    require_space,
    socket_folder,
)
from talkoot.kernel.database.embedded_machine import (
    OURSELVES,
    Account,
    Binaries,
    EmbeddedPostgresError,
    binaries,
    choose_account,
    cluster_major,
    reachable_programs,
)
from talkoot.kernel.database.embedded_server import (
    DATABASE,
    OWNER_ROLE,
    POLL_SECONDS,
    SERVING_ROLE,
    SUPERUSER,
    Server,
    answering,
    clear_leftovers,
    end_orphans,
    is_alive,
    postmaster,
    remove_short_socket_folder,
    wait_until_gone,
)

MAX_CONNECTIONS = 60
LOG_BYTES = 5 * 1024 * 1024
ORPHAN_GRACE_SECONDS = 2.0

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": str(MAX_CONNECTIONS),
    # A restore holds a lock on every table and index until its one transaction ends: some thousands.
    "max_locks_per_transaction": "512",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and the details of errors carry personal data; the log must not.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

ROLES_SQL = f"""
SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY['{OWNER_ROLE}', '{SERVING_ROLE}']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \\gexec
ALTER ROLE {OWNER_ROLE} LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE {SERVING_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
"""

CREATE_SQL = f"""
SELECT format('CREATE DATABASE %I OWNER {OWNER_ROLE}', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
"""

RIGHTS_SQL = f"""
\\connect :"name"
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO {OWNER_ROLE};
GRANT USAGE ON SCHEMA public TO {SERVING_ROLE};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SERVING_ROLE};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} GRANT USAGE, SELECT ON SEQUENCES TO {SERVING_ROLE};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} GRANT EXECUTE ON FUNCTIONS TO {SERVING_ROLE};
"""
TRUNCATE_SQL = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} GRANT TRUNCATE ON TABLES TO {SERVING_ROLE};\n"


def start(data_dir: Path, *, durable: bool = True, timeout: float = 60.0) -> Server:
    """Start the server of `data_dir`, or find it running; create the folder, the roles and the database when missing.

    Safe to call from many processes at once, and after any of them was killed. `durable=False` gives up safety against
    a crash of the machine for speed, for clusters to be thrown away; a server found running keeps its settings.
    `timeout` is in seconds, for the server to accept connections. Raises EmbeddedPostgresError.
    """
    data_dir = Path(data_dir).resolve()
    with plain_refusals(data_dir):
        make_data_dir(data_dir)
        with locked(data_dir / "start.lock"):
            server = _find_running(data_dir, timeout) or _start_stopped(data_dir, durable, timeout)
            _prepare_cluster(server)
            return server


def stop(data_dir: Path, *, timeout: float = 60.0) -> bool:
    """Stop the server of `data_dir`; open transactions are rolled back. False when none was running.

    After `timeout` seconds it is stopped at once; it then recovers at its next start. Raises EmbeddedPostgresError.
    """
    data_dir = Path(data_dir).resolve()
    if not (data_dir / "running.lock").exists():
        return False
    with plain_refusals(data_dir), locked(data_dir / "start.lock"):
        if not is_alive(data_dir):
            return False
        for how, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            pid = postmaster(data_dir)
            if pid:
                os.kill(pid, how)
            else:
                end_orphans(data_dir)
            if wait_until_gone(data_dir, patience):
                remove_short_socket_folder(data_dir)
                return True
    raise EmbeddedPostgresError(f"The database in {data_dir} does not stop. Look into {data_dir / 'server.log'}.")


def status(data_dir: Path) -> Server | None:
    """The running server of `data_dir` when it accepts connections, else None. Changes nothing, starts nothing."""
    data_dir = Path(data_dir).resolve()
    with plain_refusals(data_dir):
        return answering(data_dir) if is_alive(data_dir) else None


def prepare_database(server: Server, name: str, *, for_tests: bool = False) -> None:
    """Create database `name`, owned by the owner role, when it is missing; set the rights of the serving role in it.

    The rights hold for what the owner role creates from then on, so call it before migrating. A new database already
    inherits them from template1; `for_tests` adds TRUNCATE, with which Django's TransactionTestCase empties tables.
    Raises EmbeddedPostgresError.
    """
    rights = RIGHTS_SQL + (TRUNCATE_SQL if for_tests else "")
    _psql(server, CREATE_SQL + rights, name)


def _start_stopped(data_dir: Path, durable: bool, timeout: float) -> Server:
    cluster = data_dir / "cluster"
    programs = binaries(cluster_major(cluster))
    account = choose_account(data_dir)
    programs = reachable_programs(programs, account, data_dir)
    require_space(data_dir, SPACE_TO_START if cluster.exists() else SPACE_FOR_NEW_CLUSTER)
    if not cluster.exists():
        _initialise(data_dir, programs, account, durable)
    socket_dir = socket_folder(data_dir, account)
    clear_leftovers(cluster, socket_dir)
    log_start = _launch(data_dir, programs, account, socket_dir, durable)
    return _wait_until_ready(data_dir, timeout, log_start)


def _initialise(data_dir: Path, programs: Binaries, account: Account, durable: bool) -> None:
    (data_dir / "prepared").unlink(missing_ok=True)
    part = data_dir / "cluster.part"
    if part.exists():
        shutil.rmtree(part)
    own_folder(part, account)
    args = [programs.path("initdb"), "-D", str(part), "-U", SUPERUSER, "-E", "UTF8", "--no-instructions"]
    args += ["--auth-local=trust", "--auth-host=reject", *_locale_options(programs.major)]
    if not durable:
        args.append("--no-sync")
    done = account.run(args)
    if done.returncode:
        raise failure("PostgreSQL could not create its data folder", done.stdout, data_dir)
    part.rename(data_dir / "cluster")


def _locale_options(major: int) -> list[str]:
    # With plain C, 'ÄITI' ILIKE 'äiti' is false; each of these knows the letters of all languages and sorts by bytes.
    if major >= 18:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    if major == 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C", "--lc-ctype=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]


def _launch(data_dir: Path, programs: Binaries, account: Account, socket_dir: Path, durable: bool) -> int:
    """Start the server in the background; returns where in the log its words begin, in bytes."""
    settings = SETTINGS | ({} if durable else NOT_DURABLE)
    settings["unix_socket_directories"] = '"' + str(socket_dir).replace('"', '""') + '"'
    args = [programs.path("postgres"), "-D", str(data_dir / "cluster")]
    for name, value in settings.items():
        args += ["-c", f"{name}={value}"]
    log = data_dir / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(data_dir / "server.log.1")
    with open_private(data_dir / "running.lock") as running, open_private(log) as output:
        fcntl.flock(running, fcntl.LOCK_EX)
        log_start = os.lseek(output.fileno(), 0, os.SEEK_END)
        # The shell goes away at once: the server becomes nobody's child, so it leaves no zombie and outlives us. It and
        # its children inherit the lock.
        launched = ["/bin/sh", "-c", '"$@" &', "sh", *account.prefix, *args]
        unprefixed = Account(uid=account.uid, gid=account.gid)
        pipes = {"stdout": output, "stderr": output}
        unprefixed.run(launched, pass_fds=(running.fileno(),), start_new_session=True, **pipes)
    return log_start


def _wait_until_ready(data_dir: Path, timeout: float, log_start: int) -> Server:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if server := answering(data_dir):
            return server
        if not is_alive(data_dir):
            raise failure("The database did not start", read_from(data_dir / "server.log", log_start), data_dir)
        time.sleep(POLL_SECONDS)
    raise EmbeddedPostgresError(
        f"The database in {data_dir} is not ready after {timeout:.0f} seconds; after a crash it may still recover. "
        f"Start again in a while; {data_dir / 'server.log'} tells how far it is."
    )


def _find_running(data_dir: Path, timeout: float) -> Server | None:
    """The server that already runs; None when there is none, also after waiting for the remains of a killed one."""
    begun = time.monotonic()
    while is_alive(data_dir):
        if server := answering(data_dir):
            return server
        waited = time.monotonic() - begun
        if waited > ORPHAN_GRACE_SECONDS and not postmaster(data_dir):
            end_orphans(data_dir)
        if waited > timeout:
            raise EmbeddedPostgresError(
                f"The database in {data_dir} runs but has not answered for {timeout:.0f} seconds. "
                f"Stop it with `python3 dev.py stop` and start again; its log is {data_dir / 'server.log'}."
            )
        time.sleep(POLL_SECONDS)
    return None


def _prepare_cluster(server: Server) -> None:
    marker = server.data_dir / "prepared"
    if marker.exists():
        return
    # template1 first: what is created from it, test databases too, inherits its rights.
    _psql(server, ROLES_SQL + RIGHTS_SQL, "template1")
    prepare_database(server, DATABASE)
    open_private(marker).close()


def _psql(server: Server, sql: str, name: str) -> None:
    programs = binaries(cluster_major(server.data_dir / "cluster"))
    args = [programs.path("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"name={name}", server.superuser_url]
    done = OURSELVES.run(args, input=sql)
    if done.returncode:
        raise failure(f"Database {name} could not be prepared", done.stdout, server.data_dir)


def main() -> int:
    """`python -m talkoot.kernel.database.embedded start|stop|status FOLDER`."""
    parser = argparse.ArgumentParser(description="The embedded PostgreSQL.")
    parser.add_argument("command", choices=["start", "stop", "status"])
    parser.add_argument("data_dir", type=Path)
    chosen = parser.parse_args()
    try:
        if chosen.command == "stop":
            print("The database has stopped." if stop(chosen.data_dir) else "The database is not running.")  # noqa: T201
            return 0
        server = start(chosen.data_dir) if chosen.command == "start" else status(chosen.data_dir)
    except EmbeddedPostgresError as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        return 2
    print(f"Running, process {server.pid}: {server.url}" if server else "Not running.")  # noqa: T201
    return 0 if server else 3


if __name__ == "__main__":
    sys.exit(main())
