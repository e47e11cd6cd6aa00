"""An assessment's way: being set up → scoring → discussion → locked → released."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.content.kinds import State
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment, Review
from talkoot.tools.reviews.permissions import RUN
from talkoot.tools.reviews.queries.assessments import criteria_of
from talkoot.tools.reviews.queries.jurors import is_assignment_current


def has_criteria(assessment: Assessment) -> Refusal | None:
    if criteria_of(assessment).exists():
        return None
    return Refusal(_("There are no criteria yet."), mend=_("Set at least one before scoring begins."))


def has_candidates(assessment: Assessment) -> Refusal | None:
    if Candidate.objects.filter(assessment=assessment, is_withdrawn=False).exists():
        return None
    return Refusal(_("There is nothing to score yet."), mend=_("Candidates come in when the time to apply has ended."))


def is_assigned(assessment: Assessment) -> Refusal | None:
    if not Assignment.objects.filter(candidate__assessment=assessment).exists():
        return Refusal(
            _("Nobody has been given anything to read."), mend=_("Name jurors, wait for their declarations and draw who reads what.")
        )
    if is_assignment_current(assessment):
        return None
    return Refusal(_("Jurors, candidates or conflicts have changed since the draw."), mend=_("Draw once more who reads what."))


def has_reviews(assessment: Assessment) -> Refusal | None:
    if Review.objects.filter(assignment__candidate__assessment=assessment, submitted_at__isnull=False).exists():
        return None
    return Refusal(_("Nobody has given scores yet."), mend=_("Wait until the jurors have given theirs."))


LIFE = LifeCycle(
    "assessment",
    states=dict(State.choices),
    steps=[
        Step("begin_scoring", State.SET_UP, State.SCORING, _("Begin scoring"), RUN, needs=(has_criteria, has_candidates, is_assigned)),
        # Missing reviews are asked for by the action: it may go on without them when their time is over.
        Step("begin_discussing", State.SCORING, State.DISCUSSING, _("Open the discussion"), RUN, needs=(has_reviews,)),
        Step("lock", State.DISCUSSING, State.LOCKED, _("Lock the results"), RUN),
        Step("release", State.LOCKED, State.RELEASED, pgettext_lazy("results", "Release the results"), RUN),
    ],
)
