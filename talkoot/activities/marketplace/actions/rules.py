"""Accepting the rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.permissions import ACCEPT_RULES
from talkoot.activities.marketplace.queries.rules import rules_in_force
from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of, unit_ids_of
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal


def speaks_for(by: Actor, organisation: Organisation, unit: Unit | None) -> bool:
    if by is SYSTEM:
        return True
    if not isinstance(by, Person):
        return False
    return unit.pk in unit_ids_of(by) if unit is not None else organisation.pk in organisation_ids_of(by)


@action("marketplace.accept_rules", permission=ACCEPT_RULES, label=_("Accepted the rules of the marketplace"))
def accept_rules(*, actor: Actor, organisation: Organisation, unit: Unit | None = None, content_hash: str = "") -> RulesAcceptance:
    """Accept the rules in force for the organisation or one of its units. Accepting twice gives the first acceptance.

    content_hash: of the rules that were read; when others have come into force meanwhile they are read first.
    """
    if unit is not None and unit.organisation_id != organisation.pk:
        raise ValueError("The unit is of another organisation.")
    if not speaks_for(actor, organisation, unit):
        raise Forbidden(_("Only its own people accept the rules for a unit or an organisation."))
    rules = rules_in_force()
    if rules is None:
        raise Refusal(
            _("The municipality has no operating model for the marketplace in use yet."), mend=_("A coordinator adopts or publishes one.")
        )
    if content_hash and content_hash != rules.content_hash:
        raise Refusal(_("The rules have changed while you read them."), mend=_("Read them again and accept."))
    accepted, _is_new = RulesAcceptance.objects.get_or_create(
        organisation=organisation,
        unit=unit,
        person=actor if isinstance(actor, Person) else None,
        model_slug=rules.model_slug,
        content_hash=rules.content_hash,
        defaults={"version": rules.version.number},
    )
    return accepted
