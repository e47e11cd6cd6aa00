"""The text of a token, and whether it holds."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

SHAPE = re.compile(r"tlk_([a-z][a-z0-9-]{1,39})_([0-9a-f]{8})([0-9a-f]{40})")


@dataclass(frozen=True)
class TokenText:
    """A text taken apart. The slug may hold hyphens, never an underscore."""

    slug: str
    key: str
    whole: str

    @property
    def hash(self) -> str:
        # 160 random bits: a slow hash would protect nothing more, and cost every request.
        return hashlib.sha256(self.whole.encode()).hexdigest()

    def fits(self, secret_hash: str) -> bool:
        """In a time that tells nothing about where the two differ."""
        return hmac.compare_digest(self.hash, secret_hash)


def new_token_text(slug: str) -> TokenText:
    key, secret = secrets.token_hex(4), secrets.token_hex(20)
    return TokenText(slug, key, f"tlk_{slug}_{key}{secret}")


def read_token_text(text: str) -> TokenText | None:
    """None for what cannot be a token of ours."""
    found = SHAPE.fullmatch(text)
    return TokenText(found[1], found[2], text) if found else None
