"""What must hold before a trial is closed and completed; each refusal says who can give what is missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import GateCode
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.closing import decisions_on, is_result_published, lessons_of, result_of
from talkoot.commons.trials.queries.feedback import evaluations_of
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.queries.deletion import certificate_of


def evaluations_are_in(trial: Trial) -> Refusal | None:
    missing = [str(state.label) for state in evaluations_of(trial) if not state.is_settled]
    if not missing:
        return None
    return Refusal(
        _("Evaluations are still missing: %(sides)s.") % {"sides": ", ".join(missing)},
        mend=_("Ask for them, or let the coordinator write why one cannot be had."),
    )


def result_written(trial: Trial) -> Refusal | None:
    result = result_of(trial)
    language = trial.municipality.default_language
    if result is not None and language in result.summary and language in result.what_changed:
        return None
    return Refusal(
        _("The result has not been written in the municipality's first language."),
        mend=_("Any side writes in short what came of it and what changed."),
    )


def lesson_written(trial: Trial) -> Refusal | None:
    if lessons_of(trial).exists():
        return None
    return Refusal(_("No lesson has been written."), mend=_("Any side writes at least one: for those who try something alike."))


def result_is_published(trial: Trial) -> Refusal | None:
    if is_result_published(trial):
        return None
    return Refusal(_("The result page has not been published."), mend=_("The coordinator publishes it."))


def is_decided(trial: Trial) -> Refusal | None:
    if decisions_on(trial).exists():
        return None
    return Refusal(_("No decision has been made."), mend=_("An official of the municipality decides, with the reason."))


def deletion_certified(trial: Trial) -> Refusal | None:
    """Where the data lane was a gate, the partner says at the end what it has deleted, also that there was nothing."""
    if GateCode.LANE not in trial.required_gates or certificate_of(trial) is not None:
        return None
    return Refusal(
        _("The deletion certificate has not been given."), mend=_("The partner states what was deleted, or that no personal data arose.")
    )
