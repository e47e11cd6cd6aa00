# Django finds models by this module; everything else imports the noun's own file.
from talkoot.commons.trials.models.calendar import Period, TermYear
from talkoot.commons.trials.models.closing import FollowUp, Quote, ResultPage, TrialDecision, TrialLesson
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.feedback import FeedbackRound, WaivedEvaluation
from talkoot.commons.trials.models.gates import GateRecord, HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.models.log import ChangeNote, ChangeReply, Incident, LogEntry, Standstill
from talkoot.commons.trials.models.plan import PlanAcceptance, PlannedSession, PlanRemark, PlanVersion
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision, SigningKey
from talkoot.commons.trials.models.review import MidReview
from talkoot.commons.trials.models.trial import Group, Material, OnSitePerson, Trial, TrialParty

__all__ = [
    "ChangeNote",
    "ChangeReply",
    "Concern",
    "FeedbackRound",
    "FollowUp",
    "GateRecord",
    "Group",
    "HeadDecision",
    "Incident",
    "InformationPage",
    "LogEntry",
    "Material",
    "MidReview",
    "OnSitePerson",
    "Period",
    "PlanAcceptance",
    "PlanRemark",
    "PlanVersion",
    "PlannedSession",
    "PrinciplesAcceptance",
    "Quote",
    "Reference",
    "ReferenceApplication",
    "ReferenceDecision",
    "ResultPage",
    "SigningKey",
    "Standstill",
    "TermYear",
    "Trial",
    "TrialDecision",
    "TrialLesson",
    "TrialParty",
    "WaivedEvaluation",
]
