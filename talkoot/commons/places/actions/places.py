"""Describing, publishing, reviewing and closing places."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.slugs import RESERVED_SLUGS, numbered, slug_of
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import BEGIN
from talkoot.commons.places.queries.places import slugs_like
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


def locked(place: Place) -> Place:
    """The row as it is now, held until the transaction ends."""
    return Place.objects.select_related("municipality").select_for_update(of=("self",)).get(pk=place.pk)


def free_slug(name: Words) -> str:
    """An address made of the name in the municipality's first language, with a number behind when others have it."""
    municipality = municipality_in_force()
    wanted = slug_of(name.in_language(municipality.default_language if municipality else None)) or "place"
    taken = slugs_like(wanted) | RESERVED_SLUGS
    return next(slug for n in range(1, len(taken) + 2) if (slug := numbered(wanted, n)) not in taken)


@action("places.begin_place", permission=BEGIN, label=_("Began to describe the place"))
def begin_place(*, actor: Actor, name: Words, slug: str = "", **fields: Any) -> Place:
    """A new draft. Without `slug` the address is made of the name. Raises Refusal when the given one is not free."""
    if slug in RESERVED_SLUGS:
        raise Refusal(_("The address is taken by a page of the site itself."), mend=_("Choose another address."), field="slug")
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                return Place.objects.create(slug=slug or free_slug(name), name=name, **fields)
        except IntegrityError:
            # An address of our own making may have been taken a moment ago; the next number is free.
            if slug or is_last:
                raise Refusal(
                    _("The municipality already has a place with this address."), mend=_("Choose another address."), field="slug"
                ) from None
    raise AssertionError("The last round returns or raises.")
