"""Opening an assessment, its candidates, and the steps from one state to the next."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.conflicts import record_found_conflicts
from talkoot.tools.reviews.content.assigning import in_drawn_order
from talkoot.tools.reviews.content.kinds import PartyKind, State, TieRule
from talkoot.tools.reviews.content.told import TELLERS
from talkoot.tools.reviews.models.assessment import Assessment, Criterion, subject_fields
from talkoot.tools.reviews.models.candidate import Candidate, Party
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.permissions import RUN

MOST_CRITERIA = 20
MOST_REVIEWS = 50
LARGEST_WEIGHT = 1000
HIGHEST_SCORE = 100
# What a column of 14 digits, 2 of them decimals, holds.
LARGEST_PRICE = Decimal(10) ** 12
LARGEST_SEED = 2**62


@dataclass(frozen=True)
class CriterionFacts:
    """A criterion as it is given. levels: {score: what it means}."""

    key: str
    title: Mapping[str, str]
    weight: int = 1
    minimum: Decimal | int | None = None
    scale_min: int = 0
    scale_max: int = 5
    description: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[int | str, Mapping[str, str]] = field(default_factory=dict)


def held(assessment: Assessment) -> Assessment:
    """The row as it is now, until the transaction ends. Every change of an assessment's parts takes it first."""
    return Assessment.objects.select_for_update().get(pk=assessment.pk)


def still_set_up(assessment: Assessment) -> None:
    if assessment.state != State.SET_UP:
        raise Refusal(_("Scoring has begun, so this stands still."), mend=_("Open a new assessment when it must change."))


@action("reviews.open_assessment", permission=RUN, of="subject", label=_("Opened an assessment"))
def open_assessment(
    *,
    actor: Actor,
    title: Mapping[str, str],
    subject: models.Model,
    criteria: Sequence[CriterionFacts],
    is_blind: bool,
    reviews_wanted: int,
    tie_rule: Sequence[str],
    due_at: datetime,
    chosen_count: int | None = None,
) -> Assessment:
    """tie_rule: codes of TieRule in their order, published before anybody scores. A seed is drawn for codes, assignments and lots."""
    words = Words(title)
    if not words:
        raise Refusal(_("Give the assessment a name."), field="title")
    if not 1 <= reviews_wanted <= MOST_REVIEWS:
        raise Refusal(_("Between 1 and %(most)d jurors can read each candidate.") % {"most": MOST_REVIEWS}, field="reviews_wanted")
    if chosen_count is not None and not 1 <= chosen_count <= 32_000:
        raise Refusal(_("Give how many are to be chosen, or leave it empty."), field="chosen_count")
    assessment = Assessment.objects.create(
        **subject_fields(subject),
        title=words,
        is_blind=is_blind,
        reviews_wanted=reviews_wanted,
        tie_rule=checked_tie_rule(tie_rule),
        chosen_count=chosen_count,
        seed=secrets.randbelow(LARGEST_SEED),
        scores_due_at=due_at,
        opened_by_id=getattr(actor, "pk", None),
    )
    write_criteria(assessment, criteria)
    return assessment


def checked_tie_rule(rules: Sequence[str]) -> list[str]:
    chosen = list(rules)
    if not chosen or len(set(chosen)) != len(chosen) or set(chosen) - set(TieRule.values):
        raise Refusal(_("Choose what decides when totals are equal."), mend=_("It is published before the scoring."), field="tie_rule")
    return [str(rule) for rule in chosen]


def write_criteria(assessment: Assessment, criteria: Sequence[CriterionFacts]) -> None:
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise Refusal(_("An assessment has between 1 and %(most)d criteria.") % {"most": MOST_CRITERIA}, field="criteria")
    if len({one.key for one in criteria}) != len(criteria):
        raise Refusal(_("Two criteria have the same key."), field="criteria")
    for one in criteria:
        check_criterion(one)
    Criterion.objects.bulk_create(
        Criterion(
            assessment=assessment,
            key=one.key,
            title=Words(one.title),
            description=Words(one.description),
            weight=one.weight,
            minimum=one.minimum,
            scale_min=one.scale_min,
            scale_max=one.scale_max,
            levels={str(score): dict(words) for score, words in one.levels.items()},
            order=order,
        )
        for order, one in enumerate(criteria, start=1)
    )


def check_criterion(one: CriterionFacts) -> None:
    name = str(Words(one.title)) or one.key
    if not one.key or not Words(one.title):
        raise Refusal(_("A criterion has a key and a title."), field="criteria")
    if not 1 <= one.weight <= LARGEST_WEIGHT:
        raise Refusal(_("“%(name)s”: give a weight from 1 to %(most)d.") % {"name": name, "most": LARGEST_WEIGHT}, field="criteria")
    if not 0 <= one.scale_min < one.scale_max <= HIGHEST_SCORE:
        raise Refusal(_("“%(name)s”: the highest score is greater than the lowest.") % {"name": name}, field="criteria")
    if one.minimum is not None and not one.scale_min <= one.minimum <= one.scale_max:
        raise Refusal(_("“%(name)s”: the minimum lies on the scale.") % {"name": name}, field="criteria")


@action("reviews.set_criteria", permission=RUN, of="assessment", label=_("Set the criteria"))
def set_criteria(*, actor: Actor, assessment: Assessment, criteria: Sequence[CriterionFacts]) -> Assessment:
    """In the place of those before; only until scoring begins."""
    current = held(assessment)
    still_set_up(current)
    Criterion.objects.filter(assessment=current).delete()
    write_criteria(current, criteria)
    return current


@action("reviews.set_due", permission=RUN, of="assessment", label=_("Changed when scores are due"))
def set_due(*, actor: Actor, assessment: Assessment, due_at: datetime) -> Assessment:
    current = held(assessment)
    if current.state not in (State.SET_UP, State.SCORING):
        raise Refusal(_("Scoring has ended."))
    if due_at <= timezone.now():
        raise Refusal(_("The time is over already."), mend=_("Give a time that is still ahead."), field="due_at")
    current.scores_due_at = due_at
    current.save(update_fields=["scores_due_at"])
    return current


@action("reviews.add_candidates", permission=RUN, of="assessment", label=_("Added candidates"))
def add_candidates(
    *,
    actor: Actor,
    assessment: Assessment,
    things: Iterable[models.Model],
    order_values: Mapping[int, Decimal | int | None] | None = None,
) -> list[Candidate]:
    """Things of kinds that an app has told with tell(); order_values: their prices by thing id, for ties. Twice: the first one stays.

    Codes are given in an order drawn from the seed. Who stands behind each is copied, and conflicts are derived.
    """
    current = held(assessment)
    still_set_up(current)
    rows = list(things)
    for thing in rows:
        if kind_of(thing) not in TELLERS:
            raise ValueError(f"Nobody tells what jurors read of {kind_of(thing)}.")
    there = {(one.thing_kind, one.thing_id): one for one in Candidate.objects.filter(assessment=current)}
    new = {(kind_of(thing), thing.pk): thing for thing in rows if (kind_of(thing), thing.pk) not in there}
    prices = {pk: checked_price(value) for pk, value in (order_values or {}).items()}
    width = max(2, len(str(len(there) + len(new))))
    made = Candidate.objects.bulk_create(
        Candidate(
            assessment=current,
            thing_kind=kind,
            thing_id=pk,
            number=number,
            code=f"A-{number:0{width}d}",
            order_value=prices.get(pk),
        )
        for number, (kind, pk) in enumerate(in_drawn_order(current.seed, "code", new), start=len(there) + 1)
    )
    copy_parties((candidate, new[candidate.thing_kind, candidate.thing_id]) for candidate in made)
    record_found_conflicts(current, Juror.objects.filter(assessment=current, dismissed_at=None))
    return made


def checked_price(value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    price = Decimal(value)
    if not price.is_finite() or abs(price) >= LARGEST_PRICE:
        raise Refusal(_("The price is too large."))
    return price.quantize(Decimal("0.01"))


def copy_parties(pairs: Iterable[tuple[Candidate, models.Model]]) -> None:
    """Who stands behind each candidate, as its app tells today."""
    told = [(candidate, TELLERS[candidate.thing_kind].parties(thing)) for candidate, thing in pairs]
    organisations = Organisation.objects.in_bulk({pk for _candidate, parties in told for pk in parties.organisation_ids})
    people = Person.objects.in_bulk({pk for _candidate, parties in told for pk in parties.person_ids})
    rows: list[Party] = []
    for candidate, parties in told:
        mine = [organisations[pk] for pk in sorted(parties.organisation_ids) if pk in organisations]
        names = {name.strip()[:300] for name in parties.names_to_redact} | {one.website[:300] for one in mine}
        business_ids = {one.strip()[:300] for one in parties.business_ids} | {one.business_id for one in mine}
        rows += [Party(candidate=candidate, kind=PartyKind.ORGANISATION, organisation=one, value=one.name) for one in mine]
        rows += [
            Party(candidate=candidate, kind=PartyKind.PERSON, person=people[pk], value=people[pk].name)
            for pk in sorted(parties.person_ids)
            if pk in people
        ]
        rows += [Party(candidate=candidate, kind=PartyKind.PERSON, value=name[:300]) for name in sorted(set(parties.person_names)) if name]
        rows += [Party(candidate=candidate, kind=PartyKind.NAME, value=name) for name in sorted(names - {""})]
        rows += [Party(candidate=candidate, kind=PartyKind.BUSINESS_ID, value=one) for one in sorted(business_ids - {""})]
    Party.objects.bulk_create(rows, ignore_conflicts=True)


@action("reviews.withdraw_candidate", permission=RUN, of="candidate", label=_("Withdrew a candidate"))
def withdraw_candidate(*, actor: Actor, candidate: Candidate) -> Candidate:
    """It is scored and ranked no more; what was given stays in the record. Not after the lock."""
    assessment = held(candidate.assessment)
    if assessment.state in (State.LOCKED, State.RELEASED):
        raise Refusal(_("The results are locked."), mend=_("Say so in the decision."))
    current = Candidate.objects.get(pk=candidate.pk)
    current.is_withdrawn = True
    current.save(update_fields=["is_withdrawn"])
    return current
