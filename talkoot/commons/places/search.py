"""How the things of places are shown in threads and found by search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.places import visible_places
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe

# --- The place itself, needs, intakes, lessons ---


def place_texts(place: Place) -> dict[str, tuple[str, str]]:
    """Name and what the page says, in each language in which the name is written."""
    written = (place.concept, place.description, place.audience, place.value, place.allowed, place.how_to_join)
    return {
        code: (place.name[code], "\n".join([*(words[code] for words in written if code in words), place.address]))
        for code in language_codes()
        if code in place.name
    }


describe(
    Place,
    title=lambda place: place.name,
    url=lambda place: reverse("places:detail", args=[place.slug]),
    visible=visible_places,
    label=pgettext_lazy("innovation platform", "place"),
    search_texts=place_texts,
    is_public=lambda place: place.is_published,
)

# --- Facilities and bookings ---
