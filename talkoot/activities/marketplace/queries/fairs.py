"""Reads about fairs and their programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from talkoot.activities.marketplace.content.kinds import FairPart, FairState
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.permissions import COORDINATE
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import allowed


def visible_fairs(person: Any) -> QuerySet[FairEvent]:
    """Fairs in preparation for coordinators; the others for everybody."""
    return FairEvent.objects.all() if allowed(person, COORDINATE) else FairEvent.objects.exclude(state=FairState.DRAFT)


def items_of(fair: FairEvent) -> QuerySet[FairItem]:
    return FairItem.objects.filter(fair=fair).select_related("organisation", "unit").order_by("position", "pk")


def shown_items(fair: FairEvent, person: Any) -> list[FairItem]:
    """The whole programme once it is published, and for coordinators; before that only the person's own pitches."""
    items = list(items_of(fair))
    if fair.state in (FairState.PUBLISHED, FairState.CANCELLED) or allowed(person, COORDINATE):
        return items
    own = organisation_ids_of(person)
    return [item for item in items if item.organisation_id in own]


def pitch_count(fair: FairEvent) -> int:
    return FairItem.objects.filter(fair=fair, kind=FairPart.PITCH).count()
