# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Needs and ideas in the API, for everybody; with a token also what its person sees in her own municipality. No names of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from talkoot.activities.marketplace.content.kinds import Degree, Kind, Level, Sought, Subject
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.listings import listed, visible_listings
from talkoot.kernel.api.access import OPEN, api_address, page_address, reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import Id, LanguageCode, MunicipalityBrief, MunicipalitySlug, Text, municipality_brief, plain_text, text_of
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort
from talkoot.tools.themes.models import Theme

router = Router(auth=OPEN)
TAGS = {"listings": gettext_noop("Needs and ideas of the marketplace")}

KindCode = Literal[tuple(Kind.values)]
LevelCode = Literal[tuple(Level.values)]
SubjectCode = Literal[tuple(Subject.values)]
SoughtCode = Literal[tuple(Sought.values)]
DegreeCode = Literal[tuple(Degree.values)]
ThemeCode = Literal[tuple(Theme.values)]

NEWEST = Sort("newest", "", lambda language: F("published_at"), is_descending=True)
BY_TITLE = Sort("title", "", lambda language: in_order_of("title_order", language))


class ListingQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only listings in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    kind: KindCode | None = Field(None, description=gettext_noop("Needs of units, or ideas of companies and communities."))
    level: LevelCode | None = Field(None, description=gettext_noop("Only those for this level or place."))
    language: LanguageCode | None = Field(None, description=gettext_noop("Only those that can be done in this language."))
    subject: SubjectCode | None = Field(None, description=gettext_noop("Only those of this subject."))
    theme: ThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    sought: SoughtCode | None = Field(None, description=gettext_noop("Only those that look for this."))
    degree: DegreeCode | None = Field(None, description=gettext_noop("Only those made for, with or by the users."))
    sort: Literal["newest", "title"] = Field("newest", description=gettext_noop("The order: the newest first, or by name."))
    after: After = ""
    size: Size = 20

    def narrow(self, listings: QuerySet[Listing]) -> QuerySet[Listing]:
        """As the filters of the page do."""
        equal = {"municipality__slug": self.municipality, "kind": self.kind, "degree": self.degree}
        held = {"levels": self.level, "languages": self.language, "subjects": self.subject, "themes": self.theme, "sought": self.sought}
        listings = listings.filter(**{lookup: value for lookup, value in equal.items() if value})
        listings = listings.filter(**{f"{column}__contains": [value] for column, value in held.items() if value})
        return narrow(listings, self.q) if self.q else listings


class ListingPath(Schema):
    municipality: MunicipalitySlug
    id: Id


class ListingBrief(Schema):
    id: int = Field(description=gettext_noop("Its number."))
    municipality: MunicipalityBrief
    kind: str = Field(description=gettext_noop("Needs of units, or ideas of companies and communities."), examples=["need"])
    state: str = Field(description=gettext_noop("Where it stands on its way."), examples=["published"])
    title: Text
    text: Text
    organisation: str = Field(description=gettext_noop("The organisation that wrote it."))
    unit: Text | None = Field(description=gettext_noop("The unit whose need it is, or null."))
    degree: str = Field(description=gettext_noop("How the users take part: for, with or by them."), examples=["with"])
    levels: list[str] = Field(description=gettext_noop("Codes of the levels and places for which it is."))
    languages: list[str] = Field(description=gettext_noop("Languages in which it can be done."))
    subjects: list[str] = Field(description=gettext_noop("Codes of its subjects."))
    themes: list[str] = Field(description=gettext_noop("Codes of its themes."))
    sought: list[str] = Field(description=gettext_noop("Codes of what is sought."))
    area: str = Field(description=gettext_noop("The part of the municipality, or empty."))
    published_at: datetime | None = Field(description=gettext_noop("When it was first published."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class ListingRows(Rows):
    items: list[ListingBrief]


class ListingOut(ListingBrief):
    why: Text
    offers: Text
    constraints: Text
    technical: Text
    curriculum: Text
    timing: Text
    learner_count: int | None = Field(description=gettext_noop("How many learners or customers take part."))
    age_from: int | None = Field(description=gettext_noop("Age of the youngest, in years."))
    age_to: int | None = Field(description=gettext_noop("Age of the oldest, in years."))
    starts_on: date | None = Field(description=gettext_noop("The earliest start."))
    ends_on: date | None = Field(description=gettext_noop("The latest end."))
    stage: str = Field(description=gettext_noop("Of an idea: how far the product is."))
    needs_accounts: str = Field(description=gettext_noop("Of an idea: are accounts needed: yes, no or unsure."))
    personal_data: str = Field(description=gettext_noop("Of an idea: does it store personal data: yes, no or unsure."))
    capacity: int | None = Field(description=gettext_noop("Of an idea: how many groups fit at once."))


def sight(request: ApiRequest) -> Any:
    """The person in her own municipality; of others, what everybody reads."""
    return request.person if municipality_in_force() is not None else None


@router.get(
    "/listings",
    tags=["listings"],
    response=ListingRows,
    operation_id="list_listings",
    summary=gettext_noop("List needs and ideas"),
    description=gettext_noop("What looks for a partner now. Names of people are never given."),
)
def list_listings(request: ApiRequest, query: Query[ListingQuery]) -> Any:
    with reading(query.municipality or ""):
        return page_of(
            request,
            query.narrow(listed(sight(request))),
            BY_TITLE if query.sort == "title" else NEWEST,
            lambda listing: brief(request, listing),
            after=query.after,
            size=query.size,
        )


@router.get(
    "/listings/{municipality}/{id}",
    tags=["listings"],
    response=ListingOut,
    operation_id="read_listing",
    summary=gettext_noop("Read a need or an idea"),
    description=gettext_noop("All its texts and facts."),
)
def read_listing(request: ApiRequest, path: Path[ListingPath]) -> Any:
    with reading(path.municipality):
        listing = get_object_or_404(visible_listings(sight(request)), municipality__slug=path.municipality, pk=path.id)
        texts = {name: text_of(getattr(listing, name)) for name in ("why", "offers", "constraints", "technical", "curriculum", "timing")}
        plain = ("learner_count", "age_from", "age_to", "starts_on", "ends_on", "stage", "needs_accounts", "personal_data", "capacity")
        return brief(request, listing) | texts | {name: getattr(listing, name) for name in plain}


def brief(request: ApiRequest, listing: Listing) -> dict[str, Any]:
    plain = ("kind", "state", "degree", "levels", "languages", "subjects", "themes", "sought", "area", "published_at", "changed_at")
    return {name: getattr(listing, name) for name in plain} | {
        "id": listing.pk,
        "municipality": municipality_brief(listing.municipality),
        "title": text_of(listing.title),
        "text": text_of(listing.text),
        "organisation": listing.organisation.name,
        "unit": text_of(listing.unit.name) if listing.unit else None,
        "page": page_address(request, listing.municipality, f"market/listings/{listing.pk}/"),
        "url": api_address(request, f"listings/{listing.municipality.slug}/{listing.pk}"),
    }
