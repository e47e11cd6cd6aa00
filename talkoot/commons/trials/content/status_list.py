"""Bitstring Status List v1.0 (W3C Recommendation): one bit for each credential, set when it holds no more.

Whoever asks for the list does not tell which credential is meant. https://www.w3.org/TR/vc-bitstring-status-list/
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

from talkoot.commons.trials.content.keys import base64url

# The least that the recommendation allows (16 KB): so many credentials hide one another.
LENGTH = 131_072
PURPOSE = "revocation"
# Milliseconds until a reader should ask again; the web's own caching says the same.
TIME_TO_LIVE = 60_000


def encoded_list(set_indexes: Iterable[int]) -> str:
    """Multibase base64url ("u") of the gzipped bits. Index 0 is the leftmost bit. Raises IndexError outside the list."""
    bits = bytearray(LENGTH // 8)
    for index in set_indexes:
        if not 0 <= index < LENGTH:
            raise IndexError(index)
        bits[index // 8] |= 0x80 >> index % 8
    # No time in the gzip header: the same list is the same text.
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def is_set(encoded: str, index: int) -> bool:
    """What the list says of one index. Raises ValueError when the text is no such list, IndexError outside it."""
    if not encoded.startswith("u"):
        raise ValueError("Not multibase base64url.")
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    if not 0 <= index < len(bits) * 8:
        raise IndexError(index)
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_entry(*, list_address: str, index: int) -> dict[str, Any]:
    """What a credential says of where its status is found (BitstringStatusListEntry)."""
    return {
        "id": f"{list_address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(index),
        "statusListCredential": list_address,
    }


def status_list_credential(*, address: str, issuer: str, valid_from: datetime, set_indexes: Iterable[int]) -> dict[str, Any]:
    """The list as a verifiable credential (BitstringStatusListCredential), to be signed."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded_list(set_indexes),
            "ttl": TIME_TO_LIVE,
        },
    }
