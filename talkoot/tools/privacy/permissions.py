"""Who may do what. Things on a subject (a trial) follow what the app of the subject says with `keep()`; all others the roles.

    keep("trials.trial", read=…, write=…, certify=…, count=…, visible=…)      # in trials/permissions.py

The data protection officer and the controller official read everything. Coordinators do not decide on assessments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import is_member_of
from talkoot.kernel.permissions.roles import COORDINATOR, Role
from talkoot.kernel.permissions.rules import SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.models.subject import OnSubject, subject_of

DPO = Role(
    "data_protection_officer",
    _("Data protection officer"),
    _("Advises on data lanes and impact assessments; does not decide."),
    includes=("reader",),
)
CONTROLLER = Role(
    "controller_official",
    _("Controller's official"),
    _("Decides on impact assessments for the municipality as controller."),
    includes=("reader",),
)
SEES_ALL = frozenset({COORDINATOR.code, DPO.code, CONTROLLER.code})

SubjectRule = Callable[[Any, Any], Refusal | None]


@dataclass(frozen=True)
class Keeper:
    """What the app of a kind of subject says: rules (person, subject) -> Refusal or None."""

    read: SubjectRule
    write: SubjectRule
    certify: SubjectRule
    count: SubjectRule
    visible: Callable[[Any], QuerySet[Any]] | None


KEEPERS: dict[str, Keeper] = {}


def keep(
    kind: str,
    *,
    read: SubjectRule,
    write: SubjectRule,
    certify: SubjectRule | None = None,
    count: SubjectRule | None = None,
    visible: Callable[[Any], QuerySet[Any]] | None = None,
) -> None:
    """Register who may what with the records of subjects of this kind. A second keeper of a kind raises ValueError.

    read: its assessment, clocks, certificates. write: its assessment, legal bases, clocks. certify: state that data are deleted
    (default: as write). count: see and enter the consents of each group (default: as write). visible: person -> the subjects
    for which `read` lets her through, for lists; without it lists show these records to the municipality's roles only.
    """
    if kind in KEEPERS:
        raise ValueError(f"{kind} has two keepers.")
    KEEPERS[kind] = Keeper(read, write, certify or write, count or write, visible)


def subject_behind(thing: Any) -> models.Model | None:
    """The subject of a row of this app; any other thing is a subject itself."""
    if isinstance(thing, OnSubject):
        return subject_of(thing)
    assessment = getattr(thing, "assessment", None)
    if isinstance(assessment, OnSubject):
        return subject_of(assessment)
    return None if isinstance(thing, ProductVersion | Product) else thing


def roles_here(person: Any) -> frozenset[str]:
    return roles_of(person, municipality_in_force()) if person is not None else frozenset()


def role_refusal() -> Refusal:
    return Forbidden(_("Your role does not allow this here."), mend=_("Ask a coordinator of the municipality."))


def by_subject(right: str, *, always: frozenset[str] = frozenset()) -> SubjectRule:
    """The keeper's rule for things on a kept subject; coordinators for all others. Holders of a role in `always` pass."""

    def rule(person: Any, thing: Any) -> Refusal | None:
        roles = roles_here(person)
        if roles & always:
            return None
        subject = subject_behind(thing)
        keeper = KEEPERS.get(subject._meta.label_lower) if subject is not None else None
        if keeper is not None:
            keepers_rule: SubjectRule = getattr(keeper, right)
            return keepers_rule(person, subject)
        return None if COORDINATOR.code in roles else role_refusal()

    return rule


def organisation_behind(thing: Any) -> Organisation | None:
    if isinstance(thing, ProductVersion):
        return thing.product.organisation
    if isinstance(thing, Product):
        return thing.organisation
    return thing if isinstance(thing, Organisation) else None


def acts_for_organisation(person: Any, thing: Any) -> Refusal | None:
    """Members of the organisation speak for its products; a coordinator may do it for them."""
    organisation = organisation_behind(thing)
    if COORDINATOR.code in roles_here(person) or organisation is None or is_member_of(person, organisation):
        return None
    return Forbidden(_("Only people of the organisation speak for its products."), mend=_("Ask a contact person of the organisation."))


def not_own_organisation(person: Any, thing: Any) -> Refusal | None:
    """Nobody screens, or decides on, a product of an organisation for which they act themselves."""
    organisation = organisation_behind(thing)
    if organisation is None or person is None or not is_member_of(person, organisation):
        return None
    return Forbidden(_("You act for this organisation yourself."), mend=_("Ask another official to do this."))


def reads_answers(person: Any, thing: Any) -> Refusal | None:
    """The organisation itself, and those who decide and advise. Units see the lane and the screening, not the answers."""
    organisation = organisation_behind(thing)
    if roles_here(person) & SEES_ALL or organisation is None or is_member_of(person, organisation):
        return None
    return Forbidden(_("Only the organisation and the officials read these answers."), mend=_("The data lane tells you what they mean."))


VIEW = permit("privacy.view", to=SIGNED_IN)
BRING = permit("privacy.bring", to=SIGNED_IN, rule=acts_for_organisation)
READ_ANSWERS = permit("privacy.read_answers", to=SIGNED_IN, rule=reads_answers)
DECIDE_LANE = permit("privacy.decide_lane", to=[COORDINATOR, CONTROLLER], rule=not_own_organisation)
ADVISE = permit("privacy.advise", to=[DPO])
SCREEN = permit("privacy.screen", to=[COORDINATOR], rule=not_own_organisation)
SET = permit("privacy.set", to=[COORDINATOR, DPO])
WRITE_ASSESSMENT = permit("privacy.write_assessment", to=SIGNED_IN, rule=by_subject("write", always=frozenset({CONTROLLER.code})))
READ_ASSESSMENT = permit("privacy.read_assessment", to=SIGNED_IN, rule=by_subject("read", always=SEES_ALL))
DECIDE_ASSESSMENT = permit("privacy.decide_assessment", to=[CONTROLLER])
READ_RECORDS = permit("privacy.read_records", to=SIGNED_IN, rule=by_subject("read", always=SEES_ALL))
KEEP_CLOCK = permit("privacy.keep_clock", to=SIGNED_IN, rule=by_subject("write", always=frozenset({CONTROLLER.code})))
CERTIFY = permit("privacy.certify", to=SIGNED_IN, rule=by_subject("certify"))
COUNT = permit("privacy.count", to=SIGNED_IN, rule=by_subject("count"))
SEE_COUNTS = permit("privacy.see_counts", to=SIGNED_IN, rule=by_subject("count", always=frozenset({DPO.code, CONTROLLER.code})))
OVERSEE = permit("privacy.oversee", to=[COORDINATOR, DPO, CONTROLLER])
