from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event

# --- The place itself, needs, intakes, lessons ---


@dataclass(frozen=True)
class PlacePublished(Event):
    place_id: int


@dataclass(frozen=True)
class NeedPublished(Event):
    need_id: int


@dataclass(frozen=True)
class IntakeReceived(Event):
    intake_id: int


@dataclass(frozen=True)
class IntakeRefused(Event):
    intake_id: int


@dataclass(frozen=True)
class IntakeRouted(Event):
    intake_id: int


# --- Facilities and bookings ---


@dataclass(frozen=True)
class BookingAsked(Event):
    """A booking was asked for: it has its time or waits for it, see its state."""

    booking_id: int


@dataclass(frozen=True)
class BookingConfirmed(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingDeclined(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingCancelled(Event):
    """Called off by the organiser or by the place; or an offered time was not accepted in time."""

    booking_id: int


@dataclass(frozen=True)
class TimeOffered(Event):
    """A time became free and is held for a booking that waited."""

    booking_id: int


@dataclass(frozen=True)
class SeriesBooked(Event):
    series_id: int
