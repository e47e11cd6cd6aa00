"""Reads about calls, their questions and criteria. visible_calls() is the one rule: page, list, search, feed, calendar and API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from talkoot.activities.calls.content.states import PUBLIC_CALLS, CallState
from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.models.call import Call, CallChallenge, CallCriterion, DeadlineChange
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.questions import CallFollower, Question
from talkoot.activities.calls.permissions import READ_DRAFTS
from talkoot.activities.calls.slots import ACTIVITY
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.queries.in_use import version_in_use_for
from talkoot.commons.places.models.place import Place
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force
from talkoot.kernel.permissions.rules import allowed

CLOSING_SOON_DAYS = 14
COORDINATING = ("coordinator", "administrator")
FOR_PAGES = ("municipality", "programme")


def public_calls() -> QuerySet[Call]:
    """What everybody may read: published ones from their opening on."""
    return Call.objects.filter(state__in=PUBLIC_CALLS, municipality__is_active=True).select_related(*FOR_PAGES)


def visible_calls(person: Any) -> QuerySet[Call]:
    if person is not None and allowed(person, READ_DRAFTS):
        return Call.objects.filter(municipality__is_active=True).select_related(*FOR_PAGES)
    return public_calls()


def open_calls(person: Any, now: datetime | None = None) -> QuerySet[Call]:
    """Those in which one may apply now, the first to close first."""
    now = now or timezone.now()
    return visible_calls(person).filter(state=CallState.PUBLISHED, opens_at__lte=now, closes_at__gte=now).order_by("closes_at", "pk")


def is_open(call: Call, now: datetime | None = None) -> bool:
    """May one apply now? At the very deadline still yes, a microsecond later no."""
    now = now or timezone.now()
    return call.state == CallState.PUBLISHED and call.opens_at <= now <= call.closes_at


def is_past_deadline(call: Call, now: datetime | None = None) -> bool:
    return (now or timezone.now()) > call.closes_at


def closes_soon(call: Call, now: datetime | None = None) -> bool:
    now = now or timezone.now()
    return is_open(call, now) and call.closes_at - now <= timedelta(days=CLOSING_SOON_DAYS)


def calls_past_deadline(now: datetime) -> QuerySet[Call]:
    return Call.objects.filter(state=CallState.PUBLISHED, closes_at__lt=now).order_by("closes_at", "pk")


def challenges_in(call: Call) -> list[Challenge]:
    rows = CallChallenge.objects.filter(call=call).select_related(
        "challenge__unit__organisation", "challenge__programme", "challenge__place"
    )
    return [row.challenge for row in rows.order_by("position", "pk")]


def calls_of(challenge: Challenge) -> Any:
    """Ids of the calls in which the challenge is or was open: visible or not, for a filter."""
    return CallChallenge.objects.filter(challenge=challenge).values("call")


def criteria_of(call: Call) -> list[CallCriterion]:
    return list(CallCriterion.objects.filter(call=call).order_by("position", "pk"))


def deadline_changes_of(call: Call) -> QuerySet[DeadlineChange]:
    return DeadlineChange.objects.filter(call=call).order_by("-pk")


def answered_questions(call: Call) -> QuerySet[Question]:
    """The public log, in the order of the answers."""
    return Question.objects.filter(call=call, answered_at__isnull=False).order_by("answered_at", "pk")


def questions_waiting() -> QuerySet[Question]:
    """Oldest first."""
    rows = Question.objects.filter(answered_at=None, set_aside_at=None)
    return rows.select_related("call__programme").order_by("asked_at", "pk")


def own_questions(call: Call, person: Person) -> QuerySet[Question]:
    """What the person asked and what has not been published of it."""
    return Question.objects.filter(call=call, asked_by=person, answered_at=None).order_by("pk")


def is_follower(call: Call, person: Any) -> bool:
    return person is not None and CallFollower.objects.filter(call=call, person=person).exists()


def hearers_of(call: Call) -> QuerySet[Person]:
    """Who hears of answers and changes: followers, and the people who act for an applicant. Each once."""
    mine = Application.objects.filter(call=call).exclude(state="withdrawn")
    partners = Partner.objects.filter(application__in=mine, declined_at=None).values("organisation")
    teams = Membership.objects.filter(organisation__in=mine.values("organisation")) | Membership.objects.filter(organisation__in=partners)
    followers = CallFollower.objects.filter(call=call).values("person")
    people = Person.objects.filter(pk__in=followers) | Person.objects.filter(pk__in=teams.values("person"))
    return people.filter(is_active=True).distinct().order_by("pk")


# --- The operating model by which programmes are run ---


def version_in_use() -> Version | None:
    return version_in_use_for(ACTIVITY)


def parts_in_use(version: Version | None, kind: str) -> list[Part]:
    return list(Part.objects.filter(version=version, kind=kind).order_by("position", "pk")) if version is not None else []


def part_in_use(version: Version | None, key: str) -> Part | None:
    return Part.objects.filter(version=version, key=key).first() if version is not None else None


# --- Who in the municipality works on calls ---


def coordinators_here() -> list[Person]:
    """Active coordinators of the municipality in force, each once."""
    grants = grants_in_force().filter(role__in=COORDINATING, person__is_active=True, person__erased_at=None).select_related("person")
    return list({grant.person_id: grant.person for grant in grants.order_by("person_id")}.values())


def answerers_of(call: Call) -> list[Person]:
    """Who is asked about a call: its contact, else the coordinators."""
    contact = Person.objects.filter(pk=call.contact_id, is_active=True).first() if call.contact_id else None
    return [contact] if contact is not None else coordinators_here()


def calls_at_place(place: Place) -> QuerySet[Call]:
    """Public calls with a challenge of the place, those that close last first."""
    rows = CallChallenge.objects.filter(challenge__place=place).values("call")
    return public_calls().filter(pk__in=rows).exclude(state=CallState.CANCELLED).order_by("-closes_at", "-pk")


def places_with_open_calls() -> Any:
    """Numbers of the places for a challenge of which one may apply now: for narrowing places."""
    open_now = open_calls(None).order_by().values("pk")
    return CallChallenge.objects.filter(call__in=open_now, challenge__place__isnull=False).values("challenge__place")


def unfinished_calls() -> QuerySet[Call]:
    """Past their deadline and not decided: somebody in the municipality has to act."""
    rows = Call.objects.filter(state__in=(CallState.PUBLISHED, CallState.CLOSED), closes_at__lt=timezone.now())
    return rows.select_related(*FOR_PAGES).order_by("closes_at", "pk")
