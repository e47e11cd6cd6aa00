"""May this installation serve? Asked by `serve`, `worker` and `up` before anything listens, and by `doctor`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError

from talkoot.kernel.database.policies import municipal_tables
from talkoot.kernel.database.role import serving_role

# Django only warns, but whoever guesses the key can sign in as anybody.
WEAK_SECRET = "security.W009"
MODES = ("production", "demo", "test")


def reasons_not_to_serve(*, shows_pages: bool = True) -> Iterator[str]:
    """Sentences, each with how to mend it; none when it may serve. The later questions are asked only when they make sense.

    shows_pages: False for a worker, which needs no style sheets.
    """
    if settings.MODE not in MODES:
        yield f"TALKOOT_MODE is “{settings.MODE}”. Remove it; the modes are {', '.join(MODES)}."
    if settings.MODE == "production":
        yield from (f"{fault.msg} {fault.hint or ''}".strip() for fault in faults_of_settings())
    try:
        if trouble := serving_role().trouble:
            yield trouble
            return
        if missing := missing_migrations():
            yield f"The database is not up to date ({len(missing)} migrations, the first is {missing[0]}). Run: talkoot migrate"
            return
        for name, is_guarded in municipal_tables():
            if not is_guarded:
                yield f"The table {name} has no fence between municipalities. Run: talkoot migrate"
    except OperationalError as refused:
        yield f"The database does not answer: {refused}".strip() + "\nCheck DATABASE_URL."
    if shows_pages and not has_static_files():
        yield "The style sheets are not collected. Run: talkoot collectstatic --noinput"


def faults_of_settings() -> list[checks.CheckMessage]:
    """Errors of the deployment checks: demo or weak secret, debugging and the like. Other warnings are `doctor`'s."""
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    return [message for message in found if message.level >= checks.ERROR or message.id == WEAK_SECRET]


def warnings_of_settings() -> list[checks.CheckMessage]:
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    return [message for message in found if message.level == checks.WARNING and message.id != WEAK_SECRET]


def missing_migrations(using: str = "default") -> list[str]:
    """Names of migrations in the code that the database has not had. Two queries; loads no migration."""
    try:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT app || '.' || name FROM django_migrations")
            applied = {name for (name,) in cursor.fetchall()}
    except ProgrammingError:
        # No such table: a new database.
        applied = set()
    return [name for name in migrations_of_code() if name not in applied]


def migrations_of_code() -> list[str]:
    found = []
    for config in apps.get_app_configs():
        module = settings.MIGRATION_MODULES.get(config.label, f"{config.name}.migrations")
        if module is None or not find_spec(module):
            continue
        # pgtrigger has a module of that name which holds none.
        folders = list(getattr(import_module(module), "__path__", []))
        found += [f"{config.label}.{info.name}" for info in pkgutil.iter_modules(folders) if not info.ispkg and info.name[0] not in "_~"]
    return sorted(found)


def has_static_files() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
