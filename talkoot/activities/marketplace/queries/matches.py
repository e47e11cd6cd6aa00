"""Suggestions for a listing from what is published now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from talkoot.activities.marketplace.content.kinds import OPEN_INTEREST, Kind
from talkoot.activities.marketplace.content.matches import Side, best_suggestions, reason_texts
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.listings import listed
from talkoot.tools.themes.models import Theme

# The newest published listings of the other kind; a municipality has some hundred at a time.
COMPARED = 500


@dataclass(frozen=True)
class Match:
    listing: Listing
    reasons: list[str]


def as_side(listing: Listing) -> Side:
    return Side(
        key=listing.pk,
        kind=listing.kind,
        levels=frozenset(listing.levels),
        languages=frozenset(listing.languages),
        subjects=frozenset(listing.subjects),
        themes=frozenset(listing.themes),
        sought=frozenset(listing.sought),
        degree=listing.degree,
        area=listing.area,
        age_from=listing.age_from,
        age_to=listing.age_to,
    )


def matches_for(listing: Listing, person: Any) -> list[Match]:
    """The listings of the other kind that could fit, best first, with reasons. What the person may not read is not among them,
    nor what the two sides talk about already. Two queries.
    """
    other = Kind.IDEA if listing.kind == Kind.NEED else Kind.NEED
    talk = (
        Interest.objects.filter(state__in=OPEN_INTEREST, listing=listing, organisation=OuterRef("organisation"))
        if listing.kind == Kind.NEED
        else Interest.objects.filter(state__in=OPEN_INTEREST, listing=listing, unit=OuterRef("unit"))
    )
    same_talk = Interest.objects.filter(
        Q(organisation=listing.organisation_id) if listing.unit_id is None else Q(unit=listing.unit_id),
        state__in=OPEN_INTEREST,
        listing=OuterRef("pk"),
    )
    candidates = listed(person, other).filter(~Exists(talk), ~Exists(same_talk)).order_by("-published_at", "-id")[:COMPARED]
    by_key = {candidate.pk: candidate for candidate in candidates}
    themes = {str(code): label for code, label in Theme.choices}
    best = best_suggestions(as_side(listing), map(as_side, by_key.values()))
    return [Match(by_key[one.key], reason_texts(one, themes)) for one in best]
