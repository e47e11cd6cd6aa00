"""Pausing, going on, stopping. A concern or an incident of safety pauses by the same door, without asking for a right."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.events import TrialPaused, TrialResumed, TrialStopped
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.log import Incident, Standstill
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import HALT, RESUME
from talkoot.commons.trials.phases.life import LIFE
from talkoot.commons.trials.queries.log import standstill_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal


def held(trial: Trial) -> Trial:
    """The trial as it is now, held until the transaction ends: whoever comes at the same time sees what was done."""
    return Trial.objects.select_for_update().get(pk=trial.pk)


def person_of(someone: Actor) -> Person | None:
    """The person, None for the platform itself and for whoever stays anonymous."""
    return someone if isinstance(someone, Person) else None


def with_reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("The reason is missing."), mend=_("Write a sentence that both sides may read."), field="reason")
    return reason.strip()


def stand_still(trial: Trial, *, reason: str, by: Person | None, concern: Concern | None = None, incident: Incident | None = None) -> bool:
    """Pause a held trial that runs. False when it does not run: then there is nothing to pause."""
    if trial.state != State.RUNNING:
        return False
    # The right has been asked for, or whoever reports a danger needs none.
    LIFE.take("pause", trial, SYSTEM)
    trial.halt_reason = reason
    trial.save(update_fields=["state", "halt_reason", "changed_at"])
    Standstill.objects.create(trial=trial, reason=reason, concern=concern, incident=incident, paused_by=by)
    publish(TrialPaused(trial_id=trial.pk))
    return True


def end_standstill(trial: Trial, *, reason: str, by: Person | None) -> None:
    if standstill := standstill_of(trial):
        standstill.resume_reason, standstill.ended_at, standstill.ended_by = reason, timezone.now(), by
        standstill.save(update_fields=["resume_reason", "ended_at", "ended_by"])


@action("trials.pause", permission=HALT, of="trial", label=_("Paused the trial"))
def pause_trial(*, actor: Actor, trial: Trial, reason: str) -> Trial:
    """Either side may, at once; both read the reason."""
    current = held(trial)
    LIFE.check("pause", current, actor)
    stand_still(current, reason=with_reason(reason), by=person_of(actor))
    return current


@action("trials.resume", permission=RESUME, of="trial", label=_("Let the trial go on"))
def resume_trial(*, actor: Actor, trial: Trial, reason: str) -> Trial:
    """Goes on when every matter of safety has been answered and mended; with the reason why it may."""
    current = held(trial)
    LIFE.take("resume", current, actor)
    current.halt_reason = ""
    current.save(update_fields=["state", "halt_reason", "changed_at"])
    end_standstill(current, reason=with_reason(reason), by=person_of(actor))
    publish(TrialResumed(trial_id=current.pk))
    return current


@action("trials.stop", permission=HALT, of="trial", label=_("Stopped the trial"))
def stop_trial(*, actor: Actor, trial: Trial, reason: str) -> Trial:
    """For good; either side may. The lessons of a stopped trial are published too."""
    current = held(trial)
    LIFE.take("stop", current, actor)
    why = with_reason(reason)
    current.halt_reason, current.ended_at = why, timezone.now()
    current.save(update_fields=["state", "halt_reason", "ended_at", "changed_at"])
    end_standstill(current, reason=why, by=person_of(actor))
    publish(TrialStopped(trial_id=current.pk))
    return current
