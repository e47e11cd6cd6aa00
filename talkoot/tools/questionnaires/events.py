from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class VersionPublished(Event):
    version_id: int


@dataclass(frozen=True)
class RoundOpened(Event):
    round_id: int


@dataclass(frozen=True)
class RoundClosed(Event):
    round_id: int
