"""How strict each juror is, and how steady the order. For those who run the assessment; it names jurors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from talkoot.tools.reviews.content.kinds import ReviewState
from talkoot.tools.reviews.content.steadiness import DRAWS, Leaning, Opinion, Standing, leanings, steadiness
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.models.review import Review
from talkoot.tools.reviews.queries.assessments import criteria_list
from talkoot.tools.reviews.queries.jurors import jurors_of
from talkoot.tools.reviews.queries.ranking import Ranked, agreed_scores, ranking_of, scale_of, scores_of

# So many are shown as chosen when the assessment does not say how many will be.
USUALLY_CHOSEN = 3


@dataclass(frozen=True)
class Leniency:
    """A juror and how she leans: deviation in points of 100 from her fellow readers, on `count` candidates."""

    juror: Juror
    leaning: Leaning


@dataclass(frozen=True)
class Steady:
    """A candidate and how steady its place is. hangs_on: jurors without whom it would change sides."""

    ranked: Ranked
    standing: Standing
    hangs_on: tuple[Juror, ...]

    @property
    def candidate(self) -> Candidate:
        return self.ranked.candidate


@dataclass(frozen=True)
class Stability:
    """chosen: for how many places it was asked. draws: how often the reviews were drawn anew. rows in the order of the ranking."""

    chosen: int
    draws: int
    rows: tuple[Steady, ...]


def leniency_of(assessment: Assessment, jurors: Iterable[Juror] | None = None) -> list[Leniency]:
    """The most generous first. Two queries; `jurors` of the assessment, when they are known, save one."""
    totals: dict[int, dict[int, float]] = {}
    given = Review.objects.filter(
        assignment__candidate__assessment=assessment, assignment__candidate__is_withdrawn=False, state=ReviewState.SUBMITTED
    )
    for candidate, juror, total in given.values_list("assignment__candidate", "assignment__juror", "total"):
        totals.setdefault(candidate, {})[juror] = float(total or 0)
    by_id = {juror.pk: juror for juror in (jurors_of(assessment) if jurors is None else jurors)}
    return [Leniency(by_id[one.juror], one) for one in leanings(totals) if one.juror in by_id]


def chosen_of(assessment: Assessment, ranked_count: int) -> int:
    return max(1, min(assessment.chosen_count or USUALLY_CHOSEN, max(1, ranked_count)))


def stability_of(
    assessment: Assessment, *, chosen: int | None = None, draws: int = DRAWS, ranking: list[Ranked] | None = None
) -> Stability:
    """How often each candidate is among the first `chosen` when reviews are drawn anew from the stored seed, and whose absence would
    change that. At most eight queries; `ranking` saves four of them."""
    rows = ranking if ranking is not None else ranking_of(assessment)
    wanted = chosen if chosen is not None else chosen_of(assessment, sum(one.rank is not None for one in rows))
    scales = [scale_of(criterion) for criterion in criteria_list(assessment)]
    place_of = {scale.id: place for place, scale in enumerate(scales)}

    def part(value: Fraction | float, place: int) -> float:
        scale = scales[place]
        return float((value - scale.low) / (scale.high - scale.low))

    agreed: dict[int, dict[int, float]] = {}
    for candidate, criterion, agreed_value in agreed_scores(assessment):
        place = place_of[criterion]
        agreed.setdefault(candidate, {})[place] = part(Fraction(agreed_value), place)
    points: dict[tuple[int, int], list[float]] = {}
    given = scores_of(assessment).order_by("review", "pk")
    columns = ("review__assignment__candidate", "review__assignment__juror", "criterion", "value")
    for candidate, juror, criterion, value in given.values_list(*columns):
        place = place_of[criterion]
        points.setdefault((candidate, juror), [0.0] * len(scales))[place] = part(float(value or 0), place)
    opinions: dict[int, list[Opinion]] = {}
    for (candidate, juror), values in sorted(points.items()):
        opinions.setdefault(candidate, []).append(Opinion(juror, tuple(values)))
    standings = {
        one.id: one
        for one in steadiness(
            [one.candidate.pk for one in rows],
            opinions,
            agreed,
            [scale.weight for scale in scales],
            [None if scale.minimum is None else part(scale.minimum, place) for place, scale in enumerate(scales)],
            chosen=wanted,
            seed=assessment.seed,
            draws=draws,
        )
    }
    jurors = {juror.pk: juror for juror in jurors_of(assessment)}
    steady = (
        Steady(one, standings[one.candidate.pk], tuple(jurors[pk] for pk in standings[one.candidate.pk].hangs_on if pk in jurors))
        for one in rows
        if one.candidate.pk in standings
    )
    return Stability(wanted, draws, tuple(steady))
