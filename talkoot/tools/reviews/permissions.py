"""Who may do what. An assessment follows what the app of its subject says with `keep()`; a juror of it reads and scores her own.

    keep("calls.call", read=…, write=…, visible=…)      # in calls/permissions.py

Whoever judges in an assessment does not run it: the rule refuses jurors before it asks the keeper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.kernel.permissions.rules import SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.reviews.models.assessment import Assessment, known, subject_of
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.models.review import Assignment, Review

SubjectRule = Callable[[Any, Any], Refusal | None]


@dataclass(frozen=True)
class Keeper:
    read: SubjectRule
    write: SubjectRule
    visible: Callable[[Any], QuerySet[Any]] | None


KEEPERS: dict[str, Keeper] = {}


def keep(kind: str, *, read: SubjectRule, write: SubjectRule, visible: Callable[[Any], QuerySet[Any]] | None = None) -> None:
    """Register who may what with assessments of subjects of this kind. A second keeper of a kind raises ValueError.

    write: open and run the assessment; sees all candidates in clear text, all scores and the progress. read: sees the results once
    they are locked. visible: person -> the subjects for which `write` lets her through, for lists and search; without it
    lists show these assessments to coordinators only.
    """
    if kind in KEEPERS:
        raise ValueError(f"{kind} has two keepers.")
    KEEPERS[kind] = Keeper(read, write, visible)


def roles_here(person: Any) -> frozenset[str]:
    return roles_of(person, municipality_in_force()) if person is not None else frozenset()


def assessment_behind(thing: Any) -> Any:
    """The assessment of a row of this app. Costs the queries of the rows between which the caller has not selected."""
    if isinstance(thing, Review):
        thing = thing.assignment
    if isinstance(thing, Assignment):
        thing = thing.candidate
    return thing.assessment if isinstance(thing, Candidate | Juror) else thing


def juror_of(person: Any, assessment: Assessment) -> Juror | None:
    """The person as a juror of the assessment, dismissed or not. One query."""
    if person is None or person.pk is None:
        return None
    return known(assessment, ("juror", person.pk), lambda: Juror.objects.filter(assessment=assessment, person=person).first())


def no_juror() -> Refusal:
    return Forbidden(_("You judge in this assessment, so you do not run it."), mend=_("Another coordinator does this."))


def not_allowed() -> Refusal:
    return Forbidden(_("Your role does not allow this here."), mend=_("Ask a coordinator of the municipality."))


def by_subject(right: str) -> SubjectRule:
    """The keeper's rule for a kept subject; coordinators for all others. A juror is refused whatever her roles."""

    def rule(person: Any, thing: Any) -> Refusal | None:
        behind = assessment_behind(thing)
        if isinstance(behind, Assessment):
            if juror_of(person, behind) is not None:
                return no_juror()
            subject = subject_of(behind)
        else:
            # Before it is opened the thing is the subject itself.
            subject = behind
        keeper = KEEPERS.get(subject._meta.label_lower) if subject is not None else None
        if keeper is not None:
            keepers_rule: SubjectRule = getattr(keeper, right)
            return keepers_rule(person, subject)
        return None if COORDINATOR.code in roles_here(person) else not_allowed()

    return rule


RUNS = by_subject("write")
READS_RESULTS = by_subject("read")


def sees(person: Any, thing: Any) -> Refusal | None:
    """Jurors, those who run it, and those who read its results. What each sees of it is asked by queries."""
    behind = assessment_behind(thing)
    if isinstance(behind, Assessment) and (juror := juror_of(person, behind)) is not None:
        return None if juror.dismissed_at is None else not_allowed()
    return None if RUNS(person, thing) is None else READS_RESULTS(person, thing)


def judges(person: Any, thing: Any) -> Refusal | None:
    behind = assessment_behind(thing)
    juror = juror_of(person, behind) if isinstance(behind, Assessment) else None
    if juror is not None and juror.dismissed_at is None:
        return None
    return Forbidden(_("You are not in this jury."), mend=_("Ask the coordinator of the assessment to name you."))


def own_review(person: Any, thing: Any) -> Refusal | None:
    """Nobody writes another's scores."""
    assignment = thing.assignment if isinstance(thing, Review) else thing
    juror = assignment.juror
    if person is not None and juror.person_id == person.pk and juror.dismissed_at is None:
        return None
    return Forbidden(_("This review is another juror's."), mend=_("Open your own reviews."))


LIST = permit("reviews.list", to=SIGNED_IN)
READ = permit("reviews.read", to=SIGNED_IN, rule=sees)
RUN = permit("reviews.run", to=SIGNED_IN, rule=RUNS)
JUDGE = permit("reviews.judge", to=SIGNED_IN, rule=judges)
SCORE = permit("reviews.score", to=SIGNED_IN, rule=own_review)
