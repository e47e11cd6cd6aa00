"""Roles that a municipality grants to people. Apps may add their own with `Role(...)` in their permissions.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Role] = {}


@dataclass(frozen=True)
class Role:
    """code: as stored in Grant.role. includes: codes of roles whose permissions come with it."""

    code: str
    label: str | Promise
    description: str | Promise
    includes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ROLES[self.code] = self

    def with_included(self) -> frozenset[str]:
        return frozenset({self.code}).union(*(ROLES[code].with_included() for code in self.includes))


READER = Role("reader", _("Reader"), _("Reads what is still in the making."))
EDITOR = Role("editor", _("Editor"), _("Writes and translates drafts."), includes=("reader",))
COORDINATOR = Role(
    "coordinator",
    _("Coordinator"),
    _("Reviews, publishes, answers and adopts for the municipality."),
    includes=("editor",),
)
ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    _("Grants roles and changes the settings of the municipality."),
    includes=("coordinator",),
)
