# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""The operations that belong to no app: municipalities, search, the token itself."""

from __future__ import annotations

import html
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from talkoot.kernel.api.access import OPEN, Token, here, page_address, reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import MunicipalityBrief, MunicipalitySlug, municipality_brief, plain_text
from talkoot.kernel.links.registry import DESCRIPTIONS
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.queries import find
from talkoot.kernel.ui.lists import Sort

router = Router(auth=OPEN)
TAGS = {
    "municipalities": gettext_noop("Municipalities"),
    "search": gettext_noop("Search"),
    "token": gettext_noop("The token in use"),
}

MUNICIPALITIES = Sort("slug", "", lambda language: F("slug"))
# More are never ranked (kernel/search), so more pages never hold anything.
MOST_PAGES = 60


class MunicipalityPath(Schema):
    municipality: MunicipalitySlug


class MunicipalityFacts(MunicipalityBrief):
    code: str = Field(description=gettext_noop("Three digits of Statistics Finland, or empty."), examples=["049"])
    languages: list[str] = Field(description=gettext_noop("Its languages, the first one first."), examples=[["fi", "sv", "en"]])
    page: str = Field(description=gettext_noop("The address of its front page."))


class MunicipalityRows(Rows):
    items: list[MunicipalityFacts]


class PageQuery(Schema):
    after: After = ""
    size: Size = 20


def facts_of(request: ApiRequest, municipality: Municipality) -> dict[str, Any]:
    return municipality_brief(municipality) | {
        "code": municipality.code,
        "languages": municipality.languages,
        "page": page_address(request, municipality, ""),
    }


def municipalities_here() -> QuerySet[Municipality]:
    """All that are in use; on a municipality's own address, and with a token, that one."""
    rows = Municipality.objects.filter(is_active=True)
    current = municipality_in_force()
    return rows.filter(pk=current.pk) if current else rows


@router.get(
    "/municipalities",
    response=MunicipalityRows,
    operation_id="list_municipalities",
    tags=["municipalities"],
    summary=gettext_noop("List the municipalities"),
    description=gettext_noop("In the order of their names in addresses."),
)
def list_municipalities(request: ApiRequest, query: Query[PageQuery]) -> Any:
    return page_of(request, municipalities_here(), MUNICIPALITIES, lambda m: facts_of(request, m), after=query.after, size=query.size)


@router.get(
    "/municipalities/{municipality}",
    response=MunicipalityFacts,
    operation_id="read_municipality",
    tags=["municipalities"],
    summary=gettext_noop("Read about a municipality"),
    description=gettext_noop("Its names, languages and front page."),
)
def read_municipality(request: ApiRequest, path: Path[MunicipalityPath]) -> Any:
    municipality = Municipality.objects.filter(is_active=True, slug=path.municipality).first()
    if municipality is None:
        raise Http404
    return facts_of(request, municipality)


# ── Search ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class SearchQuery(Schema):
    q: plain_text(200, shortest=1, description=gettext_noop("The words to find; all of them, in any inflection."), examples=["kirjasto"])
    kind: plain_text(80, description=gettext_noop("Only things of this kind, as told in “kinds”."), examples=["showcase.project"]) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    page: Annotated[int, Field(ge=1, le=MOST_PAGES, description=gettext_noop("Which page, from 1; only the best matches are ranked."))] = 1
    size: Annotated[int, Field(ge=1, le=50, description=gettext_noop("So many rows at most."))] = 20


class Hit(Schema):
    kind: str = Field(description=gettext_noop("What kind of thing it is."), examples=["showcase.project"])
    kind_label: str = Field(description=gettext_noop("The kind in words, in the chosen language."))
    title: str = Field(description=gettext_noop("Its title, in the language in which it was found."))
    excerpt: str = Field(description=gettext_noop("The words around what was found."))
    language: str = Field(description=gettext_noop("The language of title and excerpt."), examples=["fi"])
    municipality: MunicipalityBrief
    page: str = Field(description=gettext_noop("The address of its page."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))


class KindCount(Schema):
    kind: str = Field(description=gettext_noop("What kind of thing it is."))
    label: str = Field(description=gettext_noop("The kind in words, in the chosen language."))
    count: int = Field(description=gettext_noop("So many were found."))


class SearchRows(Schema):
    items: list[Hit]
    kinds: list[KindCount] = Field(description=gettext_noop("How many of each kind were found."))
    count: int = Field(description=gettext_noop("How many were found."))
    is_more: bool = Field(description=gettext_noop("More were found than are counted and ranked."))
    page: int = Field(description=gettext_noop("This page."))
    page_count: int = Field(description=gettext_noop("How many pages there are."))
    spelling: str = Field(description=gettext_noop("When nothing was found: a spelling that finds something, or empty."))


@router.get(
    "/search",
    response=SearchRows,
    operation_id="search",
    tags=["search"],
    summary=gettext_noop("Search"),
    description=gettext_noop("The best matches first. With a token also what its person may see of the municipality's drafts."),
)
def search(request: ApiRequest, query: Query[SearchQuery]) -> Any:
    if query.kind and query.kind not in DESCRIPTIONS:
        raise Refusal(_("There is no such kind of thing."), field="kind")
    with reading(query.municipality or ""):
        current = municipality_in_force()
        wanted = current or (Municipality.objects.filter(is_active=True, slug=query.municipality).first() if query.municipality else None)
        if query.municipality and wanted is None:
            raise Refusal(_("There is no such municipality."), field="municipality")
        # Of another municipality than the token's nobody sees more than everybody.
        person = request.person if current else None
        found = find(query.q, person, wanted, kinds=[query.kind] if query.kind else [], page=query.page, size=query.size)
        return {
            "items": [
                {
                    "kind": hit.kind,
                    "kind_label": str(hit.kind_label),
                    "title": plain(hit.title),
                    "excerpt": plain(hit.excerpt),
                    "language": hit.language,
                    "municipality": municipality_brief(hit.municipality or wanted),  # type: ignore[arg-type]
                    "page": here(request, hit.url),
                    "changed_at": hit.updated_at,
                }
                for hit in found.hits
            ],
            "kinds": [{"kind": k.kind, "label": str(k.label), "count": k.count} for k in found.kinds],
            "count": found.count,
            "is_more": found.is_more,
            "page": found.page,
            "page_count": found.page_count,
            "spelling": found.spelling,
        }


def plain(marked: str) -> str:
    """Search marks what was asked with tags, and escapes the rest; programs want the text."""
    return html.unescape(strip_tags(marked))


# ── The token itself ───────────────────────────────────────────────────────────────────────────────────────────────


class TokenFacts(Schema):
    name: str = Field(description=gettext_noop("The name of the token."))
    municipality: MunicipalityBrief
    scopes: list[str] = Field(description=gettext_noop("Its scopes."), examples=[["read", "write"]])
    person: str = Field(description=gettext_noop("The name of the person for whom it acts."))
    made_at: datetime = Field(description=gettext_noop("When it was made."))
    ends_at: datetime = Field(description=gettext_noop("Until when it holds."))
    last_used_on: date | None = Field(description=gettext_noop("The day of its last use before today."))


@router.get(
    "/token",
    response=TokenFacts,
    auth=Token("read"),
    operation_id="read_token",
    tags=["token"],
    summary=gettext_noop("Read about the token in use"),
    description=gettext_noop("For programs that want to know what they may do, and until when."),
)
def read_token(request: ApiRequest) -> Any:
    token = request.api_token
    assert token is not None, "The operation needs a token."
    return {
        "name": token.name,
        "municipality": municipality_brief(token.municipality),
        "scopes": token.scopes,
        "person": str(token.made_by),
        "made_at": token.made_at,
        "ends_at": token.ends_at,
        "last_used_on": token.last_used_on,
    }
