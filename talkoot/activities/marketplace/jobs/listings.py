"""Listings age: those that nobody renews rest, and their writers are asked in good time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.activities.marketplace.actions.listings import rest_listing
from talkoot.activities.marketplace.content.kinds import Side
from talkoot.activities.marketplace.listeners.talks import tell
from talkoot.activities.marketplace.queries.listings import listings_about_to_rest, listings_that_rest
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM

ASKED_DAYS_BEFORE = 14


@job(cron="10 4 * * *")
def rest_listings() -> None:
    """Every morning. Twice changes nothing."""
    for listing in listings_that_rest(timezone.localdate()).iterator(chunk_size=200):
        rest_listing(actor=SYSTEM, listing=listing)


@job(cron="20 4 * * *")
def ask_whether_they_hold() -> None:
    """Two weeks before a listing rests its contact is asked, once for each period."""
    today = timezone.localdate()
    for listing in listings_about_to_rest(today, today + timedelta(days=ASKED_DAYS_BEFORE)).iterator(chunk_size=200):
        if listing.contact is not None:
            side = Side.UNIT if listing.is_need else Side.PARTNER
            tell(
                [listing.contact],
                "listing_rests_soon",
                listing,
                "listing",
                listing.pk,
                side=side,
                period=str(listing.rests_on),
                listing=listing,
            )
