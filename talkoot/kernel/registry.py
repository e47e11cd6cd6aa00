"""DomainApp: what an app says about itself, and which of its rooms the kernel opens at start.

An app names its route and its menu; everything else is found by the name of the room:
`slots.py`, `permissions.py`, `phases.py`, `events.py`, `listeners.py`, `panels.py`, `jobs.py`, `search.py` and `personal.py`
are imported when Django is ready, `urls.py` and `api.py` when the routes are built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.functional import Promise

ROOMS_OPENED_AT_START = ("slots", "permissions", "phases", "events", "actions", "listeners", "panels", "jobs", "search", "personal")


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu: shown to whoever holds the permission. `page` is the name of a URL of the app.

    place: "main" (everyone's menu) or "work" (the menu of the person who has work to do here).
    """

    label: str | Promise
    page: str
    permission: str
    place: str = "main"
    order: int = 50


class DomainApp(AppConfig):
    """Base of every app of the domain.

    `default = False` keeps Django from picking this base itself when an apps.py imports it
    (it would silently fall back to a bare AppConfig); every subclass is a default again.
    """

    default = False
    # The first part of the app's addresses. Not `path`: that is Django's own name for the app's folder.
    route: str = ""
    menu: tuple[MenuItem, ...] = ()
    optional: bool = False

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        for room in ROOMS_OPENED_AT_START:
            self.room(room)

    def room(self, name: str) -> ModuleType | None:
        """The module `<app>.<name>`, or None when the app has no such room."""
        dotted = f"{self.name}.{name}"
        return import_module(dotted) if find_spec(dotted) else None


def talkoot_apps() -> Iterator[DomainApp]:
    """Every registered DomainApp, in the order of settings.INSTALLED_APPS: lower floors first."""
    return (config for config in apps.get_app_configs() if isinstance(config, DomainApp))
