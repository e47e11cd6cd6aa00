# Django finds models by this module; everything else imports the noun's own file.
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun, Criterion
from talkoot.tools.reviews.models.candidate import Candidate, Party
from talkoot.tools.reviews.models.juror import Conflict, Interest, Juror
from talkoot.tools.reviews.models.review import Assignment, Consensus, Result, Review, Score

__all__ = [
    "Assessment",
    "Assignment",
    "AssignmentRun",
    "Candidate",
    "Conflict",
    "Consensus",
    "Criterion",
    "Interest",
    "Juror",
    "Party",
    "Result",
    "Review",
    "Score",
]
