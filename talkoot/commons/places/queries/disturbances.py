"""Reads about disturbances: counts by kind."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum

from talkoot.commons.places.models.disturbance import Disturbance
from talkoot.commons.places.models.place import Place


def disturbances_in(place: Place) -> QuerySet[Disturbance]:
    return Disturbance.objects.filter(place=place).select_related("facility")


def disturbance_counts(place: Place, year: int) -> dict[str, int]:
    """{kind: how many complaints} of the year; kinds that nobody complained of are left out. One query."""
    rows = Disturbance.objects.filter(place=place, happened_on__year=year).order_by().values("kind").annotate(total=Sum("count"))
    return {row["kind"]: row["total"] for row in rows}


def reported_today(place: Place, day: object) -> int:
    """How many reports came in for the day, whatever they count."""
    return Disturbance.objects.filter(place=place, reported_at__date=day).aggregate(number=Count("pk"))["number"]
