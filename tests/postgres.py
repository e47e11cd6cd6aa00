"""The database of the tests, prepared before Django reads its settings (loaded by `-p tests.postgres`).

Without DATABASE_URL: one throw-away embedded server per clone, never made durable. One database per test process, copied
from a template that is migrated once for each set of migrations. The tests serve with the role that owns nothing, as
production does.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
NAME = f"test_talkoot_{WORKER}"


def with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def prepare_environment() -> None:
    os.environ["TALKOOT_MODE"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "talkoot.config.settings"
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    data = Path(os.environ.get("TALKOOT_DATA", ROOT / ".data")) / "test"
    os.environ["TALKOOT_DATA"] = str(data)
    if "TEST_DATABASE_URL" not in os.environ:
        if url := os.environ.get("DATABASE_URL"):
            os.environ["TEST_DATABASE_URL"] = url
            os.environ["TEST_DATABASE_OWNER_URL"] = os.environ.get("DATABASE_OWNER_URL", url)
        else:
            from talkoot.kernel.database import embedded

            server = embedded.start(data / "postgres", durable=False)
            os.environ["TEST_DATABASE_URL"] = server.url
            os.environ["TEST_DATABASE_OWNER_URL"] = server.owner_url
    os.environ["DATABASE_URL"] = with_name(os.environ["TEST_DATABASE_URL"], NAME)
    os.environ["DATABASE_OWNER_URL"] = with_name(os.environ["TEST_DATABASE_OWNER_URL"], NAME)


def migrations_fingerprint() -> str:
    """Changes when a migration, or the code that raises the fences, changes."""
    digest = hashlib.sha256()
    files = [
        *ROOT.glob("talkoot/**/migrations/*.py"),
        *ROOT.glob("talkoot/kernel/database/*.py"),
        *ROOT.glob("requirements*.lock"),
        ROOT / "pyproject.toml",
    ]
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def demo_fingerprint() -> str:
    """Changes when the migrations or anything of the demo changes."""
    digest = hashlib.sha256(migrations_fingerprint().encode())
    for file in sorted(file for file in ROOT.glob("talkoot/**/*") if {"demo", "packages"} & set(file.relative_to(ROOT).parts)):
        if file.suffix in (".py", ".json"):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


prepare_environment()
