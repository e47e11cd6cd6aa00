"""When both sides and the head have said yes: the listing has its partner and the trial is proposed."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.actions.listings import locked
from talkoot.activities.marketplace.content.kinds import GoAheadState, InterestState, State
from talkoot.activities.marketplace.events import InterestAgreed
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.phases import LIFE
from talkoot.activities.marketplace.queries.interest import places_taken
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index


def agree_when_all_hold(*, actor: Actor, interest: Interest) -> bool:
    """`interest` must be locked. False while something is still missing. Raises Refusal when the idea's places are taken."""
    if interest.unit_agreed_at is None or interest.partner_agreed_at is None:
        return False
    if not GoAhead.objects.filter(interest=interest, state=GoAheadState.GIVEN).exists():
        return False
    listing = locked(interest.listing_id)
    places = None if listing.unit_id is not None else listing.capacity
    if places is not None and places_taken(listing) >= places:
        raise Refusal(
            _("All %(count)d places of this idea are taken.") % {"count": places},
            mend=_("Ask the partner to make room."),
        )
    interest.state, interest.agreed_at = InterestState.AGREED, timezone.now()
    interest.save(update_fields=["state", "agreed_at", "changed_at"])
    is_full = listing.unit_id is not None or (places is not None and places_taken(listing) >= places)
    if is_full and listing.state in (State.PUBLISHED, State.RESTING, State.IN_CHECK):
        LIFE.take("match", listing, SYSTEM)
        listing.save(update_fields=["state", "changed_at"])
        index(listing)
    publish(InterestAgreed(interest_id=interest.pk))
    return True
