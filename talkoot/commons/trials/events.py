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


# --- From the start on ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InformationPublished(Event):
    trial_id: int


@dataclass(frozen=True)
class ConcernRaised(Event):
    concern_id: int
    trial_id: int


@dataclass(frozen=True)
class ConcernAnswered(Event):
    concern_id: int
    trial_id: int


@dataclass(frozen=True)
class IncidentReported(Event):
    incident_id: int
    trial_id: int


@dataclass(frozen=True)
class IncidentResolved(Event):
    incident_id: int
    trial_id: int


@dataclass(frozen=True)
class ChangeProposed(Event):
    note_id: int
    trial_id: int


@dataclass(frozen=True)
class ChangeSettled(Event):
    note_id: int
    trial_id: int


@dataclass(frozen=True)
class TrialReviewed(Event):
    review_id: int
    trial_id: int


@dataclass(frozen=True)
class FeedbackOpened(Event):
    feedback_id: int
    trial_id: int


@dataclass(frozen=True)
class ResultPublished(Event):
    trial_id: int


@dataclass(frozen=True)
class TrialDecided(Event):
    decision_id: int
    trial_id: int


@dataclass(frozen=True)
class FollowUpAsked(Event):
    follow_up_id: int
    trial_id: int


@dataclass(frozen=True)
class FollowUpAnswered(Event):
    follow_up_id: int
    trial_id: int


# --- References -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReferenceRequested(Event):
    application_id: int


@dataclass(frozen=True)
class ReferenceGranted(Event):
    reference_id: int


@dataclass(frozen=True)
class ReferenceRefused(Event):
    trial_id: int
    decision_id: int


@dataclass(frozen=True)
class ReferenceRevoked(Event):
    reference_id: int
