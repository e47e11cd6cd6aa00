from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class DataAnswered(Event):
    """The organisation has answered the data questionnaire of a version."""

    answers_id: int


@dataclass(frozen=True)
class LaneDecided(Event):
    version_id: int
    lane: str


@dataclass(frozen=True)
class AdviceAsked(Event):
    """An impact assessment waits for the data protection officer."""

    assessment_id: int


@dataclass(frozen=True)
class AdviceGiven(Event):
    assessment_id: int


@dataclass(frozen=True)
class AssessmentDecided(Event):
    assessment_id: int
    outcome: str


@dataclass(frozen=True)
class DeletionCertified(Event):
    certificate_id: int
    subject_kind: str
    subject_id: int
