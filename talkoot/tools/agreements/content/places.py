"""Places to fill: {{name}} in the text of a clause. Found, named on screen, and filled so that no value can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,59})\s*\}\}")
# Anything in double braces: what PLACE does not match is a mistake of the writer.
BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
LONGEST_VALUE = 1000

# Filled by the platform from the parties, the dates and the signatures; nobody types them.
AUTOMATIC = frozenset(
    {
        "party_city",
        "business_id_city",
        "party_partner",
        "business_id_partner",
        "signatory_city",
        "signatory_partner",
        "starts_on",
        "ends_on",
        "signed_on",
    }
)

LABELS: dict[str, str | Promise] = {
    "party_city": _("Municipality"),
    "business_id_city": _("Business ID of the municipality"),
    "contact_city": _("Contact person of the municipality"),
    "city_contact": _("Contact person of the municipality"),
    "signatory_city": _("Who signs for the municipality"),
    "party_partner": _("Partner"),
    "business_id_partner": _("Business ID of the partner"),
    "contact_partner": _("Contact person of the partner"),
    "partner_contact": _("Contact person of the partner"),
    "signatory_partner": _("Who signs for the partner"),
    "place": _("Place or unit where the work is done"),
    "product": _("Product or service"),
    "product_version": _("Version of the product"),
    "starts_on": _("Starts on"),
    "ends_on": _("Ends on"),
    "signed_on": _("Date of the signatures"),
    "valid_until": pgettext_lazy("agreement", "Valid until"),
    "data_lane": _("Data lane"),
    "deletion_days": _("Data are deleted within (days)"),
    "district_court": _("District court for disputes"),
    "court": _("District court for disputes"),
    "liability_cap": _("Highest liability (euros)"),
    "price": _("Price"),
    "price_total": _("Price in total"),
    "notice_days": _("Period of notice (days)"),
    "notice_months": _("Period of notice (months)"),
    "host_unit": _("Host unit"),
    "trial_name": _("Name of the trial"),
}


def label_of(place: str) -> str:
    """The place in words: its label, or its name with spaces."""
    return str(LABELS[place]) if place in LABELS else place.replace("_", " ").capitalize()


def places_in(*texts: str) -> list[str]:
    """Names of the places in the texts, each once, in order of appearance."""
    return list(dict.fromkeys(name for text in texts for name in PLACE.findall(text)))


def wrong_places_in(text: str) -> list[str]:
    """What stands in double braces and is no place: {{Party City}}."""
    return [inner.strip()[:60] for inner in BRACES.findall(text) if not PLACE.fullmatch("{{" + inner + "}}")]


def as_markdown(value: str) -> str:
    """The value as plain words inside Markdown: one line, every sign that could become markup set off by a backslash."""
    return PUNCTUATION.sub(r"\\\1", " ".join(value.split()))


def as_plain(value: str) -> str:
    return " ".join(value.split())


def value_in(values: Mapping[str, Any], place: str, language: str) -> str:
    """The value of a place in a language: a text is the same in all, an object holds one for each."""
    value = values.get(place, "")
    if isinstance(value, Mapping):
        value = value.get(language) or next((text for text in value.values() if text), "")
    return str(value).strip()


def fill(text: str, values: Mapping[str, Any], language: str, *, is_markdown: bool = True) -> str:
    """The text with its places filled, in one pass: braces inside a value stay as they are. An empty place shows its label."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        value = value_in(values, name, language)
        if not value:
            return f"**\\[{as_markdown(label_of(name))}\\]**" if is_markdown else f"[{label_of(name)}]"
        return as_markdown(value) if is_markdown else as_plain(value)

    return PLACE.sub(put, text)


def unfilled(places: Iterable[str], values: Mapping[str, Any], languages: Iterable[str]) -> list[str]:
    """Places that have no value in one of the languages."""
    languages = list(languages)
    return [place for place in places if any(not value_in(values, place, language) for language in languages)]
