"""permit(), allowed(), require(): who may do what. Every app declares its permissions in its permissions.py.

    permit("showcase.publish", to=[COORDINATOR], rule=not_own_review)

A permission is held by everyone, by every signed-in person, or by those with one of the roles in the municipality in
force; a rule narrows it further for a single thing, and its refusal carries the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Union

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.roles import ROLES, Role
from talkoot.kernel.refusals import Forbidden, Refusal

if TYPE_CHECKING:
    from talkoot.kernel.people.models import Person


class System:
    """The actor of jobs and imports: the platform itself. Holds every permission; written in the audit as "system"."""

    pk = None
    name = "system"
    email = ""
    is_authenticated = False

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = System()
EVERYONE: Final = "everyone"
SIGNED_IN: Final = "signed in"

Actor = Union["Person", System, None]
Rule = Callable[[Any, Any], Refusal | None]

PERMISSIONS: dict[str, Permission] = {}


@dataclass(frozen=True)
class Permission:
    """name: `app.verb`. to: role codes, or EVERYONE / SIGNED_IN. rule: (actor, thing) -> a Refusal, or None when it may be."""

    name: str
    to: frozenset[str]
    rule: Rule | None = None


def permit(name: str, *, to: Iterable[Role] | str, rule: Rule | None = None) -> str:
    """Declare a permission and return its name. A second declaration of a name raises ValueError."""
    if name in PERMISSIONS:
        raise ValueError(f"The permission {name} is declared twice.")
    codes = frozenset({to} if isinstance(to, str) else (role.code for role in to))
    PERMISSIONS[name] = Permission(name, codes, rule)
    return name


def refusal_of(actor: Actor, permission: str, thing: Any = None) -> Refusal | None:
    """Why the actor may not, or None when she may. An undeclared permission raises KeyError: a fault of the code."""
    declared = PERMISSIONS[permission]
    if actor is SYSTEM:
        return None
    person = actor if actor is not None and getattr(actor, "is_authenticated", False) else None
    if EVERYONE not in declared.to:
        if person is None:
            return Forbidden(_("Sign in to do this."))
        if SIGNED_IN not in declared.to and not declared.to & roles_of(person, _municipality_of(thing)):  # type: ignore[arg-type]
            return Forbidden(
                _("Your role does not allow this here."),
                mend=_("Ask an administrator of the municipality for the role."),
            )
    return declared.rule(person, thing) if declared.rule else None


def allowed(actor: Actor, permission: str, thing: Any = None) -> bool:
    return refusal_of(actor, permission, thing) is None


def require(actor: Actor, permission: str, thing: Any = None) -> None:
    """Raise the refusal when the actor may not."""
    if refusal := refusal_of(actor, permission, thing):
        raise refusal


def roles_of(person: Person, municipality: Municipality | None) -> frozenset[str]:
    """Codes of all roles of the person in the municipality, included ones too. One query per person and municipality."""
    if municipality is None:
        return frozenset()
    granted = person.granted_roles(municipality)
    roles = frozenset[str]().union(*(ROLES[code].with_included() for code in granted if code in ROLES))
    # A person who acts through an API token holds at most the roles of its scopes (kernel/api/scopes.py).
    ceiling = getattr(person, "role_ceiling", None)
    return roles if ceiling is None else roles & ceiling


def _municipality_of(thing: Any) -> Municipality | None:
    """A thing of another municipality than the one in force gives nobody a role: neighbours' rows are read only."""
    current = municipality_in_force()
    owner = getattr(thing, "municipality_id", None)
    return None if owner is not None and (current is None or owner != current.pk) else current
