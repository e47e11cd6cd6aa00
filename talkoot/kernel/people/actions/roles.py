"""Granting and revoking roles. A municipality is never left without a lasting administrator."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.events import RoleGranted
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import lasting_administrators
from talkoot.kernel.permissions.roles import ADMINISTRATOR, ROLES
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("people.grant_role", permission="people.manage_roles")
def grant_role(*, actor: Actor, person: Person, role: str, until: datetime | None = None) -> Grant:
    """Give the role in the municipality in force, or change until when it is held. `until` None: without end."""
    if role not in ROLES:
        raise Refusal(_("There is no such role."), field="role")
    if not person.is_active:
        raise Refusal(_("This account is closed."), field="person")
    if until is not None and until <= timezone.now():
        raise Refusal(_("The role would have ended already."), mend=_("Choose a later day."), field="until")
    refuse_operator_herself(actor, person)
    municipality = _municipality()
    if role == ADMINISTRATOR.code and until is not None:
        refuse_last_administrator(municipality, without=person)
    grant, _is_new = Grant.objects.update_or_create(person=person, role=role, municipality=municipality, defaults={"until": until})
    person.forget_roles()
    publish(RoleGranted(person_id=person.pk, role=role))
    return grant


@action("people.revoke_role", permission="people.manage_roles", of="grant")
def revoke_role(*, actor: Actor, grant: Grant) -> Grant:
    """Take the role away at once. The row goes; its history stays."""
    if grant.role == ADMINISTRATOR.code and grant.until is None:
        refuse_last_administrator(_municipality(), without=grant.person)
    pk = grant.pk
    if not Grant.objects.filter(pk=pk).delete()[0]:
        raise Refusal(_("The role has already been revoked."))
    grant.person.forget_roles()
    return grant


def refuse_last_administrator(municipality: Municipality, *, without: Person) -> None:
    """Raise when nobody else would govern the municipality. Locks it, so that two who leave at once are seen one after another.

    no_key: rows that point to the municipality can still be written meanwhile.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    here = lasting_administrators().filter(municipality=municipality)
    if here.filter(person=without).exists() and not here.exclude(person=without).exists():
        raise Refusal(
            _("%(name)s is the last administrator of %(municipality)s.") % {"name": without, "municipality": municipality},
            mend=_("Give somebody else the role of administrator without an end first."),
        )


def refuse_operator_herself(actor: Actor, person: Person) -> None:
    """An operator's session must not turn into a role that stays."""
    if isinstance(actor, Person) and actor.is_operator and actor.pk == person.pk:
        raise Refusal(_("Operators cannot give roles to themselves."), mend=_("Ask an administrator of the municipality."))


def _municipality() -> Municipality:
    municipality = municipality_in_force()
    if municipality is None:
        raise RuntimeError("Roles are granted inside a municipality.")
    return municipality
