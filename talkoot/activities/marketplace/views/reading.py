"""What everybody reads: the front page, needs, ideas, a listing, units; and the feeds."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.activities.marketplace.content.kinds import DEGREE_MEANINGS, InterestState, Kind, State
from talkoot.activities.marketplace.forms.filters import ListingFilter, UnitFilter
from talkoot.activities.marketplace.forms.listings import ReturnForm
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import CHECK, COORDINATE, EDIT, SET_LIMIT, VIEW
from talkoot.activities.marketplace.phases import LIFE, NOT_DONE_BY_HAND
from talkoot.activities.marketplace.queries.interest import carried_by, interests_in, limit_of
from talkoot.activities.marketplace.queries.listings import (
    checks_of,
    host_units,
    listed,
    missing_languages,
    needs_of_unit,
    organisations_for_ideas,
    similar_listings,
    trials_at,
    units_for_needs,
    visible_listings,
)
from talkoot.activities.marketplace.queries.products import product_facts
from talkoot.activities.marketplace.queries.rules import listing_points
from talkoot.activities.marketplace.templatetags.marketplace import codes_in_words
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.tools.themes.models import theme_labels

NEWEST_SHOWN = 6
SHORT = 280


class MarketFront(PubliclyKept, Page):
    """The city-wide page: both sides of the marketplace and the way in."""

    permission = VIEW
    template_name = "marketplace/front.html"
    title = gettext_lazy("Marketplace of co-creation")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "needs": listed(self.person, Kind.NEED).order_by("-published_at", "-id")[:NEWEST_SHOWN],
            "ideas": listed(self.person, Kind.IDEA).order_by("-published_at", "-id")[:NEWEST_SHOWN],
            "is_coordinator": self.allows(COORDINATE),
        }


class ListingList(PubliclyKept, ListPage):
    permission = VIEW
    row_template = "marketplace/listing_row.html"
    filter_form_class = ListingFilter
    kind: str = ""
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("published_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    def rows(self) -> Any:
        return listed(self.person, self.kind)

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        here = self.request.build_absolute_uri(reverse("marketplace:front"))
        return (
            Column(_("Kind"), lambda listing: listing.get_kind_display()),
            Column(pgettext("text", "Title"), lambda listing: listing.title),
            Column(_("Organisation"), lambda listing: listing.unit or listing.organisation),
            Column(_("Levels and places"), lambda listing: ", ".join(codes_in_words(listing.levels, "level"))),
            Column(_("Languages"), lambda listing: ", ".join(listing.languages)),
            Column(_("Subjects"), lambda listing: ", ".join(codes_in_words(listing.subjects, "subject"))),
            Column(_("Themes"), lambda listing: ", ".join(map(str, theme_labels(listing.themes)))),
            Column(_("How users take part"), lambda listing: listing.get_degree_display()),
            Column(_("Area"), lambda listing: listing.area),
            Column(_("Published on"), lambda listing: listing.published_at.date()),
            Column(_("Address"), lambda listing: f"{here}listings/{listing.pk}/"),
        )

    def downloads(self) -> list[dict[str, Any]]:
        kind = f"?kind={self.kind}"
        return [
            *super().downloads(),
            {"label": "Atom", "url": reverse("marketplace:feed_atom") + kind, "type": "application/atom+xml"},
            {"label": "JSON Feed", "url": reverse("marketplace:feed_json") + kind, "type": "application/feed+json"},
        ]

    def empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {
                "title": _("Nothing was found"),
                "text": _("Take a filter away, or search with another word."),
                "action": {"label": _("Show all"), "url": self.request.path},
            }
        return super().empty() | self.first_words()

    def first_words(self) -> dict[str, Any]:
        return {}


class NeedList(ListingList):
    title = gettext_lazy("Needs of schools and other units")
    lead = gettext_lazy("What schools, day care, libraries and museums look for somebody to solve together with them.")
    kind = Kind.NEED

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Post a need"), "url": reverse("marketplace:post_need")}

    def first_words(self) -> dict[str, Any]:
        return {"title": _("No needs yet"), "text": _("A teacher's two sentences are enough to begin.")}


class IdeaList(ListingList):
    title = gettext_lazy("Ideas of companies and communities")
    lead = gettext_lazy("Products and services that look for a class or another group to be made with.")
    kind = Kind.IDEA

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Post an idea"), "url": reverse("marketplace:post_idea")}

    def first_words(self) -> dict[str, Any]:
        return {
            "title": _("No ideas yet"),
            "text": _("Companies and associations tell here what they want to make with schools."),
        }


def listing_or_404(page: Page) -> Listing:
    return get_object_or_404(visible_listings(page.person), pk=page.kwargs["pk"])


class ListingDetail(PubliclyKept, Page):
    permission = VIEW
    template_name = "marketplace/listing.html"
    thing: Listing

    def fetch(self) -> Listing:
        return listing_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def lead(self) -> str:
        return str(self.thing.text)[:SHORT]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        listing = self.thing
        name = "needs" if listing.is_need else "ideas"
        label = NeedList.title if listing.is_need else IdeaList.title
        return [
            {"label": _("Marketplace"), "url": reverse("marketplace:front")},
            {"label": label, "url": reverse(f"marketplace:{name}")},
            {"label": listing.title, "url": ""},
        ]

    def context(self) -> dict[str, Any]:
        listing = self.thing
        is_own = self.allows(EDIT) if self.person else False
        talks = list(interests_in(listing, self.person)[:50])
        return (
            super().context()
            | {
                "listing": listing,
                "address": self.request.build_absolute_uri(reverse("marketplace:listing", args=[listing.pk])),
                "texts": texts_of(listing),
                "facts": facts_of(listing),
                "product": product_facts(listing, self.person),
                "is_own": is_own,
                "talks": talks,
                "my_talk": next((talk for talk in talks if talk.is_open and not is_own), None),
                "steps": self.steps() if is_own else [],
                "stages": stages_of(listing, talks) if is_own else [],
                "last_check": checks_of(listing).first() if is_own else None,
                "missing": missing_languages(listing) if is_own else [],
                "may_answer": self.may_answer(is_own),
                "thread": thread_of(listing, self.person),
                "panels": panels_of(listing, self.person),
                "similar": similar_listings(str(listing.title), self.person, but=listing.pk) if listing.is_published else [],
            }
            | self.check()
        )

    def check(self) -> dict[str, Any]:
        """What a coordinator needs to check it."""
        if self.thing.state != State.IN_CHECK or self.person is None or not self.allows(COORDINATE):
            return {}
        points = listing_points()
        return {"points": points, "return_form": ReturnForm(points=points), "may_check": self.allows(CHECK)}

    def steps(self) -> list[dict[str, Any]]:
        steps = [one for one in LIFE.open_steps(self.thing, self.person) if one.step.name not in NOT_DONE_BY_HAND]
        return [
            {"name": one.step.name, "label": one.step.label, "refusals": one.refusals, "is_free": one.is_free}
            for one in steps
            if one.step.name not in ("publish", "return")
        ]

    def may_answer(self, is_own: bool) -> bool:
        """Strangers are led to sign in; the signed-in see the button when they have somebody to answer for."""
        if not self.thing.is_published or is_own:
            return False
        if self.person is None:
            return True
        mine = organisations_for_ideas(self.person) if self.thing.is_need else units_for_needs(self.person)
        return mine.exists()


def texts_of(listing: Listing) -> list[tuple[Any, Any]]:
    """The written parts with their headings, in the order in which they are read."""
    headings = (
        (_("The need"), listing.text) if listing.is_need else (_("The idea"), listing.text),
        (_("Why it matters"), listing.why) if listing.is_need else (_("What the partner wants to learn"), listing.why),
        (_("Link to the curriculum"), listing.curriculum),
        (_("What help is offered"), listing.offers) if listing.is_need else (_("What the group gets"), listing.offers),
        (_("What must be taken into account"), listing.constraints),
        (_("Devices, network and technical needs"), listing.technical),
        (_("What is known of its effect"), listing.evidence),
        (_("State of accessibility"), listing.accessibility),
        (_("Price after the trial"), listing.price_after),
    )
    return [(heading, words) for heading, words in headings if words]


def facts_of(listing: Listing) -> list[dict[str, Any]]:
    """Label and value of what is known, for the side of the page."""
    ages = "–".join(str(age) for age in (listing.age_from, listing.age_to) if age is not None)
    answers = (
        [
            (_("Stage of the product"), listing.get_stage_display()),
            (_("Accounts needed"), listing.get_needs_accounts_display()),
            (_("Personal data"), listing.get_personal_data_display()),
            (_("Groups that fit"), listing.capacity or ""),
        ]
        if not listing.is_need
        else [
            (_("Raised by"), listing.get_raised_by_display()),
            (_("Learners"), listing.learner_count or ""),
            (_("Staff"), listing.staff_count or ""),
        ]
    )
    listed_facts = [
        (_("How users take part"), listing.get_degree_display()),
        (pgettext("fact", "For"), ", ".join(codes_in_words(listing.levels, "level"))),
        (_("Ages"), ages),
        (_("Languages"), ", ".join(codes_in_words(listing.languages, "language"))),
        (_("Subjects"), ", ".join(codes_in_words(listing.subjects, "subject"))),
        (_("What is sought"), ", ".join(codes_in_words(listing.sought, "sought"))),
        (_("Area"), listing.area),
        (_("Wished timing"), listing.timing),
        *answers,
        (_("Themes"), ", ".join(str(label) for label in theme_labels(listing.themes))),
    ]
    meaning = DEGREE_MEANINGS.get(listing.degree, "")
    return [
        {"label": label, "value": value, "more": meaning if value == listing.get_degree_display() else ""}
        for label, value in listed_facts
        if value
    ]


def stages_of(listing: Listing, talks: list[Interest]) -> list[dict[str, Any]]:
    """The way of a listing for its own people: written, checked, shown, talking, partner found."""
    names = [_("Written"), _("Checked"), _("Shown"), _("Talking"), _("Partner found")]
    has_talk = any(talk.state in (InterestState.NEW, InterestState.TALKING) for talk in talks)
    has_partner = listing.state == State.MATCHED or any(talk.state == InterestState.AGREED for talk in talks)
    here = {State.DRAFT: 0, State.RETURNED: 0, State.IN_CHECK: 1, State.PUBLISHED: 2, State.RESTING: 2}.get(State(listing.state), 4)
    here = 4 if has_partner else max(here, 3) if has_talk and here >= 2 else here
    return [
        {"label": name, "state": "done" if place < here or (place == here == 4) else "current" if place == here else "next"}
        for place, name in enumerate(names)
    ]


class SimilarListings(Page):
    """Listings like the title that is being written: a part of the form's page, swapped in as it is typed."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        text = f"{request.GET.get('title', '')} {request.GET.get('text', '')}".replace("\0", " ")
        return render(request, "marketplace/similar.html", {"similar": similar_listings(text, self.person)})


class UnitList(PubliclyKept, ListPage):
    """Units that take part; each has a page of its own."""

    permission = VIEW
    title = gettext_lazy("Schools and other units")
    lead = gettext_lazy("Every unit has a page of its own with its needs and its trials.")
    row_template = "marketplace/unit_row.html"
    filter_form_class = UnitFilter
    sorts = (Sort("name", gettext_lazy("By name"), lambda language: in_order_of("name_order", language)),)

    def rows(self) -> Any:
        return host_units()

    def empty(self) -> dict[str, Any]:
        return {"title": _("No units yet"), "text": _("Coordinators register the units of the municipality."), "action": None}


class UnitPage(PubliclyKept, Page):
    permission = VIEW
    template_name = "marketplace/unit.html"
    thing: Unit

    def fetch(self) -> Unit:
        return get_object_or_404(host_units(), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Marketplace"), "url": reverse("marketplace:front")},
            {"label": UnitList.title, "url": reverse("marketplace:units")},
            {"label": self.thing.name, "url": ""},
        ]

    def context(self) -> dict[str, Any]:
        unit = self.thing
        may_set = self.person is not None and self.allows(SET_LIMIT)
        return super().context() | {
            "unit": unit,
            "needs": needs_of_unit(unit, self.person)[:20],
            "trials": trials_at(unit, self.person)[:20],
            "address": self.request.build_absolute_uri(),
            "may_set_limit": may_set,
            "load": {"count": carried_by(unit).count(), "limit": limit_of(unit)} if may_set else None,
            "panels": panels_of(unit, self.person),
            "may_post": self.person is not None and units_for_needs(self.person).filter(pk=unit.pk).exists(),
        }
