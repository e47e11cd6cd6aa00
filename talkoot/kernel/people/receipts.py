"""Codes that people copy from paper and screen: without letters that look alike."""

from __future__ import annotations

import hashlib
import re
import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# 31**8 = 8.5e11: enough for a page that is public anyway. 31**16 = 7e23: nobody guesses somebody else's receipt.
PAGE_CODE_LENGTH = 8
RECEIPT_LENGTH = 16
RECEIPT = re.compile(f"[{ALPHABET}]{{{RECEIPT_LENGTH}}}")


def new_page_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PAGE_CODE_LENGTH))


def new_receipt() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))


def read_receipt(text: str) -> str:
    """The receipt as somebody typed it, with blanks and hyphens; "" when it is none."""
    bare = re.sub(r"[\s-]", "", text.lower())
    return bare if RECEIPT.fullmatch(bare) else ""


def spaced(receipt: str) -> str:
    """In groups of four, as it is shown."""
    return "-".join(receipt[n : n + 4] for n in range(0, len(receipt), 4))


def hash_of_receipt(receipt: str) -> str:
    return hashlib.sha256(receipt.encode()).hexdigest()
