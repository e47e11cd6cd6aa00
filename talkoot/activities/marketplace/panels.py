"""What of the marketplace waits for a person: checks, go-aheads, answers; and what could fit a listing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from talkoot.activities.marketplace.content.kinds import RoundState, State
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import CHECK, COORDINATE, EDIT, side_of
from talkoot.activities.marketplace.queries.allocation import rounds_that_wait
from talkoot.activities.marketplace.queries.fairs import fairs_that_wait
from talkoot.activities.marketplace.queries.interest import go_aheads_waiting, settings_in_force, waiting_for_answer_of
from talkoot.activities.marketplace.queries.listings import listings_of, listings_to_check
from talkoot.activities.marketplace.queries.matches import matches_for
from talkoot.activities.marketplace.queries.rules import listing_points
from talkoot.activities.marketplace.queries.suggestions import suggestions_waiting
from talkoot.commons.places.content.routes import Route, origin_of, register_route
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.kernel.people.queries import unit_ids_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

MOST = 50
DECIDE_WITHIN_DAYS = 5
MEND_WITHIN_DAYS = 14
# From the last day of applications to the results; from the end of signing up, or a full programme, to its publishing.
ALLOCATE_WITHIN_DAYS = 7
FAIR_WITHIN_DAYS = 7


@waiting
def listings(person: Any) -> Iterator[WaitingItem]:
    """To check, for coordinators; one's own is left for another."""
    if not allowed(person, COORDINATE):
        return
    days, points = settings_in_force().check_within_days, None
    for listing in listings_to_check()[:MOST]:
        if not allowed(person, CHECK, listing):
            continue
        # Read once, and only when something waits.
        points = listing_points() if points is None else points
        yield WaitingItem(
            title=str(listing.title),
            kind=_("Check: %(kind)s") % {"kind": listing.get_kind_display()},
            url=reverse("marketplace:listing", args=[listing.pk]) + "#check",
            promised_at=(listing.sent_at or listing.changed_at) + timedelta(days=days),
            text=format_html('<span lang="{}">{}</span>', listing.text.shown_language() or "", str(listing.text)),
            who=str(listing.unit or listing.organisation),
            template_name="marketplace/queue_check.html",
            context={"listing": listing, "points": points},
        )


@waiting
def go_aheads(person: Any) -> Iterator[WaitingItem]:
    for go_ahead in go_aheads_waiting(person)[:MOST]:
        yield WaitingItem(
            title=str(go_ahead.interest.listing.title),
            kind=_("Go-ahead of the unit"),
            url=reverse("marketplace:go_ahead", args=[go_ahead.pk]),
            promised_at=go_ahead.asked_at + timedelta(days=DECIDE_WITHIN_DAYS),
            text=go_ahead.note,
            who=f"{go_ahead.interest.organisation} – {go_ahead.unit}",
        )


@waiting
def answers(person: Any) -> Iterator[WaitingItem]:
    """Conversations in which the other side wrote last."""
    if person is None:
        return
    days = settings_in_force().answer_within_days
    for interest in waiting_for_answer_of(person)[:MOST]:
        other = interest.organisation if side_of(person, interest) == "unit" else interest.unit
        yield WaitingItem(
            title=str(interest.listing.title),
            kind=_("Answer"),
            url=reverse("marketplace:talk", args=[interest.pk]) + "#messages",
            promised_at=interest.last_message_at + timedelta(days=days),
            who=str(other),
        )


@waiting
def own_listings(person: Any) -> Iterator[WaitingItem]:
    """Returned ones to mend, resting ones to renew or end."""
    if person is None:
        return
    waits = listings_of(person).filter(contact=person, state__in=(State.RETURNED, State.RESTING))
    for listing in waits.order_by("changed_at", "id")[:MOST]:
        is_returned = listing.state == State.RETURNED
        yield WaitingItem(
            title=str(listing.title),
            kind=_("Returned to be mended") if is_returned else _("Does it still hold?"),
            url=reverse("marketplace:listing", args=[listing.pk]),
            promised_at=listing.changed_at + timedelta(days=MEND_WITHIN_DAYS),
        )


@waiting
def suggestions(person: Any) -> Iterator[WaitingItem]:
    """For the people of the unit, and for coordinators."""
    if person is None:
        return
    for suggestion in suggestions_waiting(person)[:MOST]:
        yield WaitingItem(
            title=suggestion.title,
            kind=_("Suggested need"),
            url=reverse("marketplace:suggestion", args=[suggestion.pk]),
            promised_at=suggestion.promised_at,
            text=format_html('<span lang="{}">{}</span>', suggestion.language, suggestion.text),
            who=" – ".join(str(part) for part in (suggestion.get_suggested_as_display(), suggestion.unit) if part),
        )


# --- Rounds of places and fairs ---


@waiting
def rounds(person: Any) -> Iterator[WaitingItem]:
    """Closed ones wait for their places, given ones for being told; the groups wait with them."""
    if not allowed(person, COORDINATE):
        return
    for round in rounds_that_wait()[:MOST]:
        is_given = round.state == RoundState.ALLOCATED
        since = round.allocated_at if is_given and round.allocated_at else round.closes_at
        yield WaitingItem(
            title=str(round.title),
            kind=_("Tell the results of the round") if is_given else _("Give the places of the round"),
            url=reverse("marketplace:round", args=[round.pk]),
            promised_at=since + timedelta(days=ALLOCATE_WITHIN_DAYS),
        )


@waiting
def fairs(person: Any) -> Iterator[WaitingItem]:
    """Full, or signing up is over: the programme is still to be published, at the latest a week before the fair."""
    if not allowed(person, COORDINATE):
        return
    for fair in fairs_that_wait()[:MOST]:
        is_full = fair.pitches >= fair.most_pitches
        yield WaitingItem(
            title=str(fair.title),
            kind=pgettext("queue", "The fair is full: publish its programme")
            if is_full
            else pgettext("queue", "The fair is near: publish its programme"),
            url=reverse("marketplace:fair", args=[fair.pk]),
            promised_at=fair.starts_at - timedelta(days=FAIR_WITHIN_DAYS),
        )


# --- Matches ---


@panel(Listing)
def matches(listing: Listing, person: Any) -> Panel | None:
    """What could fit, for those who speak for the listing and for coordinators."""
    if person is None or listing.state != State.PUBLISHED or not allowed(person, EDIT, listing):
        return None
    found = matches_for(listing, person)
    return Panel(_("Could fit together"), "marketplace/matches.html", {"matches": found}) if found else None


# --- Places ---


def begin_of_idea(intake: Intake) -> str:
    """Where whoever proposed something to a place goes on with it as an idea."""
    return f"{reverse('marketplace:post_idea')}?from={origin_of(intake)}"


register_route(
    Route(
        "co-creation",
        pgettext_lazy("way on", "Co-creation"),
        gettext_lazy("You develop it together with a unit. Post it as an idea on the marketplace; what you wrote is filled in already."),
        begin_url=begin_of_idea,
        order=10,
    )
)


@panel(PlaceNeed)
def need_for_the_marketplace(need: PlaceNeed, person: Any) -> Panel | None:
    """Those who work in a unit take a need of a place up as a need of theirs."""
    if person is None or need.state != "published" or not unit_ids_of(person):
        return None
    address = f"{reverse('marketplace:post_need')}?from={origin_of(need)}"
    return Panel(_("Take it up"), "marketplace/place_need.html", {"address": address}, order=20)
