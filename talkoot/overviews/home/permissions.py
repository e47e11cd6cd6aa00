from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def has_work_here(person: Any, thing: Any) -> Refusal | None:
    """Those with a role, and those who act for a unit or an organisation: heads decide, partners sign."""
    if roles_of(person, municipality_in_force()) or organisation_ids_of(person):
        return None
    return Forbidden(_("Nothing waits for you here: you act for no unit or organisation."), mend=_("Ask its contact person to invite you."))


VIEW = permit("home.view", to=EVERYONE)
QUEUE = permit("home.queue", to=SIGNED_IN, rule=has_work_here)
