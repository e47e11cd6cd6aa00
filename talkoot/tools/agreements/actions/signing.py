"""Offering, signing, declining, amending, terminating."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.agreements.actions.drafting import clean_values, locked, open_draft, refuse_dates
from talkoot.tools.agreements.content.states import Method, State, VersionState
from talkoot.tools.agreements.content.text import hash_of
from talkoot.tools.agreements.events import (
    AgreementAmended,
    AgreementDeclined,
    AgreementOffered,
    AgreementSigned,
    AgreementTerminated,
    SignatureGiven,
)
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.permissions import RECORD_COPY, SIGN, TERMINATE, WRITE, signing_basis
from talkoot.tools.agreements.phases import LIFE
from talkoot.tools.agreements.queries.agreements import annexes_of, open_version, unsigned_parties, version_in_force
from talkoot.tools.agreements.queries.readiness import missing_for_offer, places_to_fill, texts_of

COPY_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/webp")


@action("agreements.offer_agreement", permission=WRITE, of="agreement", label=gettext_lazy("Sent the agreement to be signed"))
def offer_agreement(*, actor: Actor, agreement: Agreement) -> AgreementVersion:
    """Freeze the open draft and send it to be signed. Raises the first Refusal of missing_for_offer()."""
    current = locked(agreement)
    version = open_draft(current)
    if current.state == State.SIGNED:
        for refusal in missing_for_offer(current):
            raise refusal
    else:
        LIFE.take("offer", current, actor)
    now = timezone.now()
    version.texts = texts_of(version)
    version.sha256 = hash_of(sealed_facts(version))
    version.state, version.offered_at = VersionState.OFFERED, now
    version.save(update_fields=["texts", "sha256", "state", "offered_at"])
    current.offered_at = current.offered_at or now
    current.save(update_fields=["state", "offered_at", "changed_at"])
    publish(AgreementOffered(agreement_id=current.pk, version_id=version.pk))
    return version


def sealed_facts(version: AgreementVersion) -> dict[str, Any]:
    """What the hash of a version covers: number, dates, texts in all languages, and what an amendment changes."""
    agreement = version.agreement
    return {
        "agreement": agreement.code,
        "version": version.number,
        "language": agreement.language,
        "starts_on": version.starts_on.isoformat() if version.starts_on else None,
        "ends_on": version.ends_on.isoformat() if version.ends_on else None,
        "changes": version.changes,
        "texts": version.texts,
    }


def offered_version(version: AgreementVersion) -> AgreementVersion:
    """The version as it is now, its agreement locked; refused when it is not out to be signed."""
    agreement = locked(version.agreement)
    current = AgreementVersion.objects.select_related("template_version").get(pk=version.pk)
    current.agreement = agreement
    if current.state != VersionState.OFFERED:
        raise Refusal(_("This text does not wait for signatures."), mend=_("Reload the page to see where it stands now."))
    if hash_of(sealed_facts(current)) != current.sha256:
        raise Refusal(
            _("The text is not the one that was sent to be signed: its hash differs."),
            mend=_("Tell the municipality's coordinator. Take the text back and send it again."),
        )
    return current


def party_to_sign(version: AgreementVersion, party: Party) -> Party:
    """The party of this agreement, its signature still missing."""
    row = (
        Party.objects.select_related("organisation", "municipality", "signatory")
        .filter(pk=party.pk, agreement=version.agreement_id)
        .first()
    )
    if row is None:
        raise Refusal(_("This is not a party of the agreement."), mend=_("Reload the page."))
    if Signature.objects.filter(version=version, party=row).exists():
        raise Refusal(_("This party has signed already."), mend=_("Nothing more is needed of it."))
    row.agreement = version.agreement
    return row


@action("agreements.sign_agreement", permission=SIGN, of="party", label=gettext_lazy("Signed the agreement"))
def sign_agreement(*, actor: Actor, version: AgreementVersion, party: Party, seen_sha256: str = "") -> Signature:
    """Sign the offered text for the party, as the signed-in person. seen_sha256: of the text that the person read.

    With the last signature the agreement (or the amendment) comes into force. Raises Forbidden without a right to sign.
    """
    current = offered_version(version)
    if seen_sha256 and seen_sha256 != current.sha256:
        raise Refusal(_("The text has changed since you read it."), mend=_("Read it again and sign then."))
    row = party_to_sign(current, party)
    basis = signing_basis(actor, row)
    # The platform itself signs for nobody, whatever else it may do.
    if not basis or not isinstance(actor, Person):
        raise Forbidden(_("You have no right to sign for this party."), mend=_("Ask a coordinator who signs."))
    if Signature.objects.filter(version=current, person=actor).exists():
        raise Refusal(_("One person does not sign for two parties."), mend=_("Ask another person to sign for this one."))
    signature = Signature(
        version=current,
        party=row,
        person=actor,
        signer_name=str(actor)[:160],
        signer_title=row.title if row.signatory_id == actor.pk else "",
        basis=basis[:300],
        method=Method.CLICK,
        signed_on=timezone.localdate(),
        sha256=current.sha256,
    )
    return keep_signature(signature, current, actor)


@action("agreements.record_signed_copy", permission=RECORD_COPY, of="party", label=gettext_lazy("Recorded a signed copy"))
def record_signed_copy(
    *,
    actor: Actor,
    version: AgreementVersion,
    party: Party,
    upload: File[bytes],
    signed_on: date,
    signer_name: str,
    signer_title: str = "",
) -> Signature:
    """Record what was signed on paper or in another service. For the municipality only a named signatory with the right counts."""
    current = offered_version(version)
    row = party_to_sign(current, party)
    name = " ".join(signer_name.replace("\0", "").split())[:160]
    if not name:
        raise Refusal(_("The name of who signed is missing."), mend=_("Write the name as it stands in the copy."), field="signer_name")
    if signed_on > timezone.localdate():
        raise Refusal(_("The day of signing lies ahead."), mend=_("Give the day that stands in the copy."), field="signed_on")
    if current.offered_at is not None and signed_on < timezone.localdate(current.offered_at):
        raise Refusal(
            _("The copy is older than this text, which was sent to be signed later."),
            mend=_("Have the present text signed."),
            field="signed_on",
        )
    basis = basis_of_named(row, name) if row.is_municipality else str(_("Signed copy, checked by the municipality"))
    file = stored_copy(actor, upload, row)
    person = row.signatory if row.signatory is not None and same_name(row.signatory.name, name) else None
    signature = Signature(
        version=current,
        party=row,
        person=person,
        signer_name=name,
        signer_title=(signer_title.replace("\0", "").strip() or row.title)[:160],
        basis=basis[:300],
        method=Method.UPLOADED,
        signed_on=signed_on,
        sha256=current.sha256,
        file=file,
        file_sha256=file.sha256,
        recorded_by_id=getattr(actor, "pk", None),
    )
    return keep_signature(signature, current, actor)


def basis_of_named(party: Party, name: str) -> str:
    """A copy signed for the municipality: by the named signatory, who holds the right."""
    basis = signing_basis(party.signatory, party)
    if not basis or party.signatory is None or not same_name(party.signatory.name, name):
        raise Refusal(
            _("For the municipality only its named signatory with a right to sign counts."),
            mend=_("Name that person as the signatory, and give the name as it stands there."),
            field="signer_name",
        )
    return basis


def same_name(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def stored_copy(who: Actor, upload: File[bytes], party: Party) -> StoredFile:
    is_picture = (getattr(upload, "content_type", "") or "").startswith("image/")
    file = store_file(actor=who, upload=upload, alt_text=party.agreement.title if is_picture else None)
    if file.media_type not in COPY_TYPES:
        raise Refusal(_("A signed copy is a PDF or a picture."), mend=_("Save it as PDF and choose it again."), field="upload")
    return file


def keep_signature(signature: Signature, version: AgreementVersion, who: Actor) -> Signature:
    """Write it; with the last one the version comes into force. The lock of the agreement makes rivals come one by one."""
    signature.save()
    publish(SignatureGiven(signature_id=signature.pk))
    if not unsigned_parties(version):
        bring_into_force(version, who)
    else:
        version.agreement.save(update_fields=["changed_at"])
    return signature


def bring_into_force(version: AgreementVersion, who: Actor) -> None:
    agreement, now = version.agreement, timezone.now()
    version.state, version.signed_at = VersionState.SIGNED, now
    version.save(update_fields=["state", "signed_at"])
    if version.is_amendment:
        agreement.values, agreement.template_version = version.values, version.template_version
        agreement.starts_on, agreement.ends_on = version.starts_on, version.ends_on
        agreement.save(update_fields=["values", "template_version", "starts_on", "ends_on", "changed_at"])
        publish(AgreementAmended(agreement_id=agreement.pk, version_id=version.pk))
    else:
        # Not LIFE.take: whoever signs last need not be one who may write the agreement.
        agreement.state, agreement.signed_at = State.SIGNED, now
        agreement.save(update_fields=["state", "signed_at", "changed_at"])
        publish(AgreementSigned(agreement_id=agreement.pk))


def back_to_draft(version: AgreementVersion, reason: str) -> AgreementVersion:
    """The offered text is set aside with its signatures; a copy of it can be written on under the same number."""
    version.state, version.withdrawn_at = VersionState.WITHDRAWN, timezone.now()
    version.withdrawn_because = reason.replace("\0", "").strip()[:2000]
    version.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    return copied(version, number=version.number, changes=version.changes)


def copied(version: AgreementVersion, *, number: int, changes: str) -> AgreementVersion:
    """A new draft with the values and annexes of another version."""
    draft = AgreementVersion.objects.create(
        agreement=version.agreement,
        number=number,
        template_version=version.template_version,
        values=version.values,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        changes=changes,
    )
    annexes = annexes_of(version)
    for annex in annexes:
        annex.pk, annex.version = None, draft
        annex._state.adding = True
    Annex.objects.bulk_create(annexes)
    return draft


@action("agreements.recall_agreement", permission=WRITE, of="agreement", label=gettext_lazy("Took the agreement back to change it"))
def recall_agreement(*, actor: Actor, agreement: Agreement, reason: str = "") -> AgreementVersion:
    """Take the text back while not all have signed. Signatures given to it stay with it; the new text is signed by all."""
    current = locked(agreement)
    version = open_version(current)
    if version is None or version.state != VersionState.OFFERED:
        raise Refusal(_("This text does not wait for signatures."), mend=_("Reload the page to see where it stands now."))
    version.agreement = current
    if current.state == State.OFFERED:
        LIFE.take("recall", current, actor)
    draft = back_to_draft(version, reason)
    current.save(update_fields=["state", "changed_at"])
    return draft


@action("agreements.decline_agreement", permission=SIGN, of="party", label=gettext_lazy("Declined to sign the agreement"))
def decline_agreement(*, actor: Actor, version: AgreementVersion, party: Party, reason: str) -> AgreementVersion:
    """Do not sign, and say why. The text becomes a draft again, so that it can be mended."""
    current = offered_version(version)
    row = party_to_sign(current, party)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refusal(_("The reason is missing."), mend=_("Say what should be changed."), field="reason")
    agreement = current.agreement
    if agreement.state == State.OFFERED:
        agreement.state = State.DRAFT
    draft = back_to_draft(current, reason)
    agreement.save(update_fields=["state", "changed_at"])
    publish(AgreementDeclined(agreement_id=agreement.pk, version_id=current.pk, party_id=row.pk))
    return draft


@action("agreements.amend_agreement", permission=WRITE, of="agreement", label=gettext_lazy("Began an amendment"))
def amend_agreement(
    *,
    actor: Actor,
    agreement: Agreement,
    changes: str,
    values: Mapping[str, Any] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    template_version: TemplateVersion | None = None,
) -> AgreementVersion:
    """A draft of the next version: the whole text with what changes. It is offered and signed as the first one was.

    Until all have signed it, the version before stays in force. template_version: a newer one of the same template.
    """
    current = locked(agreement)
    LIFE.take("amend", current, actor)
    base = version_in_force(current)
    if base is None:
        raise Refusal(_("The agreement is not open for changes."), mend=_("Reload the page."))
    if template_version is not None and (template_version.is_draft or template_version.template_id != current.template_version.template_id):
        raise Refusal(_("The text can only be taken from a published version of the same template."), mend=_("Choose another version."))
    base.agreement = current
    draft = copied(base, number=base.number + 1, changes=changes.replace("\0", "").strip()[:4000])
    if template_version is not None:
        draft.template_version = template_version
    draft.agreement = current
    draft.values = draft.values | clean_values(values or {}, places_to_fill(draft), is_strict=True)
    draft.starts_on, draft.ends_on = starts_on or draft.starts_on, ends_on or draft.ends_on
    refuse_dates(draft.starts_on, draft.ends_on)
    draft.save(update_fields=["template_version", "values", "starts_on", "ends_on"])
    current.save(update_fields=["changed_at"])
    return draft


@action(
    "agreements.terminate_agreement", permission=TERMINATE, of="agreement", label=pgettext_lazy("agreement", "Terminated the agreement")
)
def terminate_agreement(*, actor: Actor, agreement: Agreement, reason: str, ends_on: date) -> Agreement:
    """End a signed agreement before its time, with the end of a day that is today or later. An open amendment falls away."""
    current = locked(agreement)
    if current.state != State.SIGNED:
        raise Refusal(_("Only a signed agreement can be terminated."), mend=_("An agreement that is not signed yet is withdrawn."))
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refusal(_("The reason is missing."), mend=_("Say why the agreement ends before its time."), field="reason")
    if ends_on < timezone.localdate() or (current.ends_on is not None and ends_on > current.ends_on):
        raise Refusal(
            _("The day must lie between today and the last day of the agreement."), mend=_("Choose another day."), field="ends_on"
        )
    if (version := open_version(current)) is not None:
        version.state, version.withdrawn_at = VersionState.WITHDRAWN, timezone.now()
        version.withdrawn_because = str(_("The agreement was terminated."))
        version.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    current.state, current.terminated_on, current.termination_reason = State.TERMINATED, ends_on, reason[:2000]
    current.save(update_fields=["state", "terminated_on", "termination_reason", "changed_at"])
    publish(AgreementTerminated(agreement_id=current.pk))
    return current


@action("agreements.end_agreement", permission=WRITE, of="agreement", label=gettext_lazy("The agreement came to its end"))
def end_agreement(*, actor: Actor, agreement: Agreement) -> Agreement:
    """After its last day; an open amendment falls away. Nothing happens when the state has moved on meanwhile."""
    current = locked(agreement)
    if current.state != State.SIGNED or current.ends_on is None or current.ends_on >= timezone.localdate():
        return current
    if (version := open_version(current)) is not None:
        version.state, version.withdrawn_at = VersionState.WITHDRAWN, timezone.now()
        version.save(update_fields=["state", "withdrawn_at"])
    LIFE.take("end", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current
