"""Reads about applications. readable_applications() is the one rule of who reads what, and until the deadline it knows no office."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.activities.calls.content.states import ApplicationState, CallState
from talkoot.activities.calls.models.application import (
    Answer,
    Application,
    ApplicationFile,
    ApplicationVersion,
    ConfidentialAnswer,
    ConfidentialContent,
    Partner,
)
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.permissions import COORDINATE, is_of_the_team
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import allowed

FOR_PAGES = ("municipality", "call__programme", "challenge__unit", "organisation")


def own_applications(person: Any) -> QuerySet[Application]:
    """Of the organisations for which the person acts, as lead or as a partner that has not declined; in every state."""
    mine = organisation_ids_of(person)
    asked = Partner.objects.filter(application=OuterRef("pk"), organisation__in=mine, declined_at=None)
    return Application.objects.filter(Q(organisation__in=mine) | Exists(asked)).select_related(*FOR_PAGES)


def readable_applications(person: Any) -> QuerySet[Application]:
    """Until the deadline nobody but the applicants' own people, whatever her role; afterwards also coordinators, what was submitted.

    A call that was cancelled before its deadline is never opened. Coordinators who act for an applicant read their own only.
    """
    if person is None:
        return Application.objects.none()
    own = own_applications(person)
    if not allowed(person, COORDINATE):
        return own
    opened = Q(state=ApplicationState.SUBMITTED, call__closes_at__lt=timezone.now()) & ~Q(call__state=CallState.CANCELLED)
    return Application.objects.filter(Q(pk__in=own.values("pk")) | opened).select_related(*FOR_PAGES)


def submitted_applications(call: Call) -> QuerySet[Application]:
    """What the work after the deadline begins with: nothing before it."""
    rows = Application.objects.filter(call=call, state=ApplicationState.SUBMITTED, call__closes_at__lt=timezone.now())
    return rows.exclude(call__state=CallState.CANCELLED).select_related(*FOR_PAGES).order_by("challenge", "pk")


def reads_confidential(person: Any, application: Application) -> bool:
    """The team itself, and officials once they may read the application at all. The jury reads through tools/reviews."""
    return is_of_the_team(person, application) or allowed(person, COORDINATE)


def answers_of(application: Application) -> dict[str, Answer]:
    return {row.key: row for row in Answer.objects.filter(application=application)}


def confidential_answers_of(application: Application) -> dict[str, ConfidentialAnswer]:
    return {row.key: row for row in ConfidentialAnswer.objects.filter(application=application)}


def partners_of(application: Application) -> QuerySet[Partner]:
    return Partner.objects.filter(application=application).select_related("organisation").order_by("pk")


def files_of(application: Application) -> QuerySet[ApplicationFile]:
    """Those of the draft as it is now."""
    return ApplicationFile.objects.filter(application=application, removed_at=None).select_related("file").order_by("pk")


def versions_of(application: Application) -> QuerySet[ApplicationVersion]:
    return ApplicationVersion.objects.filter(application=application).order_by("-number")


def version_in_force(application: Application) -> ApplicationVersion | None:
    """What was sent last; what officials and jurors read."""
    return versions_of(application).first()


def confidential_part(version: ApplicationVersion) -> dict[str, Any]:
    found = ConfidentialContent.objects.filter(version=version).first()
    return found.content if found is not None else {"answers": {}, "files": []}


def eligibility_of(application: Application) -> Eligibility | None:
    return Eligibility.objects.filter(application=application).select_related("official").first()


def openings_of(application: Application) -> QuerySet[Opening]:
    return Opening.objects.filter(application=application).select_related("person").order_by("-pk")


def partner_requests_of(person: Person) -> QuerySet[Partner]:
    """Consortia that wait for the person's organisation to confirm."""
    rows = Partner.objects.filter(organisation__in=organisation_ids_of(person), confirmed_at=None, declined_at=None)
    return rows.exclude(application__state=ApplicationState.WITHDRAWN).select_related("application__call", "organisation").order_by("pk")
