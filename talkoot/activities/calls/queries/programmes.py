"""Reads about programmes and challenges. Public ones for everybody, drafts for the municipality's readers and a host's own people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from talkoot.activities.calls.content.states import PUBLIC_PROGRAMMES, ChallengeState, ProgrammeState
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme, ProgrammeDate, ProgrammeHost
from talkoot.activities.calls.permissions import READ_DRAFTS
from talkoot.kernel.links.registry import description_of
from talkoot.kernel.people.models.organisation import OrganisationKind, Unit
from talkoot.kernel.people.queries import unit_ids_of
from talkoot.kernel.permissions.rules import allowed

CHALLENGE_FOR_PAGES = ("municipality", "programme", "unit__organisation", "place")
# Whose units host trials of a programme.
HOSTS = (OrganisationKind.SCHOOL, OrganisationKind.CITY_UNIT)


def visible_programmes(person: Any) -> QuerySet[Programme]:
    rows = Programme.objects.filter(municipality__is_active=True).select_related("municipality", "evaluator_organisation")
    if person is not None and allowed(person, READ_DRAFTS):
        return rows
    return rows.filter(Q(state__in=PUBLIC_PROGRAMMES) | (Q(evaluator=person) if person is not None else Q(pk=None)))


def hosts_of(programme: Programme) -> QuerySet[ProgrammeHost]:
    return ProgrammeHost.objects.filter(programme=programme).select_related("unit__organisation").order_by("unit__name_order", "pk")


def days_of(programme: Programme) -> QuerySet[ProgrammeDate]:
    return ProgrammeDate.objects.filter(programme=programme).order_by("on", "pk")


def visible_challenges(person: Any) -> QuerySet[Challenge]:
    """Published ones of published programmes; drafts for readers and for the people of the host."""
    rows = Challenge.objects.filter(municipality__is_active=True).select_related(*CHALLENGE_FOR_PAGES)
    if person is not None and allowed(person, READ_DRAFTS):
        return rows
    is_public = Q(state=ChallengeState.PUBLISHED)
    return rows.filter(is_public | Q(unit__in=unit_ids_of(person))) if person is not None else rows.filter(is_public)


def challenges_of(programme: Programme, person: Any) -> QuerySet[Challenge]:
    return visible_challenges(person).filter(programme=programme).order_by("pk")


def possible_hosts() -> QuerySet[Unit]:
    """Units of the municipality in which something may be tried."""
    rows = Unit.objects.filter(is_active=True, organisation__is_active=True, organisation__kind__in=HOSTS)
    return rows.select_related("organisation").order_by("name_order", "pk")


def programmes_for_challenges(person: Any) -> QuerySet[Programme]:
    """Those in which challenges are still gathered, the newest first."""
    return visible_programmes(person).filter(state__in=(ProgrammeState.DRAFT, ProgrammeState.OPEN)).order_by("-pk")


def origin_of(kind: str, pk: int, person: Any) -> Any:
    """The thing that an address names, when the person may see it; None otherwise. By the rule of its own app."""
    description = description_of(kind)
    return description.visible(person).filter(pk=pk).first() if description is not None else None
