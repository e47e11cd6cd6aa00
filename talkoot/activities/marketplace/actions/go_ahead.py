"""The head of unit's go-ahead, counted against what the unit can carry, and the settings."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from talkoot.activities.marketplace.actions.agreeing import agree_when_all_hold
from talkoot.activities.marketplace.actions.interest import locked, refuse_ended, set_yes
from talkoot.activities.marketplace.content.kinds import GoAheadState, Side
from talkoot.activities.marketplace.events import GoAheadAsked, GoAheadDecided
from talkoot.activities.marketplace.models.go_ahead import GoAhead, MarketSettings, UnitLimit
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.permissions import ASK_GO_AHEAD, COORDINATE, DECIDE_GO_AHEAD, SET_LIMIT
from talkoot.activities.marketplace.queries.interest import carried_by, limit_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("marketplace.ask_go_ahead", permission=ASK_GO_AHEAD, of="interest", label=_("Asked for the go-ahead"))
def ask_go_ahead(*, actor: Actor, interest: Interest, hours: int, note: str = "") -> GoAhead:
    """The unit wants to do it: its yes is noted and the head asked. A refused one may be asked for again."""
    current = locked(interest)
    refuse_ended(current)
    before = GoAhead.objects.filter(interest=current).first()
    if before is not None and before.state in (GoAheadState.ASKED, GoAheadState.GIVEN):
        raise Refusal(_("The go-ahead has been asked for already."), mend=_("Reload the page to see where it stands."))
    set_yes(current, Side.UNIT, actor)
    asked = {
        "unit": current.unit,
        "state": GoAheadState.ASKED,
        "hours": hours,
        "note": note.strip(),
        "asked_by": actor if isinstance(actor, Person) else None,
        "reason": "",
        "decided_by": None,
        "decided_at": None,
    }
    go_ahead, _is_new = GoAhead.objects.update_or_create(interest=current, defaults=asked)
    publish(GoAheadAsked(go_ahead_id=go_ahead.pk))
    return go_ahead


def locked_go_ahead(go_ahead: GoAhead, state: GoAheadState) -> GoAhead:
    """With its conversation, which is locked first as everywhere."""
    interest = locked(go_ahead.interest)
    refuse_ended(interest)
    current = GoAhead.objects.select_for_update(no_key=True).get(pk=go_ahead.pk)
    current.interest = interest
    if current.state != state:
        raise Refusal(_("The go-ahead has been decided meanwhile."), mend=_("Reload the page to see where it stands."))
    return current


@action("marketplace.give_go_ahead", permission=DECIDE_GO_AHEAD, of="go_ahead", label=_("Gave the go-ahead"))
def give_go_ahead(*, actor: Actor, go_ahead: GoAhead, fits_curriculum: bool, has_time: bool, staff_agree: bool) -> GoAhead:
    """Counted with the unit locked: two heads who decide at once cannot load it beyond its limit."""
    if not (fits_curriculum and has_time and staff_agree):
        raise Refusal(
            _("The go-ahead needs all three: it fits, there is time, the staff agree."),
            mend=_("Tick what holds, or refuse with a reason."),
        )
    current = locked_go_ahead(go_ahead, GoAheadState.ASKED)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=current.unit_id)
    limit = limit_of(unit)
    if carried_by(unit).count() >= limit:
        raise Refusal(
            ngettext(
                "The unit carries %(count)d trial at once, and has it.",
                "The unit carries %(count)d trials at once, and has them.",
                limit,
            )
            % {"count": limit},
            mend=_("Wait until one has ended, or change the limit of the unit."),
        )
    current.state = GoAheadState.GIVEN
    current.fits_curriculum, current.has_time, current.staff_agree = True, True, True
    current.decided_by_id, current.decided_at = getattr(actor, "pk", None), timezone.now()
    current.save(update_fields=["state", "fits_curriculum", "has_time", "staff_agree", "decided_by", "decided_at"])
    publish(GoAheadDecided(go_ahead_id=current.pk))
    agree_when_all_hold(by=actor, interest=current.interest)
    return current


@action("marketplace.refuse_go_ahead", permission=DECIDE_GO_AHEAD, of="go_ahead", label=_("Refused the go-ahead"))
def refuse_go_ahead(*, actor: Actor, go_ahead: GoAhead, reason: str) -> GoAhead:
    return decided_against(actor, locked_go_ahead(go_ahead, GoAheadState.ASKED), GoAheadState.REFUSED, reason)


@action("marketplace.take_back_go_ahead", permission=DECIDE_GO_AHEAD, of="go_ahead", label=_("Took back the go-ahead"))
def take_back_go_ahead(*, actor: Actor, go_ahead: GoAhead, reason: str) -> GoAhead:
    """Before the sides have agreed; afterwards the trial itself is stopped."""
    return decided_against(actor, locked_go_ahead(go_ahead, GoAheadState.GIVEN), GoAheadState.TAKEN_BACK, reason)


def decided_against(by: Actor, go_ahead: GoAhead, state: GoAheadState, reason: str) -> GoAhead:
    if not reason.strip():
        raise Refusal(_("Tell why, in a sentence."), field="reason")
    go_ahead.state, go_ahead.reason = state, reason.strip()
    go_ahead.decided_by_id, go_ahead.decided_at = getattr(by, "pk", None), timezone.now()
    go_ahead.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    publish(GoAheadDecided(go_ahead_id=go_ahead.pk))
    return go_ahead


@action("marketplace.set_limit", permission=SET_LIMIT, of="unit", label=_("Set how much the unit carries"))
def set_limit(*, actor: Actor, unit: Unit, most_at_once: int | None) -> Unit:
    """None: the municipality's usual number."""
    # The same lock as that of the go-ahead: a limit is never set while one is being counted.
    current = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if most_at_once is None:
        UnitLimit.objects.filter(unit=current).delete()
    else:
        UnitLimit.objects.update_or_create(unit=current, defaults={"most_at_once": most_at_once})
    return current


@action("marketplace.change_settings", permission=COORDINATE, label=_("Changed the settings of the marketplace"))
def change_settings(
    *,
    actor: Actor,
    rests_after_days: int,
    most_at_once: int,
    check_within_days: int,
    answer_within_days: int,
    mail_from: time,
    mail_until: time,
) -> MarketSettings:
    if mail_until <= mail_from:
        raise Refusal(_("The hours of mail end before they begin."), field="mail_until")
    row, _is_new = MarketSettings.objects.update_or_create(
        defaults={
            "rests_after_days": rests_after_days,
            "most_at_once": most_at_once,
            "check_within_days": check_within_days,
            "answer_within_days": answer_within_days,
            "mail_from": mail_from,
            "mail_until": mail_until,
        }
    )
    return row
