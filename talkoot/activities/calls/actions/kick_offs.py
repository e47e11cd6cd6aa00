"""The kick-off: both sides say yes to the same goals and the trial is proposed, or it fails and the reserve has its turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.calls import held_call
from talkoot.activities.calls.actions.trials import propose
from talkoot.activities.calls.content.outcomes import KickOffSide, KickOffState
from talkoot.activities.calls.content.reserves import next_reserve
from talkoot.activities.calls.events import KickOffAgreed, KickOffBegun, KickOffFailed
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import DecisionLine
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.permissions import AGREE_KICK_OFF, COORDINATE, WRITE_GOALS, kick_off_sides
from talkoot.activities.calls.queries.kick_offs import kick_offs, reserves_waiting, room_in
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal

SHORTEST_GOALS = 20


def held(kick_off: KickOff) -> KickOff:
    """The row as it is now, until the transaction ends."""
    return kick_offs().select_for_update(of=("self",)).get(pk=kick_off.pk)


def talking(kick_off: KickOff) -> KickOff:
    current = held(kick_off)
    if current.state != KickOffState.TALKING:
        raise Refusal(_("The kick-off has ended: %(state)s.") % {"state": current.get_state_display()}, mend=_("Reload the page."))
    return current


def begin_kick_off(line: DecisionLine, call: Call, due_on: date, promoted_from: KickOff | None = None) -> KickOff:
    """The database holds the budget of the programme and the money of the call whatever this computes."""
    try:
        with transaction.atomic():
            kick_off = KickOff.objects.create(
                line=line, call=call, programme=call.programme, sum=line.sum or 0, due_on=due_on, promoted_from=promoted_from
            )
    except IntegrityError as error:
        raise Refusal(
            _("The money of the programme does not hold for “%(application)s”.") % {"application": line.application},
            mend=_("Choose fewer, or agree on smaller sums."),
        ) from error
    publish(KickOffBegun(kick_off_id=kick_off.pk, promoted_from_id=promoted_from.pk if promoted_from else None))
    return kick_off


@action("calls.write_goals", permission=WRITE_GOALS, of="kick_off", label=_("Wrote the joint goals of a trial"))
def write_goals(*, actor: Actor, kick_off: KickOff, goals: str, seen_at: datetime | None, meets_at: datetime | None = None) -> KickOff:
    """Changed goals need the yes of both sides anew. seen_at: the goals_at that the writer had before her; who writes over a newer
    text is told of it first.
    """
    current = talking(kick_off)
    text = goals.strip()
    if len(text) < SHORTEST_GOALS:
        raise Refusal(_("Write what you want answered and how you see that it succeeded."), field="goals")
    if current.goals_at != seen_at:
        raise Refusal(
            _("Somebody has changed the goals meanwhile."), mend=_("Read what stands there now, then write yours."), field="goals"
        )
    if text != current.goals:
        current.goals, current.goals_at, current.goals_by = text, timezone.now(), actor if isinstance(actor, Person) else None
        current.host_agreed_at = current.host_agreed_by = current.team_agreed_at = current.team_agreed_by = None
    current.meets_at = meets_at
    current.save()
    return current


def side_of(person: Actor, kick_off: KickOff, side: str) -> KickOffSide:
    if side not in KickOffSide.values or side not in kick_off_sides(person, kick_off):
        raise Forbidden(_("You do not speak for this side."), mend=_("Ask its own people."))
    return KickOffSide(side)


@action("calls.agree_kick_off", permission=AGREE_KICK_OFF, of="kick_off", label=_("Agreed on the joint goals"))
def agree_kick_off(*, actor: Actor, kick_off: KickOff, side: str, seen_at: datetime | None) -> KickOff:
    """The yes of one side to the goals as they stand. With the second one the trial is proposed."""
    current = talking(kick_off)
    chosen = side_of(actor, current, side)
    if not current.goals:
        raise Refusal(_("The joint goals are not written yet."), mend=_("Write them together first."))
    if current.goals_at != seen_at:
        raise Refusal(_("Somebody has changed the goals meanwhile."), mend=_("Read what stands there now, then say yes."))
    other = KickOffSide.TEAM if chosen == KickOffSide.HOST else KickOffSide.HOST
    if getattr(current, f"{other}_agreed_by_id") == getattr(actor, "pk", None) and getattr(current, f"{other}_agreed_at"):
        raise Refusal(_("You have said yes for the other side."), mend=_("Somebody else of this side says it."))
    if getattr(current, f"{chosen}_agreed_at") is None:
        setattr(current, f"{chosen}_agreed_at", timezone.now())
        setattr(current, f"{chosen}_agreed_by", actor)
    if current.host_agreed_at and current.team_agreed_at:
        current.trial = propose(actor, current)
        current.state, current.ended_at = KickOffState.AGREED, timezone.now()
    current.save()
    if current.trial is not None:
        publish(KickOffAgreed(kick_off_id=current.pk, trial_id=current.trial.pk))
    return current


@action("calls.refuse_kick_off", permission=AGREE_KICK_OFF, of="kick_off", label=_("Ended a kick-off without a shared view"))
def refuse_kick_off(*, actor: Actor, kick_off: KickOff, side: str, reason: str) -> KickOff:
    """Either side may say no, with its reason. The reserve of the same challenge has its turn at once."""
    chosen = side_of(actor, kick_off, side)
    if not reason.strip():
        raise Refusal(_("Say why: the other side and the reserve learn from it."), field="reason")
    return fail(kick_off, side=str(chosen), reason=reason.strip())


@action("calls.expire_kick_off", permission=COORDINATE, of="kick_off", label=_("Ended a kick-off whose time had run out"))
def expire_kick_off(*, actor: Actor, kick_off: KickOff) -> KickOff:
    """No shared view in time. Called again it changes nothing."""
    if kick_off.due_on >= timezone.localdate():
        raise Refusal(_("The time for a shared view has not run out."), mend=_("Wait, or let one side say no."))
    held_call(kick_off.call_id)
    if held(kick_off).state != KickOffState.TALKING:
        return held(kick_off)
    return fail(kick_off, side="", reason="")


@action("calls.extend_kick_off", permission=COORDINATE, of="kick_off", label=_("Gave a kick-off more time"))
def extend_kick_off(*, actor: Actor, kick_off: KickOff, due_on: date) -> KickOff:
    current = talking(kick_off)
    if due_on <= current.due_on or due_on > current.due_on + timedelta(days=120):
        raise Refusal(_("Give a later day, within four months."), field="due_on")
    current.due_on = due_on
    current.save(update_fields=["due_on"])
    return current


@action("calls.trial_fell_through", permission=COORDINATE, of="kick_off", label=_("Ended a kick-off whose trial was cancelled"))
def trial_fell_through(*, actor: Actor, kick_off: KickOff, reason: str) -> KickOff:
    """The trial was cancelled before it began: its money is free again and the reserve has its turn. Twice changes nothing."""
    held_call(kick_off.call_id)
    if held(kick_off).state != KickOffState.AGREED:
        return held(kick_off)
    return fail(kick_off, side="", reason=reason, was=KickOffState.AGREED)


def fail(kick_off: KickOff, *, side: str, reason: str, was: KickOffState = KickOffState.TALKING) -> KickOff:
    """The call is locked first, as everywhere: of two kick-offs that fail at once each promotes another reserve."""
    call = held_call(kick_off.call_id)
    current = talking(kick_off) if was == KickOffState.TALKING else held(kick_off)
    current.state, current.failed_side, current.failed_reason, current.ended_at = KickOffState.FAILED, side, reason, timezone.now()
    current.save(update_fields=["state", "failed_side", "failed_reason", "ended_at"])
    publish(KickOffFailed(kick_off_id=current.pk))
    promote_reserve(current, call)
    return current


def promote_reserve(failed: KickOff, call: Call) -> KickOff | None:
    """The next in order of the same challenge whom the money still carries; None when nobody waits."""
    waiting = next_reserve(reserves_waiting(call), failed.line.application.challenge_id, room_in(call))
    if waiting is None:
        return None
    line = DecisionLine.objects.select_related("application", "decision").get(application=waiting.application_id)
    due_on = timezone.localdate() + timedelta(days=line.decision.kick_off_days)
    return begin_kick_off(line, call, due_on, promoted_from=failed)
