"""Reads about jurors, their conflicts and their work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.queries import bare_name
from talkoot.tools.reviews.content.assigning import Inputs, hash_of, plan
from talkoot.tools.reviews.content.kinds import OPEN_STATES, ConflictKind, PartyKind, ReviewState, State
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Candidate, Party
from talkoot.tools.reviews.models.juror import Conflict, Interest, Juror
from talkoot.tools.reviews.models.review import Assignment, Review
from talkoot.tools.reviews.permissions import READS_RESULTS, RUNS, juror_of
from talkoot.tools.reviews.queries.candidates import visible_candidates

# Of 100, on names without legal forms: "Oppi Digi" and "OppiDigi" are 94, "Oppi" and "Oppila" 80.
SAME_NAME_FROM = 90


def jurors_of(assessment: Assessment) -> QuerySet[Juror]:
    return Juror.objects.filter(assessment=assessment).select_related("person", "organisation").order_by("named_at", "pk")


def acting_jurors(assessment: Assessment) -> QuerySet[Juror]:
    """Those who take part; not yet declared ones among them."""
    return jurors_of(assessment).filter(dismissed_at=None)


def juries_of(person: Any) -> QuerySet[Juror]:
    return Juror.objects.filter(person=person, dismissed_at=None).select_related("assessment").order_by("assessment__scores_due_at", "pk")


@dataclass(frozen=True)
class Seat:
    """Where a person sits in an assessment. Exactly one of them: a juror runs nothing, and who runs it judges nothing."""

    juror: Juror | None
    runs: bool
    reads_results: bool


def seat_of(person: Any, assessment: Assessment) -> Seat:
    juror = juror_of(person, assessment)
    if juror is not None:
        return Seat(juror, False, False)
    runs = RUNS(person, assessment) is None
    return Seat(None, runs, runs or READS_RESULTS(person, assessment) is None)


# --- Conflicts -----------------------------------------------------------------------------------------------------------


def digits_of(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def found_conflicts(assessment: Assessment, jurors: Iterable[Juror]) -> dict[int, dict[int, tuple[str, str]]]:
    """Juror id -> {candidate id: (kind, reason)} of what memberships and named interests tell today. Three queries, however many."""
    rows = list(jurors)
    by_person: dict[int, list[Party]] = {}
    by_organisation: dict[int, list[Party]] = {}
    by_business_id: dict[str, list[Party]] = {}
    named: list[Party] = []
    for party in Party.objects.filter(candidate__assessment=assessment).order_by("pk"):
        if party.person_id is not None:
            by_person.setdefault(party.person_id, []).append(party)
        if party.organisation_id is not None:
            by_organisation.setdefault(party.organisation_id, []).append(party)
        if party.kind == PartyKind.BUSINESS_ID:
            by_business_id.setdefault(party.value, []).append(party)
        if party.value:
            named.append(party)
    found: dict[int, dict[int, tuple[str, str]]] = {juror.pk: {} for juror in rows}
    juror_of_person = {juror.person_id: juror.pk for juror in rows}
    for person_id, juror_id in juror_of_person.items():
        for party in by_person.get(person_id, ()):
            found[juror_id].setdefault(party.candidate_id, (ConflictKind.SAME_PERSON, ""))
    for membership in Membership.objects.filter(person__in=list(juror_of_person)).select_related("organisation"):
        own = found[juror_of_person[membership.person_id]]
        for party in by_organisation.get(membership.organisation_id, ()):
            own.setdefault(party.candidate_id, (ConflictKind.SAME_ORGANISATION, ""))
        for party in by_business_id.get(membership.organisation.business_id, ()):
            own.setdefault(party.candidate_id, (ConflictKind.SAME_BUSINESS_ID, ""))
    for interest in Interest.objects.filter(juror__in=rows):
        for party in named:
            if party.candidate_id not in found[interest.juror_id] and is_same_party(interest.name, party):
                found[interest.juror_id][party.candidate_id] = (ConflictKind.INTEREST, interest.name)
    return found


def is_same_party(interest: str, party: Party) -> bool:
    """Is this the organisation, person or business id that the juror has named? Spelling may differ a little."""
    if party.kind == PartyKind.BUSINESS_ID:
        return len(digits_of(interest)) >= 7 and digits_of(party.value) == digits_of(interest)
    own, other = bare_name(interest), bare_name(party.value)
    return bool(own) and bool(other) and fuzz.ratio(own.replace(" ", ""), other.replace(" ", "")) >= SAME_NAME_FROM


def conflicts_of(assessment: Assessment) -> QuerySet[Conflict]:
    """For those who run it."""
    return (
        Conflict.objects.filter(candidate__assessment=assessment)
        .select_related("juror__person", "candidate")
        .order_by("juror", "candidate__number")
    )


# --- Assignment ----------------------------------------------------------------------------------------------------------


def inputs_now(assessment: Assessment) -> Inputs:
    """What a draw would be made from today: acting jurors who have declared, candidates not withdrawn, begun reviews kept."""
    candidates = tuple(Candidate.objects.filter(assessment=assessment, is_withdrawn=False).order_by("pk").values_list("pk", flat=True))
    jurors = tuple(acting_jurors(assessment).filter(declared_at__isnull=False).order_by("pk").values_list("pk", flat=True))
    conflicts = Conflict.objects.filter(candidate__assessment=assessment).values_list("juror", "candidate")
    begun = Assignment.objects.filter(candidate__assessment=assessment, review__isnull=False).values_list("juror", "candidate")
    return Inputs(candidates, jurors, frozenset(conflicts), frozenset(begun), assessment.reviews_wanted)


def is_replayed(run: AssignmentRun) -> bool:
    """Do the stored seed and inputs give the stored plan again?"""
    inputs = Inputs.from_plain(run.inputs)
    made = plan(inputs, run.seed)
    return hash_of(inputs.as_plain()) == run.inputs_hash and hash_of([list(pair) for pair in made.pairs]) == run.plan_hash


def is_assignment_current(assessment: Assessment) -> bool:
    """Every candidate has as many readers as its latest draw could give, and nothing has changed since."""
    run = AssignmentRun.objects.filter(assessment=assessment).order_by("-number").first()
    if run is None:
        return False
    now, then = inputs_now(assessment).as_plain(), dict(run.inputs)
    return {key: now[key] for key in ("candidates", "jurors", "conflicts", "wanted")} == {
        key: then[key] for key in ("candidates", "jurors", "conflicts", "wanted")
    }


def short_candidates(assessment: Assessment) -> QuerySet[Candidate]:
    """Candidates with fewer readers than wanted, each with `readers_count`."""
    return (
        Candidate.objects.filter(assessment=assessment, is_withdrawn=False)
        .annotate(readers_count=Count("pk"))
        .filter(readers_count__lt=assessment.reviews_wanted)
        .order_by("number")
    )


def jurors_of_draw(assessment: Assessment, number: int) -> QuerySet[Any, Any]:
    """Ids of the jurors to whom a draw gave something new to read."""
    drawn = Assignment.objects.filter(run__assessment=assessment, run__number=number)
    return drawn.values_list("juror", flat=True).distinct()


# --- A juror's own work --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """How far a juror has come."""

    juror: Juror
    assigned: int
    begun: int
    submitted: int

    @property
    def left(self) -> int:
        return self.assigned - self.submitted


def work_of(jurors: Iterable[Juror]) -> dict[int, Work]:
    """By juror id. One query."""
    rows = {juror.pk: juror for juror in jurors}
    counted = (
        Assignment.objects.filter(juror__in=list(rows), candidate__is_withdrawn=False)
        .values("juror")
        .annotate(
            assigned=Count("pk"),
            begun=Count("pk", filter=Q(review__state=ReviewState.DRAFT)),
            submitted=Count("pk", filter=Q(review__state=ReviewState.SUBMITTED)),
        )
    )
    by_juror = {row["juror"]: row for row in counted}
    zero = {"assigned": 0, "begun": 0, "submitted": 0}
    return {pk: Work(juror, *(by_juror.get(pk, zero)[name] for name in ("assigned", "begun", "submitted"))) for pk, juror in rows.items()}


def own_assignments(juror: Juror) -> QuerySet[Assignment]:
    """What she reads, in her order; only of candidates that she may see."""
    return (
        Assignment.objects.filter(juror=juror, candidate__in=visible_candidates(juror.person, juror.assessment))
        .select_related("candidate", "review")
        .order_by("number", "pk")
    )


def next_assignment(juror: Juror, *, after: Assignment | None = None) -> Assignment | None:
    """The first that she has not given yet, after the one she was at, else from the beginning. At most two queries."""
    waiting = own_assignments(juror).exclude(review__state=ReviewState.SUBMITTED)
    if after is not None and (later := waiting.filter(number__gt=after.number).first()) is not None:
        return later
    return (waiting if after is None else waiting.exclude(pk=after.pk)).first()


def own_assignment(person: Any, candidate: Candidate) -> Assignment | None:
    """The person's own, with its juror and review selected; None when she does not read the candidate."""
    return (
        Assignment.objects.filter(candidate=candidate, juror__person=person, juror__dismissed_at=None)
        .select_related("juror", "candidate__assessment", "review")
        .first()
    )


def may_still_score(assessment: Assessment) -> bool:
    """Before the results are locked; in the discussion only who has not seen others' scores, since hers were missing."""
    return assessment.state in (State.SCORING, State.DISCUSSING)


def missing_reviews(assessment: Assessment) -> QuerySet[Assignment]:
    """Assigned, not given; of acting jurors and candidates not withdrawn."""
    return Assignment.objects.filter(candidate__assessment=assessment, candidate__is_withdrawn=False, juror__dismissed_at=None).exclude(
        review__state=ReviewState.SUBMITTED
    )


# --- Reviews: who sees whose ---------------------------------------------------------------------------------------------


def visible_reviews(person: Any, assessment: Assessment) -> QuerySet[Review]:
    """Her own; others' once they are given, the discussion is open and her own on the candidate is given. Who runs it: all given ones.

    Whoever may not see a candidate sees no review of it.
    """
    rows = Review.objects.filter(assignment__candidate__in=visible_candidates(person, assessment))
    given = Q(state=ReviewState.SUBMITTED)
    if juror_of(person, assessment) is None:
        return rows.filter(given)
    own = Q(assignment__juror__person=person)
    if assessment.state not in OPEN_STATES:
        return rows.filter(own)
    owing = Assignment.objects.filter(candidate=OuterRef("assignment__candidate"), juror__person=person, juror__dismissed_at=None).exclude(
        review__state=ReviewState.SUBMITTED
    )
    return rows.filter(own | (given & ~Exists(owing)))
