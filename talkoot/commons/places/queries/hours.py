"""Opening hours as they hold for a facility."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.commons.places.content.opening import DayException, Hours, Opening, Quiet
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.hours import OpeningException, OpeningHours, QuietTime
from talkoot.commons.places.models.place import Place
from talkoot.kernel.municipalities.models import Municipality


def zone_of(municipality: Municipality) -> ZoneInfo:
    return ZoneInfo(municipality.time_zone)


def own_hours(place: Place, facility: Facility | None) -> QuerySet[OpeningHours]:
    """The rows of the place itself, or of the facility alone."""
    return OpeningHours.objects.filter(place=place, facility=facility).order_by("season_from", "weekday", "opens", "pk")


def own_exceptions(place: Place, facility: Facility | None, *, since: date) -> QuerySet[OpeningException]:
    return OpeningException.objects.filter(place=place, facility=facility, last_day__gte=since).order_by("first_day", "pk")


def own_quiet_times(place: Place, facility: Facility | None) -> QuerySet[QuietTime]:
    return QuietTime.objects.filter(place=place, facility=facility).order_by("weekday", "begins", "pk")


def opening_of(facility: Facility, *, since: date | None = None) -> Opening:
    """Three queries. since: exceptions that ended before are left out; today without it."""
    return openings_of([facility], since=since)[facility.pk]


def openings_of(facilities: Iterable[Facility], *, since: date | None = None) -> dict[int, Opening]:
    """{facility id: when it is open}, of facilities of one place. Three queries, however many. `place__municipality` selected.

    A facility with hours of its own does not follow those of the place; exceptions and quiet times of both hold.
    """
    found = list(facilities)
    if not found:
        return {}
    place = found[0].place
    zone = zone_of(place.municipality)
    since = since or timezone.now().astimezone(zone).date()
    here = Q(place=place) & (Q(facility=None) | Q(facility__in=[facility.pk for facility in found]))
    hours = list(OpeningHours.objects.filter(here).order_by("pk"))
    exceptions = list(OpeningException.objects.filter(here, last_day__gte=since).order_by("pk"))
    quiet = list(QuietTime.objects.filter(here).order_by("pk"))
    openings = {}
    for facility in found:
        own = [row for row in hours if row.facility_id == facility.pk]
        openings[facility.pk] = Opening(
            zone,
            [
                Hours(row.weekday, row.opens, row.closes, row.season_from, row.season_to)
                for row in own or [row for row in hours if row.facility_id is None]
            ],
            # The facility's own first: content/opening.py takes the first reason.
            [
                DayException(row.first_day, row.last_day, str(row.why), row.opens, row.closes)
                for row in sorted(exceptions, key=lambda row: row.facility_id is None)
                if row.facility_id in (None, facility.pk)
            ],
            [
                Quiet(row.begins, row.ends, row.loudest, str(row.why), row.weekday, row.first_day, row.last_day)
                for row in quiet
                if row.facility_id in (None, facility.pk)
            ],
            facility.closed_on_public_holidays,
        )
    return openings
