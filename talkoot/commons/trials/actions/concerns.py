"""Concerns: raised by anybody who has the information page, answered by the municipality."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.standing import held, person_of, stand_still
from talkoot.commons.trials.content.promises import promised_for
from talkoot.commons.trials.content.running import ConcernKind, RaisedAs
from talkoot.commons.trials.events import ConcernAnswered, ConcernRaised
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.permissions import ANSWER_CONCERN, RAISE_CONCERN
from talkoot.commons.trials.queries.concerns import concern_of_receipt, concerns_in_the_last_hour
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.receipts import hash_of_receipt, read_receipt
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

# Many more than a trial ever brings; a flood must not bury what waits.
MOST_IN_AN_HOUR = 30


@action("trials.raise_concern", permission=RAISE_CONCERN, of="page", label=_("Raised a concern"))
def raise_concern(
    *, actor: Actor, page: InformationPage, kind: str, raised_as: str, text: str, language: str, receipt: str, email: str = ""
) -> Concern:
    """Anonymous when the actor is None, whoever sends it: then nothing tells who it was.

    receipt: made with the form (content/receipts.py), so that sending twice raises one; with it the answer is read. A concern about
    safety pauses a running trial at once.
    """
    if not page.published_at:
        raise Refusal(_("The page is not published."))
    if kind not in ConcernKind.values or raised_as not in RaisedAs.values:
        raise Refusal(_("Choose what it is about and in which part you write."))
    if not read_receipt(receipt):
        raise Refusal(_("The form is too old."), mend=_("Load the page again; what you wrote is kept."))
    trial = held(page.trial)
    if known := concern_of_receipt(receipt):
        return known
    is_urgent = kind == ConcernKind.SAFETY
    if concerns_in_the_last_hour(trial) >= MOST_IN_AN_HOUR and not (is_urgent and trial.state == "running"):
        raise Refusal(
            _("Very many concerns have come in during the last hour."),
            mend=_("Call or write to the contact on the information page, or try again in an hour."),
        )
    now = timezone.now()
    concern = Concern(
        trial=trial,
        kind=kind,
        raised_as=raised_as,
        text=text,
        language=language,
        email=email,
        raised_by_id=getattr(actor, "pk", None),
        receipt_hash=hash_of_receipt(receipt),
        promised_at=promised_for(kind, now),
        has_paused=is_urgent and trial.state == "running",
    )
    concern.save()
    if is_urgent:
        # Both sides read this reason; what the concern says is read by those who answer it alone.
        stand_still(
            trial, reason=str(_("A concern about safety was raised. The municipality looks into it.")), by=person_of(actor), concern=concern
        )
    publish(ConcernRaised(concern_id=concern.pk, trial_id=trial.pk))
    return concern


@action("trials.answer_concern", permission=ANSWER_CONCERN, of="concern", label=_("Answered a concern"))
def answer_concern(*, actor: Actor, concern: Concern, answer: str, language: str) -> Concern:
    """Once; of two who answer at the same time the second is told."""
    current = Concern.objects.select_for_update().get(pk=concern.pk)
    if current.answered_at:
        raise Refusal(_("The concern has been answered meanwhile."), mend=_("Reload the page to read the answer."))
    if not answer.strip():
        raise Refusal(_("The answer is empty."), mend=_("Tell what was found out and what is done."), field="answer")
    current.answer, current.answer_language = answer.strip(), language
    current.answered_at, current.answered_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["answer", "answer_language", "answered_at", "answered_by"])
    publish(ConcernAnswered(concern_id=current.pk, trial_id=current.trial_id))
    return current
