"""What the jury of a call came to, as the decision and the applicants read it. Nothing before the results are locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.eligibility import Eligibility
from talkoot.activities.calls.models.jury import Jury
from talkoot.activities.calls.queries.applications import submitted_applications
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, ReviewState, State
from talkoot.tools.reviews.models.assessment import Criterion
from talkoot.tools.reviews.models.review import Consensus, Result, Review, Score

APPLICATION = Application._meta.label_lower


def jury_of(call: Call) -> Jury | None:
    return Jury.objects.filter(call=call).select_related("assessment", "call").first()


def unchecked_applications(call: Call) -> QuerySet[Application]:
    return submitted_applications(call).filter(~Exists(Eligibility.objects.filter(application=OuterRef("pk"))))


def admissible_applications(call: Call) -> QuerySet[Application]:
    return submitted_applications(call).filter(Exists(Eligibility.objects.filter(application=OuterRef("pk"), is_admissible=True)))


def is_locked(jury: Jury | None) -> bool:
    return jury is not None and jury.assessment.state in CLOSED_STATES


def results_of(call: Call) -> dict[int, Result]:
    """By the id of the application; empty until the results are locked. Two queries."""
    jury = jury_of(call)
    if jury is None or not is_locked(jury):
        return {}
    rows = Result.objects.filter(assessment=jury.assessment_id, candidate__thing_kind=APPLICATION).select_related("candidate")
    return {row.candidate.thing_id: row for row in rows.order_by("position", "pk")}


def ranks_by_challenge(applications: Iterable[Application], results: dict[int, Result]) -> dict[int, int]:
    """Place of each application among those of its challenge. Equal ranks stay equal."""
    ranks: dict[int, int] = {}
    groups: dict[int, list[Application]] = {}
    for one in applications:
        if one.pk in results and results[one.pk].rank is not None:
            groups.setdefault(one.challenge_id, []).append(one)
    for group in groups.values():
        whole = [results[one.pk].rank or 0 for one in group]
        ranks |= {one.pk: 1 + sum(other < (results[one.pk].rank or 0) for other in whole) for one in group}
    return ranks


@dataclass(frozen=True)
class OwnScore:
    """One criterion of the applicant's own application: the score, and the grounds in the jurors' words without their names."""

    title: Any
    value: Decimal
    scale_max: int
    weight: int
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class OwnResult:
    total: Decimal | None
    rank: int | None
    scores: tuple[OwnScore, ...]
    notes: tuple[str, ...]


def own_result_of(application: Application) -> OwnResult | None:
    """For the applicants once the results are released together. Five queries."""
    released = Result.objects.filter(assessment__state=State.RELEASED).select_related("candidate")
    result = released.filter(candidate__thing_kind=APPLICATION, candidate__thing_id=application.pk).first()
    if result is None:
        return None
    given = Review.objects.filter(assignment__candidate=result.candidate_id, state=ReviewState.SUBMITTED)
    agreed = {row.criterion_id: row for row in Consensus.objects.filter(candidate=result.candidate_id)}
    told: dict[int, list[str]] = {}
    # In the order of the text: the same juror must not be followed from criterion to criterion.
    for criterion_id, ground in (
        Score.objects.filter(review__in=given).exclude(ground="").values_list("criterion_id", "ground").order_by("ground")
    ):
        told.setdefault(criterion_id, []).append(ground)
    scores = []
    for criterion in Criterion.objects.filter(assessment=result.assessment_id).order_by("order", "pk"):
        found = result.by_criterion.get(criterion.key)
        if found is None:
            continue
        consensus = agreed.get(criterion.pk)
        grounds = (consensus.ground,) if consensus is not None and consensus.ground else tuple(told.get(criterion.pk, ()))
        scores.append(OwnScore(criterion.title, Decimal(str(found["value"])), criterion.scale_max, criterion.weight, grounds))
    notes = tuple(given.exclude(note="").order_by("note").values_list("note", flat=True))
    return OwnResult(result.total, result.rank, tuple(scores), notes)
