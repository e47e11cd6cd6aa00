"""What a command finds in its environment: the settings module, and a database even when DATABASE_URL names none.

Runs before Django; standard library and the embedded server only.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from talkoot.kernel.database import embedded
from talkoot.kernel.database.embedded_machine import EmbeddedPostgresError
from talkoot.kernel.database.embedded_server import Server

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_DATABASE = frozenset(
    {"help", "version", "assets", "templates", "check", "makemigrations", "squashmigrations", "collectstatic", "findstatic", "diffsettings"}
)
# Nothing answers there: what these commands ask of a database fails at once instead of reaching a wrong one.
NO_DATABASE = "postgresql:///none?host=/nonexistent"


def data_dir() -> Path:
    """As settings.DATA."""
    return Path(os.environ.get("TALKOOT_DATA") or ROOT / ".data").resolve()


def prepare_environment(arguments: Sequence[str]) -> None:
    """Choose the settings; start or find the embedded server for a command that needs a database and has none.

    Ends the process with a sentence when the server can not be had.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talkoot.config.settings")
    use_kept_secret()
    if os.environ.get("DATABASE_URL"):
        return
    if needs_database(arguments):
        try:
            use(embedded.start(data_dir() / "postgres"))
        except EmbeddedPostgresError as refused:
            sys.exit(str(refused))
    else:
        os.environ |= {"DATABASE_URL": NO_DATABASE, "DATABASE_OWNER_URL": NO_DATABASE, "TALKOOT_POOL": "0"}
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")


def secret_file() -> Path:
    """Where `talkoot up` keeps the secret key that it made."""
    return data_dir() / "secret-key"


def use_kept_secret() -> None:
    if not os.environ.get("TALKOOT_SECRET_KEY") and secret_file().exists():
        os.environ["TALKOOT_SECRET_KEY"] = secret_file().read_text("ascii").strip()


def needs_database(arguments: Sequence[str]) -> bool:
    asks_for_help = not arguments or arguments[0].startswith("-") or bool({"-h", "--help"} & set(arguments))
    return not asks_for_help and arguments[0] not in WITHOUT_DATABASE


def use(server: Server) -> None:
    """Name the server's two roles in the environment, for this process and its children."""
    os.environ |= {"DATABASE_URL": server.url, "DATABASE_OWNER_URL": server.owner_url}
