"""Reads of proposals. visible_intakes() is the one rule: those with a part in the place, coordinators, and the sender's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare

from talkoot.commons.places.content.kinds import IntakeState, Part
from talkoot.commons.places.content.receipts import signature_of
from talkoot.commons.places.models.intake import Intake, TurnedAway
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import is_coordinator
from talkoot.kernel.links.queries import thing_named
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of

FOR_PAGES = ("place__municipality", "organisation", "version", "person")


def visible_intakes(person: Any) -> QuerySet[Intake]:
    intakes = Intake.objects.select_related(*FOR_PAGES)
    if is_coordinator(person):
        return intakes
    if not isinstance(person, Person):
        return intakes.none()
    places = PlaceRole.objects.filter(person=person, part__in=(Part.OPERATOR, Part.HOST)).values("place")
    return intakes.filter(Q(place__in=places) | own_condition(person))


def own_condition(person: Person) -> Q:
    """She sent it herself, by name or from her address, or her organisation did."""
    return (
        Q(person=person) | Q(organisation__in=organisation_ids_of(person)) | (Q(contact_email__iexact=person.email) & ~Q(contact_email=""))
    )


def intakes_of_person(person: Any) -> QuerySet[Intake]:
    """What she or her organisation has proposed, to any place of the municipality in force."""
    if not isinstance(person, Person):
        return Intake.objects.none()
    return Intake.objects.filter(own_condition(person)).select_related(*FOR_PAGES)


def intakes_at(place: Place) -> QuerySet[Intake]:
    """All proposals to the place, for those who work in it."""
    return Intake.objects.filter(place=place).select_related(*FOR_PAGES)


def intakes_waiting_for(person: Any) -> QuerySet[Intake]:
    """Without an answer, oldest promise first: of the places which the person operates, or of all for coordinators."""
    waiting = all_intakes_waiting()
    if is_coordinator(person):
        return waiting
    if not isinstance(person, Person):
        return waiting.none()
    return waiting.filter(place__in=PlaceRole.objects.filter(person=person, part=Part.OPERATOR).values("place"))


def all_intakes_waiting() -> QuerySet[Intake]:
    """For the job: of the municipality in force, oldest promise first."""
    return Intake.objects.filter(state=IntakeState.RECEIVED).select_related(*FOR_PAGES).order_by("due_at", "pk")


def intake_of_signature(pk: int, signature: str) -> Intake | None:
    """The proposal whose sender's link this is."""
    intake = Intake.objects.select_related(*FOR_PAGES).filter(pk=pk).first()
    return intake if intake is not None and constant_time_compare(signature_of(intake), signature) else None


def intake_of_key(once_key: str) -> Intake | None:
    return Intake.objects.filter(once_key=once_key).select_related(*FOR_PAGES).first()


def intake_from(origin: str, person: Any) -> Intake | None:
    """The proposal that `?from=places.intake:7` names, when the person may see it: for pages of activities that begin something."""
    found = thing_named(origin, person, Intake._meta.label_lower)
    return found if isinstance(found, Intake) else None


@dataclass(frozen=True)
class IntakeFigures:
    """Of a place, of a year or of all time. days: median of the days from sending to the answer, None without answers.

    by_route, by_reason, turned_away: {code: count}, largest first.
    """

    count: int
    answered: int
    accepted: int
    in_time: int
    waiting: int
    days: float | None
    by_route: dict[str, int]
    by_reason: dict[str, int]
    turned_away: dict[str, int]

    @property
    def accepted_share(self) -> float | None:
        return self.accepted / self.answered if self.answered else None


def figures_of_intakes(place: Place, year: int | None = None) -> IntakeFigures:
    """Two queries whatever their number."""
    intakes = Intake.objects.filter(place=place).exclude(state=IntakeState.WITHDRAWN)
    turned = TurnedAway.objects.filter(place=place)
    if year is not None:
        intakes, turned = intakes.filter(sent_at__year=year), turned.filter(turned_on__year=year)
    days: list[float] = []
    by_route: dict[str, int] = {}
    by_reason: dict[str, int] = {}
    accepted = in_time = waiting = 0
    rows = list(intakes.values_list("state", "route", "reason", "sent_at", "decided_at", "due_at"))
    for state, route, reason, sent_at, decided_at, due_at in rows:
        if decided_at is None:
            waiting += 1
            continue
        days.append(days_between(sent_at, decided_at))
        in_time += decided_at <= due_at
        if state == IntakeState.ROUTED:
            accepted += 1
            by_route[route] = by_route.get(route, 0) + 1
        else:
            by_reason[reason] = by_reason.get(reason, 0) + 1
    uses = turned.values("use").annotate(count=Count("pk")).values_list("use", "count")
    return IntakeFigures(
        count=len(rows),
        answered=len(days),
        accepted=accepted,
        in_time=in_time,
        waiting=waiting,
        days=round(median(days), 1) if days else None,
        by_route=largest_first(by_route),
        by_reason=largest_first(by_reason),
        turned_away=largest_first(dict(uses)),
    )


def days_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 86400


def largest_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
