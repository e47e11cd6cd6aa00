"""What the templates of agreements show, prepared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of
from talkoot.tools.agreements.content.states import State
from talkoot.tools.agreements.models.signing import SigningRight

register = template.Library()

STATE_COLORS = {
    State.DRAFT: "neutral",
    State.OFFERED: "warning",
    State.SIGNED: "success",
    State.ENDED: "neutral",
    State.TERMINATED: "danger",
    State.WITHDRAWN: "neutral",
}


@register.filter
def in_reader_language(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def agreement_color(state: str) -> str:
    return STATE_COLORS.get(State(state), "neutral")


@register.filter
def is_right_in_force(right: SigningRight, today: date) -> bool:
    return right.is_in_force(today)


@register.filter
def may_be_ended(right: SigningRight, may_end: dict[str, Any]) -> bool:
    """By the reader of the list of rights, as its page has found out."""
    if right.ended_at is not None:
        return False
    if right.organisation_id is None:
        return bool(may_end["of_municipality"])
    return bool(may_end["of_all_organisations"] or right.organisation_id in may_end["of_organisations"])


@register.filter
def history_of(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])


@register.filter
def short_hash(digest: str) -> str:
    """Enough of a hash to recognise it by; the whole one is in the evidence."""
    return f"{digest[:12]}…" if len(digest) > 12 else digest
