# Django finds models by this module; everything else imports the noun's own file.
from talkoot.activities.calls.models.after import AfterDecision
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
from talkoot.activities.calls.models.decision import Decision, DecisionDraft, DecisionLine, DraftLine
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.models.evaluation import ProgrammeEvaluation
from talkoot.activities.calls.models.jury import Jury
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.programme import Programme, ProgrammeDate, ProgrammeHost
from talkoot.activities.calls.models.questions import CallFollower, Question
from talkoot.activities.calls.models.report import Report, ReportReply

__all__ = [
    "AfterDecision",
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
    "Decision",
    "DecisionDraft",
    "DecisionLine",
    "DraftLine",
    "Eligibility",
    "Jury",
    "KickOff",
    "Milestone",
    "Opening",
    "Partner",
    "Programme",
    "ProgrammeDate",
    "ProgrammeEvaluation",
    "ProgrammeHost",
    "Question",
    "Report",
    "ReportReply",
]
