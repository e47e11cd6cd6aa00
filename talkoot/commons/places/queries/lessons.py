"""Reads of lessons and hand-overs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from talkoot.commons.places.content.kinds import Part
from talkoot.commons.places.models.lessons import HandOver, PlaceLesson
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import is_coordinator
from talkoot.commons.places.queries.places import places_worked_in


def lessons_of(place: Place, year: int | None = None) -> QuerySet[PlaceLesson]:
    """Newest year first."""
    lessons = PlaceLesson.objects.filter(place=place).order_by("-year", "pk")
    return lessons if year is None else lessons.filter(year=year)


def open_hand_over(place: Place) -> HandOver | None:
    return (
        HandOver.objects.filter(place=place, finished_at=None).select_related("place", "to_operator", "from_operator", "to_person").first()
    )


def hand_overs_of(place: Place) -> QuerySet[HandOver]:
    """Finished ones, newest first."""
    return (
        HandOver.objects.filter(place=place, finished_at__isnull=False)
        .select_related("to_operator", "from_operator")
        .order_by("-finished_at")
    )


def hand_overs_waiting_for(person: Any) -> QuerySet[HandOver]:
    """Open ones of the places she operates; coordinators all."""
    waiting = HandOver.objects.filter(finished_at=None).select_related("place", "to_operator").order_by("begun_at", "pk")
    return waiting if is_coordinator(person) else waiting.filter(place__in=places_worked_in(person, Part.OPERATOR).values("pk"))
