"""Opening hours, exceptions and quiet times. What is booked already stays, also when it would not be allowed any more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.hours import OfPlaceOrFacility, OpeningException, OpeningHours, QuietTime
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import KEEP_FACILITIES
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_ROWS = 200


@action("places.add_hours", permission=KEEP_FACILITIES, of="place", label=_("Added opening hours"))
def add_hours(*, actor: Actor, place: Place, weekdays: list[int], facility: Facility | None = None, **fields: Any) -> list[OpeningHours]:
    """The same hours on each of the weekdays (0 is Monday). Hours of a facility go before those of the place."""
    refuse_many(OpeningHours, place)
    refuse_foreign(place, facility)
    return OpeningHours.objects.bulk_create(
        [OpeningHours(place=place, facility=facility, weekday=weekday, **fields) for weekday in sorted(set(weekdays))]
    )


@action("places.add_exception", permission=KEEP_FACILITIES, of="place", label=_("Added an exception to the opening hours"))
def add_exception(*, actor: Actor, place: Place, facility: Facility | None = None, **fields: Any) -> OpeningException:
    refuse_many(OpeningException, place)
    refuse_foreign(place, facility)
    return OpeningException.objects.create(place=place, facility=facility, **fields)


@action("places.add_quiet_time", permission=KEEP_FACILITIES, of="place", label=_("Added a quiet time"))
def add_quiet_time(*, actor: Actor, place: Place, facility: Facility | None = None, **fields: Any) -> QuietTime:
    refuse_many(QuietTime, place)
    refuse_foreign(place, facility)
    return QuietTime.objects.create(place=place, facility=facility, **fields)


@action("places.remove_hours", permission=KEEP_FACILITIES, of="row", label=_("Removed opening hours, an exception or a quiet time"))
def remove_hours(*, actor: Actor, row: OfPlaceOrFacility) -> Place:
    row.delete()
    return row.place


def refuse_many(model: type[OfPlaceOrFacility], place: Place) -> None:
    if model._default_manager.filter(place=place).count() >= MOST_ROWS:
        raise Refusal(_("There are very many rows already."), mend=_("Remove those that no longer hold."))


def refuse_foreign(place: Place, facility: Facility | None) -> None:
    if facility is not None and facility.place_id != place.pk:
        raise Refusal(_("The facility belongs to another place."), field="facility")
