"""Asking every side what it thinks; evaluations that cannot be had."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.log import under_way
from talkoot.commons.trials.actions.standing import held, with_reason
from talkoot.commons.trials.content.kinds import UNDER_WAY
from talkoot.commons.trials.content.running import NAMED_SIDES, Moment, feedback_side
from talkoot.commons.trials.events import FeedbackOpened
from talkoot.commons.trials.models.feedback import FeedbackRound, WaivedEvaluation
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.commons.trials.permissions import ASK_FEEDBACK, WAIVE_EVALUATION
from talkoot.commons.trials.queries.trials import groups_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.actions.rounds import make_code, open_round

# A class has visitors and a phone may be borrowed: so many answers more than heads.
MARGIN = 3


@action("trials.open_feedback", permission=ASK_FEEDBACK, of="trial", label=_("Opened a round of feedback"))
def open_feedback(
    *,
    actor: Actor,
    trial: Trial,
    material: Material,
    moment: str = Moment.END,
    is_evaluation: bool = False,
    closes_at: datetime | None = None,
) -> FeedbackRound:
    """Ask one side with the questions of a material. Participants and guardians answer by a code for each group, without an
    account; the people of the host, the partner and the coordination answer signed in, by name.
    """
    side = feedback_side(material.slot)
    if material.trial_id != trial.pk or not side or material.questionnaire_version is None:
        raise Refusal(_("These questions are not of this trial's feedback."), mend=_("Choose others."), field="material")
    if moment not in Moment.values:
        raise Refusal(_("Choose when the feedback is asked."), field="moment")
    current = under_way(trial)
    try:
        with transaction.atomic():
            feedback = FeedbackRound.objects.create(
                trial=current,
                slot=material.slot,
                side=side,
                moment=moment,
                is_evaluation=is_evaluation,
                opened_by_id=getattr(actor, "pk", None),
            )
    except IntegrityError:
        raise Refusal(
            _("This feedback has been asked already at this moment of the trial."),
            mend=_("Use the round that is open, or choose another moment."),
        ) from None
    feedback.trial = current
    is_anonymous = side not in NAMED_SIDES
    round = open_round(
        actor=SYSTEM,
        version=material.questionnaire_version,
        title=Words(material.title) or Words(current.title),
        audience=material.audience,
        subject=feedback,
        is_anonymous=is_anonymous,
        closes_at=closes_at,
    )
    feedback.round = round
    feedback.save(update_fields=["round"])
    if is_anonymous:
        for group in groups_of(current):
            # Guardians are two for each child.
            heads = group.headcount * (2 if side == "guardians" else 1)
            make_code(actor=SYSTEM, round=round, group=group.label, limit=heads + MARGIN)
    publish(FeedbackOpened(feedback_id=feedback.pk, trial_id=current.pk))
    return feedback


@action("trials.waive_evaluation", permission=WAIVE_EVALUATION, of="trial", label=_("Went on without an evaluation"))
def waive_evaluation(*, actor: Actor, trial: Trial, side: str, reason: str) -> WaivedEvaluation:
    """The side cannot evaluate, and why. The trial may then be closed; a reference still needs the evaluation itself."""
    current = held(trial)
    if current.state not in UNDER_WAY or side not in current.evaluation_sides:
        raise Refusal(_("No evaluation of this side is waited for."), mend=_("See on the trial's page what is missing."))
    if WaivedEvaluation.objects.filter(trial=current, side=side).exists():
        raise Refusal(_("This has been said already."))
    return WaivedEvaluation.objects.create(trial=current, side=side, reason=with_reason(reason), waived_by_id=getattr(actor, "pk", None))
