"""Secrets in addresses: who holds the link may see and cancel a booking, or read a calendar, without an account.

Nothing that opens anything lies in the database: a link is computed from the row and the secret key of the installation, so that
each mail can carry it anew. A new `seed` in the row makes the old links void.
"""

from __future__ import annotations

import base64
import re
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

# 120 bits in 24 letters.
SECRET_BYTES = 15
LINK = re.compile(r"([0-9]{1,18})-([a-z2-7]{24})(?![\s\S])")


def new_seed() -> str:
    return secrets.token_hex(8)


def secret_of(purpose: str, pk: int, seed: str) -> str:
    digest = salted_hmac(f"talkoot.places.{purpose}", f"{pk}:{seed}", algorithm="sha256").digest()
    return f"{pk}-{base64.b32encode(digest[:SECRET_BYTES]).decode().lower()}"


def number_in(link: str) -> int | None:
    """The number of the row that a link names; whether the link is good shows only `is_secret_of`."""
    found = LINK.match(link)
    return int(found[1]) if found else None


def is_secret_of(link: str, purpose: str, pk: int, seed: str) -> bool:
    return constant_time_compare(link.encode(), secret_of(purpose, pk, seed).encode())
