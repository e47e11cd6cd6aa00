"""The order of the candidates: as it would be now, or as it was locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum

from talkoot.tools.reviews.content.kinds import CLOSED_STATES, ReviewState
from talkoot.tools.reviews.content.ranking import Entry, Mean, Place, Scale, as_decimal, rank
from talkoot.tools.reviews.models.assessment import Assessment, Criterion, known
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Consensus, Result, Score
from talkoot.tools.reviews.queries.assessments import criteria_list


@dataclass(frozen=True)
class OnCriterion:
    """A candidate's score on one criterion as it counts: `value` on the criterion's scale, `count` jurors, or agreed by the jury."""

    key: str
    value: Decimal
    count: int
    is_agreed: bool
    is_below: bool


@dataclass(frozen=True)
class Ranked:
    """A candidate in its place. rank None: not ranked. total: 0 to 100, None without scores on every criterion."""

    candidate: Candidate
    rank: int | None
    total: Decimal | None
    passes_minimums: bool
    is_tied: bool
    resolved_by: str
    by_criterion: dict[str, OnCriterion]
    below: tuple[str, ...]

    @property
    def reviews_count(self) -> int:
        return max((one.count for one in self.by_criterion.values()), default=0)


def scale_of(criterion: Criterion) -> Scale:
    minimum = None if criterion.minimum is None else Fraction(criterion.minimum)
    return Scale(criterion.pk, criterion.key, criterion.weight, minimum, criterion.scale_min, criterion.scale_max)


def ranking_of(assessment: Assessment) -> list[Ranked]:
    """Best first, then those without a rank. Locked results as they were frozen; before, as the scores given so far have it.

    The caller asks who may see it: before the lock only those who run the assessment. At most four queries.
    """
    if assessment.state in CLOSED_STATES:
        return locked_ranking(assessment)
    return ranking_now(assessment)


def scores_of(assessment: Assessment) -> QuerySet[Score]:
    """Of every given review of candidates not withdrawn."""
    return Score.objects.filter(
        review__assignment__candidate__assessment=assessment,
        review__assignment__candidate__is_withdrawn=False,
        review__state=ReviewState.SUBMITTED,
        value__isnull=False,
    )


def agreed_scores(assessment: Assessment) -> list[tuple[int, int, Decimal]]:
    """(candidate, criterion, agreed score) of candidates not withdrawn; read once for a page."""
    rows = Consensus.objects.filter(candidate__assessment=assessment, candidate__is_withdrawn=False)
    return known(assessment, "agreed", lambda: list(rows.values_list("candidate", "criterion", "value")))


def entries_of(assessment: Assessment) -> tuple[list[Scale], dict[int, Candidate], list[Entry]]:
    """What the ranking is made from, without withdrawn candidates. Four queries."""
    scales = [scale_of(criterion) for criterion in criteria_list(assessment)]
    candidates = {one.pk: one for one in Candidate.objects.filter(assessment=assessment, is_withdrawn=False).order_by("number")}
    means: dict[int, dict[int, Mean]] = {pk: {} for pk in candidates}
    given = (
        scores_of(assessment)
        .order_by()
        .values_list("review__assignment__candidate", "criterion")
        .annotate(total=Sum("value"), count=Count("pk"))
    )
    for candidate, criterion, total, count in given:
        means[candidate][criterion] = Mean(Fraction(total, count), count)
    for candidate, criterion, agreed in agreed_scores(assessment):
        before = means[candidate].get(criterion)
        means[candidate][criterion] = Mean(Fraction(agreed), before.count if before else 0, is_agreed=True)
    entries = [Entry(pk, means[pk], one.order_value, f"{one.thing_kind}:{one.thing_id}") for pk, one in candidates.items()]
    return scales, candidates, entries


def ranking_now(assessment: Assessment) -> list[Ranked]:
    scales, candidates, entries = entries_of(assessment)
    by_id = {entry.id: entry for entry in entries}
    places = rank(entries, scales, assessment.tie_rule, assessment.seed)
    return [ranked(place, candidates[place.id], by_id[place.id], scales) for place in places]


def ranked(place: Place, candidate: Candidate, entry: Entry, scales: Iterable[Scale]) -> Ranked:
    by_criterion = {
        scale.key: OnCriterion(scale.key, as_decimal(mean.value, 2), mean.count, mean.is_agreed, scale.key in place.below)
        for scale in scales
        if (mean := entry.means.get(scale.id)) is not None
    }
    return Ranked(
        candidate,
        place.rank,
        None if place.total is None else as_decimal(place.total),
        place.total is not None and not place.below,
        place.is_tied,
        place.resolved_by,
        by_criterion,
        place.below,
    )


def locked_ranking(assessment: Assessment) -> list[Ranked]:
    rows = Result.objects.filter(assessment=assessment).select_related("candidate").order_by("position", "pk")
    return [
        Ranked(
            row.candidate,
            row.rank,
            row.total,
            row.passes_minimums,
            row.is_tied,
            row.resolved_by,
            {
                key: OnCriterion(key, Decimal(one["value"]), one["count"], one["is_agreed"], key in row.below)
                for key, one in row.by_criterion.items()
            },
            tuple(row.below),
        )
        for row in rows
    ]
