"""Reads about fairs and their programmes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from talkoot.activities.marketplace.content.kinds import FairPart, FairState
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.permissions import COORDINATE
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import allowed

NEAR_DAYS = 14


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


def fairs_that_wait() -> QuerySet[Any]:
    """Coming fairs whose programme is not out although it is full, signing up is over or the fair is near. With `pitches`."""
    now = timezone.now()
    fairs = FairEvent.objects.filter(state__in=(FairState.DRAFT, FairState.OPEN), starts_at__gt=now)
    counted = FairItem.objects.filter(fair=OuterRef("pk"), kind=FairPart.PITCH).order_by().values("fair").annotate(n=Count("pk"))
    waits = (
        Q(pitches__gte=F("most_pitches"))
        | Q(state=FairState.OPEN, sign_up_until__lte=now)
        | Q(starts_at__lte=now + timedelta(days=NEAR_DAYS))
    )
    return fairs.annotate(pitches=Coalesce(Subquery(counted.values("n")), 0)).filter(waits).order_by("starts_at", "pk")


def pitch_count(fair: FairEvent) -> int:
    return FairItem.objects.filter(fair=fair, kind=FairPart.PITCH).count()
