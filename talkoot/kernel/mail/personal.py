"""What the outbox holds of people."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.mail.models import FAILED, SENT, OutboxMail
from talkoot.kernel.people.personal import DELETE, PUBLIC_TASK, Retention, declare_personal

declare_personal(
    OutboxMail,
    title=_("Mail sent to you"),
    fields={
        "person": _("Tells to whom the mail was written."),
        "address": _("The mail is sent there."),
        "subject": _("What was written to you."),
        "body": _("What was written to you."),
        "posted_at": _("Shows when it was written."),
    },
    basis=PUBLIC_TASK,
    # The row keeps the same mail from being sent again, so it may not go at once.
    retention=Retention(_("90 days."), days=90, after="posted_at", only=Q(state__in=[SENT, FAILED])),
    person_lookup=lambda person: Q(person=person) | Q(address=person.email),
    erase=DELETE,
)
