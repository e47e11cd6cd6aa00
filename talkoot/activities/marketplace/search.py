"""How listings and conversations are called, shown in threads and found by search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.queries.interest import visible_interests
from talkoot.activities.marketplace.queries.listings import visible_listings
from talkoot.activities.marketplace.queries.suggestions import visible_suggestions
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe


def listing_texts(listing: Listing) -> dict[str, tuple[str, str]]:
    """Title and texts in each language in which there is a title."""
    written = (listing.text, listing.why, listing.offers, listing.constraints, listing.technical, listing.curriculum, listing.evidence)
    return {
        code: (listing.title[code], "\n".join(words[code] for words in written if code in words))
        for code in language_codes()
        if code in listing.title
    }


describe(
    Listing,
    title=lambda listing: listing.title,
    url=lambda listing: reverse("marketplace:listing", args=[listing.pk]),
    visible=visible_listings,
    label=pgettext_lazy("marketplace", "Need or idea"),
    search_texts=listing_texts,
    is_public=lambda listing: listing.is_shown_to_everyone,
)
# For its history and for the thread of the trial that came of it.
describe(
    Interest,
    title=lambda interest: interest.listing.title,
    url=lambda interest: reverse("marketplace:talk", args=[interest.pk]),
    visible=visible_interests,
)
# For its history and for the thread of the need that was made of it.
describe(
    Suggestion,
    title=lambda suggestion: suggestion.title,
    url=lambda suggestion: reverse("marketplace:suggestion", args=[suggestion.pk]),
    visible=visible_suggestions,
)
