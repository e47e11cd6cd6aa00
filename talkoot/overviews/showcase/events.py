from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class ProjectPublished(Event):
    project_id: int


@dataclass(frozen=True)
class QuestionAsked(Event):
    question_id: int


@dataclass(frozen=True)
class QuestionAnswered(Event):
    question_id: int


@dataclass(frozen=True)
class InterestShown(Event):
    interest_id: int
