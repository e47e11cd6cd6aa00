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


# --- Suggested needs ---


@dataclass(frozen=True)
class NeedSuggested(Event):
    """Somebody without an account has suggested a need."""

    suggestion_id: int


@dataclass(frozen=True)
class SuggestionTaken(Event):
    """A draft of a need has been made of it."""

    suggestion_id: int


# --- Rounds of places ---


@dataclass(frozen=True)
class RoundPublished(Event):
    """Every group may now see what it got."""

    round_id: int


@dataclass(frozen=True)
class AllocationAsked(Event):
    """A coordinator wants the places of a closed round to be given."""

    round_id: int


@dataclass(frozen=True)
class ReplayAsked(Event):
    """The stored result is to be computed once more and compared."""

    round_id: int


# --- Fairs ---


@dataclass(frozen=True)
class FairPublished(Event):
    """The programme stands: those in it are told their time."""

    fair_id: int


@dataclass(frozen=True)
class FairCancelled(Event):
    fair_id: int
