"""What people of a side say before the start: principles accepted, go-ahead of the head of the unit."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.planning import locked, side_meant
from talkoot.commons.trials.content.kinds import BEFORE_START
from talkoot.commons.trials.models.gates import HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import ACCEPT, GIVE_GO_AHEAD
from talkoot.commons.trials.queries.gates import head_decision, principles_of
from talkoot.kernel.actions import action
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("trials.accept_principles", permission=ACCEPT, of="trial", label=gettext_lazy("Accepted the principles"))
def accept_principles(*, actor: Actor, trial: Trial, side: str = "") -> PrinciplesAcceptance:
    """For one side, in the version that this trial was given."""
    current = locked(trial)
    principles = principles_of(current)
    if principles is None:
        raise Refusal(_("No principles were given to this trial."))
    try:
        with transaction.atomic():
            return PrinciplesAcceptance.objects.create(
                trial=current,
                side=side_meant(actor, current, side),
                model_slug=principles.model_slug,
                model_version=principles.model_version,
                accepted_by_id=getattr(actor, "pk", None),
            )
    except IntegrityError:
        raise Refusal(_("Your side has accepted the principles already.")) from None


@action("trials.decide_go_ahead", permission=GIVE_GO_AHEAD, of="trial", label=gettext_lazy("Decided on the go-ahead"))
def decide_go_ahead(*, actor: Actor, trial: Trial, is_go: bool, note: str = "") -> HeadDecision:
    """The head of the unit says yes, or takes it back before the start. A "no" carries its reason."""
    current = locked(trial)
    if current.state not in BEFORE_START:
        raise Refusal(
            _("The trial has begun."), mend=_("Pause or stop it instead: the head of the unit may do so at any time."), field="is_go"
        )
    if not is_go and not note.strip():
        raise Refusal(_("Say why not: the others learn from it."), field="note")
    earlier = head_decision(current)
    if earlier is not None and earlier.is_go == is_go:
        raise Refusal(_("That was decided already."), mend=_("Reload the page to see where it stands now."))
    return HeadDecision.objects.create(trial=current, is_go=is_go, note=note.strip(), decided_by_id=getattr(actor, "pk", None))
