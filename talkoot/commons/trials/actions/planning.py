"""The joint plan: written together, proposed in versions, accepted by both sides."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.content.kinds import PLAN_SIDES, State
from talkoot.commons.trials.events import PlanAccepted, PlanProposed
from talkoot.commons.trials.models.plan import PlanAcceptance, PlanRemark, PlanVersion
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import ACCEPT, PLAN, sides_of
from talkoot.commons.trials.phases.life import LIFE
from talkoot.commons.trials.phases.plan import PLANNABLE, plan_refusals
from talkoot.commons.trials.queries.plans import (
    PLAN_FIELDS,
    acceptances_of,
    groups_as_planned,
    latest_plan,
    plan_draft,
    proposed_plans,
    sessions_as_planned,
    sides_missing,
    unsaved_draft,
)
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal


def locked(trial: Trial) -> Trial:
    """The row as it is now, held until the transaction ends: both sides may press a button at once."""
    return Trial.objects.select_related("municipality", "unit", "organisation").select_for_update(of=("self",)).get(pk=trial.pk)


def refuse_unplannable(trial: Trial) -> None:
    if trial.state not in PLANNABLE:
        raise Refusal(
            _("The plan no longer changes: the state is “%(state)s”.") % {"state": trial.get_state_display()},
            mend=_("Reload the page to see where it stands now."),
        )


def draft_for(trial: Trial) -> PlanVersion:
    """The draft; a new one begins as the latest version, or with what the proposal said."""
    draft = plan_draft(trial)
    if draft is None:
        draft = unsaved_draft(trial)
        draft.save()
    return draft


@action("trials.write_plan", permission=PLAN, of="trial", label=gettext_lazy("Wrote the plan"))
def write_plan(*, actor: Actor, trial: Trial, **fields: Any) -> PlanVersion:
    """Change fields of the draft; a proposed version stays as it was. Before the start the trial is being planned again."""
    if unknown := set(fields) - set(PLAN_FIELDS):
        raise ValueError(f"Unknown fields of a plan: {sorted(unknown)}")
    current = locked(trial)
    refuse_unplannable(current)
    draft = draft_for(current)
    for name, value in fields.items():
        setattr(draft, name, value)
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise Refusal(_("The end must not be before the start."), field="ends_on")
    draft.save(update_fields=[*fields, "changed_at"])
    if current.state == State.PROPOSED:
        LIFE.take("plan", current, actor)
        current.save(update_fields=["state", "changed_at"])
    return draft


@action("trials.propose_plan", permission=PLAN, of="trial", label=gettext_lazy("Proposed a version of the plan"))
def propose_plan(*, actor: Actor, trial: Trial, change_summary: str = "") -> PlanVersion:
    """Freeze the draft as the next version. Whoever proposes for one side accepts it for that side with the same press.

    Raises the first Refusal of phases.plan.plan_refusals.
    """
    current = locked(trial)
    refuse_unplannable(current)
    draft = plan_draft(current)
    if draft is None:
        raise Refusal(_("There is no draft to propose."), mend=_("Change something in the plan first."))
    for refusal in plan_refusals(current, draft):
        raise refusal
    draft.change_summary = change_summary
    draft.snapshot = {"groups": groups_as_planned(current), "sessions": sessions_as_planned(current)}
    draft.content_hash = hash_of_plan(draft)
    draft.proposed_at, draft.proposed_by_id = timezone.now(), getattr(actor, "pk", None)
    draft.save(update_fields=["change_summary", "snapshot", "content_hash", "proposed_at", "proposed_by", "changed_at"])
    if current.state in (State.PROPOSED, State.PREPARING):
        LIFE.take("plan", current, actor)
        current.save(update_fields=["state", "changed_at"])
    publish(PlanProposed(version_id=draft.pk))
    sides = sides_of(actor, current) & set(PLAN_SIDES)
    if len(sides) == 1:
        accept_plan(actor=actor, trial=current, version=draft, side=next(iter(sides)))
    return draft


def hash_of_plan(version: PlanVersion) -> str:
    """SHA-256 of what the version says, as canonical JSON: what both sides accept is this and nothing else."""
    facts: dict[str, Any] = {name: getattr(version, name) for name in PLAN_FIELDS}
    facts |= {"trial": version.trial_id, "number": version.number, "language": version.language, "snapshot": version.snapshot}
    facts["hours_budget"] = None if version.hours_budget is None else f"{version.hours_budget:.1f}"
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def side_meant(person: Any, trial: Trial, side: str) -> str:
    """The side for which the person speaks: the named one if it is hers, else her only one."""
    own = sides_of(person, trial) & set(PLAN_SIDES)
    if side and side not in own:
        raise Forbidden(_("You do not belong to that side of the trial."), mend=_("Ask its contact to accept."))
    if not side and len(own) != 1:
        raise Refusal(_("You belong to both sides of the trial."), mend=_("Choose for which side you speak."), field="side")
    return side or next(iter(own))


@action("trials.accept_plan", permission=ACCEPT, of="trial", label=gettext_lazy("Accepted the plan"))
def accept_plan(*, actor: Actor, trial: Trial, version: PlanVersion, side: str = "") -> PlanAcceptance:
    """One side accepts the latest version. With the second acceptance the plan is in force and its dates are the trial's.

    Raises Refusal for an older version, a second acceptance of a side, and one person for both sides.
    """
    current = locked(trial)
    refuse_unplannable(current)
    side = side_meant(actor, current, side)
    latest = latest_plan(current)
    if latest is None or version.trial_id != current.pk or version.pk != latest.pk:
        raise Refusal(_("There is a newer version of the plan."), mend=_("Read the newest version and accept that."))
    if any(acceptance.accepted_by_id == getattr(actor, "pk", None) for acceptance in acceptances_of(latest)):
        raise Refusal(_("You have accepted this version already."), mend=_("Somebody else accepts for the other side."))
    try:
        with transaction.atomic():
            accepted = PlanAcceptance.objects.create(
                version=latest, side=side, content_hash=latest.content_hash, accepted_by_id=getattr(actor, "pk", None)
            )
    except IntegrityError:
        raise Refusal(_("Your side has accepted this version already.")) from None
    if not sides_missing(latest):
        put_in_force(current, latest, actor)
    return accepted


def put_in_force(trial: Trial, version: PlanVersion, who: Actor) -> None:
    trial.starts_on, trial.ends_on, trial.users_role = version.starts_on, version.ends_on, version.users_role
    if trial.state == State.PLANNING:
        LIFE.take("prepare", trial, who)
    trial.save(update_fields=["starts_on", "ends_on", "users_role", "state", "changed_at"])
    publish(PlanAccepted(trial_id=trial.pk, version_id=version.pk))


@action("trials.ask_plan_change", permission=ACCEPT, of="trial", label=gettext_lazy("Asked for a change of the plan"))
def ask_plan_change(*, actor: Actor, trial: Trial, version: PlanVersion, text: str, side: str = "") -> PlanRemark:
    """A side says what should be changed instead of accepting. The draft of the next version is opened."""
    current = locked(trial)
    refuse_unplannable(current)
    side = side_meant(actor, current, side)
    if not proposed_plans(current).filter(pk=version.pk).exists():
        raise Refusal(_("This version has not been proposed."))
    if not text.strip():
        raise Refusal(_("Say what should be changed."), field="text")
    draft_for(current)
    return PlanRemark.objects.create(version=version, side=side, text=text.strip(), written_by_id=getattr(actor, "pk", None))
