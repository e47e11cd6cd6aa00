"""Making, using and revoking tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.api.permissions import MAKE_TOKEN, REVOKE_TOKEN
from talkoot.kernel.api.queries import not_yet_used_on, tokens_in_force_of
from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.api.tokens import new_token_text
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor, roles_of
from talkoot.kernel.refusals import Refusal

LONGEST_DAYS = 366
MOST_TOKENS = 20


@action("api.make_token", permission=MAKE_TOKEN)
def make_token(*, actor: Actor, name: str, scopes: Iterable[str], ends_at: datetime) -> ApiToken:
    """A token of the actor in the municipality in force. Its text is on the returned row once, as `text`, and nowhere later."""
    municipality = municipality_in_force()
    assert municipality is not None, "A token is made in a municipality."
    if not isinstance(actor, Person):
        raise Refusal(_("A token acts for a person."))
    chosen = [code for code in SCOPES if code in set(scopes)]
    if not chosen:
        raise Refusal(_("A token without scopes can do nothing."), mend=_("Choose at least one scope."), field="scopes")
    roles = roles_of(actor, municipality)
    if beyond := [str(SCOPES[code].label) for code in chosen if SCOPES[code].role.code not in roles]:
        raise Refusal(
            _("Your own role does not reach this far: %(scopes)s.") % {"scopes": ", ".join(beyond)},
            mend=_("Choose fewer scopes, or ask an administrator of the municipality for the role."),
            field="scopes",
        )
    now = timezone.now()
    if not now < ends_at <= now + timedelta(days=LONGEST_DAYS + 1):
        raise Refusal(_("A token ends within a year."), mend=_("Choose a day ahead, at most a year from now."), field="ends_on")
    # The person's row is the lock of the count: two windows cannot both make the twentieth.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if tokens_in_force_of(actor).count() >= MOST_TOKENS:
        raise Refusal(_("You have %(count)d tokens in force.") % {"count": MOST_TOKENS}, mend=_("Revoke one that is not in use."))
    text = new_token_text(municipality.slug)
    token = ApiToken.objects.create(name=name, scopes=chosen, made_by=actor, key=text.key, secret_hash=text.hash, ends_at=ends_at)
    token.text = text.whole  # type: ignore[attr-defined]
    return token


@action("api.revoke_token", permission=REVOKE_TOKEN, of="token")
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """From the next request on it opens nothing. Revoking again changes nothing."""
    current = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
    return current


@action("api.use_token", permission=None)
def note_use(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Note the day of the first use of each day; the caller asks only when the day has changed."""
    today = timezone.localdate()
    ApiToken.objects.filter(pk__in=not_yet_used_on(today).filter(pk=token.pk).values("pk")).update(last_used_on=today)
    return token
