"""Scopes: what a token may do of what its person may do.

An operation names the scope it needs. Beside that, a token lowers the roles of its person: while it answers, the person holds at
most the roles of the scope in use and of the token's general scopes. So a rule that looks at roles is right for tokens by itself,
nobody grants roles or reads settings by a token (no scope brings "administrator"), and a new app has nothing to declare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.permissions.roles import COORDINATOR, EDITOR, READER, Role


@dataclass(frozen=True)
class Scope:
    """is_general: its role holds in every operation; of the others only in operations that ask for the very scope."""

    code: str
    label: str | Promise
    description: str | Promise
    role: Role
    is_general: bool = True


SCOPES: dict[str, Scope] = {
    scope.code: scope
    for scope in (
        Scope("read", _("Read"), _("Reads what is still in the making, as a reader does."), READER),
        Scope("write", _("Write"), _("Makes and changes drafts and sends them to review, as an editor does."), EDITOR),
        Scope(
            "publish", _("Publish"), _("Reviews, publishes, archives and changes what is published, as a coordinator does."), COORDINATOR
        ),
        Scope("answer", _("Answer"), _("Lists questions that wait and answers them."), COORDINATOR, is_general=False),
        Scope("adopt", _("Adopt"), _("Adopts and imports operating models."), COORDINATOR, is_general=False),
    )
}


def role_ceiling(held: Iterable[str], in_use: str = "") -> frozenset[str]:
    """Codes of the roles that a token with these scopes leaves its person in an operation that asks for `in_use`."""
    scopes = [SCOPES[code] for code in held if code in SCOPES]
    counted = (scope for scope in scopes if scope.is_general or scope.code == in_use)
    return frozenset().union(*(scope.role.with_included() for scope in counted))
