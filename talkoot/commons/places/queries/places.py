"""Reads about places. visible_places() is the one rule of who sees what: page, list, search, map, export, feed and API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from talkoot.commons.places.content.kinds import Part, State
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import READ_DRAFTS, is_coordinator
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import allowed

FOR_PAGES = ("municipality", "picture", "owner", "owner_unit", "operator")


def published_places() -> QuerySet[Place]:
    """Places that everybody may read, of the municipalities in force."""
    return Place.objects.filter(state=State.PUBLISHED, municipality__is_active=True).select_related(*FOR_PAGES)


def visible_places(person: Any) -> QuerySet[Place]:
    """Published ones; for readers of the municipality in force all of its own; for others those in which they have a part."""
    if allowed(person, READ_DRAFTS):
        return Place.objects.select_related(*FOR_PAGES)
    if not isinstance(person, Person):
        return published_places()
    mine = PlaceRole.objects.filter(person=person).values("place")
    return Place.objects.filter(Q(state=State.PUBLISHED, municipality__is_active=True) | Q(pk__in=mine)).select_related(*FOR_PAGES)


def places_worked_in(person: Any, *parts: str) -> QuerySet[Place]:
    """Places in which the person has one of the parts, or any; by name is the page's business."""
    if not isinstance(person, Person):
        return Place.objects.none()
    roles = PlaceRole.objects.filter(person=person)
    return Place.objects.filter(pk__in=(roles.filter(part__in=parts) if parts else roles).values("place")).select_related(*FOR_PAGES)


def slugs_like(beginning: str) -> set[str]:
    """Addresses of the municipality in force that begin so."""
    # The ending that numbered() puts behind may cost the last characters of a long address.
    return set(Place.objects.filter(slug__startswith=beginning[:70]).values_list("slug", flat=True))


def places_at_work(person: Any) -> QuerySet[Place]:
    """Rows of the workbench: all of the municipality in force for its readers, else those in which the person has a part."""
    if allowed(person, READ_DRAFTS):
        return Place.objects.select_related(*FOR_PAGES)
    return places_worked_in(person)


def roles_in(place: Place) -> QuerySet[PlaceRole]:
    """Who does what, operators first."""
    return PlaceRole.objects.filter(place=place).select_related("person").order_by("-part", "pk")


def people_of(place: Place, *parts: str) -> list[Person]:
    """Active people with one of the parts, each once."""
    roles = PlaceRole.objects.filter(place=place, part__in=parts, person__is_active=True).select_related("person").order_by("pk")
    return list({role.person_id: role.person for role in roles}.values())


def places_to_review(person: Any, day: date) -> QuerySet[Place]:
    """Published places whose page was to be looked through by the day, of those she operates; coordinators all."""
    due = all_places_to_review(day)
    return due if is_coordinator(person) else due.filter(pk__in=places_worked_in(person, Part.OPERATOR).values("pk"))


def all_places_to_review(day: date) -> QuerySet[Place]:
    """For the job: of the municipality in force."""
    return Place.objects.filter(state=State.PUBLISHED, review_by__lte=day).order_by("review_by", "pk")
