# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Places and their needs in the API, for everybody; with a token also what its person sees in her own municipality. No names of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from talkoot.commons.places.content.kinds import PlaceKind, RaisedAs, Service
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place, UserGroup
from talkoot.commons.places.queries.lessons import lessons_of
from talkoot.commons.places.queries.needs import board_of
from talkoot.commons.places.queries.places import visible_places
from talkoot.commons.places.queries.versions import newest_version
from talkoot.kernel.api.access import OPEN, api_address, page_address, reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import LanguageCode, MunicipalityBrief, MunicipalitySlug, Slug, Text, municipality_brief, plain_text, text_of
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort
from talkoot.tools.themes.models import Theme

router = Router(auth=OPEN)
TAGS = {"places": gettext_noop("Places in which services are developed together, and what is needed in them")}

KindCode = Literal[tuple(PlaceKind.values)]
ServiceCode = Literal[tuple(Service.values)]
ThemeCode = Literal[tuple(Theme.values)]
RaisedAsCode = Literal[tuple(RaisedAs.values)]

BY_NAME = Sort("name", "", lambda language: in_order_of("name_order", language))
NEWEST_PLACE = Sort("newest", "", lambda language: F("published_at"), is_descending=True)
NEWEST_NEED = Sort("newest", "", lambda language: F("raised_at"), is_descending=True)
MOST_WANTED = Sort("wanted", "", lambda language: F("support_count"), is_descending=True)

# --- The place itself, needs ---


class PlaceQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only places in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    kind: KindCode | None = Field(None, description=gettext_noop("Only places of this kind."))
    theme: ThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    service: ServiceCode | None = Field(None, description=gettext_noop("Only places that offer this service."))
    language: LanguageCode | None = Field(None, description=gettext_noop("Only places in which one can work in this language."))
    sort: Literal["name", "newest"] = Field("name", description=gettext_noop("The order: by name, or the newest first."))
    after: After = ""
    size: Size = 20

    def narrow(self, places: QuerySet[Place]) -> QuerySet[Place]:
        """As the filters of the page do."""
        equal = {"municipality__slug": self.municipality, "kind": self.kind}
        held = {"themes": self.theme, "services": self.service, "languages": self.language}
        # Drafts are for the pages of those who write them.
        places = places.filter(published_at__isnull=False, **{lookup: value for lookup, value in equal.items() if value})
        places = places.filter(**{f"{column}__contains": [value] for column, value in held.items() if value})
        return narrow(places, self.q) if self.q else places


class PlacePath(Schema):
    municipality: MunicipalitySlug
    slug: Slug


class NeedQuery(Schema):
    theme: ThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    raised_as: RaisedAsCode | None = Field(None, description=gettext_noop("Only those raised by customers, staff or partners."))
    sort: Literal["wanted", "newest"] = Field("wanted", description=gettext_noop("The order: the most wanted first, or the newest first."))
    after: After = ""
    size: Size = 20


class PlaceBrief(Schema):
    municipality: MunicipalityBrief
    slug: str = Field(description=gettext_noop("Its address within the municipality."))
    kind: str = Field(description=gettext_noop("What kind of place it is."), examples=["place"])
    state: str = Field(description=gettext_noop("Where it stands on its way."), examples=["published"])
    name: Text
    concept: Text
    themes: list[str] = Field(description=gettext_noop("Codes of its themes."))
    services: list[str] = Field(description=gettext_noop("Codes of the services that it offers to those who develop in it."))
    languages: list[str] = Field(description=gettext_noop("Languages in which one can work there."))
    street_address: str = Field(description=gettext_noop("Where it is, or empty."))
    latitude: float | None = Field(description=gettext_noop("Degrees north (WGS 84), or null."))
    longitude: float | None = Field(description=gettext_noop("Degrees east (WGS 84), or null."))
    operator: str = Field(description=gettext_noop("The organisation that operates it."))
    published_at: datetime | None = Field(description=gettext_noop("When it was first published."))
    reviewed_at: datetime | None = Field(description=gettext_noop("When its description was last looked through."))
    review_by: date | None = Field(description=gettext_noop("Until when the description holds; after that ask the contact."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class PlaceRows(Rows):
    items: list[PlaceBrief]


class GroupOut(Schema):
    name: Text
    people: int | None = Field(description=gettext_noop("How many people, or null."))
    period: Text
    source: Text
    is_hard_to_reach: bool = Field(description=gettext_noop("Whether others hardly reach them."))


class LessonOut(Schema):
    year: int = Field(description=gettext_noop("The year that taught it."))
    chapter: str = Field(description=gettext_noop("What it is about."), examples=["facilities"])
    title: Text
    text: Text


TEXTS = (
    "description",
    "audience",
    "hard_to_find",
    "value",
    "business_model",
    "cost_to_partner",
    "reference_offered",
    "decision_rules",
    "contact_role",
    "risk_owner",
    "goals",
    "allowed",
    "forbidden",
    "price",
    "data_rules",
    "ipr_default",
    "safety",
    "longest_stay",
    "how_to_join",
)


class PlaceOut(PlaceBrief):
    description: Text
    audience: Text
    hard_to_find: Text
    value: Text
    business_model: Text
    cost_to_partner: Text
    reference_offered: Text
    decision_rules: Text
    contact_role: Text
    risk_owner: Text
    goals: Text
    allowed: Text
    forbidden: Text
    price: Text
    data_rules: Text
    ipr_default: Text
    safety: Text
    longest_stay: Text
    how_to_join: Text
    owner: str = Field(description=gettext_noop("The organisation that owns it."))
    contact_email: str = Field(description=gettext_noop("The shared address of its contact."))
    refused_uses: list[str] = Field(description=gettext_noop("Codes of the uses that are refused at once."))
    promise_days: int = Field(description=gettext_noop("Within how many working days a proposal is answered."))
    user_groups: list[GroupOut] = Field(description=gettext_noop("Those who use the place, with numbers."))
    lessons: list[LessonOut] = Field(description=gettext_noop("What the years taught, the newest first."))
    version: int | None = Field(description=gettext_noop("Number of the version of the description."))


class NeedOut(Schema):
    id: int = Field(description=gettext_noop("Its number."))
    text: str = Field(description=gettext_noop("The need in the words of whoever raised it."))
    language: str = Field(description=gettext_noop("The language in which it was raised."))
    raised_as: str = Field(description=gettext_noop("Whether a customer, staff or a partner raised it."), examples=["customer"])
    theme: str = Field(description=gettext_noop("Code of its theme, or empty."))
    raised_at: datetime = Field(description=gettext_noop("When it was raised."))
    support_count: int = Field(description=gettext_noop("How many need the same."))
    has_led_on: bool = Field(description=gettext_noop("Whether something has grown from it."))
    answer: str = Field(description=gettext_noop("What the place answers, or empty."))
    page: str = Field(description=gettext_noop("The address of its page."))


class NeedRows(Rows):
    items: list[NeedOut]


def sight(request: ApiRequest) -> Any:
    """The person in her own municipality; of others, what everybody reads."""
    return request.person if municipality_in_force() is not None else None


@router.get(
    "/places",
    tags=["places"],
    response=PlaceRows,
    operation_id="list_places",
    summary=gettext_noop("List places"),
    description=gettext_noop("Service centres, networks and districts that are open for developing services together."),
)
def list_places(request: ApiRequest, query: Query[PlaceQuery]) -> Any:
    with reading(query.municipality or ""):
        return page_of(
            request,
            query.narrow(visible_places(sight(request))),
            NEWEST_PLACE if query.sort == "newest" else BY_NAME,
            lambda place: brief(request, place),
            after=query.after,
            size=query.size,
        )


@router.get(
    "/places/{municipality}/{slug}",
    tags=["places"],
    response=PlaceOut,
    operation_id="read_place",
    summary=gettext_noop("Read a place"),
    description=gettext_noop("All that describes it: audience, value, management, terms, user groups and lessons."),
)
def read_place(request: ApiRequest, path: Path[PlacePath]) -> Any:
    with reading(path.municipality):
        place = get_object_or_404(visible_places(sight(request)), municipality__slug=path.municipality, slug=path.slug)
        version = newest_version(place)
        return (
            brief(request, place)
            | {name: text_of(getattr(place, name)) for name in TEXTS}
            | {name: getattr(place, name) for name in ("contact_email", "refused_uses", "promise_days")}
            | {
                "owner": str(place.owner or ""),
                "user_groups": [group(row) for row in UserGroup.objects.filter(place=place)],
                "lessons": [
                    {"year": row.year, "chapter": row.chapter, "title": text_of(row.title), "text": text_of(row.text)}
                    for row in lessons_of(place)
                ],
                "version": version.number if version else None,
            }
        )


@router.get(
    "/places/{municipality}/{slug}/needs",
    tags=["places"],
    response=NeedRows,
    operation_id="list_needs_of_place",
    summary=gettext_noop("List the needs of a place"),
    description=gettext_noop("What customers and staff need there, in their own words. Nobody is named."),
)
def list_needs_of_place(request: ApiRequest, path: Path[PlacePath], query: Query[NeedQuery]) -> Any:
    with reading(path.municipality):
        person = sight(request)
        place = get_object_or_404(visible_places(person), municipality__slug=path.municipality, slug=path.slug)
        needs = board_of(place, person)
        chosen = {"theme": query.theme, "raised_as": query.raised_as}
        return page_of(
            request,
            needs.filter(**{name: value for name, value in chosen.items() if value}),
            NEWEST_NEED if query.sort == "newest" else MOST_WANTED,
            lambda need: need_out(request, need),
            after=query.after,
            size=query.size,
        )


def brief(request: ApiRequest, place: Place) -> dict[str, Any]:
    plain = ("slug", "kind", "state", "themes", "services", "languages", "published_at", "reviewed_at", "review_by", "changed_at")
    return {name: getattr(place, name) for name in plain} | {
        "municipality": municipality_brief(place.municipality),
        "name": text_of(place.name),
        "concept": text_of(place.concept),
        "street_address": place.address,
        "latitude": None if place.latitude is None else float(place.latitude),
        "longitude": None if place.longitude is None else float(place.longitude),
        "operator": str(place.operator or ""),
        "page": page_address(request, place.municipality, f"places/{place.slug}/"),
        "url": api_address(request, f"places/{place.municipality.slug}/{place.slug}"),
    }


def group(row: UserGroup) -> dict[str, Any]:
    texts = {name: text_of(getattr(row, name)) for name in ("name", "period", "source")}
    return texts | {"people": row.people, "is_hard_to_reach": row.is_hard_to_reach}


def need_out(request: ApiRequest, need: PlaceNeed) -> dict[str, Any]:
    plain = ("text", "language", "raised_as", "theme", "raised_at", "support_count", "has_led_on", "answer")
    return {name: getattr(need, name) for name in plain} | {
        "id": need.pk,
        "page": page_address(request, need.place.municipality, f"places/needs/{need.pk}/"),
    }


# --- Facilities and bookings ---
