"""Conflicts that follow from what is known: written down, and what had been given in them taken away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.juror import Conflict, Juror
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.queries.jurors import found_conflicts


def record_found_conflicts(assessment: Assessment, jurors: Iterable[Juror]) -> None:
    """Those that memberships and named interests tell. Recorded ones stay, also when their ground has gone since."""
    rows = list(jurors)
    found = found_conflicts(assessment, rows)
    Conflict.objects.bulk_create(
        [
            Conflict(juror_id=juror, candidate_id=candidate, kind=kind, reason=reason)
            for juror, conflicts in found.items()
            for candidate, (kind, reason) in conflicts.items()
        ],
        ignore_conflicts=True,
    )
    drop_conflicted_work(rows)


def drop_conflicted_work(jurors: Iterable[Juror]) -> None:
    """A score given in a conflict counts for nothing; the history keeps that it was given. Not after the lock: callers see to it."""
    theirs = Conflict.objects.filter(juror=OuterRef("juror"), candidate=OuterRef("candidate"))
    Assignment.objects.filter(Exists(theirs), juror__in=list(jurors)).delete()
