"""Who may do what on the marketplace. A unit is spoken for by those who work in it, a partner by its own people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.content.kinds import Side
from talkoot.activities.marketplace.models.allocation import RoundApplication
from talkoot.activities.marketplace.models.fair import FairItem
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import is_head_of, organisation_ids_of, unit_ids_of
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def is_coordinator(person: Any) -> bool:
    return isinstance(person, Person) and COORDINATOR.code in roles_of(person, municipality_in_force())


def speaks_for_listing(person: Any, listing: Listing) -> bool:
    """Need: those who work in its unit. Idea: the people of its organisation."""
    if listing.unit_id is not None:
        return listing.unit_id in unit_ids_of(person)
    return listing.organisation_id in organisation_ids_of(person)


def side_of(person: Any, interest: Interest) -> Side | None:
    """The side of the conversation on which the person stands, or None for an outsider."""
    if person is None:
        return None
    if interest.unit_id in unit_ids_of(person):
        return Side.UNIT
    return Side.PARTNER if interest.organisation_id in organisation_ids_of(person) else None


def own_listing(person: Any, listing: Listing | None) -> Refusal | None:
    if listing is None or speaks_for_listing(person, listing) or is_coordinator(person):
        return None
    return Forbidden(_("Only the people of the unit or organisation that wrote it may do this."))


def four_eyes(person: Any, listing: Listing | None) -> Refusal | None:
    if listing is not None and listing.contact_id == person.pk:
        return Forbidden(_("This is your own listing."), mend=_("Another coordinator checks it."))
    return None


def takes_part(person: Any, interest: Interest | None) -> Refusal | None:
    if interest is None or side_of(person, interest) is not None:
        return None
    return Forbidden(_("Only the two sides of a conversation may write in it."))


def takes_part_or_coordinates(person: Any, interest: Interest | None) -> Refusal | None:
    return None if is_coordinator(person) else takes_part(person, interest)


def of_the_unit(person: Any, interest: Interest | None) -> Refusal | None:
    if interest is None or side_of(person, interest) == Side.UNIT:
        return None
    return Forbidden(_("Only the people of the unit may ask for its go-ahead."))


def head_of_the_unit(person: Any, go_ahead: GoAhead | None) -> Refusal | None:
    if go_ahead is None or is_head_of(person, go_ahead.unit):
        return None
    return Forbidden(_("Only the head of the unit gives its go-ahead."), mend=_("Ask the head to sign in and answer."))


def heads_unit(person: Any, unit: Any) -> Refusal | None:
    if unit is None or is_head_of(person, unit) or is_coordinator(person):
        return None
    return Forbidden(_("Only the head of the unit and the coordinators may do this."))


VIEW = permit("marketplace.view", to=EVERYONE)
READ_ALL = permit("marketplace.read_all", to=[READER])
ACCEPT_RULES = permit("marketplace.accept_rules", to=SIGNED_IN)
POST = permit("marketplace.post", to=SIGNED_IN)
EDIT = permit("marketplace.edit", to=SIGNED_IN, rule=own_listing)
CHECK = permit("marketplace.check", to=[COORDINATOR], rule=four_eyes)
COORDINATE = permit("marketplace.coordinate", to=[COORDINATOR])
SHOW_INTEREST = permit("marketplace.show_interest", to=SIGNED_IN)
READ_TALK = permit("marketplace.read_talk", to=SIGNED_IN, rule=takes_part_or_coordinates)
TALK = permit("marketplace.talk", to=SIGNED_IN, rule=takes_part)
ASK_GO_AHEAD = permit("marketplace.ask_go_ahead", to=SIGNED_IN, rule=of_the_unit)
DECIDE_GO_AHEAD = permit("marketplace.decide_go_ahead", to=SIGNED_IN, rule=head_of_the_unit)
SET_LIMIT = permit("marketplace.set_limit", to=SIGNED_IN, rule=heads_unit)


# --- Suggested needs ---


def answers_for_the_unit(person: Any, suggestion: Suggestion | None) -> Refusal | None:
    if suggestion is None or is_coordinator(person) or (suggestion.unit_id is not None and suggestion.unit_id in unit_ids_of(person)):
        return None
    return Forbidden(_("Only the people of the unit and the coordinators answer what is suggested to it."))


SUGGEST = permit("marketplace.suggest", to=EVERYONE)
ANSWER_SUGGESTION = permit("marketplace.answer_suggestion", to=SIGNED_IN, rule=answers_for_the_unit)


# --- Rounds of places and fairs ---


def speaks_for_unit(person: Any, unit: Unit | None) -> Refusal | None:
    if unit is None or unit.pk in unit_ids_of(person):
        return None
    return Forbidden(_("Only the people of the unit may do this."))


def of_the_group(person: Any, application: RoundApplication | None) -> Refusal | None:
    if application is None or application.unit_id in unit_ids_of(person) or is_coordinator(person):
        return None
    return Forbidden(_("Only the people of the unit may do this."))


def speaks_for_organisation(person: Any, organisation: Organisation | None) -> Refusal | None:
    if organisation is None or organisation.pk in organisation_ids_of(person):
        return None
    return Forbidden(_("Only the people of the organisation may do this."))


def own_item(person: Any, item: FairItem | None) -> Refusal | None:
    if item is None or is_coordinator(person) or item.organisation_id in organisation_ids_of(person):
        return None
    return Forbidden(_("Only the people of the organisation may do this."))


APPLY = permit("marketplace.apply", to=SIGNED_IN, rule=speaks_for_unit)
CHANGE_APPLICATION = permit("marketplace.change_application", to=SIGNED_IN, rule=of_the_group)
PITCH = permit("marketplace.pitch", to=SIGNED_IN, rule=speaks_for_organisation)
CHANGE_ITEM = permit("marketplace.change_item", to=SIGNED_IN, rule=own_item)
SEE_FIGURES = permit("marketplace.see_figures", to=[READER])
