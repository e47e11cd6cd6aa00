"""How far an assessment has come: for those who run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from talkoot.tools.reviews.content.kinds import ReviewState
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Conflict
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.permissions import juror_of
from talkoot.tools.reviews.queries.jurors import Work, jurors_of, visible_reviews, work_of


@dataclass(frozen=True)
class JurorProgress:
    work: Work
    conflicts: int


@dataclass(frozen=True)
class Progress:
    """candidates: not withdrawn; complete: with as many given reviews as wanted; short: with fewer readers than wanted."""

    candidates: int
    complete: int
    short: int
    assigned: int
    given: int
    jurors: tuple[JurorProgress, ...]

    @property
    def declared(self) -> int:
        return sum(one.work.juror.declared_at is not None for one in self.acting)

    @property
    def acting(self) -> tuple[JurorProgress, ...]:
        return tuple(one for one in self.jurors if one.work.juror.dismissed_at is None)


def progress_of(assessment: Assessment) -> Progress:
    """Four queries, whatever the numbers."""
    conflicts = Conflict.objects.filter(juror=OuterRef("pk"), candidate__is_withdrawn=False).order_by().values("juror")
    counted = Subquery(conflicts.annotate(count=Count("pk")).values("count"))
    jurors = list(jurors_of(assessment).annotate(conflicts_count=Coalesce(counted, 0, output_field=IntegerField())))
    work = work_of(jurors)
    candidates = Candidate.objects.filter(assessment=assessment, is_withdrawn=False).count()
    readers = list(
        Assignment.objects.filter(candidate__assessment=assessment, candidate__is_withdrawn=False)
        .values("candidate")
        .annotate(readers=Count("pk"), given=Count("pk", filter=Q(review__state=ReviewState.SUBMITTED)))
        .order_by()
        .values_list("readers", "given")
    )
    wanted = assessment.reviews_wanted
    return Progress(
        candidates,
        sum(given >= wanted for _readers, given in readers),
        candidates - sum(count >= wanted for count, _given in readers),
        sum(count for count, _given in readers),
        sum(given for _readers, given in readers),
        tuple(JurorProgress(work[juror.pk], juror.conflicts_count) for juror in jurors),
    )


def with_progress(candidates: QuerySet[Candidate], seen: Q) -> QuerySet[Any]:
    """Each with readers_count, given_count and spread (points of 100 between the highest and the lowest total of a given review), of
    the reviews that whoever asks may see: seen_reviews()."""
    return candidates.annotate(
        readers_count=Count("assignments"),
        given_count=Count("assignments__review", filter=seen),
        spread=Max("assignments__review__total", filter=seen) - Min("assignments__review__total", filter=seen),
    )


def seen_reviews(person: Any, assessment: Assessment) -> Q:
    """Condition on candidates' reviews, the same as visible_reviews(): given ones, and for a juror only those she may see."""
    given = Q(assignments__review__state=ReviewState.SUBMITTED)
    if juror_of(person, assessment) is None:
        return given
    return given & Q(assignments__review__in=visible_reviews(person, assessment).values("pk"))
