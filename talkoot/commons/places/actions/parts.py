"""Rows of a place's page: user groups, host units, seats of the steering group; and its lessons."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.actions.places import changed_on_page, locked_for_change
from talkoot.commons.places.models.lessons import PlaceLesson
from talkoot.commons.places.models.place import Place, PlaceUnit, SteeringMember, UserGroup
from talkoot.commons.places.permissions import DESCRIBE
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_ROWS = 60
ROW_KINDS: dict[str, type[models.Model]] = {
    "groups": UserGroup,
    "units": PlaceUnit,
    "seats": SteeringMember,
    "lessons": PlaceLesson,
}


@action("places.save_row", permission=DESCRIBE, of="place", label=_("Changed a list on the page of the place"))
def save_row(*, actor: Actor, place: Place, row: Any) -> Place:
    """Add a row (an unsaved model of ROW_KINDS) behind the last one, or change one."""
    current = locked_for_change(place)
    rows = type(row).objects.filter(place=current)
    row.place = current
    if row.pk is None:
        if rows.count() >= MOST_ROWS:
            raise Refusal(_("The page has %(count)d of these already.") % {"count": MOST_ROWS}, mend=_("Remove one first."))
        if hasattr(row, "position"):
            row.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    elif not rows.filter(pk=row.pk).exists():
        raise Refusal(_("This was removed meanwhile."), mend=_("Add it again if it is needed."))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_("This is on the list already.")) from None
    return changed_on_page(current)


@action("places.remove_row", permission=DESCRIBE, of="place", label=_("Removed from a list on the page of the place"))
def remove_row(*, actor: Actor, place: Place, row: Any) -> Place:
    current = locked_for_change(place)
    type(row).objects.filter(place=current, pk=row.pk).delete()
    return changed_on_page(current)
