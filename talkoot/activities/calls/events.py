from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class CallPublished(Event):
    call_id: int


@dataclass(frozen=True)
class DeadlineMoved(Event):
    """For all and publicly, before it had passed."""

    call_id: int
    change_id: int


@dataclass(frozen=True)
class CallClosed(Event):
    """The deadline has passed: the applications are opened."""

    call_id: int


@dataclass(frozen=True)
class CallCancelled(Event):
    call_id: int


@dataclass(frozen=True)
class QuestionAsked(Event):
    question_id: int


@dataclass(frozen=True)
class QuestionAnswered(Event):
    """The answer is public, for all at once."""

    question_id: int


@dataclass(frozen=True)
class QuestionSetAside(Event):
    question_id: int


@dataclass(frozen=True)
class PartnerAsked(Event):
    partner_id: int


@dataclass(frozen=True)
class PartnerAnswered(Event):
    partner_id: int


@dataclass(frozen=True)
class ApplicationSubmitted(Event):
    version_id: int


@dataclass(frozen=True)
class ApplicationWithdrawn(Event):
    application_id: int


@dataclass(frozen=True)
class EligibilityTold(Event):
    application_id: int


# --- From the jury to the evaluation of the programme: a block of its own ---


@dataclass(frozen=True)
class DecisionReleased(Event):
    """All applicants have been written to, and the decision is public."""

    decision_id: int
    call_id: int


@dataclass(frozen=True)
class KickOffBegun(Event):
    """Of a chosen application, or of a reserve whose turn it is (promoted_from_id)."""

    kick_off_id: int
    promoted_from_id: int | None


@dataclass(frozen=True)
class KickOffAgreed(Event):
    kick_off_id: int
    trial_id: int


@dataclass(frozen=True)
class KickOffFailed(Event):
    kick_off_id: int


@dataclass(frozen=True)
class ReportSent(Event):
    report_id: int
    number: int


@dataclass(frozen=True)
class ReportReturned(Event):
    report_id: int
    number: int


@dataclass(frozen=True)
class ReportApproved(Event):
    """By the host unit and the trial manager both."""

    report_id: int


@dataclass(frozen=True)
class PaymentApproved(Event):
    milestone_id: int


@dataclass(frozen=True)
class AfterDecided(Event):
    after_id: int


@dataclass(frozen=True)
class EvaluationPublished(Event):
    evaluation_id: int
