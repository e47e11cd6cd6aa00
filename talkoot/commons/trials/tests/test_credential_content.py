"""The pure parts of references: formats read back by outside libraries."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from jwcrypto import jwk, jws
from PIL import Image

from talkoot.commons.trials.content import badge_picture, keys, status_list
from talkoot.commons.trials.content.credential import IssuerFacts, ReferenceFacts, claims_of, credential_of
from talkoot.kernel.ui.theme import Theme

KEY = keys.new_private_key()
KID = "https://talkoot.example/credentials/espoo/keys/1.json"


def facts(**more: Any) -> ReferenceFacts:
    base = "https://talkoot.example/credentials/espoo"
    return ReferenceFacts(
        **{
            "address": f"{base}/references/ABCD.jwt",
            "issuer": IssuerFacts(f"{base}/issuer.json", "City of Espoo", "https://talkoot.example/espoo/"),
            "achievement_address": f"{base}/references/ABCD/achievement.json",
            "subject_address": f"{base}/references/ABCD/subject.json",
            "page": "https://talkoot.example/espoo/trials/references/ABCD/",
            "picture": f"{base}/references/ABCD/picture-en.png",
            "terms_page": "https://talkoot.example/espoo/trials/references/terms/",
            "result_page": "https://talkoot.example/espoo/trials/7/result/",
            "organisation": "Lukuvalo Oy",
            "business_id": "1234567-1",
            "product": "Lukuviitta 2.1",
            "wording": "Co-created with Espoo",
            "description": "Developed together with the people who use it.",
            "criteria": "An agreement, evaluations of both sides, a published result and a deletion certificate.",
            "terms_version": "1",
            "decided_at": datetime(2026, 11, 24, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))),
            "valid_until": datetime(2029, 11, 24, 10, tzinfo=timezone.utc),
            "list_address": f"{base}/status/1",
            "list_index": 4711,
            **more,
        }
    )


def test_signature_is_verified_by_another_library() -> None:
    token = keys.sign(claims_of(credential_of(facts())), KEY, kid=KID, typ="JWT")
    read = jws.JWS()
    read.deserialize(token)
    read.verify(jwk.JWK(**keys.public_jwk(KEY)))
    assert json.loads(read.objects["protected"]) == {"alg": "RS256", "kid": KID, "typ": "JWT"}
    payload = json.loads(read.payload)
    assert {name: payload[name] for name in ("iss", "jti", "sub", "nbf", "exp")} == {
        "iss": "https://talkoot.example/credentials/espoo/issuer.json",
        "jti": "https://talkoot.example/credentials/espoo/references/ABCD.jwt",
        "sub": "https://talkoot.example/credentials/espoo/references/ABCD/subject.json",
        "nbf": int(datetime(2026, 11, 24, 10, tzinfo=timezone.utc).timestamp()),
        "exp": int(datetime(2029, 11, 24, 10, tzinfo=timezone.utc).timestamp()),
    }
    assert (payload["validFrom"], payload["validUntil"]) == ("2026-11-24T10:00:00Z", "2029-11-24T10:00:00Z")


def test_changed_credential_is_refused() -> None:
    token = keys.sign(claims_of(credential_of(facts())), KEY, kid=KID, typ="JWT")
    header, payload, signature = token.split(".")
    forged = keys.base64url(json.dumps(claims_of(credential_of(facts(organisation="Other Oy")))).encode())
    read = jws.JWS()
    read.deserialize(f"{header}.{forged}.{signature}")
    with pytest.raises(jws.InvalidJWSSignature):
        read.verify(jwk.JWK(**keys.public_jwk(KEY)))
    assert payload != forged


def test_thumbprint_is_that_of_rfc_7638() -> None:
    public = keys.public_jwk(KEY)
    assert keys.thumbprint(public) == jwk.JWK(**public).thumbprint()
    assert "d" not in public


def test_sealed_key_opens_only_in_its_place_and_with_the_secret() -> None:
    sealed = keys.seal(KEY, secret="one secret", bound_to="espoo 1")
    opened = keys.open_sealed(sealed, secrets=["a new secret", "one secret"], bound_to="espoo 1")
    assert keys.public_jwk(opened) == keys.public_jwk(KEY)
    for secrets, place in ([["one secret"], "turku 1"], [["another"], "espoo 1"]):
        with pytest.raises(keys.SealBroken):
            keys.open_sealed(sealed, secrets=secrets, bound_to=place)


def test_empty_list_is_that_of_the_recommendation() -> None:
    """16 KB of zeros; the recommendation's own example holds the same bits."""
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert not any(status_list.is_set(text, index) for text in (status_list.encoded_list([]), example) for index in (0, 4711, 131_071))


def test_list_counts_from_the_left() -> None:
    encoded = status_list.encoded_list([0, 9, 131_071])
    assert [
        index for index in range(status_list.LENGTH) if index in (0, 1, 8, 9, 10, 131_070, 131_071) and status_list.is_set(encoded, index)
    ] == [
        0,
        9,
        131_071,
    ]
    for index in (-1, status_list.LENGTH):
        with pytest.raises(IndexError):
            status_list.encoded_list([index])


def test_baked_png_is_still_a_picture_and_gives_the_credential_back() -> None:
    plain = io.BytesIO()
    Image.new("RGB", (20, 20), "#0b5c4a").save(plain, "PNG")
    once = badge_picture.bake_png(plain.getvalue(), "one.two.three")
    twice = badge_picture.bake_png(once, "four.five.six")
    assert badge_picture.credential_in_png(plain.getvalue()) is None
    assert badge_picture.credential_in_png(once) == "one.two.three"
    with Image.open(io.BytesIO(twice)) as read:
        read.load()
        assert read.text == {"openbadgecredential": "four.five.six"}  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="Not a PNG"):
        badge_picture.bake_png(b"GIF89a", "one.two.three")
    with pytest.raises(ValueError, match="cut short"):
        badge_picture.credential_in_png(plain.getvalue()[:-20])


def test_baked_svg_holds_one_credential_first_and_hostile_words_stay_words() -> None:
    words = badge_picture.PictureWords(
        'Co-created with <b>"Espoo"</b>', "A&B\0 ]]>" + "x" * 300, "Oy</svg>", "Valid until 24.11.2029", "ABCD"
    )
    tree = ElementTree.fromstring(badge_picture.picture_svg(words, Theme(), credential='a"b.c<d.e&f'))
    baked = tree.findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert [element.get("verify") for element in baked] == ['a"b.c<d.e&f']
    assert next(iter(tree)) is baked[0]
    assert "Oy</svg>" in {element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")}


def test_ended_picture_says_so() -> None:
    words = badge_picture.PictureWords(
        "Co-created with Espoo", "Lukuviitta 2.1", "Lukuvalo Oy", "Valid until 24.11.2029", "ABCD", ended="Revoked"
    )
    svg = badge_picture.picture_svg(words, Theme())
    assert "Revoked" in svg
    assert "Valid until" not in svg
