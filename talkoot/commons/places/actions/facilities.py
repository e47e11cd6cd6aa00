"""Facilities and the parts into which they divide."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from talkoot.commons.places.actions.occupying import lock_parts
from talkoot.commons.places.content.facility_kinds import DEEPEST_PART, MOST_PARTS
from talkoot.commons.places.models.booking import Booking, BookingOccupation
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import KEEP_FACILITIES
from talkoot.commons.places.queries.facilities import Tree, tree_of
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index


@action("places.add_facility", permission=KEEP_FACILITIES, of="place", label=_("Added a facility"))
def add_facility(*, actor: Actor, place: Place, name: Words, **fields: Any) -> Facility:
    """A new facility, undivided. fields: those of Facility."""
    facility = Facility.objects.create(place=place, name=name, **checked(fields))
    FacilityPart.objects.create(facility=facility)
    index(facility)
    return facility


@action("places.change_facility", permission=KEEP_FACILITIES, of="facility", label=_("Changed a facility"))
def change_facility(*, actor: Actor, facility: Facility, **fields: Any) -> Facility:
    """What is booked already stays, also when it would not be allowed any more."""
    current = Facility.objects.select_related("place__municipality").select_for_update(of=("self",)).get(pk=facility.pk)
    values = {name: getattr(current, name) for name in ("min_minutes", "max_minutes", "step_minutes")} | fields
    checked(values)
    for name, value in fields.items():
        setattr(current, name, value)
    # The order of names follows the name: SortKeysField fills it before the row is saved.
    current.save(update_fields=[*fields, *(["name_order"] if "name" in fields else []), "changed_at"])
    index(current)
    return current


def checked(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("max_minutes", 240) < values.get("min_minutes", 30):
        raise Refusal(_("The longest booking must not be shorter than the shortest."), field="max_minutes")
    if values.get("max_minutes", 240) < values.get("step_minutes", 30):
        raise Refusal(_("The longest booking must not be shorter than a step."), field="max_minutes")
    return values


@action("places.retire_facility", permission=KEEP_FACILITIES, of="facility", label=_("Took a facility out of use"))
def retire_facility(*, actor: Actor, facility: Facility) -> Facility:
    """Not lent out any more. Bookings ahead must be cancelled first, so that everybody is told."""
    tree = tree_of(facility)
    lock_parts(tree.parts)
    if BookingOccupation.objects.filter(part__in=tree.parts, period__endswith__gt=timezone.now()).exists():
        raise Refusal(_("There are bookings ahead."), mend=_("Cancel them first, so that everybody is told."))
    facility.is_in_use = False
    facility.save(update_fields=["is_in_use", "changed_at"])
    index(facility)
    return facility


@action("places.reopen_facility", permission=KEEP_FACILITIES, of="facility", label=_("Took a facility into use again"))
def reopen_facility(*, actor: Actor, facility: Facility) -> Facility:
    facility.is_in_use = True
    facility.save(update_fields=["is_in_use", "changed_at"])
    index(facility)
    return facility


@action("places.add_part", permission=KEEP_FACILITIES, of="facility", label=_("Divided a facility"))
def add_part(
    *, actor: Actor, facility: Facility, name: Words, parent: FacilityPart | None = None, capacity: int | None = None
) -> FacilityPart:
    """One more part of the whole, or of a part. An undivided part that is booked ahead is occupied by its first part from then on;
    whoever booked the whole has all of its parts.
    """
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    tree = tree_of(facility)
    # Whoever books meanwhile has these locked, or finds the parts changed after waiting for us.
    lock_parts(tree.parts)
    above = tree.find(parent.pk) if parent else tree.whole
    if above is None:
        raise Refusal(_("The part belongs to another facility."), field="parent")
    if len(tree.parts) >= MOST_PARTS or tree.depth(above) >= DEEPEST_PART:
        raise Refusal(_("It is divided into enough parts."), mend=_("Make another facility instead."))
    was_undivided = not tree.children(above)
    part = FacilityPart.objects.create(
        facility=facility, parent=above, name=name, capacity=capacity, position=len(tree.children(above)) + 1
    )
    if was_undivided:
        BookingOccupation.objects.filter(part=above).update(part=part)
    else:
        occupy_with_the_rest(tree, above, part)
    return part


def occupy_with_the_rest(tree: Tree, above: FacilityPart, part: FacilityPart) -> None:
    """Bookings of the divided part, or of what it lies in, have the new part too."""
    around = [above.pk]
    while (parent := tree.find(tree.find(around[-1]).parent_id)) is not None:  # type: ignore[union-attr]
        around.append(parent.pk)
    held = BookingOccupation.objects.filter(booking__part__in=around).values_list("booking_id", "period").distinct()
    BookingOccupation.objects.bulk_create(
        BookingOccupation(booking_id=booking_id, part=part, period=Range(period.lower, period.upper, "[)")) for booking_id, period in held
    )


@action("places.change_part", permission=KEEP_FACILITIES, of="facility", label=_("Changed a part of a facility"))
def change_part(*, actor: Actor, facility: Facility, part: FacilityPart, name: Words, capacity: int | None = None) -> FacilityPart:
    part.name, part.capacity = name, capacity
    part.save(update_fields=["name", "capacity"])
    return part


@action("places.remove_part", permission=KEEP_FACILITIES, of="facility", label=_("Removed a part of a facility"))
def remove_part(*, actor: Actor, facility: Facility, part: FacilityPart) -> Facility:
    """Only a part that nobody ever booked by itself: what was booked must stay true. The last part takes the others' place."""
    Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    tree = tree_of(facility)
    lock_parts(tree.parts)
    current = tree.find(part.pk)
    if current is None or current.parent_id is None:
        raise Refusal(_("The whole cannot be removed."), mend=_("Take the facility out of use instead."))
    if tree.children(current):
        raise Refusal(_("The part is divided itself."), mend=_("Remove its parts first."))
    if Booking.objects.filter(part=current).exists():
        raise Refusal(_("The part has been booked by itself, now or earlier."), mend=_("Give it another name instead."))
    siblings = [other for other in tree.parts if other.parent_id == current.parent_id and other.pk != current.pk]
    if siblings:
        BookingOccupation.objects.filter(part=current).delete()
    else:
        BookingOccupation.objects.filter(part=current).update(part_id=current.parent_id)
    current.delete()
    return facility
