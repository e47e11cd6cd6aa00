"""Who is written to, and who may be named, in the work after the decision."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from talkoot.activities.calls.models.application import Partner
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force
from talkoot.kernel.permissions.roles import ROLES


def host_people(kick_off: KickOff) -> list[Person]:
    """The contact of the challenge, else those who work in the host unit."""
    challenge = kick_off.line.application.challenge
    if challenge.contact is not None and challenge.contact.is_active:
        return [challenge.contact]
    rows = Membership.objects.filter(unit=challenge.unit, person__is_active=True).select_related("person").order_by("-is_head", "pk")
    return [row.person for row in rows[:20]]


def team_people(kick_off: KickOff) -> list[Person]:
    """Contact of the application, and the contact people of the lead and of confirmed partners."""
    application = kick_off.line.application
    partners = Partner.objects.filter(application=application, confirmed_at__isnull=False).values("organisation")
    of_team = Q(organisation=application.organisation_id) | Q(organisation__in=partners)
    rows = Membership.objects.filter(of_team, is_contact=True, person__is_active=True).select_related("person").order_by("pk")
    first = [application.contact] if application.contact is not None and application.contact.is_active else []
    return list(dict.fromkeys([*first, *(row.person for row in rows)]))


def people_with(role: str) -> QuerySet[Person]:
    """Active people whose role is or includes this one."""
    codes = [code for code, known in ROLES.items() if role in known.with_included()]
    return Person.objects.filter(pk__in=grants_in_force().filter(role__in=codes).values("person"), is_active=True).order_by("name", "pk")


def coordinators_here() -> list[Person]:
    return list(people_with("coordinator")[:50])


def possible_owners(kick_off: KickOff) -> QuerySet[Person]:
    """Who may see to what follows: people with a role in the municipality, the host's own, and who was named on the challenge."""
    challenge = kick_off.line.application.challenge
    granted = Q(pk__in=grants_in_force().values("person"))
    of_host = Q(pk__in=Membership.objects.filter(organisation=challenge.unit.organisation_id).values("person"))
    return Person.objects.filter(granted | of_host | Q(pk=challenge.after_owner_id), is_active=True).order_by("name", "pk")
