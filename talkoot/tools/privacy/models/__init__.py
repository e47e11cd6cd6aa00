# Django finds models by this module; everything else imports the noun's own file.
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment, LegalBasis, Risk
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate, RetentionClock
from talkoot.tools.privacy.models.lane import DataAnswers, DataQuestionnaire, LaneAdvice, LaneDecision
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningCriterion, ScreeningItem
from talkoot.tools.privacy.models.settings import PrivacySettings

__all__ = [
    "Advice",
    "AssessmentDecision",
    "ConsentCount",
    "DataAnswers",
    "DataQuestionnaire",
    "DeletionCertificate",
    "ImpactAssessment",
    "LaneAdvice",
    "LaneDecision",
    "LegalBasis",
    "PrivacySettings",
    "Product",
    "ProductVersion",
    "RetentionClock",
    "Risk",
    "ScreeningCriterion",
    "ScreeningItem",
]
