"""Reads about listings. visible_listings() is the one rule of who sees what, used by page, list, search, feed and API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz, process

from talkoot.activities.marketplace.content.kinds import SHOWN_BY_ADDRESS, Kind, State, Visibility
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing, ListingCheck
from talkoot.activities.marketplace.permissions import READ_ALL
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.trials import visible_trials
from talkoot.kernel.people.models.organisation import Organisation, OrganisationKind, Unit
from talkoot.kernel.people.queries import organisation_ids_of, unit_ids_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.search.queries import narrow

FOR_PAGES = ("municipality", "organisation", "unit")
# Who posts needs and hosts trials; everybody else brings ideas.
HOSTS = (OrganisationKind.SCHOOL, OrganisationKind.CITY_UNIT)
# What is compared with a title that is being written: the newest listings that are read now.
COMPARED_LISTINGS = 1_000
# Of 100, by token_set_ratio; found on titles such as "Lukemisen ilo ykkösille" and "Ekaluokkalaisten lukemisen ilo".
ALIKE_FROM = 62
MOST_SIMILAR = 3


def readable_by(person: Any) -> Q:
    """Of published listings: all for the signed-in, those for everyone for strangers."""
    return Q() if person is not None else Q(visibility=Visibility.EVERYONE)


def own_listings(person: Any) -> Q:
    """Needs of units in which the person works, ideas of organisations for which she acts."""
    return Q(unit__in=unit_ids_of(person)) | Q(unit=None, organisation__in=organisation_ids_of(person))


def listed(person: Any, kind: str = "") -> QuerySet[Listing]:
    """What lists, feeds and the API show: published listings that the person may read."""
    read = Listing.objects.filter(readable_by(person), state=State.PUBLISHED, municipality__is_active=True)
    listings = read.select_related(*FOR_PAGES)
    return listings.filter(kind=kind) if kind else listings


def visible_listings(person: Any) -> QuerySet[Listing]:
    """What the person may open by its address: what is read by others, her own, those of her conversations; readers all."""
    listings = Listing.objects.select_related(*FOR_PAGES)
    if person is None:
        return listings.filter(readable_by(None), state__in=SHOWN_BY_ADDRESS)
    if allowed(person, READ_ALL):
        return listings
    talks = Interest.objects.filter(
        Q(unit__in=unit_ids_of(person)) | Q(organisation__in=organisation_ids_of(person)), listing=OuterRef("pk")
    )
    return listings.filter(Q(state__in=SHOWN_BY_ADDRESS) | own_listings(person) | Q(Exists(talks)))


def listings_of(person: Any) -> QuerySet[Listing]:
    """The person's own desk: all listings of her units and organisations, whatever their state."""
    return Listing.objects.filter(own_listings(person)).select_related(*FOR_PAGES)


def listings_to_check() -> QuerySet[Listing]:
    """Oldest first."""
    return Listing.objects.filter(state=State.IN_CHECK).select_related(*FOR_PAGES).order_by("sent_at", "id")


def all_listings() -> QuerySet[Listing]:
    """The coordinators' list: everything but drafts that nobody has sent yet."""
    return Listing.objects.exclude(state=State.DRAFT).select_related(*FOR_PAGES)


def listings_that_rest(today: date) -> QuerySet[Listing]:
    return Listing.objects.filter(state=State.PUBLISHED, rests_on__lte=today)


def listings_about_to_rest(today: date, until: date) -> QuerySet[Listing]:
    return Listing.objects.filter(state=State.PUBLISHED, rests_on__gt=today, rests_on__lte=until).select_related(*FOR_PAGES, "contact")


def checks_of(listing: Listing) -> QuerySet[ListingCheck]:
    """Newest first."""
    return ListingCheck.objects.filter(listing=listing).order_by("-id")


def similar_listings(text: str, person: Any, *, kind: str = "", but: int | None = None) -> list[Listing]:
    """Published listings like the text, the most alike first: by the words of search, then by likeness of titles. Three queries."""
    wanted = text.strip()[:300]
    if len(wanted) < 4:
        return []
    read = listed(person, kind).exclude(pk=but) if but else listed(person, kind)
    newest = read.order_by("-published_at", "-id").values_list("pk", "title")[:COMPARED_LISTINGS]
    titles = {(pk, code): title for pk, words in newest for code, title in words.items()}
    alike = process.extract(wanted, titles, scorer=fuzz.token_set_ratio, processor=str.casefold, score_cutoff=ALIKE_FROM, limit=12)
    scores: dict[int, float] = {}
    for _title, score, (pk, _code) in alike:
        scores[pk] = max(scores.get(pk, 0), score)
    for pk in narrow(read, wanted).values_list("pk", flat=True)[:MOST_SIMILAR]:
        scores[pk] = max(scores.get(pk, 0), 100)
    best = sorted(scores, key=lambda pk: (-scores[pk], -pk))[:MOST_SIMILAR]
    found = read.in_bulk(best)
    return [found[pk] for pk in best]


def units_for_needs(person: Any) -> QuerySet[Unit]:
    """Units for which the person may post a need or show interest in an idea."""
    return (
        Unit.objects.filter(pk__in=unit_ids_of(person), is_active=True, organisation__is_active=True, organisation__kind__in=HOSTS)
        .select_related("organisation")
        .order_by("name_order", "pk")
    )


def organisations_for_ideas(person: Any) -> QuerySet[Organisation]:
    """Companies, communities and institutes for which the person may post an idea or answer a need."""
    return (
        Organisation.objects.filter(pk__in=organisation_ids_of(person), is_active=True).exclude(kind__in=HOSTS).order_by("name_order", "pk")
    )


def host_units() -> QuerySet[Unit]:
    """Units of the municipality that may take part, for the list of units."""
    return Unit.objects.filter(is_active=True, organisation__is_active=True, organisation__kind__in=HOSTS).select_related("organisation")


def needs_of_unit(unit: Unit, person: Any) -> QuerySet[Listing]:
    """Published needs of the unit, newest first."""
    return listed(person, Kind.NEED).filter(unit=unit).order_by("-published_at", "-id")


def trials_at(unit: Unit, person: Any) -> QuerySet[Trial]:
    """Trials of the unit that the person may know of, newest first."""
    return visible_trials(person).filter(unit=unit).order_by("-started_at", "-id")


def missing_languages(listing: Listing) -> list[str]:
    """Languages of the municipality in which title or text is missing."""
    return [code for code in listing.municipality.languages if code not in listing.title or code not in listing.text]
