"""What this app holds of people: who drafted, signs, signed, holds a right to sign. Agreements are kept by the records schedule."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, CONTRACT, KEEP, PUBLIC_TASK, Retention, declare_personal
from talkoot.tools.agreements.models.agreement import Agreement, Annex, Party
from talkoot.tools.agreements.models.library import ClauseVersion
from talkoot.tools.agreements.models.signing import Signature, SigningRight
from talkoot.tools.agreements.models.template import TemplateVersion

AS_LONG_AS_AGREEMENT = Retention(_("As long as the agreement is kept by the municipality's records schedule."))

declare_personal(
    Agreement,
    fields={"drafted_by": _("It can be found out afterwards who prepared the agreement.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_AGREEMENT,
    person_lookup="drafted_by",
    erase=KEEP,
)
declare_personal(
    Party,
    fields={
        "signatory": _("Tells who signs for the party."),
        "signatory_name": _("Tells who signs for the party on paper."),
        "title": _("Tells in which capacity you sign."),
    },
    basis=CONTRACT,
    retention=AS_LONG_AS_AGREEMENT,
    person_lookup="signatory",
    erase=KEEP,
)
declare_personal(
    Annex,
    fields={"placed_by": _("It can be found out afterwards who added the annex.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_AGREEMENT,
    person_lookup="placed_by",
    erase=KEEP,
)
declare_personal(
    Signature,
    fields={
        "person": _("Tells who signed."),
        "signer_name": _("An agreement names who signed it."),
        "signer_title": _("Tells in which capacity you signed."),
        "basis": _("Tells on what your right to sign rested."),
        "signed_on": _("Tells when you signed."),
        "recorded_by": _("It can be found out afterwards who added a signed copy."),
    },
    basis=CONTRACT,
    retention=AS_LONG_AS_AGREEMENT,
    person_lookup=lambda person: Q(person=person) | Q(recorded_by=person),
    # A signature binds its party; the sealed row stays as it was given.
    erase=KEEP,
)
declare_personal(
    SigningRight,
    fields={
        "person": _("Tells who may sign."),
        "what_for": _("Tells what you may sign."),
        "basis": _("Tells on what your right to sign rests."),
        "valid_from": _("The right begins."),
        "valid_until": _("The right ends."),
        "granted_by": _("It can be found out afterwards who gave the right."),
        "ended_by": _("It can be found out afterwards who ended the right."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_AGREEMENT,
    person_lookup=lambda person: Q(person=person) | Q(granted_by=person) | Q(ended_by=person),
    erase=KEEP,
)
declare_personal(
    TemplateVersion,
    fields={"published_by": _("It can be found out afterwards who published the template.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the template is kept.")),
    person_lookup="published_by",
    erase=ANONYMISE,
)
declare_personal(
    ClauseVersion,
    fields={"written_by": _("It can be found out afterwards who wrote the clause.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the clause is kept.")),
    person_lookup="written_by",
    erase=ANONYMISE,
)
