"""What this app holds of people: contacts of listings, writers of messages, who accepted, checked and decided."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.models.allocation import RoundApplication
from talkoot.activities.marketplace.models.fair import FairItem
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing, ListingCheck
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.kernel.people.personal import ANONYMISE, KEEP, PUBLIC_TASK, Retention, declare_personal

declare_personal(
    Listing,
    fields={"contact": _("The other side knows with whom it speaks, and the marketplace whom to write to.")},
    basis=PUBLIC_TASK,
    retention=Retention(
        _("As long as the listing is kept; two years after it has been closed it stays without you."), days=730, after="closed_at"
    ),
    person_lookup="contact",
    erase=ANONYMISE,
)
declare_personal(
    ListingCheck,
    fields={"by": _("It can be found out who checked a listing for the municipality.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the listing is kept.")),
    person_lookup="by",
    erase=ANONYMISE,
)
declare_personal(
    RulesAcceptance,
    fields={"person": _("It can be shown who accepted the rules for the unit or organisation.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Five years; then the acceptance stays without you."), days=1826, after="accepted_at"),
    person_lookup="person",
    erase=ANONYMISE,
)
declare_personal(
    Interest,
    fields={
        "started_by": _("The other side knows with whom it speaks."),
        "unit_agreed_by": _("It can be found out who agreed for the unit."),
        "partner_agreed_by": _("It can be found out who agreed for the partner."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the last message; then the conversation stays without you."), days=730, after="last_message_at"),
    person_lookup=lambda person: Q(started_by=person) | Q(unit_agreed_by=person) | Q(partner_agreed_by=person),
    erase=ANONYMISE,
)
declare_personal(
    Message,
    fields={"by": _("The two sides see who wrote.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; then the message stays without you."), days=730, after="at"),
    person_lookup="by",
    erase=ANONYMISE,
)
declare_personal(
    GoAhead,
    fields={
        "asked_by": _("The head of the unit sees who asks."),
        "decided_by": _("It can be found out who decided for the unit."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the trial's papers are kept.")),
    person_lookup=lambda person: Q(asked_by=person) | Q(decided_by=person),
    erase=KEEP,
)
# Who suggested a need is never asked.
declare_personal(
    Suggestion,
    fields={"answered_by": _("It can be found out who answered for the unit or the municipality.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the answer; then it stays without you."), days=730, after="answered_at"),
    person_lookup="answered_by",
    erase=ANONYMISE,
)

# --- Rounds of places and fairs ---

declare_personal(
    RoundApplication,
    fields={"applicant": _("The result is sent to you, and the municipality knows whom to ask about the group.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; then the application stays without you."), days=730, after="created_at"),
    person_lookup="applicant",
    erase=ANONYMISE,
)
declare_personal(
    FairItem,
    fields={"person": _("The municipality knows whom to ask about the item of the programme. It is not shown.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; then the programme stays without you."), days=730, after="signed_up_at"),
    person_lookup="person",
    erase=ANONYMISE,
)
