"""Who may read, write and sign agreements. The app of the subject says it for agreements about its things: keep().

    keep("trials.trial", read=may_read_trial, write=may_prepare_trial, readable=visible_trials)

Rules are (person, subject) -> Refusal | None. `readable` gives the subjects whose agreements the person reads as a queryset, so
that lists show them too. An agreement that stands alone is written by coordinators.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.queries import is_contact_of
from talkoot.kernel.permissions.roles import ADMINISTRATOR, COORDINATOR, READER, Role
from talkoot.kernel.permissions.rules import SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.signing import SigningRight

SIGNATORY = Role(
    "signatory",
    _("Signatory"),
    _("Signs agreements, and decides on trials and references, for the municipality."),
    includes=("reader",),
)

KeeperRule = Callable[[Any, Any], Refusal | None]


@dataclass(frozen=True)
class Keeper:
    read: KeeperRule
    write: KeeperRule
    readable: Callable[[Any], QuerySet[Any]] | None


KEEPERS: dict[str, Keeper] = {}


def keep(kind: str, *, read: KeeperRule, write: KeeperRule, readable: Callable[[Any], QuerySet[Any]] | None = None) -> None:
    """Say who reads and writes the agreements of a kind of subject. A second keeper of a kind raises ValueError."""
    if kind in KEEPERS:
        raise ValueError(f"The agreements of {kind} have a keeper already.")
    KEEPERS[kind] = Keeper(read, write, readable)


def subject_of(agreement: Agreement) -> Any:
    """The thing that the agreement is about, or None when it stands alone or the thing is gone. One query."""
    if not agreement.subject_kind or agreement.subject_id is None:
        return None
    model = apps.get_model(agreement.subject_kind)
    return model._default_manager.filter(pk=agreement.subject_id).first()


def agreement_of(thing: Any) -> Agreement | None:
    if isinstance(thing, Agreement):
        return thing
    if isinstance(thing, (AgreementVersion, Party)):
        return thing.agreement
    if isinstance(thing, Annex):
        return thing.version.agreement
    return None


def has_role(person: Any, role: Role) -> bool:
    return person is not None and role.code in roles_of(person, municipality_in_force())


# --- Writing ---------------------------------------------------------------------------------------------------------------


def may_write(person: Any, thing: Any) -> Refusal | None:
    """`thing`: an agreement or a part of it, or the subject of one that is about to be drafted, or None."""
    agreement = agreement_of(thing)
    if agreement is not None and agreement.municipality_id != getattr(municipality_in_force(), "pk", None):
        return Forbidden(_("This agreement belongs to another municipality."))
    kind = agreement.subject_kind if agreement is not None else kind_of(thing) if thing is not None else ""
    if keeper := KEEPERS.get(kind):
        subject = subject_of(agreement) if agreement is not None else thing
        if subject is not None:
            return keeper.write(person, subject)
    if has_role(person, COORDINATOR):
        return None
    return Forbidden(_("Agreements are prepared by the coordinators of the municipality."), mend=_("Ask a coordinator."))


# --- Signing ---------------------------------------------------------------------------------------------------------------


def rights_in_force(on: date | None = None) -> QuerySet[SigningRight]:
    day = on or timezone.localdate()
    return SigningRight.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), ended_at=None, valid_from__lte=day)


def signing_basis(person: Any, party: Party) -> str:
    """On what the person may sign for the party today, in words; empty when on nothing.

    For the municipality: the role of signatory or a right in force. For an organisation: a right in force, or being named as
    its signatory while acting for it. Being a coordinator, a head or a teacher is none.
    """
    if person is None or not getattr(person, "is_active", False):
        return ""
    template_id = party.agreement.template_version.template_id
    right = (
        rights_in_force()
        .filter(Q(template=None) | Q(template=template_id), person=person, organisation=party.organisation_id)
        .order_by("pk")
        .first()
    )
    if right is not None:
        return right.basis
    if party.is_municipality:
        return str(_("Role of signatory in the municipality")) if has_role(person, SIGNATORY) else ""
    is_named = party.signatory_id == person.pk
    if is_named and Membership.objects.filter(person=person, organisation=party.organisation_id).exists():
        return str(_("Named as the signatory of the organisation"))
    return ""


def may_sign(person: Any, party: Party | None) -> Refusal | None:
    if party is None:
        return None
    if not signing_basis(person, party):
        return Forbidden(
            _("You have no right to sign for this party."),
            mend=_("Ask a coordinator who signs, or an administrator for a right to sign."),
        )
    return None


def may_terminate(person: Any, agreement: Agreement | None) -> Refusal | None:
    """Whoever prepares the agreement, and whoever may sign for one of its parties: either side may stop."""
    refusal = may_write(person, agreement)
    if refusal is None or agreement is None:
        return refusal
    parties = Party.objects.filter(agreement=agreement).select_related("agreement__template_version")
    return None if any(signing_basis(person, party) for party in parties) else refusal


def may_give_right(person: Any, organisation: Any) -> Refusal | None:
    """`organisation`: whose right, or None for the municipality's, which only administrators give."""
    if isinstance(organisation, SigningRight):
        organisation = organisation.organisation
    if has_role(person, ADMINISTRATOR):
        return None
    if organisation is None:
        return Forbidden(
            _("The right to sign for the municipality is given by its administrators."), mend=_("Ask an administrator of the municipality.")
        )
    if has_role(person, COORDINATOR) or is_contact_of(person, organisation):
        return None
    return Forbidden(
        _("Only a contact person of the organisation or a coordinator of the municipality may do this."),
        mend=_("Ask one of them."),
    )


VIEW = permit("agreements.view", to=SIGNED_IN)
LIST = permit("agreements.list", to=[READER])
READ_TEMPLATES = permit("agreements.read_templates", to=[READER])
WRITE_TEMPLATES = permit("agreements.write_templates", to=[COORDINATOR])
WRITE = permit("agreements.write", to=SIGNED_IN, rule=may_write)
SIGN = permit("agreements.sign", to=SIGNED_IN, rule=may_sign)
TERMINATE = permit("agreements.terminate", to=SIGNED_IN, rule=may_terminate)
# The municipality keeps the books: what was signed on paper is recorded by its coordinators, never by the other side.
RECORD_COPY = permit("agreements.record_copy", to=[COORDINATOR])
READ_RIGHTS = permit("agreements.read_rights", to=[READER])
GIVE_RIGHT = permit("agreements.give_right", to=SIGNED_IN, rule=may_give_right)
