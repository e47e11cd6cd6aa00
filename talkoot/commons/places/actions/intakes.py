"""Proposing something to a place, and answering it: taken further on a way, or declined with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.kinds import USE_REFUSALS, IntakeState, Reason, Use
from talkoot.commons.places.content.promises import after_working_days
from talkoot.commons.places.content.routes import ROUTES
from talkoot.commons.places.events import IntakeReceived, IntakeRefused, IntakeRouted
from talkoot.commons.places.models.intake import Intake, TurnedAway
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import OPERATE, PROPOSE
from talkoot.commons.places.phases import INTAKE_LIFE
from talkoot.commons.places.queries.intakes import intake_of_key
from talkoot.commons.places.queries.versions import newest_version
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.receipts import hash_of_receipt, read_receipt
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

TEXTS = ("title", "what", "for_whom", "needed", "disturbance", "data", "timing")
# A place gets a few proposals a day; a flood must not bury those that wait.
MOST_WAITING = 300


def use_refusal(place: Place, uses: Iterable[str]) -> Refusal | None:
    """Why none of these uses can be proposed to the place, or None."""
    refused = [use for use in Use if use in uses and use in place.refused_uses]
    if not refused:
        return None
    return Refusal(" ".join(str(USE_REFUSALS[use]) for use in refused), field="uses")


@action("places.turn_away", permission=PROPOSE, of="place")
def turn_away(*, actor: Actor, place: Place, uses: Iterable[str]) -> Place:
    """Count which refused uses somebody wished, and nothing else."""
    refused = [use for use in Use if use in uses and use in place.refused_uses]
    TurnedAway.objects.bulk_create([TurnedAway(place=place, use=use) for use in refused])
    return place


@action("places.propose", permission=PROPOSE, of="place", label=_("Proposed something to the place"))
def propose(
    *,
    actor: Actor,
    place: Place,
    once_key: str,
    sender_kind: str,
    contact_name: str,
    contact_email: str,
    language: str,
    uses: Iterable[str] = (),
    accepts_terms: bool = False,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    **texts: Any,
) -> Intake:
    """A proposal with its promise of an answer. once_key: a receipt made with the form, so that sending twice proposes once.

    uses: codes of Use that the sender ticked; one that the place refuses is refused at once, with the reason.
    """
    if unknown := set(texts) - set(TEXTS):
        raise TypeError(f"A proposal has no {sorted(unknown)}.")
    if not place.is_published:
        raise Refusal(_("The place takes no proposals now."), mend=_("Look at other places of the municipality."))
    if refusal := use_refusal(place, uses):
        raise refusal
    if not accepts_terms:
        raise Refusal(_("Nothing happens in the place before its terms are accepted."), mend=_("Read the terms."), field="accepts_terms")
    if not read_receipt(once_key):
        raise Refusal(_("The form is too old."), mend=_("Load the page again; what you wrote is kept."))
    key = hash_of_receipt(read_receipt(once_key))
    if known := intake_of_key(key):
        return known
    if Intake.objects.filter(place=place, state=IntakeState.RECEIVED).count() >= MOST_WAITING:
        raise Refusal(_("Very many proposals wait for an answer."), mend=_("Write to the contact of the place."))
    person = actor if isinstance(actor, Person) else None
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                place=place,
                version=newest_version(place),
                sender_kind=sender_kind,
                contact_name=contact_name,
                contact_email=contact_email,
                language=language,
                organisation=organisation,
                organisation_name=organisation.name if organisation else organisation_name,
                person=person,
                once_key=key,
                due_at=after_working_days(timezone.now(), place.promise_days),
                **texts,
            )
    except IntegrityError:
        known = intake_of_key(key)
        if known is None:
            raise
        return known
    publish(IntakeReceived(intake_id=intake.pk))
    return intake


def locked(intake: Intake) -> Intake:
    return Intake.objects.select_related("place__municipality").select_for_update(of=("self",)).get(pk=intake.pk)


def _keep_answer(intake: Intake, actor: Actor, answer: str, language: str) -> None:
    intake.answer, intake.answer_language = answer.strip(), language if answer.strip() else ""
    intake.decided_at, intake.decided_by_id = timezone.now(), getattr(actor, "pk", None)
    intake.save(update_fields=["state", "route", "reason", "answer", "answer_language", "decided_at", "decided_by"])


@action("places.route_intake", permission=OPERATE, of="intake", label=_("Took a proposal further"))
def route_intake(*, actor: Actor, intake: Intake, route: str, answer: str = "", language: str = "") -> Intake:
    """The sender goes on by the route: a code that an activity has registered (content/routes.py)."""
    if route not in ROUTES:
        raise Refusal(_("Choose the way on."), field="route")
    current = locked(intake)
    INTAKE_LIFE.take("route", current, actor)
    current.route = route
    _keep_answer(current, actor, answer, language)
    publish(IntakeRouted(intake_id=current.pk))
    return current


@action("places.refuse_intake", permission=OPERATE, of="intake", label=_("Declined a proposal"))
def refuse_intake(*, actor: Actor, intake: Intake, reason: str, answer: str, language: str = "") -> Intake:
    """With a reason from the list, so that reasons can be counted, and in words, so that the sender understands."""
    if reason not in Reason.values:
        raise Refusal(_("Choose the reason."), field="reason")
    if not answer.strip():
        raise Refusal(_("Say in your own words why."), mend=_("The sender reads it."), field="answer")
    current = locked(intake)
    INTAKE_LIFE.take("refuse", current, actor)
    current.reason = reason
    _keep_answer(current, actor, answer, language)
    publish(IntakeRefused(intake_id=current.pk))
    return current


@action("places.withdraw_intake", permission=PROPOSE, of="intake", label=_("Withdrew a proposal"))
def withdraw_intake(*, actor: Actor, intake: Intake) -> Intake:
    """By whoever holds its link, while it has no answer. The page that calls this has found the proposal by the link."""
    current = locked(intake)
    INTAKE_LIFE.take("withdraw", current, actor)
    current.save(update_fields=["state"])
    return current
