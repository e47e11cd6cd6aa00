"""Asking for a reference, and an official's decisions on it. Each decision is sealed into the municipality's chain."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.signing import signing_key
from talkoot.commons.trials.content.credential import TYP_OF_CREDENTIAL, claims_of, credential_of
from talkoot.commons.trials.content.reference_words import LONGEST_YEARS_VALID, Ruling, faults_of_wording, new_code
from talkoot.commons.trials.content.status_list import LENGTH
from talkoot.commons.trials.events import ReferenceGranted, ReferenceRefused, ReferenceRequested, ReferenceRevoked
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import ASK_FOR_REFERENCE, DECIDE_REFERENCE
from talkoot.commons.trials.queries.issuing import facts_of, signed
from talkoot.commons.trials.queries.references import (
    grounds_of,
    hash_of_grounds,
    missing_for_reference,
    open_application_of,
    terms_of,
)
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.privacy.models.product import ProductVersion

# Twice the same random place among 131,072: with 1,000 references one in 130; so often it never happens.
ATTEMPTS = 12


@action("trials.ask_for_reference", permission=ASK_FOR_REFERENCE, of="trial", label=_("Asked for a reference"))
def ask_for_reference(*, actor: Actor, trial: Trial, version: ProductVersion, message: str = "") -> ReferenceApplication:
    """The partner asks for a reference for this version. Asking again while an official has not decided is refused."""
    if Reference.objects.filter(trial=trial, product_version=version, revoked_at=None).exists():
        raise Refusal(_("This version has a reference of this trial already."))
    if refusals := missing_for_reference(trial, version):
        raise refusals[0]
    try:
        with transaction.atomic():
            application = ReferenceApplication.objects.create(
                trial=trial, product_version=version, message=message, asked_by_id=getattr(actor, "pk", None)
            )
    except IntegrityError:
        raise Refusal(_("A reference has been asked for already."), mend=_("Wait for the decision of the official.")) from None
    publish(ReferenceRequested(application_id=application.pk))
    return application


@action("trials.grant_reference", permission=DECIDE_REFERENCE, of="trial", label=_("Granted a reference"))
def grant_reference(
    *, actor: Actor, trial: Trial, version: ProductVersion, wording: Words, reason: str, valid_until: date, language: str = ""
) -> Reference:
    """Decide, sign and publish. Raises the first Refusal of missing_for_reference, and one when the wording sounds like an approval."""
    locked = Trial.objects.select_for_update(of=("self",)).select_related("municipality", "organisation").get(pk=trial.pk)
    if refusals := missing_for_reference(locked, version):
        raise refusals[0]
    if Reference.objects.filter(trial=locked, product_version=version, revoked_at=None).exists():
        raise Refusal(_("This version has a reference of this trial already."))
    refuse_wording(wording)
    refuse_end(valid_until)
    code = new_code()
    grounds = grounds_of(locked, version)
    decision = decided(actor, Ruling.GRANTED, locked, version, reason, language=language, code=code, grounds=grounds)
    terms, terms_version = terms_of(locked)
    key = signing_key()
    reference = Reference(
        code=code,
        trial=locked,
        product_version=version,
        organisation=locked.organisation,
        name=f"{version.product.name} {version.label}",
        organisation_name=locked.organisation.name,
        wording=wording,
        terms=terms,
        terms_version=terms_version,
        decision=decision,
        granted_at=timezone.now(),
        valid_until=valid_until,
        signing_key=key,
    )
    save_signed(reference)
    answer_application(locked)
    index(reference)
    publish(ReferenceGranted(reference_id=reference.pk))
    return reference


@action("trials.refuse_reference", permission=DECIDE_REFERENCE, of="trial", label=_("Refused a reference"))
def refuse_reference(*, actor: Actor, trial: Trial, reason: str, language: str = "") -> ReferenceDecision:
    """Decide against what the partner asked for, with the reason that it reads."""
    Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    application = open_application_of(trial)
    if application is None:
        raise Refusal(_("Nobody waits for a decision on a reference of this trial."), mend=_("Reload the page to see where it stands now."))
    version = application.product_version
    decision = decided(actor, Ruling.REFUSED, trial, version, reason, language=language, grounds=grounds_of(trial, version))
    answer_application(trial)
    publish(ReferenceRefused(trial_id=trial.pk, decision_id=decision.pk))
    return decision


@action("trials.revoke_reference", permission=DECIDE_REFERENCE, of="reference", label=_("Revoked a reference"))
def revoke_reference(*, actor: Actor, reference: Reference, reason: str, language: str = "") -> Reference:
    """Ends at once, for good: the register, the picture and the status list say so. The reason is public."""
    current = Reference.objects.select_for_update(of=("self",)).select_related("trial", "product_version").get(pk=reference.pk)
    if current.revoked_at is not None:
        raise Refusal(_("The reference has been revoked already."), mend=_("Reload the page to see where it stands now."))
    current.revocation = decided(
        actor, Ruling.REVOKED, current.trial, current.product_version, reason, language=language, code=current.code, grounds={}
    )
    current.revoked_at = timezone.now()
    current.save(update_fields=["revocation", "revoked_at"])
    index(current)
    publish(ReferenceRevoked(reference_id=current.pk))
    return current


def decided(
    person: Actor,
    ruling: Ruling,
    trial: Trial,
    version: ProductVersion,
    reason: str,
    *,
    grounds: dict[str, Any],
    language: str = "",
    code: str = "",
) -> ReferenceDecision:
    if not reason.strip():
        raise Refusal(_("A decision has a reason."), mend=_("Write in a sentence or two why."), field="reason")
    return ReferenceDecision.objects.create(
        ruling=ruling,
        trial=trial,
        product_version=version,
        reference_code=code,
        reason=reason.strip(),
        language=language or get_language() or "fi",
        grounds=grounds,
        evidence_hash=hash_of_grounds(grounds),
        decided_on=timezone.localdate(),
        decided_by_id=getattr(person, "pk", None),
    )


def save_signed(reference: Reference) -> None:
    """Take a free place in the status list at random, sign with it, save. A place that another took meanwhile: once more."""
    for attempt in range(ATTEMPTS):
        reference.status_index = secrets.randbelow(LENGTH)
        claims = claims_of(credential_of(facts_of(reference)))
        reference.credential = signed(claims, reference.signing_key, reference.municipality, TYP_OF_CREDENTIAL)
        try:
            with transaction.atomic():
                reference.save(force_insert=True)
            return
        except IntegrityError:
            taken = Reference.objects.filter(status_index=reference.status_index).exists()
            if not taken or attempt == ATTEMPTS - 1:
                raise


def answer_application(trial: Trial) -> None:
    ReferenceApplication.objects.filter(trial=trial, answered_at=None).update(answered_at=timezone.now())


def refuse_wording(wording: Words) -> None:
    unsaid, approving = faults_of_wording(wording)
    if approving:
        raise Refusal(
            _("The wording sounds like an approval or a recommendation."),
            mend=_("Say only that it was co-created, and with whom."),
            field="wording",
        )
    if unsaid or "en" not in wording:
        raise Refusal(
            _("The wording says in each language, English among them, that the product was co-created."),
            mend=_("For example: Co-created with Espoo."),
            field="wording",
        )


def refuse_end(valid_until: date) -> None:
    today = timezone.localdate()
    if not today < valid_until <= today + timedelta(days=365 * LONGEST_YEARS_VALID + 1):
        raise Refusal(
            _("A reference is valid until a date ahead, at most %(years)d years away.") % {"years": LONGEST_YEARS_VALID},
            field="valid_until",
        )
