from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class ListingSent(Event):
    listing_id: int


@dataclass(frozen=True)
class ListingPublished(Event):
    listing_id: int


@dataclass(frozen=True)
class ListingReturned(Event):
    listing_id: int


@dataclass(frozen=True)
class ListingRested(Event):
    listing_id: int


@dataclass(frozen=True)
class MessageSent(Event):
    """Also the first message, by which interest is shown."""

    message_id: int


@dataclass(frozen=True)
class InterestEnded(Event):
    """Declined or withdrawn, with a reason."""

    interest_id: int


@dataclass(frozen=True)
class SideAgreed(Event):
    interest_id: int
    side: str


@dataclass(frozen=True)
class InterestAgreed(Event):
    """Both sides and the head have said yes: the trial has been proposed."""

    interest_id: int


@dataclass(frozen=True)
class GoAheadAsked(Event):
    go_ahead_id: int


@dataclass(frozen=True)
class GoAheadDecided(Event):
    go_ahead_id: int
