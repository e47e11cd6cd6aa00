"""Naming jurors, their declarations, and who reads what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.conflicts import drop_conflicted_work, record_found_conflicts
from talkoot.tools.reviews.actions.opening import held
from talkoot.tools.reviews.actions.telling import tell
from talkoot.tools.reviews.content.assigning import hash_of, in_drawn_order, plan
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, ConflictKind, State
from talkoot.tools.reviews.events import JurorNamed, ReadersDrawn
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Conflict, Interest, Juror
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.permissions import JUDGE, RUN, juror_of
from talkoot.tools.reviews.queries.jurors import acting_jurors, inputs_now, work_of

MOST_JURORS = 300
MOST_INTERESTS = 50
LONGEST_INTEREST = 200


def not_locked(assessment: Assessment) -> None:
    if assessment.state in CLOSED_STATES:
        raise Refusal(_("The results are locked."), mend=_("Nothing of the scoring changes any more."))


@action("reviews.name_juror", permission=RUN, of="assessment", label=_("Named a juror"))
def name_juror(*, actor: Actor, assessment: Assessment, person: Person, organisation: Organisation | None = None) -> Juror:
    """Staff, a resident, a researcher, somebody of a company: no municipal role is needed or given. Naming again takes a dismissed
    juror back. `organisation`: for which she sits in the jury; by default the only one she acts for."""
    current = held(assessment)
    not_locked(current)
    if getattr(actor, "pk", None) == person.pk:
        raise Refusal(
            _("You run this assessment, so you cannot judge in it."),
            mend=_("Ask another coordinator to take it over, who may then name you."),
            field="person",
        )
    if not person.is_active:
        raise Refusal(_("This account is not in use."), mend=_("Choose somebody else."), field="person")
    before = Juror.objects.filter(assessment=current, person=person).first()
    if before is not None and before.dismissed_at is None:
        raise Refusal(_("%(name)s is in the jury already.") % {"name": person}, field="person")
    if before is not None:
        before.dismissed_at = None
        before.save(update_fields=["dismissed_at"])
        record_found_conflicts(current, [before])
        return before
    if Juror.objects.filter(assessment=current).count() >= MOST_JURORS:
        raise Refusal(_("A jury has at most %(most)d members.") % {"most": MOST_JURORS}, field="person")
    if organisation is None:
        acts_for = list(Membership.objects.filter(person=person).select_related("organisation")[:2])
        organisation = acts_for[0].organisation if len(acts_for) == 1 else None
    juror = Juror.objects.create(assessment=current, person=person, organisation=organisation, named_by_id=getattr(actor, "pk", None))
    record_found_conflicts(current, [juror])
    publish(JurorNamed(juror_id=juror.pk))
    return juror


@action("reviews.dismiss_juror", permission=RUN, of="juror", label=_("Dismissed a juror"))
def dismiss_juror(*, actor: Actor, juror: Juror) -> Juror:
    """She takes no more part. Reviews that she has given stay; those she has not are free for others at the next draw."""
    not_locked(held(juror.assessment))
    current = Juror.objects.select_for_update(of=("self",)).get(pk=juror.pk)
    if current.dismissed_at is not None:
        raise Refusal(_("She has been dismissed already."))
    current.dismissed_at = timezone.now()
    current.save(update_fields=["dismissed_at"])
    Assignment.objects.filter(juror=current).exclude(review__submitted_at__isnull=False).delete()
    return current


def own_juror(person: Actor, assessment: Assessment) -> Juror:
    juror = juror_of(person, assessment)
    if juror is None or juror.dismissed_at is not None:
        raise Refusal(_("You are not in this jury."))
    return juror


def declared(juror: Juror) -> Juror:
    juror.declared_at = timezone.now()
    juror.save(update_fields=["declared_at"])
    record_found_conflicts(juror.assessment, [juror])
    return juror


@action("reviews.declare_no_conflicts", permission=JUDGE, of="assessment", label=_("Declared to have no conflict of interest"))
def declare_no_conflicts(*, actor: Actor, assessment: Assessment) -> Juror:
    """She knows of no tie. Ties that the platform knows are kept from her all the same."""
    current = held(assessment)
    not_locked(current)
    return declared(own_juror(actor, current))


@action("reviews.declare_interests", permission=JUDGE, of="assessment", label=_("Declared interests"))
def declare_interests(*, actor: Actor, assessment: Assessment, interests: Iterable[str]) -> Juror:
    """Names or business ids of those to whom she is tied: employers, companies, relatives. They are compared with who stands behind the
    candidates; what matches is kept from her without her learning that it was there. Names add to those named before."""
    current = held(assessment)
    not_locked(current)
    juror = own_juror(actor, current)
    names = list(dict.fromkeys(" ".join(name.split()) for name in interests if name.strip()))
    before = set(Interest.objects.filter(juror=juror).values_list("name", flat=True))
    if len(before | set(names)) > MOST_INTERESTS:
        raise Refusal(_("Name at most %(most)d.") % {"most": MOST_INTERESTS}, field="interests")
    if any(len(name) > LONGEST_INTEREST for name in names):
        raise Refusal(
            _("One name is longer than %(most)d characters.") % {"most": LONGEST_INTEREST},
            mend=_("Write each on a line of its own."),
            field="interests",
        )
    Interest.objects.bulk_create([Interest(juror=juror, name=name) for name in names], ignore_conflicts=True)
    return declared(juror)


@action("reviews.declare_conflict", permission=JUDGE, of="candidate", label=_("Declared a conflict of interest"))
def declare_conflict(*, actor: Actor, candidate: Candidate, reason: str) -> Conflict:
    """On one candidate, at any time until the lock. From now on she gets nothing of it, and what she gave on it counts no more."""
    assessment = held(candidate.assessment)
    not_locked(assessment)
    juror = own_juror(actor, assessment)
    if not reason.strip():
        raise Refusal(_("Say what ties you to it."), mend=_("One sentence is enough."), field="reason")
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(juror=juror, candidate=candidate, kind=ConflictKind.DECLARED, reason=reason.strip()[:1000])
    except IntegrityError:
        raise Refusal(_("This conflict is known already.")) from None
    drop_conflicted_work([juror])
    return conflict


@action("reviews.assign", permission=RUN, of="assessment", label=_("Drew who reads what"))
def assign(*, actor: Actor, assessment: Assessment, seed: int | None = None) -> AssignmentRun:
    """Each candidate to as many jurors as wanted, as evenly as conflicts allow, drawn from `seed` (default: the assessment's own).

    Reviews that have been begun stay with their jurors. The run holds seed and inputs, so that anybody can draw it again; drawing
    from the same inputs and seed changes nothing and returns the run that is there. `run.short` tells for which candidates there are
    too few free jurors.
    """
    current = held(assessment)
    not_locked(current)
    record_found_conflicts(current, acting_jurors(current))
    inputs = inputs_now(current)
    if not inputs.jurors:
        raise Refusal(
            _("No juror has declared her interests yet."), mend=_("Name jurors and wait until each has declared; then draw who reads what.")
        )
    if not inputs.candidates:
        raise Refusal(_("There is nothing to score yet."), mend=_("Candidates come in when the time to apply has ended."))
    drawn_from = current.seed if seed is None else seed % 2**62
    inputs_hash = hash_of(inputs.as_plain())
    last = AssignmentRun.objects.filter(assessment=current).order_by("-number").first()
    if last is not None and (last.inputs_hash, last.seed) == (inputs_hash, drawn_from):
        return last
    made = plan(inputs, drawn_from)
    run = AssignmentRun.objects.create(
        assessment=current,
        number=(last.number if last is not None else 0) + 1,
        seed=drawn_from,
        inputs=inputs.as_plain(),
        inputs_hash=inputs_hash,
        plan_hash=hash_of([list(pair) for pair in made.pairs]),
        least_load=min(made.loads.values()),
        most_load=max(made.loads.values()),
        short={str(pk): count for pk, count in made.short.items()},
        made_by_id=getattr(actor, "pk", None),
    )
    write_assignments(run, made.pairs, inputs.kept)
    publish(ReadersDrawn(assessment_id=current.pk, number=run.number))
    return run


def write_assignments(run: AssignmentRun, pairs: Iterable[tuple[int, int]], kept: frozenset[tuple[int, int]]) -> None:
    """Those not begun give way to the new plan. Each juror reads in an order of her own, so that no candidate is always the last."""
    Assignment.objects.filter(candidate__assessment=run.assessment, review=None).delete()
    by_juror: dict[int, list[int]] = {}
    for juror, candidate in pairs:
        if (juror, candidate) not in kept:
            by_juror.setdefault(juror, []).append(candidate)
    Assignment.objects.bulk_create(
        Assignment(juror_id=juror, candidate_id=candidate, number=number, run=run, from_seed=run.seed)
        for juror, candidates in by_juror.items()
        for number, candidate in enumerate(in_drawn_order(run.seed, f"order:{juror}", candidates), start=1)
    )


@action("reviews.remind_jurors", permission=RUN, of="assessment", label=_("Reminded the jurors"))
def remind_jurors(*, actor: Actor, assessment: Assessment) -> int:
    """Mail to those who have not declared or whose reviews are missing; at most one a day each. Returns to how many it goes."""
    current = Assessment.objects.select_related("municipality").get(pk=assessment.pk)
    not_locked(current)
    return tell_who_is_late(current, period=f"{timezone.localdate():%Y-%m-%d}")


@action("reviews.remind_before_due", permission=RUN, of="assessment", label=_("Reminded the jurors"))
def remind_before_due(*, actor: Actor, assessment: Assessment, days: int) -> int:
    """The platform's own reminder, so many days before scores are due: once for each due time and number of days."""
    current = Assessment.objects.select_related("municipality").get(pk=assessment.pk)
    return tell_who_is_late(current, period=f"{days}d {current.scores_due_at:%Y-%m-%dT%H:%M}")


def tell_who_is_late(assessment: Assessment, *, period: str) -> int:
    count = 0
    work = work_of(acting_jurors(assessment))
    for one in work.values():
        if one.juror.declared_at is None:
            tell(one.juror.person, assessment, "named_reminder", page="reviews:declare", period=period)
        elif one.left and assessment.state == State.SCORING:
            tell(one.juror.person, assessment, "reminder", period=period, count=one.left)
        else:
            continue
        count += 1
    return count
