"""Who may do what. Programmes, challenges and calls are coordinators' work; an application is its own team's until the deadline."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of, works_in
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, allowed, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.measures.permissions import keep


def is_coordinator(person: Any) -> bool:
    return isinstance(person, Person) and COORDINATOR.code in roles_of(person, municipality_in_force())


def is_of_the_lead(person: Any, application: Application) -> bool:
    return person is not None and application.organisation_id in organisation_ids_of(person)


def is_of_the_team(person: Any, application: Application) -> bool:
    """Of the lead, or of a partner that has confirmed."""
    if is_of_the_lead(person, application):
        return True
    return (
        person is not None
        and Membership.objects.filter(
            person=person,
            organisation__in=Partner.objects.filter(application=application, confirmed_at__isnull=False).values("organisation"),
        ).exists()
    )


def of_the_team(person: Any, application: Application | None) -> Refusal | None:
    if application is None or is_of_the_team(person, application):
        return None
    return Forbidden(_("Only the people of the applicants may change an application."))


def of_the_lead(person: Any, application: Application | None) -> Refusal | None:
    if application is None or is_of_the_lead(person, application):
        return None
    return Forbidden(_("Only the people of the lead applicant may do this."), mend=_("Ask them to do it."))


def acts_for(person: Any, organisation: Organisation | None) -> Refusal | None:
    if organisation is None or organisation.pk in organisation_ids_of(person):
        return None
    return Forbidden(_("You do not act for this organisation."), mend=_("Ask its contact person to invite you."))


def of_the_partner(person: Any, partner: Partner | None) -> Refusal | None:
    if partner is None or partner.organisation_id in organisation_ids_of(person):
        return None
    return Forbidden(_("Only the people of the partner may answer for it."), mend=_("Send them the address of this page."))


def not_own_application(person: Any, application: Application | None) -> Refusal | None:
    """An official who is of the applicant's own people is no official in its matter."""
    if application is None or not is_involved(person, application):
        return None
    return Forbidden(_("You act for one of the applicants."), mend=_("Another official handles this application."))


def is_involved(person: Any, application: Application) -> bool:
    partners = Partner.objects.filter(application=application, declined_at=None).values("organisation")
    return Membership.objects.filter(person=person, organisation__in=partners).exists() or is_of_the_lead(person, application)


def of_the_host(person: Any, challenge: Challenge | None) -> Refusal | None:
    if challenge is None or is_coordinator(person) or works_in(person, challenge.unit):
        return None
    return Forbidden(_("Only the host's own people and the coordinators may do this."))


VIEW = permit("calls.view", to=EVERYONE)
READ_DRAFTS = permit("calls.read_drafts", to=[READER])
COORDINATE = permit("calls.coordinate", to=[COORDINATOR])
WRITE_CHALLENGE = permit("calls.write_challenge", to=SIGNED_IN, rule=of_the_host)
ASK = permit("calls.ask", to=SIGNED_IN)
FOLLOW = permit("calls.follow", to=SIGNED_IN)
APPLY = permit("calls.apply", to=SIGNED_IN, rule=acts_for)
# Whether she may read it is said by queries/applications.py: who may not, finds nothing.
READ_APPLICATION = permit("calls.read_application", to=SIGNED_IN)
EDIT_APPLICATION = permit("calls.edit_application", to=SIGNED_IN, rule=of_the_team)
SUBMIT_APPLICATION = permit("calls.submit_application", to=SIGNED_IN, rule=of_the_lead)
ANSWER_AS_PARTNER = permit("calls.answer_as_partner", to=SIGNED_IN, rule=of_the_partner)
CHECK_ELIGIBILITY = permit("calls.check_eligibility", to=[COORDINATOR], rule=not_own_application)


def reads_challenge(person: Any, challenge: Any) -> Refusal | None:
    if challenge.is_public or allowed(person, READ_DRAFTS):
        return None
    return of_the_host(person, challenge) if person is not None else Forbidden(_("Sign in to do this."))


# The indicators of a challenge are set by its host and by the coordinators.
keep("calls.challenge", read=reads_challenge, write=of_the_host)


# --- From the jury to the evaluation of the programme: a block of its own ---
