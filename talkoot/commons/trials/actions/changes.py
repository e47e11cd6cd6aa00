"""Changes to the plan while the trial runs, and the mid review."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.log import under_way
from talkoot.commons.trials.actions.standing import held, person_of, stop_trial, with_reason
from talkoot.commons.trials.content.kinds import PLAN_SIDES, State
from talkoot.commons.trials.content.running import ReviewOutcome
from talkoot.commons.trials.events import ChangeProposed, ChangeSettled, TrialReviewed
from talkoot.commons.trials.models.log import ChangeNote, ChangeReply
from talkoot.commons.trials.models.review import MidReview
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import CHANGE, REPLY_TO_CHANGE, REVIEW, sides_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal


@action("trials.propose_change", permission=CHANGE, of="trial", label=_("Proposed a change to the plan"))
def propose_change(*, actor: Actor, trial: Trial, what: str, why: str, language: str) -> ChangeNote:
    """Whoever proposes for a side agrees for it; the other side replies. A coordinator's proposal waits for both."""
    current = under_way(trial)
    if current.state not in (State.RUNNING, State.PAUSED):
        raise Refusal(_("The plan is changed while the trial runs."), mend=_("Now it is evaluated: write what you learnt."))
    last = ChangeNote.objects.filter(trial=current).aggregate(last=Max("number"))["last"] or 0
    note = ChangeNote.objects.create(
        trial=current, number=last + 1, what=what, why=why, language=language, proposed_by_id=getattr(actor, "pk", None)
    )
    for side in PLAN_SIDES:
        if side in sides_of(actor, current):
            reply(note, side=side, is_agreed=True, reason="", by=person_of(actor))
            break
    publish(ChangeProposed(note_id=note.pk, trial_id=current.pk))
    return note


@action("trials.reply_to_change", permission=REPLY_TO_CHANGE, of="note", label=_("Replied to a change of the plan"))
def reply_to_change(*, actor: Actor, note: ChangeNote, side: str, is_agreed: bool, reason: str = "") -> ChangeNote:
    """One side agrees or declines, once, by its own people. The change counts when both sides have agreed."""
    held(note.trial)
    current = ChangeNote.objects.select_for_update().get(pk=note.pk)
    if current.settled_at:
        raise Refusal(_("The change has been settled meanwhile."), mend=_("Reload the page to see how."))
    if actor is not SYSTEM and side not in sides_of(actor, current.trial):
        raise Forbidden(_("Only people of that side reply for it."))
    if side not in PLAN_SIDES or ChangeReply.objects.filter(note=current, side=side).exists():
        raise Refusal(_("Your side has replied already."), mend=_("Propose another change when you have come to think differently."))
    reply(current, side=side, is_agreed=is_agreed, reason=reason if is_agreed else with_reason(reason), by=person_of(actor))
    return current


def reply(note: ChangeNote, *, side: str, is_agreed: bool, reason: str, by: Person | None) -> None:
    """Write the reply and settle the note when it was the last that was needed."""
    ChangeReply.objects.create(note=note, side=side, is_agreed=is_agreed, reason=reason, replied_by=by)
    agreed = set(ChangeReply.objects.filter(note=note, is_agreed=True).values_list("side", flat=True))
    if is_agreed and not set(PLAN_SIDES) <= agreed:
        return
    note.settled_at, note.is_agreed = timezone.now(), is_agreed
    note.save(update_fields=["settled_at", "is_agreed"])
    publish(ChangeSettled(note_id=note.pk, trial_id=note.trial_id))


@action("trials.hold_review", permission=REVIEW, of="trial", label=_("Held the mid review"))
def hold_review(
    *, actor: Actor, trial: Trial, held_on: date, works: str, to_change: str, outcome: str, reason: str, language: str
) -> MidReview:
    """What partners found half-way. The outcome "stop" stops the trial; "amend" is followed by a change note."""
    if outcome not in ReviewOutcome.values:
        raise Refusal(_("Choose how it goes on."), field="outcome")
    current = under_way(trial)
    if current.state not in (State.RUNNING, State.PAUSED):
        raise Refusal(_("A mid review is held while the trial runs."), mend=_("Now it is evaluated."))
    if held_on > timezone.localdate():
        raise Refusal(_("The day is still to come."), mend=_("Write it down after the review."), field="held_on")
    if outcome == ReviewOutcome.AMEND and not to_change.strip():
        raise Refusal(_("Tell what must change."), field="to_change")
    review = MidReview.objects.create(
        trial=current,
        held_on=held_on,
        works=works,
        to_change=to_change,
        outcome=outcome,
        reason=with_reason(reason),
        language=language,
        reviewed_by_id=getattr(actor, "pk", None),
    )
    publish(TrialReviewed(review_id=review.pk, trial_id=current.pk))
    if outcome == ReviewOutcome.STOP:
        stop_trial(actor=actor, trial=current, reason=reason)
    return review
