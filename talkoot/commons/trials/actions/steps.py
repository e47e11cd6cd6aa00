"""Starting and cancelling; facts of the trial itself. Pausing, going on and stopping are in actions/standing.py."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from talkoot.commons.trials.actions.planning import locked
from talkoot.commons.trials.actions.proposing import refuse_foreign_product
from talkoot.commons.trials.content.kinds import BEFORE_START
from talkoot.commons.trials.events import TrialCancelled, TrialStarted
from talkoot.commons.trials.models.gates import GateRecord
from talkoot.commons.trials.models.trial import Trial, new_calendar_key
from talkoot.commons.trials.permissions import COORDINATE, HALT, PARTNER, PLAN, START
from talkoot.commons.trials.phases.gates import gates_of, hash_of_evidence
from talkoot.commons.trials.phases.life import LIFE
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.measures.actions import lock_indicators
from talkoot.tools.measures.queries import has_baselines
from talkoot.tools.privacy.models.product import ProductVersion


@action("trials.start", permission=START, of="trial", label=gettext_lazy("Started the trial"))
def start_trial(*, actor: Actor, trial: Trial) -> Trial:
    """Nothing starts before every required gate holds. What was found at each is kept with the hash of its evidence.

    Raises the refusal of the first gate that does not hold; the page shows all of them.
    """
    current = locked(trial)
    # Asks every gate once more by the need of the step, on the locked row.
    LIFE.take("start", current, actor)
    current.started_at = timezone.now()
    current.save(update_fields=["state", "started_at", "changed_at"])
    GateRecord.objects.bulk_create(
        [
            GateRecord(
                trial=current,
                gate=gate.code,
                evidence=gate.evidence,
                evidence_hash=hash_of_evidence(gate.evidence),
                recorded_by_id=getattr(actor, "pk", None),
            )
            for gate in gates_of(current)
        ]
    )
    if has_baselines(current):
        # Measured before: from now on baseline and threshold stand still.
        lock_indicators(actor=actor, subject=current)
    index(current)
    publish(TrialStarted(trial_id=current.pk))
    return current


@action("trials.cancel", permission=HALT, of="trial", label=gettext_lazy("Cancelled the trial"))
def cancel_trial(*, actor: Actor, trial: Trial, reason: str) -> Trial:
    """Before the start either side may draw back; it says why."""
    current = locked(trial)
    if not reason.strip():
        raise Refusal(_("Say why the trial is cancelled: the others learn from it."), field="reason")
    LIFE.take("cancel", current, actor)
    # What the trial fell on is kept as data: figures count it, and the next one knows what takes time.
    with override(None):
        missing = [(state.gate.code, {"missing": str(state.refusal.reason)}) for state in gates_of(current) if state.refusal]
    GateRecord.objects.bulk_create(
        [
            GateRecord(
                trial=current,
                gate=code,
                evidence=evidence,
                evidence_hash=hash_of_evidence(evidence),
                recorded_by_id=getattr(actor, "pk", None),
            )
            for code, evidence in missing
        ]
    )
    current.halt_reason, current.ended_at = reason.strip(), timezone.now()
    current.save(update_fields=["state", "halt_reason", "ended_at", "changed_at"])
    index(current)
    publish(TrialCancelled(trial_id=current.pk))
    return current


@action("trials.change_facts", permission=PLAN, of="trial", label=gettext_lazy("Changed the facts of the trial"))
def change_trial(*, actor: Actor, trial: Trial, **fields: Any) -> Trial:
    """Title, summary and languages: what everybody will read of it."""
    if unknown := set(fields) - {"title", "summary", "languages"}:
        raise ValueError(f"Not facts of a trial: {sorted(unknown)}")
    current = locked(trial)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields, "title_order", "changed_at"])
    index(current)
    return current


@action("trials.choose_product", permission=PARTNER, of="trial", label=gettext_lazy("Chose the product"))
def choose_product(*, actor: Actor, trial: Trial, version: ProductVersion) -> Trial:
    """Before the start only: another version is another trial, or an amendment that screening and lane have seen."""
    current = locked(trial)
    if current.state not in BEFORE_START:
        raise Refusal(_("The trial has begun with its product."), mend=_("Propose a new trial for another version."))
    refuse_foreign_product(version, current.organisation)
    current.product_version = version
    current.save(update_fields=["product_version", "changed_at"])
    return current


@action("trials.name_coordinator", permission=COORDINATE, of="trial", label=gettext_lazy("Named the coordinator"))
def name_coordinator(*, actor: Actor, trial: Trial, coordinator: Any) -> Trial:
    current = locked(trial)
    current.coordinator = coordinator
    current.save(update_fields=["coordinator", "changed_at"])
    return current


@action("trials.renew_calendar_key", permission=PLAN, of="trial", label=gettext_lazy("Renewed the address of the calendar"))
def renew_calendar_key(*, actor: Actor, trial: Trial) -> Trial:
    """The old address of the calendar stops working."""
    current = locked(trial)
    current.calendar_key = new_calendar_key()
    current.save(update_fields=["calendar_key", "changed_at"])
    return current
