"""Disturbances are counted, never described: what must be told goes to the staff in person."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.disturbance import Disturbance
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import REPORT_DISTURBANCE
from talkoot.commons.places.queries.disturbances import reported_today
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_IN_A_DAY = 500


@action("places.report_disturbance", permission=REPORT_DISTURBANCE, of="place", label=gettext_lazy("Reported a disturbance"))
def report_disturbance(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    raised_as: str,
    happened_on: date | None = None,
    count: int = 1,
    facility: Facility | None = None,
    booking: Booking | None = None,
) -> Disturbance:
    """Counts for the staff and the steering group. No name and no text is kept."""
    today = timezone.localdate()
    day = happened_on or today
    if day > today:
        raise Refusal(_("The day lies ahead."), mend=_("Choose the day on which it happened."), field="happened_on")
    if reported_today(place, today) >= MOST_IN_A_DAY:
        raise Refusal(_("Very many reports have come today."), mend=_("Tell the staff of the place."))
    return Disturbance.objects.create(
        place=place, kind=kind, raised_as=raised_as, happened_on=day, count=count, facility=facility, booking=booking
    )
