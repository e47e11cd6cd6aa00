"""Reads about references: the public register, how each stands, and what is missing before one may be granted."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import Side, State
from talkoot.commons.trials.content.reference_words import Standing
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import DECIDE_REFERENCE, READ_ALL
from talkoot.commons.trials.queries.closing import is_result_published
from talkoot.commons.trials.queries.concerns import open_concerns
from talkoot.commons.trials.queries.feedback import has_all_evaluations
from talkoot.commons.trials.queries.log import open_incidents
from talkoot.commons.trials.queries.trials import inner_trials, material_in, public_trials
from talkoot.kernel.audit.chain import canonical
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force, members_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.permissions import SIGNATORY
from talkoot.tools.agreements.queries.agreements import agreements_of, is_in_force
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.deletion import certificate_of
from talkoot.tools.privacy.queries.products import stands_on

# The slot under which an entrance hands in its reference terms.
REFERENCE_TERMS = "reference-terms"
BOTH_SIDES = (Side.HOST, Side.PARTNER)
FOR_PAGES = ("municipality", "organisation", "trial", "product_version__product", "decision", "revocation")


# --- The register ---------------------------------------------------------------------------------------------------------


def has_newer_major() -> Exists:
    """A later major version of the same product has been released: what the reference says is no longer what is sold."""
    return Exists(
        ProductVersion.objects.filter(
            # One announced for a day ahead ends nothing yet; one without a day is there.
            Q(released_on=None) | Q(released_on__lte=timezone.localdate()),
            product=OuterRef("product_version__product"),
            pk__gt=OuterRef("product_version_id"),
            is_major=True,
        )
    )


def with_standing(references: QuerySet[Reference]) -> QuerySet[Reference]:
    """Each row with `standing`, one of Standing's values, as of today."""
    return references.annotate(
        standing=Case(
            When(revoked_at__isnull=False, then=Value(Standing.REVOKED.value)),
            When(has_newer_major(), then=Value(Standing.SUPERSEDED.value)),
            When(valid_until__lt=timezone.localdate(), then=Value(Standing.EXPIRED.value)),
            default=Value(Standing.VALID.value),
            output_field=CharField(),
        )
    )


def public_references() -> QuerySet[Reference]:
    """The register: every reference that was ever granted, ended ones too. Everybody may read it."""
    return with_standing(Reference.objects.filter(municipality__is_active=True).select_related(*FOR_PAGES))


def visible_references(person: Any) -> QuerySet[Reference]:
    """The one rule of who sees which reference: the register is public."""
    return public_references()


def ended_early() -> QuerySet[Reference]:
    """Revoked or overtaken by a major version: their bits are set in the status list. Expiry stands in the credential itself."""
    return Reference.objects.filter(Q(revoked_at__isnull=False) | Q(has_newer_major()))


def references_of(trial: Trial) -> QuerySet[Reference]:
    return with_standing(Reference.objects.filter(trial=trial).select_related(*FOR_PAGES)).order_by("-pk")


def reference_decisions_of(trial: Trial) -> QuerySet[ReferenceDecision]:
    return ReferenceDecision.objects.filter(trial=trial).order_by("-pk")


# --- Applications ---------------------------------------------------------------------------------------------------------


def open_application_of(trial: Trial) -> ReferenceApplication | None:
    return ReferenceApplication.objects.filter(trial=trial, answered_at=None).select_related("product_version__product").first()


def open_applications() -> QuerySet[ReferenceApplication]:
    """Waiting for an official, oldest first."""
    return (
        ReferenceApplication.objects.filter(answered_at=None)
        .select_related("trial__organisation", "product_version__product")
        .order_by("asked_at", "pk")
    )


# --- What must hold -------------------------------------------------------------------------------------------------------


def is_of_the_trial(trial: Trial, version: ProductVersion) -> Refusal | None:
    """The version that was tried, or a minor one that grew from it. Without a product named in the trial: one of the partner's."""
    tried = trial.product_version
    if version.product.organisation_id == trial.organisation_id and (tried is None or tried.pk in stands_on(version)):
        return None
    return Refusal(
        _("The product is not one that was tried here."), mend=_("Choose the version that was tried, or a minor version that came of it.")
    )


def is_completed(trial: Trial, version: ProductVersion) -> Refusal | None:
    if trial.state == State.COMPLETED:
        return None
    return Refusal(_("The trial has not been completed."), mend=_("The coordinator completes it when everything is done."))


def agreement_was_in_force(trial: Trial, version: ProductVersion) -> Refusal | None:
    """On the day on which the trial started; what ended with the trial still was."""
    started_on = timezone.localdate(trial.started_at) if trial.started_at else None
    if started_on is not None and any(is_in_force(agreement, started_on) for agreement in agreements_of(trial)):
        return None
    return Refusal(
        _("No agreement was in force when the trial started."),
        mend=_("Without an agreement there is no reference; the authorised official of the municipality knows more."),
    )


def sides_evaluated(trial: Trial, version: ProductVersion) -> Refusal | None:
    missing = [str(side.label) for side in BOTH_SIDES if not has_all_evaluations(trial, [side.value])]
    if not missing:
        return None
    return Refusal(
        _("The evaluation is missing from: %(sides)s.") % {"sides": ", ".join(missing)},
        mend=_("The people of that side answer the evaluation of the trial."),
    )


def result_is_public(trial: Trial, version: ProductVersion) -> Refusal | None:
    if is_result_published(trial):
        return None
    return Refusal(_("The result of the trial has not been published."), mend=_("The coordinator publishes the result page."))


def deletion_is_certified(trial: Trial, version: ProductVersion) -> Refusal | None:
    if certificate_of(trial) is not None:
        return None
    return Refusal(
        _("The deletion of personal data has not been certified."),
        mend=_("The partner gives the deletion certificate, also when no personal data arose."),
    )


def nothing_is_open(trial: Trial, version: ProductVersion) -> Refusal | None:
    if open_incidents(trial).exists():
        return Refusal(_("An incident of the trial is open."), mend=_("The coordinator says how it was mended."))
    if open_concerns(trial).exists():
        return Refusal(_("A concern about the trial has not been answered."), mend=_("The coordinator answers it."))
    return None


NEEDS = (
    is_of_the_trial,
    is_completed,
    agreement_was_in_force,
    sides_evaluated,
    result_is_public,
    deletion_is_certified,
    nothing_is_open,
)


def missing_for_reference(trial: Trial, version: ProductVersion) -> list[Refusal]:
    """What still stands in the way of a reference, each with who can give it; empty when an official may decide."""
    return [refusal for need in NEEDS if (refusal := need(trial, version))]


def grounds_of(trial: Trial, version: ProductVersion) -> dict[str, Any]:
    """What a decision of today rests on, as plain values. A need that did not hold is named by the words of its refusal."""
    certificate = certificate_of(trial)
    started_on = timezone.localdate(trial.started_at) if trial.started_at else None
    in_force = [agreement for agreement in agreements_of(trial) if started_on and is_in_force(agreement, started_on)]
    return {
        "trial": trial.slug,
        "product": f"{version.product.name} {version.label}",
        "agreements": [agreement.code for agreement in in_force],
        "evaluated_by": [side.value for side in BOTH_SIDES if has_all_evaluations(trial, [side.value])],
        "result_published": is_result_published(trial),
        "deletion_certificate": certificate.pk if certificate else None,
        "missing": [need.__name__ for need in NEEDS if need(trial, version)],
    }


def hash_of_grounds(grounds: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(grounds).encode()).hexdigest()


def terms_of(trial: Trial) -> tuple[Words, str]:
    """The reference terms that the entrance handed in with the trial, and which version they are. Empty when it handed in none."""
    material = material_in(trial, REFERENCE_TERMS)
    if material is None:
        return Words(), ""
    return Words(material.text), f"{material.model_slug} {material.model_version}".strip()


def versions_for_reference(trial: Trial) -> QuerySet[ProductVersion]:
    """Versions of the product that was tried (without one: of the partner's products), newest first."""
    versions = ProductVersion.objects.filter(product__organisation=trial.organisation_id).select_related("product").order_by("-pk")
    return versions if trial.product_version is None else versions.filter(product=trial.product_version.product_id)


def version_tried(trial: Trial) -> ProductVersion | None:
    """The version that the partner asks for, else the one of the trial, else its newest one."""
    application = open_application_of(trial)
    if application is not None:
        return application.product_version
    return trial.product_version or versions_for_reference(trial).first()


def trials_to_decide_on(person: Any) -> QuerySet[Trial]:
    """Those whose inside the person reads; for officials who decide on references, all that are public."""
    return public_trials() if allowed(person, DECIDE_REFERENCE) and not allowed(person, READ_ALL) else inner_trials(person)


def references_of_organisation(organisation: Organisation) -> QuerySet[Reference]:
    return public_references().filter(organisation=organisation).order_by("-pk")


# --- Who is told ----------------------------------------------------------------------------------------------------------


def officials_who_decide() -> QuerySet[Person]:
    grants = grants_in_force().filter(role=SIGNATORY.code)
    return Person.objects.filter(pk__in=grants.values("person"), is_active=True).order_by("pk")


def contacts_of_partner(trial: Trial) -> list[Person]:
    """The contact persons of the partner; all who act for it when it has named none."""
    members = [member for member in members_of(trial.organisation) if member.person.is_active]
    return [member.person for member in members if member.is_contact] or [member.person for member in members]
