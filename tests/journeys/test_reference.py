"""A reference is granted, verified by an outsider from what is published alone, revoked, and then seen as revoked by everybody."""

from __future__ import annotations

import base64
import gzip
import json
import urllib.request

import pytest
from jwcrypto import jwk, jws

pytestmark = pytest.mark.journey

# Completed in the demo, without a reference yet.
COMPLETED = "burrow-talk"


def fetched(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def verified(token):
    """The claims of a token, when the published key that its header names has signed it."""
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    key = jwk.JWK(**json.loads(fetched(header["kid"])))
    read = jws.JWS()
    read.deserialize(token)
    read.verify(key)
    return json.loads(read.payload)


def is_revoked(claims):
    """As an outsider reads the status list: it is signed too, and the bit of this credential says it."""
    status = claims["credentialStatus"]
    published = verified(fetched(status["statusListCredential"]))
    encoded = published["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    index = int(status["statusListIndex"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def test_reference_is_granted_verified_revoked_and_seen_as_revoked(visitor):
    official = visitor("fi", "desktop")
    official.sign_in("signatory@espoo.example", "espoo")
    coordinator = visitor("fi", "desktop")
    coordinator.sign_in("coordinator@espoo.example", "espoo")
    trial = coordinator.trial(COMPLETED)
    official.open(f"{trial}reference/")
    official.follow("a[href$='/reference/grant/']")
    official.fill(reason="Sopimus oli voimassa, molemmat arvioivat, tulos on julkaistu ja tiedot poistettu.")
    page = official.submit()
    code = official.number_in(r"/trials/references/([A-Z0-9-]+)/$")
    assert page.locator("main .ds-alert[data-color=success]").count() >= 1
    credential = page.locator("main a[href$='.jwt']").first.get_attribute("href")
    claims = verified(fetched(credential))
    assert not is_revoked(claims)
    # Nobody but an official finds a way to revoke it.
    reader = visitor("en", "phone")
    reader.open(f"/espoo/{{language}}/trials/references/{code}/")
    assert reader.page.locator(f"main a[href$='/{code}/revoke/']").count() == 0
    assert reader.page.locator("main .ds-alert[data-color=success]").count() == 1
    official.open(f"/espoo/{{language}}/trials/references/{code}/revoke/")
    official.fill(reason="Tuote on myyty eteenpäin ja muuttunut toiseksi.")
    official.submit()
    page = reader.open(f"/espoo/{{language}}/trials/references/{code}/")
    assert page.locator("main .ds-alert[data-color=danger]").count() == 1
    assert page.locator("main .ds-alert[data-color=success]").count() == 0
    # The credential is the same; the published list says that it no longer holds.
    assert verified(fetched(credential))["id"] == claims["id"]
    assert is_revoked(claims)
