"""Reads about facilities and their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from talkoot.commons.places.content.facility_kinds import MOST_PEOPLE
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.places import visible_places


def visible_facilities(person: Any) -> QuerySet[Facility]:
    """Facilities of the places that the person may see. Those no longer in use stay to be read."""
    return Facility.objects.filter(place__in=visible_places(person).order_by().values("pk")).select_related(
        "place__municipality", "picture"
    )


def facilities_of(place: Place) -> QuerySet[Facility]:
    """In use, in the order in which the place shows them."""
    return Facility.objects.filter(place=place, is_in_use=True).select_related("picture", "place__municipality").order_by("position", "pk")


@dataclass(frozen=True)
class Tree:
    """A facility with all its parts: at most MOST_PARTS rows."""

    facility: Facility
    parts: tuple[FacilityPart, ...]

    @property
    def whole(self) -> FacilityPart:
        return next(part for part in self.parts if part.parent_id is None)

    @property
    def is_divided(self) -> bool:
        return len(self.parts) > 1

    def find(self, pk: int | None) -> FacilityPart | None:
        return next((part for part in self.parts if part.pk == pk), None)

    def children(self, part: FacilityPart) -> list[FacilityPart]:
        return [other for other in self.parts if other.parent_id == part.pk]

    def leaves(self, part: FacilityPart) -> list[FacilityPart]:
        """The undivided parts that the part consists of; itself when it is undivided."""
        below = self.children(part)
        return [leaf for child in below for leaf in self.leaves(child)] if below else [part]

    def depth(self, part: FacilityPart) -> int:
        """0 for the whole."""
        parent = self.find(part.parent_id)
        return 0 if parent is None else 1 + self.depth(parent)

    def in_order(self, part: FacilityPart | None = None) -> Iterator[FacilityPart]:
        """The whole, then each part followed by what it divides into."""
        part = part or self.whole
        yield part
        for child in self.children(part):
            yield from self.in_order(child)

    def capacity(self, part: FacilityPart) -> int | None:
        """The part's own, else for the whole that of the facility, else of what it lies in."""
        if part.capacity is not None:
            return part.capacity
        parent = self.find(part.parent_id)
        return self.facility.capacity if parent is None else self.capacity(parent)

    def name(self, part: FacilityPart) -> str:
        """ "Hall", or "Hall: northern end"."""
        return str(self.facility.name) if part.parent_id is None else f"{self.facility.name}: {part.name}"


def tree_of(facility: Facility) -> Tree:
    """One query."""
    return Tree(facility, tuple(FacilityPart.objects.filter(facility=facility).order_by("position", "pk")))


def trees_of(facilities: Iterable[Facility]) -> dict[int, Tree]:
    """{facility id: its tree}. One query for all."""
    found = list(facilities)
    parts: dict[int, list[FacilityPart]] = {facility.pk: [] for facility in found}
    for part in FacilityPart.objects.filter(facility__in=parts).order_by("position", "pk"):
        parts[part.facility_id].append(part)
    return {facility.pk: Tree(facility, tuple(parts[facility.pk])) for facility in found}


def largest_capacity(tree: Tree) -> int:
    return max((tree.capacity(part) or MOST_PEOPLE for part in tree.parts), default=MOST_PEOPLE)
