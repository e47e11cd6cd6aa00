"""From opening to release."""

from __future__ import annotations

from decimal import Decimal

import pytest

from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.closing import agree_consensus, begin_discussing, lock_results, release_results
from talkoot.tools.reviews.models.review import Assignment, Result
from talkoot.tools.reviews.queries.ranking import ranking_of
from talkoot.tools.reviews.tests.making import candidate_of, companies, give, opened, scoring


def test_from_opening_to_release(aino, subject):
    things = companies(4)
    assessment, _jurors = scoring(aino, opened(aino, subject), things)
    assert Assignment.objects.count() == 8
    best = candidate_of(assessment, things[2])
    give(assessment, lambda candidate, juror: (5, 4, 4) if candidate.pk == best.pk else (1, 3, 3))
    with pytest.raises(Refusal, match="This cannot be done while the state is"):
        lock_results(actor=aino, assessment=assessment)
    begin_discussing(actor=aino, assessment=assessment)
    second = candidate_of(assessment, things[0])
    agree_consensus(actor=aino, candidate=second, values={"need": ("3,5", "We looked again")})
    locked = lock_results(actor=aino, assessment=assessment)
    rows = ranking_of(locked)
    assert [(row.candidate.pk, row.rank, row.total, row.passes_minimums) for row in rows[:2]] == [
        (best.pk, 1, Decimal("90.0000"), True),
        (second.pk, 2, Decimal("65.0000"), True),
    ]
    assert [(row.rank, row.below, row.passes_minimums) for row in rows[2:]] == [(None, ("need",), False)] * 2
    assert Result.objects.count() == 4
    released = release_results(actor=aino, assessment=assessment)
    assert ranking_of(released) == rows
    with pytest.raises(Refusal, match="This cannot be done"):
        release_results(actor=aino, assessment=assessment)
