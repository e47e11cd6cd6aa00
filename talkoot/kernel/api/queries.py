"""Reads about tokens."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.api.permissions import SEE_ALL_TOKENS
from talkoot.kernel.api.tokens import TokenText
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import allowed


def visible_tokens(person: Person) -> QuerySet[ApiToken]:
    """Her own tokens of the municipality in force; for administrators all."""
    tokens = ApiToken.objects.select_related("made_by")
    return tokens if allowed(person, SEE_ALL_TOKENS) else tokens.filter(made_by=person)


def tokens_in_force_of(person: Person) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(made_by=person, revoked_at=None, ends_at__gt=timezone.now())


def token_in_force(text: TokenText) -> ApiToken | None:
    """The row of this text in the municipality in force, which must be the one the text names; None when it does not hold."""
    token = ApiToken.objects.select_related("made_by", "municipality").filter(key=text.key).first()
    if token is None or not text.fits(token.secret_hash):
        return None
    return token if token.is_in_force and token.made_by.is_active else None


def not_yet_used_on(day: date) -> QuerySet[ApiToken]:
    """Tokens whose use on this day is still to be noted. Rows that another request is noting are passed over."""
    return ApiToken.objects.select_for_update(skip_locked=True).filter(Q(last_used_on=None) | Q(last_used_on__lt=day))
