"""Mail to those who wait for it. Every listener may be called twice: mail has a unique key.

Until the deadline nothing is sent to the municipality about applications: not even that one has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from talkoot.activities.calls.content.application import spaced
from talkoot.activities.calls.events import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CallCancelled,
    CallClosed,
    DeadlineMoved,
    EligibilityTold,
    PartnerAnswered,
    PartnerAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSetAside,
)
from talkoot.activities.calls.models.application import Application, ApplicationVersion, Partner
from talkoot.activities.calls.models.call import Call, DeadlineChange
from talkoot.activities.calls.models.eligibility import Eligibility
from talkoot.activities.calls.models.questions import Question
from talkoot.activities.calls.queries.applications import FOR_PAGES, contacts_of, team_of
from talkoot.activities.calls.queries.calls import answerers_of, coordinators_here, hearers_of
from talkoot.commons.trials.content.hours import next_working_time
from talkoot.kernel.events import on
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person


@on(QuestionAsked)
def tell_of_question(event: QuestionAsked) -> None:
    for question in questions(event.question_id).filter(answered_at=None, set_aside_at=None):
        address = ("calls:answer", question.pk)
        tell(answerers_of(question.call), "question_asked", question, address, in_working_hours=True, question=question)


@on(QuestionAnswered)
def tell_of_answer(event: QuestionAnswered) -> None:
    """All who follow the call or act for an applicant, at the same time."""
    for question in questions(event.question_id).filter(answered_at__isnull=False):
        tell(hearers_of(question.call), "question_answered", question, ("calls:call", question.call.slug), question=question)


@on(QuestionSetAside)
def tell_asker(event: QuestionSetAside) -> None:
    for question in questions(event.question_id).filter(set_aside_at__isnull=False, asked_by__isnull=False):
        tell([question.asked_by], "question_set_aside", question, ("calls:call", question.call.slug), question=question)


@on(DeadlineMoved)
def tell_of_new_deadline(event: DeadlineMoved) -> None:
    for change in DeadlineChange.objects.filter(pk=event.change_id).select_related("call__municipality"):
        tell(hearers_of(change.call), "deadline_moved", change, ("calls:call", change.call.slug), change=change, call=change.call)


@on(CallCancelled)
def tell_of_cancelling(event: CallCancelled) -> None:
    for call in Call.objects.filter(pk=event.call_id, state="cancelled").select_related("municipality"):
        tell(hearers_of(call), "call_cancelled", call, ("calls:call", call.slug), call=call)


@on(CallClosed)
def tell_coordinators_of_closing(event: CallClosed) -> None:
    for call in Call.objects.filter(pk=event.call_id, closed_at__isnull=False).select_related("municipality"):
        tell(coordinators_here(), "call_closed", call, ("calls:applications", call.slug), in_working_hours=True, call=call)


@on(PartnerAsked)
def tell_partner(event: PartnerAsked) -> None:
    for partner in partners(event.partner_id).filter(confirmed_at=None, declined_at=None):
        tell(contacts_of(partner.organisation_id), "partner_asked", partner, ("calls:partner", partner.pk), partner=partner)


@on(PartnerAnswered)
def tell_lead(event: PartnerAnswered) -> None:
    for partner in partners(event.partner_id):
        application = partner.application
        receivers = [application.contact] if application.contact is not None else contacts_of(application.organisation_id)
        period = str(partner.confirmed_at or partner.declined_at)
        tell(receivers, "partner_answered", partner, ("calls:application_partners", application.code), period=period, partner=partner)


@on(ApplicationSubmitted)
def send_receipt(event: ApplicationSubmitted) -> None:
    """The receipt, to the whole team and to nobody else."""
    rows = ApplicationVersion.objects.select_related(*(f"application__{name}" for name in FOR_PAGES))
    for version in rows.filter(pk=event.version_id):
        application = version.application
        tell(
            team_of(application),
            "application_submitted",
            version,
            ("calls:receipt", application.code, version.number),
            version=version,
            application=application,
            code=spaced(application.code),
            receipt=spaced(version.receipt),
        )


@on(ApplicationWithdrawn)
def tell_team_of_withdrawal(event: ApplicationWithdrawn) -> None:
    for application in applications(event.application_id).filter(state="withdrawn"):
        tell(team_of(application), "application_withdrawn", application, ("calls:mine",), application=application)


@on(EligibilityTold)
def tell_team_of_check(event: EligibilityTold) -> None:
    for application in applications(event.application_id):
        checked = Eligibility.objects.filter(application=application, released_at__isnull=False).first()
        if checked is not None:
            address = ("calls:application", application.code)
            tell(team_of(application), "eligibility_told", application, address, application=application, checked=checked)


def tell_team_of_deadline(application: Application, *, days: int) -> None:
    """A reminder; moved deadlines are reminded of anew."""
    period = f"{days} {application.call.closes_at.isoformat()}"
    address = ("calls:application", application.code)
    tell(team_of(application), "deadline_near", application, address, period=period, application=application, call=application.call)


def questions(pk: int) -> models.QuerySet[Question]:
    return Question.objects.filter(pk=pk).select_related("call__municipality", "asked_by")


def partners(pk: int) -> models.QuerySet[Partner]:
    rows = Partner.objects.filter(pk=pk).select_related("organisation", "application__call", "application__contact")
    return rows.select_related("organisation", "application__call", "application__contact", "application__organisation")


def applications(pk: int) -> models.QuerySet[Application]:
    return Application.objects.filter(pk=pk).select_related(*FOR_PAGES)


def tell(
    receivers: Iterable[Person | None],
    event: str,
    thing: models.Model,
    address: tuple[Any, ...],
    *,
    period: str = "",
    in_working_hours: bool = False,
    **context: Any,
) -> None:
    """One mail to each, in her language when the municipality speaks it. address: the name of a page and its arguments."""
    municipality = municipality_in_force()
    assert municipality is not None
    due_at = next_working_time(timezone.localtime()) if in_working_hours else None
    page, *arguments = address
    for receiver in receivers:
        if receiver is None:
            continue
        language = receiver.language if receiver.language in municipality.languages else municipality.default_language
        path = reversed_under(f"{municipality.path}{language}/", lambda: reverse(page, args=arguments))
        post(
            to=receiver,
            event=f"calls.{event}",
            template=f"calls/mail/{event}",
            thing=thing,
            period=period,
            language=language,
            due_at=due_at,
            context=context | {"page_url": settings.SITE_URL + path},
        )
