"""The agreement of a trial, drafted from the template of its kit and the accepted plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.planning import locked
from talkoot.commons.trials.content.kinds import BEFORE_START, MaterialKind
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.commons.trials.permissions import COORDINATE
from talkoot.commons.trials.queries.plans import agreed_plan
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.actions.drafting import draft_agreement
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.queries.agreements import agreements_of
from talkoot.tools.privacy.queries.lanes import lane_for


def agreement_material(trial: Trial) -> Material:
    """The template of the kit. Where there are several, the one of the product's lane: its slot ends with its letter."""
    found = list(
        Material.objects.filter(trial=trial, kind=MaterialKind.AGREEMENT, agreement_version__isnull=False)
        .select_related("agreement_version__template")
        .order_by("pk")
    )
    if not found:
        raise Refusal(_("No agreement template was handed in with the trial."), mend=_("The coordinator drafts the agreement by hand."))
    lane = lane_for(trial.product_version) if trial.product_version else None
    suited = [material for material in found if lane is not None and material.slot.endswith(f"-{str(lane.value).lower()}")]
    return (suited or found)[0]


@action("trials.draft_agreement", permission=COORDINATE, of="trial", label=gettext_lazy("Drafted the agreement of the trial"))
def draft_trial_agreement(*, actor: Actor, trial: Trial) -> Agreement:
    """From the template of the kit; places are filled with what plan, product and lane say. One open agreement at a time."""
    current = locked(trial)
    if current.state not in BEFORE_START:
        raise Refusal(_("The trial has begun."), mend=_("Amend its agreement instead."))
    plan = agreed_plan(current)
    if plan is None:
        raise Refusal(_("Both sides accept the plan first: it is a part of the agreement."), mend=_("Open the plan."))
    if agreements_of(current).exclude(state__in=("withdrawn", "terminated", "ended")).exists():
        raise Refusal(_("The trial has an agreement already."), mend=_("Open it."))
    material = agreement_material(current)
    version = current.product_version
    lane = lane_for(version) if version else None
    values: dict[str, Any] = {
        "place": plan.place or str(current.unit),
        "product": version.product.name if version else "",
        "product_version": version.label if version else "",
        "data_lane": lane.value if lane else "",
    }
    assert material.agreement_version is not None
    return draft_agreement(
        actor=actor,
        template_version=material.agreement_version,
        language=plan.language,
        parties=[current.organisation],
        values={place: value for place, value in values.items() if value},
        subject=current,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )
