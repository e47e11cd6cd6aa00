from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class IndicatorsLocked(Event):
    subject_kind: str
    subject_id: int


@dataclass(frozen=True)
class ReadingRecorded(Event):
    reading_id: int
