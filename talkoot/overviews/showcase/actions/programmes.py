"""The programmes in which the municipality's projects were done."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.overviews.showcase.content.slugs import slug_of
from talkoot.overviews.showcase.models.project import Programme
from talkoot.overviews.showcase.permissions import WRITE


@action("showcase.add_programme", permission=WRITE, label=_("Added the programme"))
def add_programme(*, actor: Actor, name: Words, description: Words | None = None, slug: str = "") -> Programme:
    """Without `slug` its address is made of the name. Raises Refusal when the municipality has one of that address."""
    wanted = slug or slug_of(name.in_language())
    if not wanted:
        raise Refusal(_("No address can be made of this name."), mend=_("Write the address yourself."), field="slug")
    try:
        with transaction.atomic():
            return Programme.objects.create(slug=wanted, name=name, description=description or Words())
    except IntegrityError:
        raise Refusal(
            _("The municipality already has a programme with this address."), mend=_("Choose another address."), field="slug"
        ) from None


@action("showcase.change_programme", permission=WRITE, of="programme", label=_("Changed the programme"))
def change_programme(*, actor: Actor, programme: Programme, name: Words, description: Words) -> Programme:
    """Its address stays: filters of lists hold it."""
    programme.name, programme.description = name, description
    programme.save(update_fields=["name", "description"])
    return programme
