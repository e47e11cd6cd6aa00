"""Organisations and their units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.business_id import clean_business_id
from talkoot.kernel.people.events import OrganisationRegistered
from talkoot.kernel.people.models.organisation import Membership, Organisation, OrganisationKind, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.roles import EDITOR
from talkoot.kernel.permissions.rules import SYSTEM, Actor, roles_of
from talkoot.kernel.refusals import Refusal


@action("people.register_organisation", permission="people.register_organisation")
def register_organisation(
    *,
    actor: Actor,
    kind: str,
    name: str,
    business_id: str = "",
    website: str = "",
    size: str = "",
    languages: Sequence[str] = (),
    contact_role: str = "",
    title: str = "",
) -> Organisation:
    """The person who registers becomes its contact person. One organisation per business id and municipality."""
    facts = _checked(kind=kind, name=name, business_id=business_id)
    if kind == OrganisationKind.CITY_UNIT and not _works_for_municipality(actor):
        raise Refusal(_("Units of the city are registered by the people who work for the municipality."), field="kind")
    with _one_business_id():
        organisation = Organisation.objects.create(
            **facts, website=website, size=size, languages=list(languages), contact_role=contact_role.strip()
        )
    if isinstance(actor, Person):
        Membership.objects.create(person=actor, organisation=organisation, title=title.strip(), is_contact=True)
    publish(OrganisationRegistered(organisation_id=organisation.pk))
    return organisation


@action("people.change_organisation", permission="people.change_organisation", of="organisation")
def change_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    name: str,
    business_id: str,
    website: str,
    size: str,
    languages: Sequence[str],
    contact_role: str,
    is_active: bool = True,
) -> Organisation:
    """The kind stays: what was built on it (who may offer, who may ask) would change under others' feet."""
    facts = _checked(kind=organisation.kind, name=name, business_id=business_id)
    organisation.name, organisation.business_id = facts["name"], facts["business_id"]
    organisation.website, organisation.size = website, size
    organisation.languages, organisation.contact_role = list(languages), contact_role.strip()
    organisation.is_active = is_active
    with _one_business_id():
        organisation.save()
    return organisation


@action("people.add_unit", permission="people.change_organisation", of="organisation")
def add_unit(*, actor: Actor, organisation: Organisation, name: Words, **facts: Any) -> Unit:
    """facts: kind, area, education_level, languages, latitude and longitude (degrees, WGS 84; both or none)."""
    return _saved_unit(Unit(organisation=organisation), name=name, **facts)


@action("people.change_unit", permission="people.change_organisation", of="unit")
def change_unit(*, actor: Actor, unit: Unit, name: Words, **facts: Any) -> Unit:
    """facts: as add_unit, and is_active."""
    return _saved_unit(unit, name=name, **facts)


def _saved_unit(unit: Unit, *, name: Words, **facts: Any) -> Unit:
    if unknown := set(facts) - {"kind", "area", "education_level", "languages", "latitude", "longitude", "is_active"}:
        raise TypeError(f"A unit has no {sorted(unknown)}.")
    for field, value in facts.items():
        setattr(unit, field, value.strip() if field == "area" else value)
    if (unit.latitude is None) != (unit.longitude is None):
        raise Refusal(_("Give both latitude and longitude, or neither."), field="latitude")
    unit.name = name
    unit.save()
    return unit


def _checked(*, kind: str, name: str, business_id: str) -> dict[str, Any]:
    """The same refusals for forms, API and imports. A company must give its business id; others may have none."""
    if kind not in OrganisationKind.values:
        raise Refusal(_("Choose what kind of organisation it is."), field="kind")
    if not name.strip():
        raise Refusal(_("Write the name of the organisation."), field="name")
    try:
        cleaned = clean_business_id(business_id)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="business_id") from error
    if kind == OrganisationKind.COMPANY and not cleaned:
        raise Refusal(_("Write the business id of the company."), mend=_("You find it in ytj.fi."), field="business_id")
    return {"kind": kind, "name": " ".join(name.split()), "business_id": cleaned}


def _works_for_municipality(actor: Actor) -> bool:
    return actor is SYSTEM or (isinstance(actor, Person) and EDITOR.code in roles_of(actor, municipality_in_force()))


@contextmanager
def _one_business_id() -> Iterator[None]:
    """Two colleagues may register at once; the constraint lets one through and the other is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_organisation_of_a_business_id" not in str(error):
            raise
        raise Refusal(
            _("An organisation with this business id is already here."), mend=_("Ask to join it instead."), field="business_id"
        ) from error
