"""What happens after something was announced: mail to those who wait for it. Each may be called twice: mail has a unique key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from talkoot.commons.trials.content.hours import next_working_time
from talkoot.commons.trials.content.kinds import Side
from talkoot.commons.trials.events import (
    ChangeProposed,
    ChangeSettled,
    ConcernAnswered,
    ConcernRaised,
    FollowUpAsked,
    IncidentReported,
    PlanAccepted,
    PlanProposed,
    ReferenceGranted,
    ReferenceRefused,
    ReferenceRequested,
    ReferenceRevoked,
    ResultPublished,
    TrialCancelled,
    TrialPaused,
    TrialProposed,
    TrialResumed,
    TrialStarted,
    TrialStopped,
)
from talkoot.commons.trials.models.closing import FollowUp, ResultPage
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.log import ChangeNote, Incident, Standstill
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.log import open_sides_of
from talkoot.commons.trials.queries.people import answerers_of, people_of
from talkoot.commons.trials.queries.plans import sides_missing
from talkoot.commons.trials.queries.references import contacts_of_partner, officials_who_decide
from talkoot.kernel.events import on
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import heads_of

# --- References -----------------------------------------------------------------------------------------------------------


@on(ReferenceRequested)
def tell_officials_of_application(event: ReferenceRequested) -> None:
    application = ReferenceApplication.objects.select_related("trial", "product_version__product").filter(
        pk=event.application_id, answered_at=None
    )
    for asked in application:
        for official in officials_who_decide():
            tell_of_reference(official, "reference_requested", asked.trial, asked, application=asked)


@on(ReferenceGranted)
def tell_partner_of_reference(event: ReferenceGranted) -> None:
    for reference in Reference.objects.select_related("trial").filter(pk=event.reference_id, revoked_at=None):
        for contact in contacts_of_partner(reference.trial):
            tell_of_reference(contact, "reference_granted", reference.trial, reference, reference=reference)


@on(ReferenceRefused)
def tell_partner_of_refusal(event: ReferenceRefused) -> None:
    for decision in ReferenceDecision.objects.select_related("trial", "product_version__product").filter(pk=event.decision_id):
        for contact in contacts_of_partner(decision.trial):
            tell_of_reference(contact, "reference_refused", decision.trial, decision, decision=decision)


@on(ReferenceRevoked)
def tell_partner_of_revocation(event: ReferenceRevoked) -> None:
    for reference in Reference.objects.select_related("trial", "revocation").filter(pk=event.reference_id, revoked_at__isnull=False):
        for contact in contacts_of_partner(reference.trial):
            tell_of_reference(contact, "reference_revoked", reference.trial, reference, reference=reference)


def tell_of_reference(to: Person, event: str, trial: Trial, thing: models.Model, **context: Any) -> None:
    reference = context.get("reference")
    address = mail_address("trials:reference", reference.code) if reference else mail_address("trials:trial_reference", trial.slug)
    post(
        to=to, event=f"trials.{event}", template=f"trials/mail/{event}", thing=thing, context={"trial": trial, "address": address} | context
    )


# --- From the start on ----------------------------------------------------------------------------------------------------


@on(ConcernRaised)
def tell_answerers_of_concern(event: ConcernRaised) -> None:
    """The text of a concern stays on the page: mail is read by others too."""
    for concern in Concern.objects.select_related("trial__unit", "trial__municipality").filter(pk=event.concern_id, answered_at=None):
        address = mail_address("trials:concern_answer", concern.pk)
        tell(answerers_of(concern.trial), "concern_raised", concern.trial, concern, address=address, concern=concern)


@on(ConcernAnswered)
def tell_sender_of_answer(event: ConcernAnswered) -> None:
    """Only who gave an address; others read it with their code."""
    for concern in Concern.objects.select_related("trial").filter(pk=event.concern_id, answered_at__isnull=False).exclude(email=""):
        post(
            to=concern.email,
            event="trials.concern_answered",
            template="trials/mail/concern_answered",
            thing=concern,
            language=concern.language,
            context={"trial": concern.trial, "concern": concern, "address": mail_address("trials:concern_find")},
        )


@on(TrialPaused)
def tell_sides_of_pause(event: TrialPaused) -> None:
    for standstill in Standstill.objects.select_related("trial__unit", "trial__municipality").filter(trial=event.trial_id, ended_at=None):
        trial = standstill.trial
        receivers = {*people_of(trial, Side.HOST), *people_of(trial, Side.PARTNER), *answerers_of(trial)}
        tell(receivers, "trial_paused", trial, standstill, reason=standstill.reason)


@on(TrialResumed)
def tell_sides_of_going_on(event: TrialResumed) -> None:
    last = Standstill.objects.select_related("trial__unit").filter(trial=event.trial_id, ended_at__isnull=False).order_by("-pk").first()
    if last is not None:
        tell(both_sides(last.trial), "trial_resumed", last.trial, last, reason=last.resume_reason)


@on(TrialStopped)
def tell_sides_of_stop(event: TrialStopped) -> None:
    for trial in Trial.objects.select_related("unit", "municipality").filter(pk=event.trial_id):
        tell(both_sides(trial) | set(answerers_of(trial)), "trial_stopped", trial, trial, reason=trial.halt_reason)


@on(IncidentReported)
def tell_of_incident(event: IncidentReported) -> None:
    for incident in Incident.objects.select_related("trial__unit", "trial__municipality").filter(pk=event.incident_id):
        trial = incident.trial
        receivers = {person for person in both_sides(trial) | set(answerers_of(trial)) if person.pk != incident.reported_by_id}
        tell(receivers, "incident_reported", trial, incident, incident=incident)


@on(ChangeProposed)
def tell_sides_that_reply(event: ChangeProposed) -> None:
    for note in ChangeNote.objects.select_related("trial").filter(pk=event.note_id, settled_at=None):
        address = mail_address("trials:change", note.trial.slug, note.pk)
        for side in open_sides_of(note):
            tell(people_of(note.trial, side), "change_proposed", note.trial, note, address=address, note=note)


@on(ChangeSettled)
def tell_sides_of_change(event: ChangeSettled) -> None:
    for note in ChangeNote.objects.select_related("trial").filter(pk=event.note_id, settled_at__isnull=False):
        address = mail_address("trials:change", note.trial.slug, note.pk)
        tell(both_sides(note.trial), "change_settled", note.trial, note, address=address, note=note)


@on(ResultPublished)
def tell_sides_of_result(event: ResultPublished) -> None:
    for result in ResultPage.objects.select_related("trial").filter(trial=event.trial_id, published_at__isnull=False):
        address = mail_address("trials:result", result.trial.slug)
        tell(both_sides(result.trial), "result_published", result.trial, result, address=address)


@on(FollowUpAsked)
def ask_side_of_follow_up(event: FollowUpAsked) -> None:
    for follow_up in FollowUp.objects.select_related("trial").filter(pk=event.follow_up_id, answered_at=None):
        address = mail_address("trials:follow_up", follow_up.pk)
        people = people_of(follow_up.trial, follow_up.side)
        tell(people, "follow_up_asked", follow_up.trial, follow_up, address=address, follow_up=follow_up)


def both_sides(trial: Trial) -> set[Person]:
    return {*people_of(trial, Side.HOST), *people_of(trial, Side.PARTNER)}


def tell(receivers: Iterable[Person], event: str, trial: Trial, thing: models.Model, *, address: str = "", **context: Any) -> None:
    """One mail each, in the receiver's language."""
    context |= {"trial": trial, "address": address or mail_address("trials:running", trial.slug)}
    for person in receivers:
        post(to=person, event=f"trials.{event}", template=f"trials/mail/{event}", thing=thing, context=context)


# --- Preparation: within working hours ------------------------------------------------------------------------------------


def trials_by_id(trial_id: int) -> models.QuerySet[Trial]:
    return Trial.objects.select_related("unit", "organisation", "municipality", "coordinator").filter(pk=trial_id)


def everybody(trial: Trial) -> set[Person]:
    coordinators = {trial.coordinator} if trial.coordinator is not None else set()
    return {*people_of(trial, Side.HOST), *people_of(trial, Side.PARTNER), *coordinators}


def tell_in_working_hours(
    receivers: Iterable[Person], event: str, trial: Trial, thing: models.Model, address: str = "", **more: Any
) -> None:
    for person in receivers:
        post(
            to=person,
            event=f"trials.{event}",
            template=f"trials/mail/{event}",
            thing=thing,
            due_at=next_working_time(timezone.localtime()),
            context={"trial": trial, "address": address or mail_address("trials:detail", trial.slug)} | more,
        )


@on(TrialProposed)
def tell_of_proposal(event: TrialProposed) -> None:
    """Both sides, and the head of the unit, whose go-ahead is asked."""
    for trial in trials_by_id(event.trial_id):
        heads = {membership.person for membership in heads_of(trial.unit)}
        tell_in_working_hours(everybody(trial) | heads, "trial_proposed", trial, trial)


@on(PlanProposed)
def tell_of_plan(event: PlanProposed) -> None:
    """The sides that have not accepted the version with the same press."""
    for version in PlanVersion.objects.select_related("trial__unit", "trial__municipality").filter(pk=event.version_id):
        address = mail_address("trials:plan_accept", version.trial.slug, version.number)
        for side in sides_missing(version):
            tell_in_working_hours(people_of(version.trial, side), "plan_proposed", version.trial, version, address, version=version)


@on(PlanAccepted)
def tell_of_acceptance(event: PlanAccepted) -> None:
    for version in PlanVersion.objects.select_related("trial__unit", "trial__municipality", "trial__coordinator").filter(
        pk=event.version_id
    ):
        tell_in_working_hours(everybody(version.trial), "plan_accepted", version.trial, version, version=version)


@on(TrialStarted)
def tell_of_start(event: TrialStarted) -> None:
    for trial in trials_by_id(event.trial_id):
        tell_in_working_hours(everybody(trial), "trial_started", trial, trial, mail_address("trials:running", trial.slug))


@on(TrialCancelled)
def tell_of_cancelling(event: TrialCancelled) -> None:
    for trial in trials_by_id(event.trial_id):
        tell_in_working_hours(everybody(trial), "trial_cancelled", trial, trial)
