"""Reads about people, their roles and their organisations."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person

# Names are compared only with this many newest organisations: a municipality has hundreds, seldom thousands.
COMPARED_NAMES = 5000
# Of 100; found on names of Espoo's partners: "Mehackit" and "Mehackit Oy" are 100, "Digital" and "Digitaal" 93.
SIMILAR_FROM = 88
# Legal forms and words that say nothing about which organisation is meant.
LEGAL_FORMS = re.compile(r"\b(oy|ab|oyj|abp|ry|rf|sr|ky|kb|tmi|fi|osk|ltd|oü)\b\.?")


# --- Roles ---------------------------------------------------------------------------------------------------------------


def grants_in_force() -> QuerySet[Grant]:
    """Grants of the municipality in force which have not ended."""
    return Grant.objects.filter(Q(until=None) | Q(until__gt=timezone.now()))


def roles_granted(person: Person, municipality: Municipality) -> frozenset[str]:
    """Codes of the roles of the person, that of an operator with an open session too. The municipality must be in force."""
    granted = frozenset(grants_in_force().filter(person=person, municipality=municipality).values_list("role", flat=True))
    if person.is_operator and operator_sessions_in_force().filter(operator=person, municipality=municipality).exists():
        granted |= {"administrator"}
    return granted


def municipalities_with_role(person: Person, *roles: str) -> list[Municipality]:
    """Active municipalities in which the person holds one of the roles, whichever is in force. Sorted by slug."""
    with across_municipalities(reason="A person's own roles, to see for which municipalities she may speak."):
        mine = grants_in_force().filter(person=person, role__in=roles).values("municipality")
        return list(Municipality.objects.filter(is_active=True, pk__in=mine))


def municipalities_worked_in(person: Person) -> list[Municipality]:
    """Active municipalities in which the person has a role or acts for an organisation, whichever is in force. Sorted by slug."""
    with across_municipalities(reason="A person's own roles and memberships, to lead her to where she works."):
        roles = grants_in_force().filter(person=person).values("municipality")
        members = Membership.objects.filter(person=person).values("municipality")
        return list(Municipality.objects.filter(Q(pk__in=roles) | Q(pk__in=members), is_active=True))


def lasting_administrators() -> QuerySet[Grant]:
    """Those who keep a municipality governed: administrators without an end, whose accounts are in use."""
    return Grant.objects.filter(role="administrator", until=None, person__is_active=True)


def granted_people() -> QuerySet[Grant]:
    """Rows of the page of roles: everyone with a role here, ended ones too."""
    return Grant.objects.select_related("person")


def people_known_here() -> QuerySet[Person]:
    """People with a role or a membership in the municipality in force: only they can be chosen, others are invited."""
    return Person.objects.filter(
        Exists(Grant.objects.filter(person=OuterRef("pk"))) | Exists(Membership.objects.filter(person=OuterRef("pk"))),
        is_active=True,
    ).order_by("name", "pk")


# --- Operators -----------------------------------------------------------------------------------------------------------


def operator_sessions() -> QuerySet[OperatorSession]:
    return OperatorSession.objects.select_related("operator")


def operator_sessions_in_force() -> QuerySet[OperatorSession]:
    return OperatorSession.objects.filter(ended_at=None, until__gt=timezone.now())


def operator_session_of(operator: Person) -> OperatorSession | None:
    """Her open session in the municipality in force."""
    return operator_sessions_in_force().filter(operator=operator).first()


def own_operator_sessions(operator: Person) -> QuerySet[OperatorSession]:
    """For the operator's page, across municipalities: her own sessions, newest first."""
    return OperatorSession.objects.filter(operator=operator).select_related("municipality").order_by("-started_at", "-pk")


# --- Organisations -------------------------------------------------------------------------------------------------------


def all_organisations() -> QuerySet[Organisation]:
    """For those who may list them: every organisation of the municipality in force."""
    return Organisation.objects.all()


def visible_organisations(person: Person | None, *, sees_all: bool) -> QuerySet[Organisation]:
    """The organisations whose page the person may open: her own, or all for those with a role."""
    if person is None:
        return Organisation.objects.none()
    if sees_all:
        return Organisation.objects.all()
    return Organisation.objects.filter(Exists(Membership.objects.filter(organisation=OuterRef("pk"), person=person)))


def memberships_of(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person).select_related("organisation", "unit").order_by("organisation__name_order", "pk")


def is_contact_of(person: Person, organisation: Organisation) -> bool:
    return Membership.objects.filter(person=person, organisation=organisation, is_contact=True).exists()


def is_member_of(person: Person, organisation: Organisation) -> bool:
    return Membership.objects.filter(person=person, organisation=organisation).exists()


def organisation_ids_of(person: Person | None) -> frozenset[int]:
    """Organisations the person acts for, in the municipality in force."""
    if person is None:
        return frozenset()
    return frozenset(Membership.objects.filter(person=person).values_list("organisation_id", flat=True))


def unit_ids_of(person: Person | None) -> frozenset[int]:
    """Units in which the person works. Who acts for the whole organisation works in each of its units."""
    if person is None:
        return frozenset()
    mine = Membership.objects.filter(person=person)
    whole = mine.filter(unit=None).values("organisation")
    return frozenset(Unit.objects.filter(Q(pk__in=mine.values("unit")) | Q(organisation__in=whole)).values_list("pk", flat=True))


def works_in(person: Person | None, unit: Unit) -> bool:
    return (
        person is not None
        and Membership.objects.filter(Q(unit=unit) | Q(unit=None, organisation=unit.organisation_id), person=person).exists()
    )


def is_head_of(person: Person | None, unit: Unit) -> bool:
    return person is not None and Membership.objects.filter(person=person, unit=unit, is_head=True).exists()


def heads_of(unit: Unit) -> QuerySet[Membership]:
    return Membership.objects.filter(unit=unit, is_head=True, person__is_active=True).select_related("person").order_by("pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation).select_related("person", "unit").order_by("-is_contact", "pk")


def units_of(organisation: Organisation) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation=organisation).order_by("pk")


def open_join_requests() -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(answered_at=None).select_related("person", "organisation").order_by("asked_at", "pk")


def open_join_requests_of(person: Person) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(answered_at=None, person=person).select_related("organisation").order_by("pk")


def with_business_id(business_id: str) -> Organisation | None:
    return Organisation.objects.filter(business_id=business_id).first() if business_id else None


def bare_name(name: str) -> str:
    """The name without its legal form, accents and signs: what two spellings of one organisation share."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", LEGAL_FORMS.sub(" ", folded)).split())


def similar_organisations(name: str, *, limit: int = 3) -> list[Organisation]:
    """Active organisations with nearly the same name, most similar first. Two queries whatever their number."""
    wanted = bare_name(name)
    if not wanted:
        return []
    newest = Organisation.objects.filter(is_active=True).order_by("-pk").values_list("pk", "name")[:COMPARED_NAMES]
    candidates = {pk: bare_name(other) for pk, other in newest}
    found = process.extract(wanted, candidates, scorer=fuzz.ratio, score_cutoff=SIMILAR_FROM, limit=limit)
    order = {pk: place for place, (_name, _score, pk) in enumerate(found)}
    return sorted(Organisation.objects.filter(pk__in=order), key=lambda organisation: order[organisation.pk])


# --- Invitations ---------------------------------------------------------------------------------------------------------


def hash_of_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_of_token(token: str) -> Invitation | None:
    return Invitation.objects.filter(token_hash=hash_of_token(token)).select_related("organisation").first()


def role_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(organisation=None).select_related("invited_by")


def organisation_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Open invitations to the organisation."""
    return Invitation.objects.filter(organisation=organisation, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).order_by(
        "pk"
    )
