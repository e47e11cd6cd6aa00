"""Fairs: preparing, signing up for a pitch, the programme, cancelling."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.content.kinds import FairPart, FairState
from talkoot.activities.marketplace.events import FairCancelled, FairPublished
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.permissions import CHANGE_ITEM, COORDINATE, PITCH
from talkoot.activities.marketplace.phases import FAIR_LIFE
from talkoot.activities.marketplace.queries.fairs import items_of, pitch_count
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor, allowed
from talkoot.kernel.refusals import Refusal


def _locked(fair: FairEvent) -> FairEvent:
    """The row as it is now, held to the end: the last place in the programme may be wanted by two."""
    return FairEvent.objects.select_for_update().get(pk=fair.pk)


def _changeable(fair: FairEvent) -> FairEvent:
    current = _locked(fair)
    if current.state == FairState.CANCELLED:
        raise Refusal(_("The fair has been cancelled."), mend=_("Make a new one."))
    return current


@action("marketplace.make_fair", permission=COORDINATE, label=_("Made the fair"))
def make_fair(*, actor: Actor, **fields: Any) -> FairEvent:
    return FairEvent.objects.create(**fields)


@action("marketplace.change_fair", permission=COORDINATE, of="fair", label=_("Changed the fair"))
def change_fair(*, actor: Actor, fair: FairEvent, **fields: Any) -> FairEvent:
    current = _changeable(fair)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields, "changed_at"])
    return current


@action("marketplace.open_fair", permission=COORDINATE, of="fair", label=_("Opened the fair for pitches"))
def open_fair(*, actor: Actor, fair: FairEvent) -> FairEvent:
    current = _locked(fair)
    FAIR_LIFE.take("open", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("marketplace.publish_fair", permission=COORDINATE, of="fair", label=_("Published the programme of the fair"))
def publish_fair(*, actor: Actor, fair: FairEvent) -> FairEvent:
    current = _locked(fair)
    FAIR_LIFE.take("publish", current, actor)
    current.published_at = timezone.now()
    current.save(update_fields=["state", "published_at", "changed_at"])
    publish(FairPublished(fair_id=current.pk))
    return current


@action("marketplace.cancel_fair", permission=COORDINATE, of="fair", label=_("Cancelled the fair"))
def cancel_fair(*, actor: Actor, fair: FairEvent, reason: Words) -> FairEvent:
    """Everybody who signed up is told, with the reason."""
    current = _locked(fair)
    FAIR_LIFE.take("cancel", current, actor)
    current.cancel_reason = reason
    current.save(update_fields=["state", "cancel_reason", "changed_at"])
    publish(FairCancelled(fair_id=current.pk))
    return current


@action("marketplace.sign_up_pitch", permission=PITCH, of="organisation", label=_("Signed up for a pitch"))
def sign_up_pitch(*, actor: Actor, organisation: Organisation, fair: FairEvent, **fields: Any) -> FairItem:
    """fields: title, text, language, listing. One pitch of an organisation; as many as the programme holds."""
    current = _locked(fair)
    if current.state != FairState.OPEN or current.sign_up_until <= timezone.now():
        raise Refusal(_("Pitches are not taken now."), mend=_("See on the page of the fair when they are."))
    if pitch_count(current) >= current.most_pitches:
        raise Refusal(_("The programme is full."), mend=_("Ask the coordinator for a stand instead."))
    try:
        with transaction.atomic():
            return FairItem.objects.create(
                fair=current,
                kind=FairPart.PITCH,
                organisation=organisation,
                minutes=current.pitch_minutes,
                position=_next_position(current),
                person_id=getattr(actor, "pk", None),
                **fields,
            )
    except IntegrityError as error:
        if "one_pitch_of_an_organisation" not in str(error):
            raise
        raise Refusal(_("The organisation has signed up already."), mend=_("Change its pitch instead.")) from None


def _next_position(fair: FairEvent) -> int:
    return (items_of(fair).aggregate(last=Max("position"))["last"] or 0) + 1


@action("marketplace.save_item", permission=COORDINATE, of="fair", label=_("Saved an item of the programme"))
def save_item(*, actor: Actor, fair: FairEvent, item: FairItem) -> FairItem:
    item.fair = _changeable(fair)
    if item.pk is None:
        item.position, item.person_id = _next_position(item.fair), getattr(actor, "pk", None)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        if "one_pitch_of_an_organisation" not in str(error):
            raise
        raise Refusal(_("The organisation has a pitch already."), mend=_("Change that one instead."), field="organisation") from None
    return item


@action("marketplace.change_pitch", permission=CHANGE_ITEM, of="item", label=_("Changed the pitch"))
def change_pitch(*, actor: Actor, item: FairItem, **fields: Any) -> FairItem:
    _changeable(item.fair)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    return item


@action("marketplace.remove_item", permission=CHANGE_ITEM, of="item", label=_("Removed an item of the programme"))
def remove_item(*, actor: Actor, item: FairItem) -> None:
    """An organisation gives its pitch up itself until the programme is published; then the coordinator does."""
    current = _changeable(item.fair)
    if current.state == FairState.PUBLISHED and not allowed(actor, COORDINATE, current):
        raise Refusal(_("The programme has been published."), mend=_("Ask the coordinator to take the pitch out."))
    item.delete()


@action("marketplace.move_item_up", permission=COORDINATE, of="item", label=_("Changed the order of the programme"))
def move_item_up(*, actor: Actor, item: FairItem) -> FairItem:
    fair = _changeable(item.fair)
    items = list(items_of(fair))
    here = next((n for n, other in enumerate(items) if other.pk == item.pk), 0)
    if here:
        items[here - 1], items[here] = items[here], items[here - 1]
    for position, other in enumerate(items, start=1):
        other.position = position
    FairItem.objects.bulk_update(items, ["position"])
    return item
