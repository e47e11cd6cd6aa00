"""What of agreements waits in somebody's queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import WaitingItem, waiting
from talkoot.tools.agreements.permissions import RECORD_COPY
from talkoot.tools.agreements.queries.agreements import ended_with_annexes_missing, waiting_for_signature_of, waiting_for_signed_copy

SIGN_WITHIN = timedelta(days=7)
ANNEX_WITHIN = timedelta(days=30)
MOST_SHOWN = 50


@waiting
def signatures(person: Any) -> Iterator[WaitingItem]:
    """Agreements that the person is named to sign. One query."""
    for party in waiting_for_signature_of(person)[:MOST_SHOWN]:
        yield WaitingItem(
            title=f"{party.agreement.title} ({party.agreement.code})",
            kind=_("To sign"),
            url=reverse("agreements:sign", args=[party.agreement_id, party.pk]),
            promised_at=party.sent_at + SIGN_WITHIN,  # type: ignore[attr-defined]
            text=_("Read the text and sign it for %(party)s, or say what should be changed.") % {"party": party},
        )


@waiting
def signed_copies(person: Any) -> Iterator[WaitingItem]:
    """Coordinators add the copies of those who sign elsewhere. One query."""
    if not allowed(person, RECORD_COPY):
        return
    for party in waiting_for_signed_copy()[:MOST_SHOWN]:
        yield WaitingItem(
            title=f"{party.agreement.title} ({party.agreement.code})",
            kind=_("Signed copy missing"),
            url=reverse("agreements:copy", args=[party.agreement_id, party.pk]),
            promised_at=party.sent_at + SIGN_WITHIN,  # type: ignore[attr-defined]
            text=_("%(party)s signs on paper or in another service. Send the text as PDF and add the signed copy.") % {"party": party},
            who=party.signatory_name,
        )


@waiting
def annexes_at_end(person: Any) -> Iterator[WaitingItem]:
    """What must still come when the work has ended, such as the certificate that data were deleted. One query."""
    if not allowed(person, RECORD_COPY):
        return
    for agreement in ended_with_annexes_missing()[:MOST_SHOWN]:
        ended_on = agreement.terminated_on or agreement.ends_on or timezone.localdate()
        yield WaitingItem(
            title=f"{agreement.title} ({agreement.code})",
            kind=_("Annex missing"),
            url=reverse("agreements:detail", args=[agreement.pk]),
            promised_at=timezone.make_aware(datetime.combine(ended_on, time(16))) + ANNEX_WITHIN,
            text=_("The work has ended. An annex that is due now has not come."),
        )
