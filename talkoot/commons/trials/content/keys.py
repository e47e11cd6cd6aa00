"""Key pairs of issuers: RSA for RS256, the one algorithm that every reader of Open Badges 3.0 must know (section 8.2.2).

The private key is kept sealed: AES-256-GCM under a key derived (HKDF, RFC 5869) from the installation's secret, bound to the
place it belongs to, so that a sealed key copied to another row does not open.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALGORITHM = "RS256"
# References are valid for years; 3072 bits are recommended beyond 2030 (NIST SP 800-57 part 1).
BITS = 3072
NONCE_BYTES = 12
PURPOSE = b"talkoot reference signing key, 1"


class SealBroken(Exception):
    """The sealed key does not open: the installation's secret has changed, or the seal belongs elsewhere."""


def new_private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, str]:
    """The public half as a JSON Web Key (RFC 7517), without a kid: its address is the kid, and the issuer's to give."""
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": number_text(numbers.n), "e": number_text(numbers.e), "alg": ALGORITHM, "use": "sig"}


def number_text(number: int) -> str:
    """Base64urlUInt of RFC 7518."""
    return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def thumbprint(jwk: dict[str, Any]) -> str:
    """SHA-256 thumbprint of an RSA key (RFC 7638): the same on every machine, so it names the key."""
    facts = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, sort_keys=True, separators=(",", ":"))
    return base64url(hashlib.sha256(facts.encode()).digest())


def seal(key: rsa.RSAPrivateKey, *, secret: str, bound_to: str) -> str:
    """The private key, encrypted. `bound_to` names whose it is and must be given again to open it."""
    plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    nonce = os.urandom(NONCE_BYTES)
    return base64url(nonce + AESGCM(derived(secret)).encrypt(nonce, plain, bound_to.encode()))


def open_sealed(sealed: str, *, secrets: Sequence[str], bound_to: str) -> rsa.RSAPrivateKey:
    """The private key. `secrets`: the installation's secret, then those that were in force before. Raises SealBroken."""
    content = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    for secret in secrets:
        try:
            plain = AESGCM(derived(secret)).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], bound_to.encode())
        except InvalidTag:
            continue
        # The seal has proved that these are our own bytes; the arithmetic check of a foreign key would take 0.1 s each time.
        key = serialization.load_der_private_key(plain, password=None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key
    raise SealBroken


def derived(secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())


def sign(claims: dict[str, Any], key: rsa.RSAPrivateKey, *, kid: str, typ: str) -> str:
    """Compact JWS (RFC 7515) of the claims. `kid` is the address at which the public key is read."""
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid, "typ": typ})
