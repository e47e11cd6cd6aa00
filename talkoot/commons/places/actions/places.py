"""Describing, publishing, reviewing and closing places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.kinds import IntakeState, NeedState, State
from talkoot.commons.places.content.slugs import RESERVED_SLUGS, numbered, slug_of
from talkoot.commons.places.events import PlacePublished
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceVersion
from talkoot.commons.places.permissions import BEGIN, DESCRIBE, OPERATE, PUBLISH
from talkoot.commons.places.phases import LIFE, described, has_contact, has_owner_and_operator
from talkoot.commons.places.queries.places import slugs_like
from talkoot.commons.places.queries.versions import FROZEN, facts_of, newest_version
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index

LONGEST_REVIEW_DAYS = 731
# Fields that describe_place() sets: all that is frozen, the picture, and the day of the next look.
DESCRIBED = {*FROZEN, "picture", "review_by"}


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
                place = Place.objects.create(slug=slug or free_slug(name), name=name, **fields)
            index(place)
            return place
        except IntegrityError:
            # An address of our own making may have been taken a moment ago; the next number is free.
            if slug or is_last:
                raise Refusal(
                    _("The municipality already has a place with this address."), mend=_("Choose another address."), field="slug"
                ) from None
    raise AssertionError("The last round returns or raises.")


def locked_for_change(place: Place) -> Place:
    """As locked(), for a change of what readers see. A closed place is history."""
    current = locked(place)
    if current.state == State.CLOSED:
        raise Refusal(_("The place is closed."), mend=_("Take it back to draft before it is changed."))
    return current


def freeze(place: Place) -> PlaceVersion | None:
    """Keep what a published place says now as its next version, when it differs from the last. The row of the place is locked."""
    if not place.is_published:
        return None
    facts, newest = facts_of(place), newest_version(place)
    if newest is not None and newest.facts == facts:
        return newest
    return PlaceVersion.objects.create(place=place, number=newest.number + 1 if newest else 1, facts=facts)


def index_all(place: Place) -> None:
    """The place and its public needs: they are found as long as the place is published."""
    index(place)
    for need in PlaceNeed.objects.filter(place=place, state=NeedState.PUBLISHED).select_related("place"):
        index(need)


def changed_on_page(place: Place) -> Place:
    """After any change of what readers see: search knows, and a published place has a new version."""
    freeze(place)
    index(place)
    return place


@action("places.describe_place", permission=DESCRIBE, of="place", label=_("Changed the description of the place"))
def describe_place(*, actor: Actor, place: Place, **fields: Any) -> Place:
    """Change fields of the place. Shown at once when it is published, and frozen as a version."""
    if unknown := set(fields) - DESCRIBED:
        raise TypeError(f"A place is not described by {sorted(unknown)}.")
    current = locked_for_change(place)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    for name, value in changed.items():
        setattr(current, name, value)
    if current.is_published:
        # What made it fit to be published may not be taken away while it is.
        for need in (described, has_owner_and_operator, has_contact):
            if refusal := need(current):
                raise refusal
    current.save(update_fields=[*changed, "name_order", "changed_at"])
    return changed_on_page(current)


@action("places.publish_place", permission=PUBLISH, of="place", label=_("Published the place"))
def publish_place(*, actor: Actor, place: Place, review_by: date | None = None) -> Place:
    """From now on everybody reads it and may propose something to it. `review_by`: when not set already."""
    current = locked(place)
    if review_by is not None:
        current.review_by = review_by
    LIFE.take("publish", current, actor)
    current.published_at = current.published_at or timezone.now()
    current.reviewed_at = timezone.now()
    current.save(update_fields=["state", "published_at", "reviewed_at", "review_by", "changed_at"])
    freeze(current)
    index_all(current)
    publish(PlacePublished(place_id=current.pk))
    return current


@action("places.review_place", permission=OPERATE, of="place", label=_("Looked the place through: it holds"))
def review_place(*, actor: Actor, place: Place, review_by: date) -> Place:
    """All that the page says still holds; the next look is at the latest on `review_by`, within LONGEST_REVIEW_DAYS."""
    current = locked(place)
    if not current.is_published:
        raise Refusal(_("Only a published place is looked through."), mend=_("Reload the page to see where it stands now."))
    today = timezone.localdate()
    if not today < review_by <= today + timedelta(days=LONGEST_REVIEW_DAYS):
        raise Refusal(_("The next look is between tomorrow and two years from now."), mend=_("Choose another day."), field="review_by")
    current.review_by, current.reviewed_at = review_by, timezone.now()
    current.save(update_fields=["review_by", "reviewed_at", "changed_at"])
    # Goals are set on pages of their own; what was looked through is what is frozen.
    return changed_on_page(current)


@action("places.close_place", permission=PUBLISH, of="place", label=_("Closed the place"))
def close_place(*, actor: Actor, place: Place) -> Place:
    """Its page is no longer public; open proposals must have been answered first."""
    current = locked(place)
    if Intake.objects.filter(place=current, state=IntakeState.RECEIVED).exists():
        raise Refusal(_("Somebody still waits for an answer to a proposal."), mend=_("Answer every proposal, then close the place."))
    LIFE.take("close", current, actor)
    current.save(update_fields=["state", "changed_at"])
    index_all(current)
    return current


@action("places.reopen_place", permission=PUBLISH, of="place", label=_("Took the place back to draft"))
def reopen_place(*, actor: Actor, place: Place) -> Place:
    current = locked(place)
    LIFE.take("reopen", current, actor)
    current.save(update_fields=["state", "changed_at"])
    index_all(current)
    return current


STEP_ACTIONS = {"publish": publish_place, "close": close_place, "reopen": reopen_place}
