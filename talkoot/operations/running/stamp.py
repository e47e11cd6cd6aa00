"""Is everything prepared as it was at the last start? Answered from files alone, in some hundredths of a second.

Standard library only. What the stamp cannot see (a database emptied by hand) the worker finds at its start and refuses.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from talkoot.operations.running.environment import ROOT, data_dir

PACKAGE = ROOT / "talkoot"
SETTINGS = ("DATABASE_URL", "DATABASE_OWNER_URL", "TALKOOT_MODE", "TALKOOT_DEBUG")
# What decides about migrations, static files and the demo.
WATCHED = ("migrations", "static", "demo", "packages", "settings.py", "policies.py", "staticfiles.json")


def stamp_file() -> Path:
    return data_dir() / "prepared"


def is_prepared(is_demo: bool) -> bool:
    try:
        return stamp_file().read_text("ascii") == fingerprint(is_demo)
    except FileNotFoundError:
        return False


def set_prepared(is_demo: bool) -> None:
    stamp_file().write_text(fingerprint(is_demo), "ascii")


def forget_prepared() -> None:
    stamp_file().unlink(missing_ok=True)


def year_file() -> Path:
    return data_dir() / "demo-year"


def year_is_in() -> bool:
    """Has the demo's school year been brought into this database, as it is now written?"""
    try:
        return year_file().read_text("ascii") == fingerprint(is_demo=True)
    except FileNotFoundError:
        return False


def set_year_in() -> None:
    year_file().write_text(fingerprint(is_demo=True), "ascii")


def fingerprint(is_demo: bool) -> str:
    total = hashlib.sha256(repr([is_demo, *(os.environ.get(name, "") for name in SETTINGS)]).encode())
    for file in watched_files():
        facts = file.stat()
        total.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def watched_files() -> Iterator[Path]:
    # A new cluster is another file of the same name.
    version = data_dir() / "postgres" / "cluster" / "PG_VERSION"
    single = (version, ROOT / "build" / "static" / "staticfiles.json", ROOT / "requirements.lock")
    yield from (file for file in single if file.exists())
    for top in (PACKAGE, ROOT / "build" / "assets"):
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if name not in ("__pycache__", "tests", "locale", "templates"))
            within = top != PACKAGE or bool(set(WATCHED) & set(Path(folder).relative_to(PACKAGE).parts))
            yield from (Path(folder) / name for name in sorted(files) if within or name in WATCHED)
