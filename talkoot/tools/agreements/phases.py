"""An agreement's way: draft → to be signed → signed → ended; or withdrawn, or terminated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.content.states import State
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.permissions import VIEW, WRITE
from talkoot.tools.agreements.queries.agreements import open_version
from talkoot.tools.agreements.queries.readiness import missing_for_offer


def nothing_missing(agreement: Agreement) -> Refusal | None:
    """The first thing that is missing for offering; the page lists them all."""
    return next(iter(missing_for_offer(agreement)), None)


def no_amendment_open(agreement: Agreement) -> Refusal | None:
    if open_version(agreement) is None:
        return None
    return Refusal(_("An amendment is open already."), mend=_("Finish or withdraw it first."))


LIFE = LifeCycle(
    "agreement",
    states=dict(State.choices),
    steps=[
        Step("offer", State.DRAFT, State.OFFERED, _("Send to be signed"), WRITE, needs=(nothing_missing,)),
        # Back to the desk: recalled by its writer, or declined by a party. Whoever signed signs the new text again.
        Step("recall", State.OFFERED, State.DRAFT, _("Take back to change it"), WRITE),
        Step("decline", State.OFFERED, State.DRAFT, _("Decline to sign"), VIEW),
        Step("withdraw", (State.DRAFT, State.OFFERED), State.WITHDRAWN, pgettext_lazy("agreement", "Withdraw"), WRITE),
        # Whether the person may sign for the party is asked by the action.
        Step("complete", State.OFFERED, State.SIGNED, pgettext_lazy("agreement", "Sign"), VIEW),
        Step("amend", State.SIGNED, State.SIGNED, _("Amend"), WRITE, needs=(no_amendment_open,)),
        Step("terminate", State.SIGNED, State.TERMINATED, pgettext_lazy("agreement", "Terminate"), WRITE),
        Step("end", State.SIGNED, State.ENDED, _("End"), WRITE),
    ],
)
