"""Sending and withdrawing an application. The deadline is decided here, by the clock of the server, with the call locked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.applications import locked_application
from talkoot.activities.calls.content.application import seal_of
from talkoot.activities.calls.content.states import ApplicationState, CallState
from talkoot.activities.calls.events import ApplicationSubmitted, ApplicationWithdrawn
from talkoot.activities.calls.models.application import Application, ApplicationVersion, ConfidentialContent
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.permissions import SUBMIT_APPLICATION
from talkoot.activities.calls.queries.applications import (
    content_of,
    missing_for_submitting,
    version_in_force,
)
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

P = ParamSpec("P")
R = TypeVar("R")


class TooLate(Refusal):
    """The deadline had passed when the application reached the server."""


def late_is_noted(run: Callable[P, R]) -> Callable[P, R]:
    """A refusal for lateness undoes all else, and yet it is written in the audit: it can be shown who came when."""

    @functools.wraps(run)
    def with_note(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return run(*args, **kwargs)
        except TooLate:
            facts: dict[str, Any] = {name: kwargs[name] for name in ("actor", "application")}
            note_late(**facts)
            raise

    return with_note


@action("calls.refused_late", permission=None, of="application", label=_("Came with an application after the deadline"))
def note_late(*, actor: Actor, application: Application) -> None:
    """One line of the audit, nothing else."""


def call_held_for_submitting(call_id: int) -> tuple[Call, datetime]:
    """The call, which nobody can move while this transaction lasts, and the time read after it was held.

    FOR SHARE: any number submit at the same time; who moves the deadline or closes the call waits for them, and they for her.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM calls_call WHERE id = %s FOR SHARE", [call_id])
    return Call.objects.select_related("programme").get(pk=call_id), timezone.now()


def refuse_late(call: Call, now: datetime) -> None:
    if now > call.closes_at:
        raise TooLate(
            _("The deadline was %(deadline)s. This reached the server at %(received)s.")
            % {"deadline": to_the_second(call.closes_at), "received": to_the_second(now)},
            mend=_("It was not taken in. What you had sent before the deadline, if anything, is what is read."),
        )
    if call.state != CallState.PUBLISHED or now < call.opens_at:
        raise Refusal(_("One cannot apply in this call now."), mend=_("Its page tells when it is open."))


def to_the_second(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}.{local.microsecond // 1000:03d}"


@late_is_noted
@action("calls.submit_application", permission=SUBMIT_APPLICATION, of="application", label=_("Submitted an application"))
def submit_application(*, actor: Actor, application: Application) -> ApplicationVersion:
    """Freezes what stands now as the next version. Sending the same text twice gives the version that is there."""
    call, now = call_held_for_submitting(application.call_id)
    refuse_late(call, now)
    current = locked_application(application.pk)
    if current.state == ApplicationState.WITHDRAWN:
        raise Refusal(_("This application has been withdrawn."), mend=_("Begin a new one while the call is open."))
    if missing := missing_for_submitting(current):
        raise missing[0]
    content, confidential = content_of(current)
    seal = seal_of(current.code, content, confidential)
    before = version_in_force(current)
    if before is not None and before.content_hash == seal:
        return before
    version = ApplicationVersion.objects.create(
        application=current,
        number=before.number + 1 if before is not None else 1,
        content=content,
        content_hash=seal,
        received_at=now,
        submitted_by=actor if isinstance(actor, Person) else None,
    )
    ConfidentialContent.objects.create(version=version, content=confidential)
    current.state, current.submitted_at = ApplicationState.SUBMITTED, now
    current.save(update_fields=["state", "submitted_at", "changed_at"])
    publish(ApplicationSubmitted(version_id=version.pk))
    return version


@late_is_noted
@action("calls.withdraw_application", permission=SUBMIT_APPLICATION, of="application", label=_("Withdrew an application"))
def withdraw_application(*, actor: Actor, application: Application) -> Application:
    """Until the deadline. Nobody opens a withdrawn application; the lead may begin a new one for the same challenge."""
    call, now = call_held_for_submitting(application.call_id)
    refuse_late(call, now)
    current = locked_application(application.pk)
    if current.state == ApplicationState.WITHDRAWN:
        return current
    current.state, current.withdrawn_at = ApplicationState.WITHDRAWN, now
    current.save(update_fields=["state", "withdrawn_at", "changed_at"])
    publish(ApplicationWithdrawn(application_id=current.pk))
    return current
