"""How a reference stands, in words and colour."""

from __future__ import annotations

from django import template

from talkoot.commons.trials.content.reference_words import Standing
from talkoot.commons.trials.models.reference import Reference

register = template.Library()
COLOURS = {Standing.VALID: "success", Standing.EXPIRED: "neutral", Standing.SUPERSEDED: "neutral", Standing.REVOKED: "danger"}


@register.filter
def standing_words(reference: Reference) -> str:
    """Of a row of public_references()."""
    return str(Standing(reference.standing).label)  # type: ignore[attr-defined]


@register.filter
def standing_colour(reference: Reference) -> str:
    return COLOURS[Standing(reference.standing)]  # type: ignore[attr-defined]
