"""A juror's own review: saved as she writes, given once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.content.kinds import ReviewState, State
from talkoot.tools.reviews.content.ranking import Mean, as_decimal, total_of
from talkoot.tools.reviews.events import ReviewSubmitted
from talkoot.tools.reviews.models.assessment import Assessment, Criterion
from talkoot.tools.reviews.models.review import Assignment, Review, Score
from talkoot.tools.reviews.permissions import SCORE
from talkoot.tools.reviews.queries.assessments import criteria_of
from talkoot.tools.reviews.queries.candidates import visible_candidates
from talkoot.tools.reviews.queries.jurors import may_still_score
from talkoot.tools.reviews.queries.ranking import scale_of

LONGEST_TEXT = 4000


def open_to_score(assignment: Assignment, person: Actor) -> Assignment:
    """The assignment, held until the transaction ends, when the juror may write now.

    The assessment is held too: whoever opens the discussion or locks does so before or after this score, never in its middle.
    """
    assessment = Assessment.objects.select_for_update(no_key=True).get(pk=assignment.candidate.assessment_id)
    if not may_still_score(assessment):
        if assessment.state == State.SET_UP:
            raise Refusal(_("Scoring has not begun yet."))
        raise Refusal(_("The results are locked."), mend=_("Scores can no longer be given."))
    current = (
        Assignment.objects.select_for_update(of=("self",)).select_related("juror", "candidate__assessment").filter(pk=assignment.pk).first()
    )
    if current is None or not visible_candidates(person, assessment).filter(pk=current.candidate_id).exists():
        raise Refusal(_("This is no longer yours to read."), mend=_("Open your own reviews."))
    return current


def checked_value(value: Any, criterion: Criterion) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if not criterion.scale_min <= number <= criterion.scale_max:
        raise Refusal(
            _("“%(name)s”: give a whole number from %(low)d to %(high)d.")
            % {"name": criterion.title, "low": criterion.scale_min, "high": criterion.scale_max},
            field=f"value_{criterion.key}",
        )
    return number


def checked_text(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Refusal(_("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT}, field=field)
    return text.replace("\0", "").strip()


def written(assignment: Assignment, scores: Mapping[str, tuple[Any, str]], note: str) -> Review:
    """The draft with these scores. Criteria that are not named stay as they were."""
    review, _is_new = Review.objects.get_or_create(assignment=assignment)
    if review.state == ReviewState.SUBMITTED:
        raise Refusal(_("You have given this review already."), mend=_("It stands as you gave it."))
    criteria = {one.key: one for one in criteria_of(assignment.candidate.assessment)}
    if set(scores) - set(criteria):
        raise Refusal(_("One of the criteria is unknown."), mend=_("Reload the page."))
    review.note = checked_text(note, "note")
    review.save(update_fields=["note", "saved_at"])
    Score.objects.bulk_create(
        [
            Score(
                review=review,
                criterion=criteria[key],
                value=checked_value(value, criteria[key]),
                ground=checked_text(ground, f"ground_{key}"),
            )
            for key, (value, ground) in scores.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["value", "ground"],
    )
    return review


@action("reviews.save_review", permission=SCORE, of="assignment", label=_("Saved a draft of a review"))
def save_review(*, actor: Actor, assignment: Assignment, scores: Mapping[str, tuple[Any, str]], note: str = "") -> Review:
    """scores: {key of the criterion: (score or None, ground)}. Kept as a draft, for her eyes only."""
    return written(open_to_score(assignment, actor), scores, note)


@action("reviews.submit_review", permission=SCORE, of="assignment", label=_("Gave a review"))
def submit_review(*, actor: Actor, assignment: Assignment, scores: Mapping[str, tuple[Any, str]], note: str = "") -> Review:
    """Given once, whole: a score and a ground on every criterion."""
    current = open_to_score(assignment, actor)
    review = written(current, scores, note)
    given = {one.criterion_id: one for one in Score.objects.filter(review=review)}
    criteria = list(criteria_of(current.candidate.assessment))
    for criterion in criteria:
        score = given.get(criterion.pk)
        if score is None or score.value is None:
            raise Refusal(_("“%(name)s” has no score yet.") % {"name": criterion.title}, field=f"value_{criterion.key}")
        if not score.ground:
            raise Refusal(
                _("“%(name)s” has no ground yet.") % {"name": criterion.title},
                mend=_("One sentence on why, which the candidate may read."),
                field=f"ground_{criterion.key}",
            )
    total = total_of({pk: Mean(Fraction(one.value or 0), 1) for pk, one in given.items()}, [scale_of(one) for one in criteria])
    review.total = None if total is None else as_decimal(total)
    review.state, review.submitted_at = ReviewState.SUBMITTED, timezone.now()
    review.save(update_fields=["state", "submitted_at", "saved_at", "total"])
    publish(ReviewSubmitted(review_id=review.pk))
    return review


@action("reviews.reopen_review", permission=SCORE, of="assignment", label=_("Took a review back"))
def reopen_review(*, actor: Actor, assignment: Assignment) -> Review:
    """Back to a draft while everybody still scores alone: nobody has seen it."""
    current = open_to_score(assignment, actor)
    if current.candidate.assessment.state != State.SCORING:
        raise Refusal(_("Others have seen your scores."), mend=_("Say in the discussion what you see differently now."))
    review = Review.objects.filter(assignment=current, state=ReviewState.SUBMITTED).first()
    if review is None:
        raise Refusal(_("You have not given this review yet."))
    review.state, review.submitted_at, review.total = ReviewState.DRAFT, None, None
    review.save(update_fields=["state", "submitted_at", "saved_at", "total"])
    return review
