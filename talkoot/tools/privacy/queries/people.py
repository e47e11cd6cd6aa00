"""Reads about people who move next."""

from __future__ import annotations

from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force
from talkoot.kernel.permissions.roles import Role


def people_with_role(role: Role) -> list[Person]:
    """Active holders of the role in the municipality in force, each once."""
    grants = grants_in_force().filter(role=role.code, person__is_active=True, person__erased_at=None).select_related("person")
    return list({grant.person_id: grant.person for grant in grants.order_by("person_id")}.values())


def contacts_of(organisation: Organisation) -> list[Person]:
    rows = Membership.objects.filter(organisation=organisation, is_contact=True, person__is_active=True).select_related("person")
    return [row.person for row in rows.order_by("pk")]
