"""Scores and their grounds as a person may see them: side by side on a page, and as rows of an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from talkoot.tools.reviews.content.kinds import OPEN_STATES, ReviewState
from talkoot.tools.reviews.content.redaction import Redactor
from talkoot.tools.reviews.models.assessment import Assessment, Criterion
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment, Consensus, Review, Score
from talkoot.tools.reviews.permissions import juror_of
from talkoot.tools.reviews.queries.assessments import criteria_list
from talkoot.tools.reviews.queries.candidates import reads_blind, redactors_of, titles_of, visible_candidates
from talkoot.tools.reviews.queries.jurors import visible_reviews

READ_AT_ONCE = 200


def visible_consensus(person: Any, assessment: Assessment) -> QuerySet[Consensus]:
    """A juror sees what was agreed once her own review of the candidate is given: it tells what others scored."""
    rows = Consensus.objects.filter(candidate__in=visible_candidates(person, assessment))
    if juror_of(person, assessment) is None:
        return rows
    if assessment.state not in OPEN_STATES:
        return rows.none()
    owing = Assignment.objects.filter(candidate=OuterRef("candidate"), juror__person=person).exclude(review__state=ReviewState.SUBMITTED)
    return rows.filter(~Exists(owing))


@dataclass(frozen=True)
class Given:
    """A score on one criterion: by a juror (`juror` is her name), or agreed by the jury (`juror` is "")."""

    candidate: Candidate
    title: str
    juror: str
    criterion: Criterion
    value: Any
    ground: str
    at: datetime | None
    is_own: bool = False


@dataclass(frozen=True)
class Note:
    """What a juror wrote of the whole."""

    juror: str
    text: str
    total: Any
    is_own: bool


def grounds_of(person: Any, assessment: Assessment, candidates: QuerySet[Candidate] | None = None) -> Iterator[Given]:
    """Row by row, candidate by candidate, a few hundred in memory at a time. Texts are redacted for whoever reads blind.

    Only candidates that the person may see and reviews that she may see; drafts never.
    """
    rows = visible_candidates(person, assessment) if candidates is None else candidates
    criteria = {one.pk: one for one in criteria_list(assessment)}
    ids = list(rows.order_by("number").values_list("pk", flat=True))
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        yield from grounds_of_some(person, assessment, list(Candidate.objects.filter(pk__in=some).order_by("number")), criteria)


def grounds_of_some(person: Any, assessment: Assessment, candidates: list[Candidate], criteria: dict[int, Criterion]) -> Iterator[Given]:
    titles = titles_of(person, assessment, candidates)
    redactors = redactors_of(candidates) if reads_blind(person, assessment) else {}
    reviews = visible_reviews(person, assessment).filter(assignment__candidate__in=candidates, state=ReviewState.SUBMITTED)
    scores = Score.objects.filter(review__in=reviews).select_related("review__assignment__juror__person")
    by_candidate: dict[int, list[Given]] = {one.pk: [] for one in candidates}
    by_id = {one.pk: one for one in candidates}
    for score in scores.order_by("review__assignment__juror", "criterion__order", "pk"):
        assignment = score.review.assignment
        candidate = by_id[assignment.candidate_id]
        by_candidate[candidate.pk].append(
            Given(
                candidate,
                titles[candidate.pk],
                str(assignment.juror.person),
                criteria[score.criterion_id],
                score.value,
                said(score.ground, redactors.get(candidate.pk)),
                score.review.submitted_at,
                is_own=assignment.juror.person_id == getattr(person, "pk", None),
            )
        )
    agreed = visible_consensus(person, assessment).filter(candidate__in=candidates).order_by("criterion__order", "pk")
    for one in agreed:
        candidate = by_id[one.candidate_id]
        ground = said(one.ground, redactors.get(candidate.pk))
        by_candidate[candidate.pk].append(
            Given(candidate, titles[candidate.pk], "", criteria[one.criterion_id], one.value.normalize(), ground, one.agreed_at)
        )
    for candidate in candidates:
        yield from by_candidate[candidate.pk]


def notes_of(person: Any, assessment: Assessment, candidate: Candidate) -> list[Note]:
    """What jurors wrote of the candidate as a whole, with their totals."""
    redactor = redactors_of([candidate])[candidate.pk] if reads_blind(person, assessment) else None
    rows: Iterable[Review] = (
        visible_reviews(person, assessment)
        .filter(assignment__candidate=candidate, state=ReviewState.SUBMITTED)
        .select_related("assignment__juror__person")
        .order_by("assignment__juror")
    )
    own = getattr(person, "pk", None)
    return [
        Note(str(one.assignment.juror.person), said(one.note, redactor), one.total, one.assignment.juror.person_id == own) for one in rows
    ]


def said(text: str, redactor: Redactor | None) -> str:
    return text if redactor is None else redactor.redact(text)
