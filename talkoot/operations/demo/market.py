"""A school year of co-creation in Espoo: schools, companies, their people, and what they look for and offer. All of it invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from talkoot.activities.marketplace.actions.listings import publish_listing, rest_listing, return_listing, send_listing, start_listing
from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.commons.trials.actions.calendar import add_term_year
from talkoot.commons.trials.models.calendar import TermYear
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.actions.members import add_member, name_head
from talkoot.kernel.people.actions.organisations import add_unit, register_organisation
from talkoot.kernel.people.actions.roles import grant_role
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit, UnitKind
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.people import PASSWORD
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.queries.products import products_of, versions_of

FOLDER = Path(__file__).resolve().parent / "kyky"
# What a listing's row of the file says beside the fields of the listing itself.
BESIDE = {"key", "unit", "organisation", "contact", "written_in", "all_languages", "days_ago", "state", "reason", "product", "kind"}


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def rows_of(world: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The needs, ideas or trials of a world: in its own file, or in one of that name."""
    found: list[dict[str, Any]] = world[name] if name in world else read(f"{name}.json")
    return found


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    with at(timezone.now() - timedelta(days=days)):
        yield


def person(email: str) -> Person:
    return Person.objects.get(email=email)


def make_world(world: dict[str, Any]) -> None:
    """Organisations, units and people of one municipality, in which it is called. What is there stays as it is."""
    organisations: dict[str, Organisation] = {}
    units: dict[str, Unit] = {}
    for row in world["organisations"]:
        with transaction.atomic():
            found = Organisation.objects.filter(name=row["name"]).first()
            facts = {name: row[name] for name in ("kind", "name", "business_id", "website", "size", "languages", "contact_role")}
            organisations[row["key"]] = organisation = found or register_organisation(actor=SYSTEM, **facts)
            known = {unit.name.get("fi"): unit for unit in Unit.objects.filter(organisation=organisation)}
            for place in row["units"]:
                facts = {name: value for name, value in place.items() if name not in ("key", "name")}
                units[place["key"]] = known.get(place["name"]["fi"]) or add_unit(
                    actor=SYSTEM, organisation=organisation, name=Words(place["name"]), **facts
                )
    password = make_password(PASSWORD)
    for row in world["people"]:
        with transaction.atomic():
            one, _is_new = Person.objects.get_or_create(
                email=row["email"], defaults={"name": row["name"], "language": row["language"], "password": password}
            )
            EmailAddress.objects.get_or_create(user=one, email=one.email, defaults={"verified": True, "primary": True})
            for role in row["roles"]:
                grant_role(actor=SYSTEM, person=one, role=role)
            if row["organisation"] and not Membership.objects.filter(person=one).exists():
                membership = add_member(
                    actor=SYSTEM,
                    organisation=organisations[row["organisation"]],
                    person=one,
                    unit=units[row["unit"]] if row["unit"] else None,
                    title=row["title"],
                    is_contact=row["is_contact"],
                )
                if row["is_head"]:
                    name_head(actor=SYSTEM, membership=membership, is_head=True)


def units_by_key(world: dict[str, Any]) -> dict[str, Unit]:
    names = {place["key"]: place["name"]["fi"] for row in world["organisations"] for place in row["units"]}
    there = {unit.name.get("fi"): unit for unit in Unit.objects.select_related("organisation", "municipality")}
    return {key: there[name] for key, name in names.items()}


def organisations_by_key(world: dict[str, Any]) -> dict[str, Organisation]:
    there = {organisation.name: organisation for organisation in Organisation.objects.select_related("municipality")}
    return {row["key"]: there[row["name"]] for row in world["organisations"]}


def keep_calendar(world: dict[str, Any]) -> None:
    """The school year that runs and the ones beside it, by rule, for the kinds of unit that live by terms."""
    this_autumn = timezone.localdate().year if timezone.localdate().month >= 7 else timezone.localdate().year - 1
    coordinator = person(world["coordinator"])
    for kind, first_year in product((UnitKind.SCHOOL, UnitKind.DAY_CARE), (this_autumn - 1, this_autumn, this_autumn + 1)):
        if not TermYear.objects.filter(unit_kind=kind, starts_on__year=first_year).exists():
            add_term_year(actor=coordinator, unit_kind=kind, first_year=first_year)


def accept_for_all(world: dict[str, Any]) -> None:
    """Everybody's first day: the rules are read and accepted, for each unit by its head and for each partner by its contact."""
    heads = Membership.objects.filter(is_head=True).select_related("person", "unit", "organisation")
    contacts = Membership.objects.filter(is_contact=True, unit=None).exclude(organisation__kind="city_unit")
    with days_ago(400):
        for membership in heads:
            accept_rules(actor=membership.person, organisation=membership.organisation, unit=membership.unit)
        for membership in contacts.select_related("person", "organisation"):
            accept_rules(actor=membership.person, organisation=membership.organisation)


def bring_needs(world: dict[str, Any]) -> None:
    bring_listings(world, "need")


def bring_ideas(world: dict[str, Any]) -> None:
    bring_listings(world, "idea")


def bring_listings(world: dict[str, Any], kind: str) -> None:
    if Listing.objects.filter(kind=kind).exists():
        return
    units, organisations, checker = units_by_key(world), organisations_by_key(world), person(world["coordinator"])
    for row in rows_of(world, f"{kind}s"):
        writer = person(row["contact"])
        with translation.override(row["written_in"]):
            bring_listing(row, kind, writer, checker, units.get(row.get("unit") or ""), organisations.get(row.get("organisation") or ""))


def bring_listing(
    row: dict[str, Any], kind: str, writer: Person, checker: Person, unit: Unit | None, organisation: Organisation | None
) -> Listing:
    fields = {name: value for name, value in row.items() if name not in BESIDE and value not in (None, "")}
    fields = {name: Words(value) if isinstance(value, dict) else value for name, value in fields.items()}
    place = {"unit": unit} if kind == "need" else {"organisation": organisation}
    state = row["state"]
    with days_ago(row["days_ago"]), transaction.atomic():
        if organisation is not None and (told := row.get("product")):
            product = products_of(organisation).filter(name=told["name"]).first() or register_product(
                actor=writer, organisation=organisation, name=told["name"], purpose=row["title"], website=row.get("website") or ""
            )
            known = versions_of(product).filter(label=told["version"]).first()
            fields["product_version"] = known or register_version(actor=writer, product=product, label=told["version"])
        listing = start_listing(actor=writer, kind=kind, language=row["written_in"], **place, **fields)
        if state == "draft":
            return listing
        listing = send_listing(actor=writer, listing=listing)
    # A check takes a day or two; what waits today waits.
    with days_ago(max(row["days_ago"] - 1.5, 0)), transaction.atomic():
        if state == "returned":
            return return_listing(actor=checker, listing=listing, reason=row["reason"])
        if state != "in_check":
            listing = publish_listing(actor=checker, listing=listing)
    return rest_listing(actor=SYSTEM, listing=listing) if state == "resting" else listing
