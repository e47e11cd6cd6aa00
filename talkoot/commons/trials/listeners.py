"""What happens after something was announced: mail to those who wait for it. Each may be called twice: mail has a unique key."""

from __future__ import annotations

from typing import Any

from django.db import models

from talkoot.commons.trials.events import ReferenceGranted, ReferenceRefused, ReferenceRequested, ReferenceRevoked
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.references import contacts_of_partner, officials_who_decide
from talkoot.kernel.events import on
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.models.person import Person

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
