# Django finds models by this module; everything else imports the noun's own file.
from talkoot.activities.calls.models.application import (
    Answer,
    Application,
    ApplicationFile,
    ApplicationVersion,
    ConfidentialAnswer,
    ConfidentialContent,
    Partner,
)
from talkoot.activities.calls.models.call import Call, CallChallenge, CallCriterion, DeadlineChange
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.models.programme import Programme, ProgrammeDate, ProgrammeHost
from talkoot.activities.calls.models.questions import CallFollower, Question

# From the jury to the evaluation of the programme: a block of its own.

__all__ = [
    "Answer",
    "Application",
    "ApplicationFile",
    "ApplicationVersion",
    "Call",
    "CallChallenge",
    "CallCriterion",
    "CallFollower",
    "Challenge",
    "ConfidentialAnswer",
    "ConfidentialContent",
    "DeadlineChange",
    "Eligibility",
    "Opening",
    "Partner",
    "Programme",
    "ProgrammeDate",
    "ProgrammeHost",
    "Question",
]
