"""What happens after a trial: an official chooses, somebody by name sees to it by a day, and says when it is done."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.kick_offs import held
from talkoot.activities.calls.content.outcomes import ENGINE_OUTCOME, AfterChoice
from talkoot.activities.calls.events import AfterDecided
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.permissions import DECIDE_AFTER, DO_AFTER
from talkoot.activities.calls.queries.reports import BEHIND
from talkoot.commons.trials.actions.closing import decide
from talkoot.commons.trials.queries.closing import decisions_on
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("calls.decide_after", permission=DECIDE_AFTER, of="kick_off", label=_("Decided what follows the trial"))
def decide_after(
    *, actor: Actor, kick_off: KickOff, choice: str, grounds: Words, owner: Person | None, due_on: date, procurement_reference: str = ""
) -> AfterDecision:
    """Once. The same decision is sealed into the trial's own chain, unless an official has decided there before."""
    if choice not in AfterChoice.values:
        raise Refusal(_("Choose what happens."), field="choice")
    current = held(kick_off)
    if current.trial is None or current.trial.state not in ("closing", "completed", "stopped"):
        raise Refusal(_("The trial is not over yet."), mend=_("What follows is decided when its evaluations are in."))
    if current.municipality.default_language not in grounds:
        raise Refusal(_("The grounds are missing in the municipality's first language."), field="grounds")
    if owner is None or not owner.is_active:
        raise Refusal(_("Somebody by name sees to it."), mend=_("Choose who."), field="owner")
    if due_on < timezone.localdate():
        raise Refusal(_("The day has passed."), mend=_("Give the day by which it is done."), field="due_on")
    try:
        with transaction.atomic():
            after = AfterDecision.objects.create(
                kick_off=current,
                choice=choice,
                grounds=grounds,
                owner=owner,
                due_on=due_on,
                procurement_reference=procurement_reference.strip(),
                decided_by=actor if isinstance(actor, Person) else None,
            )
    except IntegrityError:
        raise Refusal(_("This has been decided meanwhile."), mend=_("Reload the page to read it.")) from None
    if not decisions_on(current.trial).exists():
        decide(actor=actor, trial=current.trial, outcome=ENGINE_OUTCOME[AfterChoice(choice)], reason=grounds)
    publish(AfterDecided(after_id=after.pk))
    return after


@action("calls.tell_done", permission=DO_AFTER, of="after", label=_("Did what was decided after the trial"))
def tell_done(*, actor: Actor, after: AfterDecision, note: str, procurement_reference: str = "") -> AfterDecision:
    """By its owner or a coordinator, with what was done."""
    if not note.strip():
        raise Refusal(_("Tell in a sentence what was done."), field="note")
    current = AfterDecision.objects.select_related(*BEHIND).select_for_update(of=("self",)).get(pk=after.pk)
    if current.done_on is not None:
        raise Refusal(_("This has been told meanwhile."), mend=_("Reload the page to read it."))
    current.done_on, current.done_note = timezone.localdate(), note.strip()
    current.done_by = actor if isinstance(actor, Person) else None
    current.procurement_reference = procurement_reference.strip() or current.procurement_reference
    current.save(update_fields=["done_on", "done_note", "done_by", "procurement_reference"])
    return current


@action("calls.hand_after_over", permission=DO_AFTER, of="after", label=_("Handed over what follows a trial"))
def hand_after_over(*, actor: Actor, after: AfterDecision, owner: Person) -> AfterDecision:
    """Another person sees to it from now on."""
    current = AfterDecision.objects.select_related(*BEHIND).select_for_update(of=("self",)).get(pk=after.pk)
    if current.done_on is not None or not owner.is_active:
        raise Refusal(_("It is done, or the person is no longer active."), mend=_("Choose somebody else."), field="owner")
    current.owner = owner
    current.save(update_fields=["owner"])
    publish(AfterDecided(after_id=current.pk))
    return current
