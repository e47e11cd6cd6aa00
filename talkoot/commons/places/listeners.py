"""Mail to those who wait: operators of a new proposal, senders of its answer. Each may be called twice: mail has a unique key."""

from __future__ import annotations

from typing import Any

from talkoot.commons.places.content.kinds import IntakeState, Part
from talkoot.commons.places.content.receipts import signature_of
from talkoot.commons.places.content.routes import ROUTES
from talkoot.commons.places.events import IntakeReceived, IntakeRefused, IntakeRouted
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.queries.places import people_of
from talkoot.kernel.events import on
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address

# --- The place itself, needs, intakes, lessons ---


def intake_of(pk: int, state: str) -> Intake | None:
    return Intake.objects.select_related("place__municipality", "person").filter(pk=pk, state=state).first()


@on(IntakeReceived)
def tell_of_proposal(event: IntakeReceived) -> None:
    """The sender gets the link to follow it, the operators the proposal to answer. The text itself stays on the page."""
    intake = intake_of(event.intake_id, IntakeState.RECEIVED)
    if intake is None:
        return
    tell_sender(intake, "proposal_received")
    for operator in people_of(intake.place, Part.OPERATOR):
        tell(operator, "proposal_waiting", intake, mail_address("places:intake", intake.pk))


@on(IntakeRouted)
def tell_sender_of_way(event: IntakeRouted) -> None:
    if intake := intake_of(event.intake_id, IntakeState.ROUTED):
        tell_sender(intake, "proposal_routed", route=ROUTES.get(intake.route))


@on(IntakeRefused)
def tell_sender_of_refusal(event: IntakeRefused) -> None:
    if intake := intake_of(event.intake_id, IntakeState.REFUSED):
        tell_sender(intake, "proposal_refused")


def tell_sender(intake: Intake, event: str, **context: Any) -> None:
    """To the address that was given; after two years it is gone, and nobody is told."""
    if intake.contact_email:
        address = mail_address("places:proposal", intake.pk, signature_of(intake))
        tell(intake.contact_email, event, intake, address, language=intake.language, **context)


def tell(to: Any, event: str, intake: Intake, address: str, language: str | None = None, **context: Any) -> None:
    post(
        to=to,
        event=f"places.{event}",
        template=f"places/mail/{event}",
        thing=intake,
        language=language,
        context={"intake": intake, "place": intake.place, "address": address} | context,
    )


# --- Facilities and bookings ---
