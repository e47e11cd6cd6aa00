from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class AssessmentOpened(Event):
    """Jurors may score from now on."""

    assessment_id: int


@dataclass(frozen=True)
class JurorNamed(Event):
    juror_id: int


@dataclass(frozen=True)
class ReadersDrawn(Event):
    """number: of the draw."""

    assessment_id: int
    number: int


@dataclass(frozen=True)
class ReviewSubmitted(Event):
    review_id: int


@dataclass(frozen=True)
class ResultsLocked(Event):
    assessment_id: int


@dataclass(frozen=True)
class ResultsReleased(Event):
    assessment_id: int
