"""The relations that a link may have, in words from both ends, and which end came first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RELATIONS: dict[str, Relation] = {}


@dataclass(frozen=True)
class Relation:
    """forwards: said on the source's page of the target. backwards: said on the target's page of the source.

    source_is_later: on the source's page the target is where it came from; otherwise it is what came of it.
    """

    code: str
    forwards: str | Promise
    backwards: str | Promise
    source_is_later: bool

    def __post_init__(self) -> None:
        RELATIONS[self.code] = self


GREW_FROM = Relation("grew_from", _("Grew from"), _("Led to"), source_is_later=True)
ADOPTED_FROM = Relation("adopted_from", _("Adopted from"), _("Adopted as"), source_is_later=True)
ABOUT = Relation("about", _("Is about"), _("Written about this"), source_is_later=True)
SUPPORTS = Relation("supports", _("Supports"), _("Supported by"), source_is_later=False)
CONTRADICTS = Relation("contradicts", _("Speaks against"), _("Spoken against by"), source_is_later=False)
DECIDED_BY = Relation("decided_by", _("Decided by"), _("Decided on"), source_is_later=False)
OFFERS = Relation("offers", _("Offers"), _("Offered by"), source_is_later=False)
# A trial, an event: where it happens, or happened.
HELD_AT = Relation("held_at", _("Held at"), _("Held here"), source_is_later=True)
