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
