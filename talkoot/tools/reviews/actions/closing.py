"""From scoring to released results."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.opening import held
from talkoot.tools.reviews.actions.scoring import checked_text
from talkoot.tools.reviews.content.kinds import PartyKind, State
from talkoot.tools.reviews.events import AssessmentOpened, ResultsLocked, ResultsReleased
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate, Party
from talkoot.tools.reviews.models.review import Consensus, Result
from talkoot.tools.reviews.permissions import RUN
from talkoot.tools.reviews.phases import LIFE
from talkoot.tools.reviews.queries.assessments import criteria_of
from talkoot.tools.reviews.queries.jurors import missing_reviews
from talkoot.tools.reviews.queries.ranking import ranking_now


@action("reviews.begin_scoring", permission=RUN, of="assessment", label=_("Began the scoring"))
def begin_scoring(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Criteria stand still from now on; each juror hears that her candidates wait."""
    current = held(assessment)
    LIFE.take("begin_scoring", current, actor)
    if current.scores_due_at <= timezone.now():
        raise Refusal(_("The time for scoring is over before it begins."), mend=_("Give a later time first."))
    current.scoring_at = timezone.now()
    current.save(update_fields=["state", "scoring_at"])
    publish(AssessmentOpened(assessment_id=current.pk))
    return current


@action("reviews.begin_discussing", permission=RUN, of="assessment", label=_("Opened the discussion"))
def begin_discussing(*, actor: Actor, assessment: Assessment, without_missing: bool = False) -> Assessment:
    """Jurors now see each other's scores. Refused while reviews are missing, unless one goes on without them."""
    current = held(assessment)
    LIFE.take("begin_discussing", current, actor)
    missing = missing_reviews(current).count()
    if missing and not without_missing:
        raise Refusal(
            ngettext("%(count)d review is missing.", "%(count)d reviews are missing.", missing) % {"count": missing},
            mend=_("Remind the jurors, or go on without them."),
            field="without_missing",
        )
    current.discussing_at = timezone.now()
    current.save(update_fields=["state", "discussing_at"])
    return current


@action("reviews.agree_consensus", permission=RUN, of="candidate", label=_("Wrote down what the jury agreed"))
def agree_consensus(*, actor: Actor, candidate: Candidate, values: Mapping[str, tuple[Any, str]]) -> list[Consensus]:
    """values: {key of the criterion: (agreed score or None, ground)}; None lets the mean stand again. While the jury discusses."""
    assessment = held(candidate.assessment)
    if assessment.state != State.DISCUSSING:
        raise Refusal(_("Scores are agreed in the discussion."), mend=_("Open the discussion first, before the results are locked."))
    criteria = {one.key: one for one in criteria_of(assessment)}
    if set(values) - set(criteria):
        raise Refusal(_("One of the criteria is unknown."), mend=_("Reload the page."))
    agreed: list[Consensus] = []
    for key, (value, ground) in values.items():
        criterion = criteria[key]
        if value in (None, ""):
            Consensus.objects.filter(candidate=candidate, criterion=criterion).delete()
            continue
        number = agreed_number(value, criterion.scale_min, criterion.scale_max, key)
        text = checked_text(ground, f"ground_{key}")
        if not text:
            raise Refusal(_("Say why the jury agreed on this score."), mend=_("One sentence is enough."), field=f"ground_{key}")
        row, _is_new = Consensus.objects.update_or_create(
            candidate=candidate,
            criterion=criterion,
            defaults={"value": number, "ground": text, "agreed_by_id": getattr(actor, "pk", None)},
        )
        agreed.append(row)
    return agreed


def agreed_number(value: Any, low: int, high: int, key: str) -> Decimal:
    """Halves and the like may be agreed on."""
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not low <= number <= high:
        raise Refusal(_("Give a number from %(low)d to %(high)d.") % {"low": low, "high": high}, field=f"value_{key}")
    return number.quantize(Decimal("0.01"))


@action("reviews.lock_results", permission=RUN, of="assessment", label=_("Locked the results"))
def lock_results(*, actor: Actor, assessment: Assessment) -> Assessment:
    """The ranking as it is now, with minimums, weights and the published rule for ties, is written down and changes no more."""
    # Two coordinators may press Lock at once; the held row makes the second see LOCKED.
    current = held(assessment)
    LIFE.take("lock", current, actor)
    rows = ranking_now(current)
    Result.objects.bulk_create(
        Result(
            assessment=current,
            candidate=row.candidate,
            position=position,
            rank=row.rank,
            total=row.total,
            passes_minimums=row.passes_minimums,
            is_tied=row.is_tied,
            resolved_by=row.resolved_by,
            by_criterion={
                key: {"value": str(one.value), "count": one.count, "is_agreed": one.is_agreed} for key, one in row.by_criterion.items()
            },
            below=list(row.below),
        )
        for position, row in enumerate(rows, start=1)
    )
    current.locked_at, current.locked_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["state", "locked_at", "locked_by"])
    publish(ResultsLocked(assessment_id=current.pk))
    return current


@action("reviews.release_results", permission=RUN, of="assessment", label=_("Released the results"))
def release_results(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Once, all together. Blind reading ends, so the copies of names made for it are removed."""
    current = held(assessment)
    LIFE.take("release", current, actor)
    current.released_at, current.released_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["state", "released_at", "released_by"])
    parties = Party.objects.filter(candidate__assessment=current)
    parties.filter(kind=PartyKind.NAME).delete()
    parties.filter(kind=PartyKind.PERSON, person=None).delete()
    publish(ResultsReleased(assessment_id=current.pk))
    return current
