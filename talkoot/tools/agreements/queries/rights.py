"""Reads about rights to sign, and about who can be named as a signatory."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force
from talkoot.kernel.permissions.rules import allowed
from talkoot.tools.agreements.models.agreement import Party
from talkoot.tools.agreements.models.signing import SigningRight
from talkoot.tools.agreements.permissions import READ_RIGHTS, SIGNATORY, rights_in_force


def visible_rights(person: Any) -> QuerySet[SigningRight]:
    """Readers of the municipality see all; others their own, and those of the organisations whose contact they are."""
    rights = SigningRight.objects.select_related("person", "organisation", "template", "granted_by")
    if person is None:
        return rights.none()
    if allowed(person, READ_RIGHTS):
        return rights
    cared_for = Membership.objects.filter(person=person, is_contact=True).values("organisation")
    return rights.filter(Q(person=person) | Q(organisation__in=cared_for))


def possible_signatories(party: Party) -> QuerySet[Person]:
    """For the municipality: who holds the role or a right. For an organisation: its people, and who holds a right."""
    right = rights_in_force().filter(person=OuterRef("pk"), organisation=party.organisation_id)
    if party.is_municipality:
        may = Q(Exists(right)) | Q(Exists(grants_in_force().filter(person=OuterRef("pk"), role=SIGNATORY.code)))
    else:
        may = Q(Exists(right)) | Q(Exists(Membership.objects.filter(person=OuterRef("pk"), organisation=party.organisation_id)))
    return Person.objects.filter(may, is_active=True).order_by("name", "pk")


def people_of(organisation: Organisation) -> QuerySet[Person]:
    return Person.objects.filter(
        Exists(Membership.objects.filter(person=OuterRef("pk"), organisation=organisation)), is_active=True
    ).order_by("name", "pk")


def active_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True).order_by("name_order", "pk")


def contact_organisation_ids(person: Any) -> frozenset[int]:
    """Organisations whose contact the person is: their rights she may give and end."""
    if person is None:
        return frozenset()
    return frozenset(Membership.objects.filter(person=person, is_contact=True).values_list("organisation_id", flat=True))
