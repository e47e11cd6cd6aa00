"""References: what they need, who decides, and that an outsider sees them valid and then revoked."""

from __future__ import annotations

import base64
import gzip
import io
import json
from datetime import timedelta
from threading import Barrier, Thread
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from jwcrypto import jwk, jws
from PIL import Image

from talkoot.commons.trials.actions.references import ask_for_reference, grant_reference, refuse_reference, revoke_reference
from talkoot.commons.trials.actions.signing import change_signing_key
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.reference import Reference, ReferenceApplication, ReferenceDecision, SigningKey
from talkoot.commons.trials.queries.references import missing_for_reference, public_references
from talkoot.commons.trials.tests.completed import (
    a_completed_trial,
    a_partner_of,
    a_version,
    an_official,
    bare_completed,
    certify,
    evaluate,
    publish_result,
    sign,
)
from talkoot.commons.trials.tests.making import a_company, member_of, someone
from talkoot.kernel.audit.chain import verify_chain
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal

WORDING = Words(fi="Yhteiskehitetty: Espoo", sv="Samutvecklad med Esbo", en="Co-created with Espoo")
# The shape that Open Badges 3.0 and Bitstring Status List ask for, in our own words: what must be there, and of which kind.
URI = {"type": "string", "pattern": "^https?://"}
TYPES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
PROFILE = {
    "type": "object",
    "required": ["id", "type", "name"],
    "properties": {"id": URI, "type": TYPES | {"contains": {"const": "Profile"}}, "name": {"type": "string", "minLength": 1}, "url": URI},
}
BADGE = {
    "type": "object",
    "required": ["@context", "id", "type", "issuer", "validFrom", "name", "credentialSubject", "credentialStatus"],
    "properties": {
        "@context": {
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"const": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
            ]
        },
        "id": URI,
        "type": {"const": ["VerifiableCredential", "OpenBadgeCredential"]},
        "issuer": PROFILE,
        "validFrom": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "validUntil": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "credentialSubject": {
            "type": "object",
            "required": ["type", "achievement", "id"],
            "properties": {
                "id": URI,
                "type": TYPES | {"contains": {"const": "AchievementSubject"}},
                "identifier": {
                    "items": {
                        "required": ["type", "hashed", "identityHash", "identityType"],
                        "properties": {
                            "type": {"const": "IdentityObject"},
                            "hashed": {"const": False},
                            "identityType": {"pattern": r"^(productId|ext:[A-Za-z0-9._-]+)$"},
                        },
                    }
                },
                "achievement": {
                    "type": "object",
                    "required": ["id", "type", "criteria", "description", "name"],
                    "properties": {
                        "id": URI,
                        "type": TYPES | {"contains": {"const": "Achievement"}},
                        "achievementType": {"pattern": r"^ext:[A-Za-z0-9._-]+$"},
                        "criteria": {"type": "object", "required": ["narrative"], "properties": {"id": URI}},
                        "image": {"required": ["id", "type"], "properties": {"id": URI, "type": {"const": "Image"}}},
                        "creator": PROFILE,
                    },
                },
            },
        },
        "credentialStatus": {
            "required": ["type", "statusPurpose", "statusListIndex", "statusListCredential"],
            "properties": {
                "type": {"const": "BitstringStatusListEntry"},
                "statusPurpose": {"const": "revocation"},
                "statusListIndex": {"type": "string", "pattern": r"^\d+$"},
                "statusListCredential": URI,
            },
        },
        "evidence": {"items": {"required": ["type"], "properties": {"id": URI}}},
        "credentialSchema": {"items": {"required": ["id", "type"]}},
        "proof": False,
    },
}


@pytest.fixture
def trial(in_espoo):
    return a_completed_trial()


@pytest.fixture
def version(trial):
    return a_version(trial.organisation)


@pytest.fixture
def vera(in_espoo):
    return an_official()


def grant(trial, version, vera, **more):
    facts = {
        "wording": WORDING,
        "reason": "All conditions are met.",
        "valid_until": timezone.localdate() + timedelta(days=1000),
        "language": "en",
    }
    return grant_reference(actor=vera, trial=trial, version=version, **(facts | more))


def outside(address, **more):
    """Ask the installation, of which no municipality is in force; afterwards the test's own is again."""
    with in_municipality(Municipality.objects.get(slug="espoo")):
        return Client().get(address, **more)


class Outsider:
    """Checks a credential as a stranger does: by what is published at addresses, and by a library that is not ours."""

    def read(self, address, **more):
        assert address.startswith(settings.SITE_URL)
        answer = outside(address.removeprefix(settings.SITE_URL), **more)
        assert (answer.status_code, answer.get("Access-Control-Allow-Origin")) == (200, "*"), address
        return answer

    def verified(self, token):
        """The payload, when the key at `kid` has signed it and the issuer lists that key as its own."""
        signed = jws.JWS()
        signed.deserialize(token)
        header = json.loads(signed.objects["protected"])
        assert header["alg"] == "RS256"
        key = self.read(header["kid"]).json()
        signed.verify(jwk.JWK(**key))
        payload = json.loads(signed.payload)
        assert key in self.read(payload["iss"].replace("issuer.json", "jwks.json")).json()["keys"]
        assert key["iss"] == payload["iss"]
        return payload

    def is_revoked(self, payload):
        entry = payload["credentialStatus"]
        listed = self.verified(self.read(entry["statusListCredential"]).content.decode())
        assert (listed["id"], listed["type"]) == (entry["statusListCredential"], ["VerifiableCredential", "BitstringStatusListCredential"])
        encoded = listed["credentialSubject"]["encodedList"]
        assert encoded[0] == "u"
        bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
        assert len(bits) == 16 * 1024
        index = int(entry["statusListIndex"])
        return bool(bits[index // 8] >> 7 - index % 8 & 1)


# --- What must hold -------------------------------------------------------------------------------------------------------


def test_each_missing_thing_is_named_with_who_can_give_it(in_espoo):
    trial = bare_completed()
    version = a_version(trial.organisation)
    found = []
    for give in (lambda: sign(trial), lambda: evaluate(trial, "host"), lambda: evaluate(trial, "partner"), lambda: publish_result(trial)):
        found.append([str(refusal.reason) for refusal in missing_for_reference(trial, version)])
        assert all(refusal.mend for refusal in missing_for_reference(trial, version))
        give()
    found.append([str(refusal.reason) for refusal in missing_for_reference(trial, version)])
    certify(trial)
    no_agreement = "No agreement was in force when the trial started."
    no_result = "The result of the trial has not been published."
    no_certificate = "The deletion of personal data has not been certified."
    assert found == [
        [no_agreement, "The evaluation is missing from: The unit, The partner.", no_result, no_certificate],
        ["The evaluation is missing from: The unit, The partner.", no_result, no_certificate],
        ["The evaluation is missing from: The partner.", no_result, no_certificate],
        [no_result, no_certificate],
        [no_certificate],
    ]
    assert missing_for_reference(trial, version) == []


def test_agreement_signed_after_the_start_is_not_enough(in_espoo):
    trial = bare_completed()
    sign(trial, signed_at=trial.started_at + timedelta(days=2))
    assert "No agreement was in force" in str(missing_for_reference(trial, a_version(trial.organisation))[0].reason)


def test_open_concern_stands_in_the_way_until_it_is_answered(trial, version, vera):
    concern = Concern.objects.create(
        trial=trial, kind="other", raised_as="guardian", text="?", language="fi", receipt_hash="1", promised_at=timezone.now()
    )
    with pytest.raises(Refusal, match="A concern about the trial has not been answered"):
        grant(trial, version, vera)
    concern.answer, concern.answered_at = "Mended", timezone.now()
    concern.save()
    assert grant(trial, version, vera).pk


def test_product_of_another_organisation_gets_nothing(trial, vera):
    stranger = a_version(a_company("Other Oy"))
    with pytest.raises(Refusal, match="not one that was tried here"):
        grant(trial, stranger, vera)


def test_version_tried_or_a_minor_one_that_came_of_it(trial, vera):
    before, tried = a_version(trial.organisation, "1.0", is_major=True), a_version(trial.organisation, "2.0", is_major=True)
    minor, next_major = a_version(trial.organisation, "2.1"), a_version(trial.organisation, "3.0", is_major=True)
    after, other = a_version(trial.organisation, "3.1"), a_version(trial.organisation, "1", name="Other")
    trial.product_version = tried
    trial.save()
    outcome = {v.label: not missing_for_reference(trial, v) for v in (before, tried, minor, next_major, after, other)}
    assert outcome == {"1.0": False, "2.0": True, "2.1": True, "3.0": False, "3.1": False, "1": False}


def test_running_trial_gets_none(trial, version, vera):
    trial.state = "evaluating"
    trial.save()
    with pytest.raises(Refusal, match="has not been completed"):
        grant(trial, version, vera)


# --- Who decides ----------------------------------------------------------------------------------------------------------


def test_only_an_official_without_a_part_in_it_decides(trial, version, vera, aino, bo):
    partner = a_partner_of(trial)
    Grant.objects.create(person=partner, role="signatory")
    for person in (aino, bo, partner, None):
        with pytest.raises(Forbidden):
            grant(trial, version, person)
    assert not Reference.objects.exists()


def test_partner_asks_and_official_grants(trial, version, vera):
    partner = a_partner_of(trial)
    ask_for_reference(actor=partner, trial=trial, version=version, message="For a fair")
    with pytest.raises(Refusal, match="has been asked for already"):
        ask_for_reference(actor=partner, trial=trial, version=version)
    reference = grant(trial, version, vera)
    assert ReferenceApplication.objects.get().answered_at is not None
    decision = reference.decision
    assert (decision.ruling, decision.reference_code, decision.decided_by) == ("granted", reference.code, vera)
    assert decision.grounds == {
        "trial": trial.slug,
        "product": "Lukuviitta 2.1",
        "agreements": ["2026/1"],
        "evaluated_by": ["host", "partner"],
        "result_published": True,
        "deletion_certificate": decision.grounds["deletion_certificate"],
        "missing": [],
    }
    with pytest.raises(Refusal, match="has a reference of this trial already"):
        ask_for_reference(actor=partner, trial=trial, version=version)


def test_stranger_cannot_ask(trial, version, bo, aino):
    for person in (bo, aino, None):
        with pytest.raises(Forbidden):
            ask_for_reference(actor=person, trial=trial, version=version)


def test_refusal_is_a_decision_with_a_reason_and_may_be_asked_again(trial, version, vera):
    partner = a_partner_of(trial)
    with pytest.raises(Refusal, match="Nobody waits"):
        refuse_reference(actor=vera, trial=trial, reason="No")
    ask_for_reference(actor=partner, trial=trial, version=version)
    with pytest.raises(Refusal, match="has a reason"):
        refuse_reference(actor=vera, trial=trial, reason="  ")
    decision = refuse_reference(actor=vera, trial=trial, reason="The version was not the one that was tried.")
    assert (decision.ruling, decision.reference_code) == ("refused", "")
    ask_for_reference(actor=partner, trial=trial, version=version)


def test_decisions_are_chained_and_cannot_be_changed(trial, version, vera, espoo):
    reference = grant(trial, version, vera)
    revoke_reference(actor=vera, reference=reference, reason="Misused")
    assert verify_chain(ReferenceDecision, espoo) is None
    assert [d.ruling for d in ReferenceDecision.objects.order_by("chain_number")] == ["granted", "revoked"]


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        (Words(fi="Yhteiskehitetty: Espoo", en="Co-created with and approved by Espoo"), "sounds like an approval"),
        (Words(fi="Espoon suosittelema, yhteiskehitetty", en="Co-created with Espoo"), "sounds like an approval"),
        (Words(sv="Godkänd och samutvecklad", en="Co-created with Espoo"), "sounds like an approval"),
        (Words(fi="Yhteiskehitetty: Espoo", en="With Espoo"), "says in each language"),
        (Words(fi="Yhteiskehitetty: Espoo"), "says in each language"),
        (Words(), "says in each language"),
    ],
)
def test_wording_says_co_created_and_nothing_that_sounds_like_an_approval(trial, version, vera, wording, said):
    with pytest.raises(Refusal, match=said) as refused:
        grant(trial, version, vera, wording=wording)
    assert refused.value.field == "wording"


@pytest.mark.parametrize("days", [-1, 0, 365 * 5 + 2])
def test_end_lies_ahead_and_not_too_far(trial, version, vera, days):
    with pytest.raises(Refusal, match="until a date ahead"):
        grant(trial, version, vera, valid_until=timezone.localdate() + timedelta(days=days))


# --- The credential -------------------------------------------------------------------------------------------------------


def test_outsider_verifies_and_then_sees_it_revoked(trial, version, vera):
    reference, outsider = grant(trial, version, vera), Outsider()
    address = f"{settings.SITE_URL}/credentials/espoo/references/{reference.code}.jwt"
    answer = outsider.read(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert outsider.read(address, headers={"Accept": "application/vc+jwt"})["Content-Type"] == "application/vc+jwt"
    payload = outsider.verified(answer.content.decode())
    assert list(Draft202012Validator(BADGE).iter_errors(payload)) == []
    assert (payload["id"], payload["jti"]) == (address, address)
    assert payload["iss"] == payload["issuer"]["id"]
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["name"] == "Co-created with Espoo: Lukuviitta 2.1"
    assert [row["identityHash"] for row in payload["credentialSubject"]["identifier"]] == ["Lukuvalo Oy", "2345678-1", "Lukuviitta 2.1"]
    assert payload["nbf"] <= timezone.now().timestamp() < payload["exp"]
    assert outsider.is_revoked(payload) is False

    revoke_reference(actor=vera, reference=reference, reason="Shown in material aimed at children.")
    assert outsider.verified(outsider.read(address).content.decode()) == payload
    assert outsider.is_revoked(payload) is True


def test_no_person_is_in_the_credential(trial, version, vera):
    partner = a_partner_of(trial)
    ask_for_reference(actor=partner, trial=trial, version=version, message="Kai asks")
    text = json.dumps(Outsider().verified(grant(trial, version, vera).credential))
    assert [word for word in (vera.name, vera.email, partner.name, partner.email, "Kai", "Vera", "@espoo") if word in text] == []


def test_next_major_version_ends_it_for_outsiders_too(trial, version, vera):
    reference, outsider = grant(trial, version, vera), Outsider()
    payload = outsider.verified(reference.credential)
    a_version(trial.organisation, "2.2")
    a_version(trial.organisation, "4.0", is_major=True, released_on=timezone.localdate() + timedelta(days=9))
    a_version(trial.organisation, "1.0", name="Another", is_major=True)
    assert (outsider.is_revoked(payload), public_references().get().standing) == (False, "valid")
    a_version(trial.organisation, "3.0", is_major=True, released_on=timezone.localdate())
    assert (outsider.is_revoked(payload), public_references().get().standing) == (True, "superseded")


def test_expired_is_shown_as_expired(trial, version, vera):
    reference = grant(trial, version, vera)
    Reference.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    assert public_references().get().standing == "expired"
    assert "may no longer be shown" in Client().get(f"/espoo/en/trials/references/{reference.code}/").content.decode()


def test_everything_published_is_linked_and_of_the_right_type(trial, version, vera):
    reference, outsider = grant(trial, version, vera), Outsider()
    base = f"{settings.SITE_URL}/credentials/espoo"
    types = {
        path: outsider.read(f"{base}/{path}")["Content-Type"]
        for path in (
            "issuer.json",
            "did.json",
            "jwks.json",
            "status/1",
            f"references/{reference.code}/achievement.json",
            f"references/{reference.code}/subject.json",
            f"references/{reference.code}/qr.svg",
            f"references/{reference.code}/picture-sv.svg",
        )
    }
    assert list(types.values()) == [
        "application/ld+json",
        "application/did+ld+json",
        "application/jwk-set+json",
        "application/vc+jwt",
        "application/ld+json",
        "application/ld+json",
        "image/svg+xml",
        "image/svg+xml",
    ]
    issuer, did = outsider.read(f"{base}/issuer.json").json(), outsider.read(f"{base}/did.json").json()
    assert (issuer["id"], did["alsoKnownAs"]) == (f"{base}/issuer.json", [f"{base}/issuer.json"])
    assert did["id"] == "did:web:localhost%3A8000:credentials:espoo"
    [method] = did["verificationMethod"]
    assert did["assertionMethod"] == [method["id"]] == [f"{did['id']}#{SigningKey.objects.get().thumbprint}"]
    assert {"d", "p", "q"} & set(method["publicKeyJwk"]) == set()
    assert outsider.read(f"{settings.SITE_URL}/.well-known/jwks.json").json() == outsider.read(f"{base}/jwks.json").json()
    first = outsider.read(f"{base}/jwks.json")
    again = outside("/credentials/espoo/jwks.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, first["Cache-Control"]) == (304, "public, max-age=60")


def test_picture_holds_the_credential_until_it_ends(trial, version, vera):
    reference, outsider = grant(trial, version, vera), Outsider()
    address = f"{settings.SITE_URL}/credentials/espoo/references/{reference.code}"
    with Image.open(io.BytesIO(outsider.read(f"{address}/picture-en.png").content)) as drawn:
        drawn.load()
        assert (drawn.size, drawn.text) == ((600, 600), {"openbadgecredential": reference.credential})
    svg = ElementTree.fromstring(outsider.read(f"{address}/picture-fi.svg").content)
    assert next(iter(svg)).get("verify") == reference.credential
    assert b"openbadge" not in outsider.read(f"{address}/plain-fi.svg").content
    revoke_reference(actor=vera, reference=reference, reason="Misused")
    ended = outsider.read(f"{address}/picture-en.svg").content.decode()
    assert "openbadges" not in ended
    assert ">Revoked<" in ended


# --- Keys -----------------------------------------------------------------------------------------------------------------


def test_private_key_is_sealed_and_stays_out_of_the_history(trial, version, vera):
    grant(trial, version, vera)
    key = SigningKey.objects.get()
    raw = base64.urlsafe_b64decode(key.sealed_private + "===")
    assert b"PRIVATE" not in raw
    assert not [field.name for field in key._meta.apps.get_model("trials.SigningKeyEvent")._meta.fields if "private" in field.name]


def test_old_references_verify_after_the_key_was_changed(trial, version, vera):
    first, outsider = grant(trial, version, vera), Outsider()
    old = SigningKey.objects.get()
    new = change_signing_key(actor=SYSTEM, is_stolen=False)
    old.refresh_from_db()
    assert (old.sealed_private, old.thumbprint == new.thumbprint) == ("", False)
    second = grant(trial, a_version(trial.organisation, "2.2"), vera)
    payloads = [outsider.verified(Reference.objects.get(pk=reference.pk).credential) for reference in (first, second)]
    assert [outsider.is_revoked(payload) for payload in payloads] == [False, False]
    assert {first.signing_key, second.signing_key} == {old, new}


def test_stolen_key_is_believed_no_more_and_references_are_signed_anew(trial, version, vera):
    reference, outsider = grant(trial, version, vera), Outsider()
    stolen = reference.credential
    payload = outsider.verified(stolen)
    change_signing_key(actor=SYSTEM, is_stolen=True)
    with pytest.raises(AssertionError):
        outsider.verified(stolen)
    reference.refresh_from_db()
    assert outsider.verified(reference.credential) == payload


def test_changed_secret_is_told_and_mended_by_a_new_key(trial, version, vera, settings):
    grant(trial, version, vera)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "y" * 60
    with pytest.raises(Refusal, match="cannot be opened"):
        grant(trial, a_version(trial.organisation, "2.2"), vera)
    assert outside("/credentials/espoo/status/1").status_code == 404
    settings.SECRET_KEY_FALLBACKS = [before]
    assert outside("/credentials/espoo/status/1").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    change_signing_key(actor=SYSTEM, is_stolen=False)
    assert grant(trial, a_version(trial.organisation, "2.3"), vera).pk


def test_only_administrators_change_keys(trial, version, vera, aino, client_of):
    grant(trial, version, vera)
    ada = someone("ada@espoo.example")
    Grant.objects.create(person=ada, role="administrator")
    address = "/espoo/en/trials/references/keys/"
    assert [client_of(person).get(address).status_code for person in (None, aino, vera, ada)] == [302, 403, 403, 200]
    assert client_of(ada).post(address, {"why": "routine"}).status_code == 302
    assert SigningKey.objects.count() == 2


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_register_is_public_and_finds_by_code_however_it_is_typed(trial, version, vera, client_of, django_assert_max_num_queries):
    reference = grant(trial, version, vera)
    visitor = client_of(None)
    with django_assert_max_num_queries(12):
        assert reference.code in visitor.get("/espoo/fi/trials/references/").content.decode()
    for typed, is_found in (
        (reference.code.lower().replace("-", " "), True),
        ("2222-2222-2222", False),
        ("Lukuviitta", True),
        ("\x00", False),
    ):
        answer = visitor.get("/espoo/en/trials/references/", {"q": typed})
        assert (answer.status_code, f"/references/{reference.code}/" in answer.content.decode()) == (200, is_found), typed
    assert f"/references/{reference.code}/" not in visitor.get("/espoo/en/trials/references/?standing=revoked").content.decode()
    assert reference.code in b"".join(visitor.get("/espoo/en/trials/references/?download=csv").streaming_content).decode()


def test_page_of_a_reference_says_how_it_stands(trial, version, vera, client_of, django_assert_max_num_queries):
    reference = grant(trial, version, vera)
    visitor, address = client_of(None), f"/espoo/en/trials/references/{reference.code}/"
    with django_assert_max_num_queries(12):
        shown = visitor.get(address).content.decode()
    assert "This reference is genuine and valid" in shown
    assert "Vera" not in shown
    assert visitor.get(address.replace(reference.code, reference.code.lower()))["Location"] == address
    assert [visitor.get(f"{address}{name}")["Content-Type"] for name in ("qr.svg", "picture.svg")] == ["image/svg+xml"] * 2
    assert visitor.get(f"{address}revoke/").status_code == 302
    assert client_of(vera).post(f"{address}revoke/", {"reason": "Shown as <b>approved</b>"}).status_code == 302
    shown = visitor.get(address).content.decode()
    assert "Shown as &lt;b&gt;approved&lt;/b&gt;" in shown
    assert "genuine and valid" not in shown


def test_html_to_copy_escapes_what_a_company_writes(trial, vera, client_of):
    reference = grant(trial, a_version(trial.organisation, '3" onload="x', name="A<b>"), vera)
    shown = client_of(None).get(f"/espoo/en/trials/references/{reference.code}/").content.decode()
    assert "alt=&quot;Co-created with Espoo: A&amp;lt;b&amp;gt; 3&amp;quot; onload=&amp;quot;x&quot;" in shown


def test_whole_way_by_pages(trial, version, vera, client_of):
    partner, base = a_partner_of(trial), f"/espoo/en/trials/{trial.slug}/reference/"
    assert "Ask for a reference" in client_of(partner).get(base).content.decode()
    assert client_of(partner).post(f"{base}ask/", {"version": version.pk, "message": "Please"}).status_code == 302
    assert client_of(partner).get(f"{base}grant/").status_code == 403
    official = client_of(vera)
    assert "Please" in official.get(base).content.decode()
    form = {
        "version": version.pk,
        "wording_fi": "Yhteiskehitetty: Espoo",
        "wording_sv": "",
        "wording_en": "Co-created with Espoo, tested",
        "valid_until": (timezone.localdate() + timedelta(days=900)).isoformat(),
        "reason": "All is in place.",
    }
    refused = official.post(f"{base}grant/", form)
    assert (refused.status_code, "sounds like an approval" in refused.content.decode()) == (422, True)
    made = official.post(f"{base}grant/", form | {"wording_en": "Co-created with Espoo"})
    assert made["Location"] == f"/espoo/en/trials/references/{Reference.objects.get().code}/"


def test_strangers_see_nothing_of_the_decision(trial, version, vera, carl, bo, turku, client_of):
    reference = grant(trial, version, vera)
    base = f"/espoo/en/trials/{trial.slug}/reference/"
    other = member_of(a_company("Eve Oy"), "eve@other.example")
    for person in (bo, carl, other):
        assert [client_of(person).get(address).status_code for address in (base, f"{base}ask/", f"{base}grant/", f"{base}refuse/")] == [
            404
        ] * 4
    assert Client().get(f"/turku/en/trials/references/{reference.code}/").status_code == 404
    assert outside(f"/credentials/turku/references/{reference.code}.jwt").status_code == 404
    assert client_of(carl).get(f"/espoo/en/trials/references/{reference.code}/revoke/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/credentials/nowhere/issuer.json",
        "/credentials/espoo/status/1",
        "/credentials/espoo/status/2",
        "/credentials/espoo/keys/x.json",
        "/credentials/espoo/references/AAAA-BBBB-CCCC.jwt",
        "/credentials/espoo/references/%00.jwt",
        "/credentials/espoo/references/AAAA-BBBB-CCCC/picture-xx.png",
        "/credentials/ESPOO/jwks.json",
        "/espoo/en/trials/references/%00/",
        "/espoo/en/trials/references/" + "9" * 300 + "/",
    ],
)
def test_hostile_addresses_are_not_found(in_espoo, address):
    assert outside(address).status_code == 404


# --- Rivals ---------------------------------------------------------------------------------------------------------------


@pytest.mark.rivals
def test_two_officials_at_once_grant_one_reference(committed_db, espoo):
    with in_municipality(espoo):
        trial = a_completed_trial()
        version, officials = a_version(trial.organisation), [an_official("vera@espoo.example"), an_official("ville@espoo.example")]
    barrier, outcomes = Barrier(2), []

    def decide(official):
        try:
            barrier.wait(10)
            with in_municipality(espoo):
                outcomes.append(grant(trial, version, official).code)
        except Refusal:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=decide, args=[official]) for official in officials]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with in_municipality(espoo):
        [reference] = Reference.objects.all()
        assert SigningKey.objects.count() == 1
        assert verify_chain(ReferenceDecision, espoo) is None
    assert sorted(outcomes) == sorted([reference.code, "refused"])
