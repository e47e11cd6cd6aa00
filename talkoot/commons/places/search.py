"""How the things of places are shown in threads and found by search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import NeedState
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.bookings import visible_bookings
from talkoot.commons.places.queries.facilities import visible_facilities
from talkoot.commons.places.queries.intakes import visible_intakes
from talkoot.commons.places.queries.needs import visible_needs
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
describe(
    PlaceNeed,
    title=str,
    url=lambda need: reverse("places:need", args=[need.pk]),
    visible=visible_needs,
    label=pgettext_lazy("of a place", "need"),
    search_texts=lambda need: {need.language: (str(need), f"{need.text}\n{need.answer}")},
    is_public=lambda need: need.state == NeedState.PUBLISHED and need.place.is_published,
)
describe(
    Intake,
    title=lambda intake: intake.title,
    url=lambda intake: reverse("places:intake", args=[intake.pk]),
    visible=visible_intakes,
    label=pgettext_lazy("to a place", "proposal"),
    standing=lambda intake: intake.get_state_display(),
)

# --- Facilities and bookings ---


def facility_texts(facility: Facility) -> dict[str, tuple[str, str]]:
    written = (facility.description, facility.equipment, facility.rules, facility.accessibility)
    return {
        code: (facility.name[code], "\n".join(words[code] for words in written if code in words))
        for code in language_codes()
        if code in facility.name
    }


describe(
    Facility,
    title=lambda facility: facility.name,
    url=lambda facility: reverse("places:facility", args=[facility.pk]),
    visible=visible_facilities,
    label=pgettext_lazy("of a place", "facility"),
    search_texts=facility_texts,
    is_public=lambda facility: facility.is_in_use and facility.place.is_published,
)
describe(
    Booking,
    title=lambda booking: booking.title,
    url=lambda booking: reverse("places:booking", args=[booking.pk]),
    visible=visible_bookings,
    label=pgettext_lazy("of a place", "booking"),
    standing=lambda booking: booking.get_state_display(),
)
