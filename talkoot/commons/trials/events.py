from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class TrialProposed(Event):
    trial_id: int


@dataclass(frozen=True)
class PlanProposed(Event):
    version_id: int


@dataclass(frozen=True)
class PlanAccepted(Event):
    """Both sides have accepted this version."""

    trial_id: int
    version_id: int


@dataclass(frozen=True)
class TrialStarted(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialPaused(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialResumed(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialStopped(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialCancelled(Event):
    trial_id: int


@dataclass(frozen=True)
class EvaluationBegun(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialCompleted(Event):
    trial_id: int
