"""The fixed words of references: how they stand, what is decided, and what a wording may never say."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """How a reference stands on a day. Only the first one may be shown."""

    VALID = "valid", pgettext_lazy("reference", "Valid")
    EXPIRED = "expired", pgettext_lazy("reference", "Expired")
    SUPERSEDED = "superseded", pgettext_lazy("reference", "Ended: the product has a new major version")
    REVOKED = "revoked", pgettext_lazy("reference", "Revoked")


class Ruling(models.TextChoices):
    """What an official decides on a reference."""

    GRANTED = "granted", pgettext_lazy("decision on a reference", "Granted")
    REFUSED = "refused", pgettext_lazy("decision on a reference", "Refused")
    REVOKED = "revoked", pgettext_lazy("decision on a reference", "Revoked")


YEARS_VALID = 3
LONGEST_YEARS_VALID = 5
# What was made together must be said, in each language in which the wording is written ...
CO_CREATED = {
    "fi": re.compile(r"yhteiskehit|kehitetty\s+yhdessä", re.IGNORECASE),
    "sv": re.compile(r"samutveckl|utvecklad?t?\s+tillsammans", re.IGNORECASE),
    "en": re.compile(r"co-?\s?created|co-?developed|developed\s+together", re.IGNORECASE),
}
# ... and nothing that sounds like an approval: a reference is not one.
APPROVAL = re.compile(
    r"hyväksy|suositel|suositt|sertifio|varmen|testat|tarkast|laadu|godkän|rekommend|certifi|testad|granskad|kvalitet"
    r"|approv|recommend|endors|guarantee|accredit|tested|quality",
    re.IGNORECASE,
)
# Without letters and digits that are taken for one another on paper. 32 signs: 5 bits each.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4


def faults_of_wording(texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Languages whose wording does not say that it was made together, and those that sound like an approval."""
    unsaid = [code for code, text in texts.items() if code in CO_CREATED and not CO_CREATED[code].search(text)]
    approving = [code for code, text in texts.items() if APPROVAL.search(text)]
    return unsaid, approving


def new_code() -> str:
    """A verification code like 7KQM-3XPD-9RTW: 60 bits, so nobody finds one by guessing."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return "-".join(signs[n : n + GROUP_LENGTH] for n in range(0, len(signs), GROUP_LENGTH))


def read_code(typed: str) -> str:
    """The code as stored, from what a person typed: spaces, hyphens and small letters do not matter. "" when it is none."""
    signs = "".join(sign for sign in typed[:60].upper() if sign in ALPHABET)
    if len(signs) != GROUPS * GROUP_LENGTH:
        return ""
    return "-".join(signs[n : n + GROUP_LENGTH] for n in range(0, len(signs), GROUP_LENGTH))
