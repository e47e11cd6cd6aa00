"""A reference as an Open Badges 3.0 credential: plain JSON, made of plain facts. https://www.imsglobal.org/spec/ob/v3p0/

The subject is an organisation and its product, never a person. Names are in English: Open Badges holds one language, and a
reference is shown abroad; the page behind the address speaks all languages.
"""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from talkoot.commons.trials.content.status_list import status_entry

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# Open Badges: "If present, MUST be set to JWT"; the status list follows VC-JOSE-COSE.
TYP_OF_CREDENTIAL, TYP_OF_LIST = "JWT", "vc+jwt"


@dataclass(frozen=True)
class IssuerFacts:
    """The municipality: `address` is where its profile is read, and its identifier; `name` like "City of Espoo"."""

    address: str
    name: str
    website: str
    picture: str = ""


@dataclass(frozen=True)
class ReferenceFacts:
    """What a credential tells. Addresses are absolute; `product` carries its version: "Lukuviitta 2.1"."""

    address: str
    issuer: IssuerFacts
    achievement_address: str
    subject_address: str
    page: str
    picture: str
    terms_page: str
    result_page: str
    organisation: str
    business_id: str
    product: str
    wording: str
    description: str
    criteria: str
    terms_version: str
    decided_at: datetime
    valid_until: datetime
    list_address: str
    list_index: int


def issuer_profile(issuer: IssuerFacts) -> dict[str, Any]:
    profile: dict[str, Any] = {"id": issuer.address, "type": ["Profile"], "name": issuer.name, "url": issuer.website}
    if issuer.picture:
        profile["image"] = {"id": issuer.picture, "type": "Image"}
    return profile


def subject_profile(facts: ReferenceFacts) -> dict[str, Any]:
    """Who the reference is about, for whoever follows the subject's address."""
    return {
        "@context": list(CONTEXTS),
        "id": facts.subject_address,
        "type": ["Profile"],
        "name": facts.organisation,
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": identifier["identityHash"], "identifierType": identifier["identityType"]}
            for identifier in identifiers(facts)
        ],
    }


def identifiers(facts: ReferenceFacts) -> list[dict[str, Any]]:
    pairs = [("ext:organisationName", facts.organisation), ("ext:businessId", facts.business_id), ("productId", facts.product)]
    return [{"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind} for kind, value in pairs if value]


def achievement(facts: ReferenceFacts) -> dict[str, Any]:
    return {
        "id": facts.achievement_address,
        "type": ["Achievement"],
        "achievementType": "ext:CoCreationReference",
        "name": f"{facts.wording}: {facts.product}",
        "description": facts.description,
        "criteria": {"id": facts.terms_page, "narrative": facts.criteria},
        "image": {"id": facts.picture, "type": "Image", "caption": f"{facts.wording}: {facts.product}"},
        "creator": issuer_profile(facts.issuer),
        "inLanguage": "en",
        "version": facts.terms_version,
    }


def credential_of(facts: ReferenceFacts) -> dict[str, Any]:
    """The OpenBadgeCredential, unsigned."""
    return {
        "@context": list(CONTEXTS),
        "id": facts.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer_profile(facts.issuer),
        "validFrom": moment(facts.decided_at),
        "validUntil": moment(facts.valid_until),
        "awardedDate": moment(facts.decided_at),
        "name": f"{facts.wording}: {facts.product}",
        "description": facts.description,
        "image": {"id": facts.picture, "type": "Image"},
        "credentialSubject": {
            "id": facts.subject_address,
            "type": ["AchievementSubject"],
            "identifier": identifiers(facts),
            "achievement": achievement(facts),
        },
        "evidence": [{"id": facts.result_page, "type": ["Evidence"], "name": "Published result of the trial"}],
        "credentialStatus": status_entry(list_address=facts.list_address, index=facts.list_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def claims_of(credential: dict[str, Any]) -> dict[str, Any]:
    """Payload of the signature: the credential itself and the registered claims that must agree with it (section 8.2.4.1)."""
    issuer = credential["issuer"]
    claims = credential | {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": credential["id"],
        "nbf": seconds(credential["validFrom"]),
        "sub": credential["credentialSubject"]["id"],
    }
    return claims | ({"exp": seconds(credential["validUntil"])} if "validUntil" in credential else {})


def moment(at: datetime) -> str:
    """UTC to the second, as the claims count. A time without a zone raises ValueError."""
    if at.utcoffset() is None:
        raise ValueError("A time of a credential needs its zone.")
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> int:
    return timegm(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").timetuple())
