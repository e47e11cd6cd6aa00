"""The jury of a call: an assessment of what was admissible, by the criteria that were published."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.calls import held_call, saved_call
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.jury import Jury
from talkoot.activities.calls.permissions import SET_UP_JURY
from talkoot.activities.calls.phases import CALL, all_checked
from talkoot.activities.calls.queries.calls import criteria_of
from talkoot.activities.calls.queries.decisions import price_in, versions_in_force
from talkoot.activities.calls.queries.juries import admissible_applications
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.opening import CriterionFacts, add_candidates, open_assessment
from talkoot.tools.reviews.content.kinds import TieRule

# As it stands in the call: the heaviest criterion, then the price, then a lot that can be drawn again.
TIE_RULE = (TieRule.HEAVIEST, TieRule.ORDER_VALUE, TieRule.LOT)


@action("calls.set_up_jury", permission=SET_UP_JURY, of="call", label=_("Set up the jury of a call"))
def set_up_jury(*, actor: Actor, call: Call, due_at: datetime, chosen_count: int | None = None) -> Jury:
    """Once, after the eligibility of all has been checked. What is not admissible the jury never sees."""
    # Two coordinators may press at once: the held row makes the second see DECIDING.
    current = held_call(call.pk)
    if refusal := all_checked(current):
        raise refusal
    applications = list(admissible_applications(current))
    if not applications:
        raise Refusal(_("Nothing that was sent is admissible, so there is nothing to judge."), mend=_("Go straight to the decision."))
    CALL.take("begin_deciding", current, actor)
    assessment = open_assessment(
        actor=actor,
        title=current.title,
        subject=current,
        criteria=[
            CriterionFacts(
                key=one.key,
                title=one.title,
                description=one.description,
                weight=one.weight,
                minimum=one.minimum,
                scale_min=one.scale_min,
                scale_max=one.scale_max,
                levels={level["score"]: level["text"] for level in one.levels},
            )
            for one in criteria_of(current)
        ],
        is_blind=current.is_blind,
        reviews_wanted=current.reviews_wanted,
        tie_rule=TIE_RULE,
        due_at=due_at,
        chosen_count=chosen_count,
    )
    versions = versions_in_force(applications)
    prices = {one.pk: price_in(versions.get(one.pk)) for one in applications}
    add_candidates(actor=actor, assessment=assessment, things=applications, order_values=prices)
    jury = Jury.objects.create(call=current, assessment=assessment)
    saved_call(current)
    return jury
