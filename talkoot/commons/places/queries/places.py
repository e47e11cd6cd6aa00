"""Reads about places. visible_places() is the one rule of who sees what: page, list, search, map, export, feed and API."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from talkoot.commons.places.content.kinds import State
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import READ_DRAFTS
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
