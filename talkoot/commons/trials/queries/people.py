"""To whom things of trials go: mail to few people, those who are named, else those who may act; and whose queue they wait in."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from talkoot.commons.trials.content.kinds import PLAN_SIDES, Side
from talkoot.commons.trials.models.log import ChangeReply
from talkoot.commons.trials.models.trial import Group, Trial, TrialParty
from talkoot.commons.trials.permissions import own_parties
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force, heads_of

# A large organisation has many people; mail goes to a few who pass it on.
MOST_OF_A_SIDE = 10


def people_of(trial: Trial, side: str) -> list[Person]:
    """The named contacts of the side and the adults of its groups; without any, contacts of the organisation or staff of the unit."""
    parties = list(TrialParty.objects.filter(trial=trial, side=side).select_related("contact"))
    named = {party.contact_id: party.contact for party in parties if party.contact is not None}
    if side == Side.HOST:
        for group in Group.objects.filter(trial=trial, adult__isnull=False).select_related("adult"):
            if group.adult is not None:
                named[group.adult_id] = group.adult
    if named:
        return [person for person in named.values() if person.is_active]
    if side == Side.HOST:
        members = Membership.objects.filter(unit__in=[party.unit_id for party in parties])
    else:
        members = Membership.objects.filter(organisation__in=[party.organisation_id for party in parties])
    rows = members.filter(person__is_active=True).select_related("person").order_by("-is_contact", "-is_head", "pk")
    return list({row.person_id: row.person for row in rows[:MOST_OF_A_SIDE]}.values())


def people_of_party(party: TrialParty) -> QuerySet[Person]:
    """Who may be its contact: those who work in the unit (or act for the whole of its organisation), or act for the partner."""
    members = Membership.objects.filter(organisation=party.organisation_id, person=OuterRef("pk"))
    if party.unit_id is not None:
        members = members.filter(Q(unit=party.unit_id) | Q(unit=None))
    return Person.objects.filter(Exists(members), is_active=True).order_by("name", "pk")


def answerers_of(trial: Trial) -> list[Person]:
    """Who answers concerns: the trial's coordinator, else all coordinators, and the head of the host unit."""
    found = {membership.person_id: membership.person for membership in heads_of(trial.unit).select_related("person")}
    if trial.coordinator is not None:
        found[trial.coordinator.pk] = trial.coordinator
    else:
        grants = grants_in_force().filter(role__in=("coordinator", "administrator"), person__erased_at=None).select_related("person")
        found |= {grant.person_id: grant.person for grant in grants.order_by("person_id")}
    return [person for person in found.values() if person.is_active]


# --- Conditions on rows that have a trial ---------------------------------------------------------------------------------


def of_side(person: Any, side: str) -> Q:
    """The person belongs to this side of the row's trial."""
    return Q(Exists(TrialParty.objects.filter(own_parties(person), side=side, trial=OuterRef("trial"))))


def headed_by(person: Any) -> Q:
    """The person heads the host unit of the row's trial."""
    return Q(Exists(Membership.objects.filter(person=person, is_head=True, unit=OuterRef("trial__unit"))))


def waits_for_reply_of(person: Any) -> Q:
    """A change note to which a side of the person has not replied."""
    waiting = Q(pk__in=[])
    for side in PLAN_SIDES:
        waiting |= of_side(person, side) & ~Q(Exists(ChangeReply.objects.filter(note=OuterRef("pk"), side=side)))
    return waiting


def asked_of(person: Any) -> Q:
    """A follow-up of a side of the person."""
    asked = Q(pk__in=[])
    for side in PLAN_SIDES:
        asked |= Q(side=side) & of_side(person, side)
    return asked
