"""What must hold before a trial that stands still goes on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.concerns import open_concerns, open_safety_concerns
from talkoot.commons.trials.queries.log import open_grave_incidents, open_incidents
from talkoot.kernel.refusals import Refusal


def safety_concerns_answered(trial: Trial) -> Refusal | None:
    if not open_safety_concerns(trial).exists():
        return None
    return Refusal(
        _("A concern about safety has not been answered."),
        mend=_("The coordinator or the head of the unit looks into it and answers it first."),
    )


def grave_incidents_mended(trial: Trial) -> Refusal | None:
    if not open_grave_incidents(trial).exists():
        return None
    return Refusal(_("A serious incident is still open."), mend=_("The unit or the coordinator tells first how it was mended."))


def nothing_open(trial: Trial) -> Refusal | None:
    """Before the end: every concern has its answer and every incident its end."""
    if open_concerns(trial).exists():
        return Refusal(_("A concern has not been answered."), mend=_("The coordinator or the head of the unit answers it first."))
    if open_incidents(trial).exists():
        return Refusal(_("An incident is still open."), mend=_("The unit or the coordinator tells first how it was mended."))
    return None
