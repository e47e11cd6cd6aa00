"""Addresses of places: their shape, those that pages of our own take, and one made from a name."""

from __future__ import annotations

from django.utils.text import slugify

LONGEST_SLUG = 80
# Without the dollar sign, which also matches before a line break at the end.
SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]{0,78}[a-z0-9](?![\s\S])"
# First parts of addresses under places/ that are pages of their own (a test compares them with urls.py).
RESERVED_SLUGS = frozenset(
    {"add", "bookings", "calendar", "facilities", "intakes", "map", "mine", "needs", "proposals", "receipts", "reports", "series", "work"}
)


def slug_of(name: str) -> str:
    """ "Ison Omenan palvelutori" → "ison-omenan-palvelutori"; empty when the name has nothing that an address could hold."""
    slug = slugify(name.replace("_", "-"))[:LONGEST_SLUG].strip("-")
    return slug if len(slug) > 1 else ""


def numbered(slug: str, number: int) -> str:
    """The slug for the second, third … place that would have it."""
    ending = "" if number == 1 else f"-{number}"
    return slug[: LONGEST_SLUG - len(ending)].rstrip("-") + ending
