"""The municipality as an issuer of credentials: its addresses, keys and status list, and a reference as a credential.

Addresses for programs lie at the installation, without a language, and stay when a municipality gets a host name of its own:
a credential that was signed once names them for good. docs/decisions/0007-references-as-credentials.md
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talkoot.commons.trials.content import keys
from talkoot.commons.trials.content.badge_picture import PictureWords
from talkoot.commons.trials.content.credential import TYP_OF_LIST, IssuerFacts, ReferenceFacts, claims_of, issuer_profile
from talkoot.commons.trials.content.reference_words import Standing
from talkoot.commons.trials.content.status_list import status_list_credential
from talkoot.commons.trials.models.reference import Reference, SigningKey
from talkoot.commons.trials.queries.references import ended_early
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.templatetags.ui import date_words


@dataclass(frozen=True)
class Addresses:
    """Where programs find what belongs to the municipality's credentials."""

    base: str

    @property
    def issuer(self) -> str:
        return f"{self.base}/issuer.json"

    @property
    def keys(self) -> str:
        return f"{self.base}/jwks.json"

    @property
    def did_document(self) -> str:
        return f"{self.base}/did.json"

    @property
    def did(self) -> str:
        """did:web: the address of the document, with its parts parted by colons."""
        parts = urlsplit(self.base)
        return ":".join(["did", "web", quote(parts.netloc, safe=""), *parts.path.strip("/").split("/")])

    @property
    def status_list(self) -> str:
        return f"{self.base}/status/1"

    def key(self, thumbprint: str) -> str:
        return f"{self.base}/keys/{thumbprint}.json"

    def credential(self, code: str) -> str:
        return f"{self.base}/references/{code}.jwt"

    def part(self, code: str, name: str) -> str:
        return f"{self.base}/references/{code}/{name}"


def addresses_of(municipality: Municipality) -> Addresses:
    return Addresses(f"{settings.SITE_URL}/credentials/{municipality.slug}")


def issuer_of(municipality: Municipality) -> IssuerFacts:
    return IssuerFacts(
        address=addresses_of(municipality).issuer,
        name=municipality.name.in_language("en") or municipality.slug,
        website=mail_address("trials:references"),
    )


# --- Keys -----------------------------------------------------------------------------------------------------------------


def published_keys() -> QuerySet[SigningKey]:
    """Keys whose signatures are believed, the one in use first."""
    return SigningKey.objects.filter(is_stolen=False).order_by("-pk")


def signing_keys() -> QuerySet[SigningKey]:
    """All, for the page of keys."""
    return SigningKey.objects.order_by("-pk")


def key_in_use() -> SigningKey | None:
    return SigningKey.objects.filter(retired_at=None).first()


def place_of(municipality: Municipality) -> str:
    """What a sealed key is bound to."""
    return f"municipality {municipality.pk}"


def private_key_of(key: SigningKey) -> RSAPrivateKey:
    """Raises Refusal when it does not open: the installation's secret was changed without keeping the one before."""
    try:
        return keys.open_sealed(
            key.sealed_private,
            secrets=[settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)],
            bound_to=f"municipality {key.municipality_id}",
        )
    except keys.SealBroken:
        raise Refusal(
            _("The signing key of the municipality cannot be opened."), mend=_("Ask an administrator to change the signing key.")
        ) from None


def public_key(key: SigningKey, municipality: Municipality) -> dict[str, Any]:
    """The key as published. `iss` ties it to its issuer, as the implementation guide of Open Badges advises."""
    addresses = addresses_of(municipality)
    return {**key.public_jwk, "kid": addresses.key(key.thumbprint), "iss": addresses.issuer}


def key_set(municipality: Municipality) -> dict[str, Any]:
    """JWK Set (RFC 7517)."""
    return {"keys": [public_key(key, municipality) for key in published_keys()]}


def all_key_sets() -> dict[str, Any]:
    """The published keys of all municipalities in force, each with its issuer."""
    rows = published_keys().filter(municipality__is_active=True).select_related("municipality")
    return {"keys": [public_key(key, key.municipality) for key in rows]}


def did_document(municipality: Municipality) -> dict[str, Any]:
    """did:web with the same keys, for verifiers that resolve issuers so."""
    addresses = addresses_of(municipality)
    methods = [
        {
            "id": f"{addresses.did}#{key.thumbprint}",
            "type": "JsonWebKey",
            "controller": addresses.did,
            "publicKeyJwk": {**key.public_jwk, "kid": key.thumbprint},
        }
        for key in published_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": addresses.did,
        "alsoKnownAs": [addresses.issuer],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def issuer_document(municipality: Municipality) -> dict[str, Any]:
    """The issuer's profile, with its keys for those who read them from the issuer."""
    addresses = addresses_of(municipality)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        **issuer_profile(issuer_of(municipality)),
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": addresses.did, "identifierType": "ext:did"}],
        "verificationMethod": [
            {
                "id": addresses.key(key.thumbprint),
                "type": "JsonWebKey",
                "controller": addresses.issuer,
                "publicKeyJwk": public_key(key, municipality),
            }
            for key in published_keys()
        ],
        "assertionMethod": [addresses.key(key.thumbprint) for key in published_keys()],
    }


# --- References -----------------------------------------------------------------------------------------------------------


def signed(claims: dict[str, Any], key: SigningKey, municipality: Municipality, typ: str) -> str:
    return keys.sign(claims, private_key_of(key), kid=addresses_of(municipality).key(key.thumbprint), typ=typ)


def status_list(municipality: Municipality) -> str:
    """The signed list of references that ended before their time. Raises Refusal when nothing has been signed here yet."""
    key = key_in_use()
    if key is None:
        raise Refusal(_("This municipality has given no references."))
    addresses = addresses_of(municipality)
    # To the minute: whoever asks twice within it gets the same bytes.
    valid_from = timezone.now().replace(second=0, microsecond=0)
    credential = status_list_credential(
        address=addresses.status_list,
        issuer=addresses.issuer,
        valid_from=valid_from,
        set_indexes=ended_early().values_list("status_index", flat=True),
    )
    return signed(claims_of(credential), key, municipality, TYP_OF_LIST)


def page_of(reference: Reference) -> str:
    """The page that people read, whole and without a language."""
    return mail_address("trials:reference", reference.code)


def picture_words(reference: Reference, language: str) -> PictureWords:
    """What the picture says in a language. Reads `standing`: the reference comes from public_references()."""
    with translation.override(language):
        standing = Standing(reference.standing)  # type: ignore[attr-defined]
        return PictureWords(
            wording=str(reference.wording),
            product=reference.name,
            organisation=reference.organisation_name,
            validity=_("Valid until %(day)s") % {"day": date_words(reference.valid_until)},
            code=reference.code,
            ended="" if standing == Standing.VALID else shortest_words(standing),
        )


def shortest_words(standing: Standing) -> str:
    return {
        Standing.REVOKED: pgettext("picture of a reference", "Revoked"),
        Standing.SUPERSEDED: pgettext("picture of a reference", "Ended: new major version"),
        Standing.EXPIRED: pgettext("picture of a reference", "Expired"),
        Standing.VALID: "",
    }[standing]


def end_of_day(reference: Reference) -> datetime:
    """A reference is valid through its last day in the municipality's own time."""
    return timezone.make_aware(datetime.combine(reference.valid_until, time(23, 59, 59)))


def facts_of(reference: Reference) -> ReferenceFacts:
    """The reference as its credential tells it, in English. Reads the municipality, trial and organisation of the row."""
    municipality = reference.municipality
    addresses = addresses_of(municipality)
    with translation.override("en"):
        return ReferenceFacts(
            address=addresses.credential(reference.code),
            issuer=issuer_of(municipality),
            achievement_address=addresses.part(reference.code, "achievement.json"),
            subject_address=addresses.part(reference.code, "subject.json"),
            page=page_of(reference),
            picture=addresses.part(reference.code, "plain-en.png"),
            terms_page=page_of(reference) + "#terms",
            result_page=mail_address("trials:detail", reference.trial.slug),
            organisation=reference.organisation_name,
            business_id=reference.organisation.business_id,
            product=reference.name,
            wording=reference.wording.in_language("en"),
            description=pgettext(
                "credential",
                "This version of the product was developed together with those who use it, in a trial of the municipality. "
                "A reference says that it was co-created. It is not an approval, a recommendation or a certificate of quality.",
            ),
            criteria=pgettext(
                "credential",
                "An agreement was in force; both sides evaluated the trial; its result, good or bad, was published; the deletion of "
                "personal data was certified; no incident and no concern was open; an official of the municipality decided.",
            ),
            terms_version=reference.terms_version or "1",
            decided_at=reference.granted_at,
            valid_until=end_of_day(reference),
            list_address=addresses.status_list,
            list_index=reference.status_index,
        )
