"""Tokens are made by those who may at least write drafts, each for herself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.roles import ADMINISTRATOR, EDITOR
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def own_token_or_administrator(person: Any, token: Any) -> Refusal | None:
    """Also who has lost her role ends her own token; an administrator ends anybody's."""
    if token is None or token.made_by_id == person.pk or ADMINISTRATOR.code in roles_of(person, municipality_in_force()):
        return None
    return Forbidden(_("Only its maker or an administrator may revoke a token."))


READ_DOCUMENTATION = permit("api.read_documentation", to=EVERYONE)
MAKE_TOKEN = permit("api.make_token", to=[EDITOR])
REVOKE_TOKEN = permit("api.revoke_token", to=SIGNED_IN, rule=own_token_or_administrator)
SEE_ALL_TOKENS = permit("api.see_all_tokens", to=[ADMINISTRATOR])
