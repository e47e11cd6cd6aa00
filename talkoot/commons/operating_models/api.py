# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Operating models in the API: reading them with their versions, taking a package, adopting and importing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import File, Path, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field, StringConstraints

from talkoot.commons.operating_models.actions.adopting import adopt_model
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.kinds import MODEL_KINDS, THEMES
from talkoot.commons.operating_models.content.package import LARGEST_FILE, MEGABYTE, read_package, write_package
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import DRAFT, Version
from talkoot.commons.operating_models.permissions import READ_DRAFTS
from talkoot.commons.operating_models.queries.models import (
    package_of,
    parts_of,
    public_models,
    versions_of,
    visible_models,
    working_version,
)
from talkoot.kernel.api.access import OPEN, Token, api_address, own_municipality, page_address, reading
from talkoot.kernel.api.answers import Answer
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import (
    Input,
    LanguageCode,
    MunicipalityBrief,
    MunicipalitySlug,
    Slug,
    Text,
    municipality_brief,
    plain_text,
    text_of,
)
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.municipalities.scope import across_municipalities, municipality_in_force
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort

TAGS = {"operating-models": gettext_noop("Operating models")}
router = Router(tags=["operating-models"], auth=OPEN)

# Models that were never published have no date of publishing; the index on published_at alone serves the public list.
NEWEST = Sort("newest", "", lambda language: F("published_at"), is_descending=True)
NEWEST_WITH_DRAFTS = Sort("newest", "", lambda language: Coalesce("published_at", "created_at"), is_descending=True)
BY_NAME = Sort("name", "", lambda language: in_order_of("name_order", language))

ModelKindCode = Literal[tuple(MODEL_KINDS)]
ModelThemeCode = Literal[tuple(THEMES)]
Number = Annotated[
    str,
    StringConstraints(max_length=20, pattern=r"^[0-9]+(\.[0-9]+)*$"),
    Field(description=gettext_noop("The number of the version."), examples=["1.0"]),
]


class ModelPath(Schema):
    municipality: MunicipalitySlug
    slug: Slug


class VersionPath(ModelPath):
    number: Number


class ModelQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only models in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    theme: ModelThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    kind: ModelKindCode | None = Field(None, description=gettext_noop("Only those of this kind."))
    written_in: LanguageCode | None = Field(None, description=gettext_noop("Only those in which nothing is missing in this language."))
    origin: Literal["own", "adopted"] | None = Field(None, description=gettext_noop("Only own models, or only adopted ones."))
    sort: Literal["newest", "name"] = Field("newest", description=gettext_noop("The order: the newest first, or by name."))
    after: After = ""
    size: Size = 20

    def narrow(self, models: QuerySet[OperatingModel]) -> QuerySet[OperatingModel]:
        """As the filters of the page do."""
        if self.municipality:
            models = models.filter(municipality__slug=self.municipality)
        if self.theme:
            models = models.filter(themes__contains=[self.theme])
        if self.kind:
            models = models.filter(kind=self.kind)
        if self.written_in:
            models = models.filter(languages__contains=[self.written_in])
        if self.origin:
            models = models.filter(adopted_at__isnull=self.origin == "own")
        return narrow(models, self.q) if self.q else models


# ── Out ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Origin(Schema):
    municipality: Text = Field(description=gettext_noop("The municipality from which it was adopted."))
    number: str = Field(description=gettext_noop("The version that was adopted."), examples=["1.0"])
    adopted_at: datetime = Field(description=gettext_noop("When it was adopted."))


class ModelBrief(Schema):
    municipality: MunicipalityBrief
    slug: str = Field(description=gettext_noop("The last part of its address."), examples=["kyky"])
    name: Text
    summary: Text
    kind: str = Field(description=gettext_noop("What kind of model it is."), examples=["framework"])
    kind_label: str = Field(description=gettext_noop("The kind in words, in the chosen language."))
    themes: list[str] = Field(description=gettext_noop("Codes of its themes."), examples=[["education"]])
    languages: list[str] = Field(description=gettext_noop("Languages in which nothing is missing."))
    licence: str = Field(description=gettext_noop("Its licence."), examples=["CC-BY-4.0"])
    number: str = Field(description=gettext_noop("The published version, or empty before the first."), examples=["1.0"])
    published_at: datetime | None = Field(description=gettext_noop("When that version was published."))
    is_public: bool = Field(description=gettext_noop("Whether other municipalities are shown it."))
    family: str = Field(description=gettext_noop("Shared by all copies of a model, wherever they are."))
    adopted_from: Origin | None = Field(description=gettext_noop("Where it came from, when it was adopted."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class ModelRows(Rows):
    items: list[ModelBrief]


class VersionBrief(Schema):
    number: str = Field(description=gettext_noop("The number of the version."), examples=["1.0"])
    state: str = Field(description=gettext_noop("Draft, published or superseded."), examples=["published"])
    change_note: Text = Field(description=gettext_noop("What has changed since the version before."))
    content_hash: str = Field(description=gettext_noop("Seals the content; empty in a draft."))
    published_at: datetime | None = Field(description=gettext_noop("When it was published."))
    url: str = Field(description=gettext_noop("The address of this in the API."))
    package: str | None = Field(description=gettext_noop("The address of the version as one file; null for a draft."))


class VersionRows(Schema):
    items: list[VersionBrief]


class PartOut(Schema):
    key: str = Field(description=gettext_noop("The name of the part in its model."), examples=["phase-match"])
    kind: str = Field(description=gettext_noop("What kind of part it is."), examples=["phase"])
    title: Text
    body: Text = Field(description=gettext_noop("Its text, in Markdown."))
    data: dict[str, Any] = Field(description=gettext_noop("What else it holds, as the format of packages says for its kind."))


class VersionOut(VersionBrief):
    parts: list[PartOut]


class ModelOut(ModelBrief):
    version: VersionOut = Field(description=gettext_noop("The published version; before the first, for its own people, the draft."))
    versions: list[VersionBrief] = Field(description=gettext_noop("All versions, the newest first."))


# ── In ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Adoption(Input):
    municipality: MunicipalitySlug
    slug: Slug


# ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get(
    "/operating-models",
    response=ModelRows,
    operation_id="list_operating_models",
    summary=gettext_noop("List operating models"),
    description=gettext_noop("What municipalities offer to others; with a token everything that its person sees in her own."),
)
def list_models(request: ApiRequest, query: Query[ModelQuery]) -> Any:
    with reading(query.municipality or ""):
        person = request.person
        newest = NEWEST_WITH_DRAFTS if allowed(person, READ_DRAFTS) else NEWEST
        return page_of(
            request,
            query.narrow(visible_models(person)),
            BY_NAME if query.sort == "name" else newest,
            lambda model: brief(request, model),
            after=query.after,
            size=query.size,
        )


@router.get(
    "/operating-models/{municipality}/{slug}",
    response=ModelOut,
    operation_id="read_operating_model",
    summary=gettext_noop("Read an operating model"),
    description=gettext_noop("With all parts of its published version, and the list of its versions."),
)
def read_model(request: ApiRequest, path: Path[ModelPath]) -> Any:
    with reading(path.municipality):
        return whole(request, visible_model(request, path))


@router.get(
    "/operating-models/{municipality}/{slug}/versions",
    response=VersionRows,
    operation_id="list_versions",
    summary=gettext_noop("List the versions of an operating model"),
    description=gettext_noop("The newest first. A published version never changes."),
)
def list_versions(request: ApiRequest, path: Path[ModelPath]) -> Any:
    with reading(path.municipality):
        model = visible_model(request, path)
        return {"items": [version_brief(request, model, version) for version in visible_versions(request, model)]}


@router.get(
    "/operating-models/{municipality}/{slug}/versions/{number}",
    response=VersionOut,
    operation_id="read_version",
    summary=gettext_noop("Read a version with all its parts"),
    description=gettext_noop("The parts in the order in which they are shown."),
)
def read_version(request: ApiRequest, path: Path[VersionPath]) -> Any:
    with reading(path.municipality):
        model = visible_model(request, path)
        return version_out(request, model, get_object_or_404(visible_versions(request, model), number=path.number))


@router.get(
    "/operating-models/{municipality}/{slug}/versions/{number}/package",
    response={200: None},
    operation_id="download_package",
    summary=gettext_noop("Download a version as one file"),
    description=gettext_noop("A zip file that another installation can import. Drafts do not leave."),
    openapi_extra={
        "responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}}}}
    },
)
def download_package(request: ApiRequest, path: Path[VersionPath]) -> Any:
    with reading(path.municipality):
        model = visible_model(request, path)
        version = get_object_or_404(versions_of(model).exclude(state=DRAFT), number=path.number)
        data = write_package(package_of(model, version, installation=settings.SITE_URL))
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{model.slug}-{version.number}.zip"'
    return response


# ── Taking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/operating-models/adoptions",
    response={201: ModelOut},
    auth=Token("adopt"),
    operation_id="adopt_operating_model",
    summary=gettext_noop("Adopt an operating model of another municipality"),
    description=gettext_noop("Its published version becomes a draft of the municipality of the token."),
)
def adopt(request: ApiRequest, body: Adoption) -> Any:
    own_municipality(request)
    with across_municipalities(reason="A public operating model of a named municipality is looked up to be adopted."):
        origin = public_models().filter(municipality__slug=body.municipality, slug=body.slug).values_list("pk", flat=True).first()
    if origin is None:
        raise Refusal(_("There is no such model that is offered to others."), field="slug")
    model = adopt_model(actor=request.person, origin_id=origin)
    return Status(201, whole(request, model))


@router.post(
    "/operating-models/imports",
    response={201: ModelOut},
    auth=Token("adopt"),
    operation_id="import_operating_model",
    summary=gettext_noop("Import an operating model from a file"),
    description=gettext_noop(
        "A package, at most 20 MB, becomes a draft. The same package again gives the model that it became the first time."
    ),
)
def import_model(request: ApiRequest, file: File[UploadedFile]) -> Any:
    own_municipality(request)
    if (file.size or 0) > LARGEST_FILE:
        raise Answer(413, _("The file is larger than %(limit)d megabytes.") % {"limit": LARGEST_FILE // MEGABYTE})
    try:
        package = read_package(file.read())
    except Refusal as refusal:
        raise Refusal(refusal.reason, mend=refusal.mend, field="file") from None
    return Status(201, whole(request, import_package(actor=request.person, package=package)))


# ── From rows to shapes ────────────────────────────────────────────────────────────────────────────────────────────


def visible_model(request: ApiRequest, path: ModelPath) -> OperatingModel:
    models = visible_models(request.person)
    return get_object_or_404(models, municipality__slug=path.municipality, slug=path.slug)


def sees_drafts(request: ApiRequest, model: OperatingModel) -> bool:
    return municipality_in_force() is not None and allowed(request.person, READ_DRAFTS, model)


def visible_versions(request: ApiRequest, model: OperatingModel) -> QuerySet[Version]:
    versions = versions_of(model)
    return versions if sees_drafts(request, model) else versions.exclude(state=DRAFT)


def whole(request: ApiRequest, model: OperatingModel) -> dict[str, Any]:
    versions = list(visible_versions(request, model))
    published = next((version for version in versions if version.state == "published"), None)
    if published is None and not versions:
        raise Http404
    return brief(request, model) | {
        "version": version_out(request, model, published or working_version(model)),
        "versions": [version_brief(request, model, version) for version in versions],
    }


def brief(request: ApiRequest, model: OperatingModel) -> dict[str, Any]:
    """Reads model.municipality, which visible_models() selects."""
    municipality = model.municipality
    return {
        "municipality": municipality_brief(municipality),
        "slug": model.slug,
        "name": text_of(model.name),
        "summary": text_of(model.summary),
        "kind": model.kind,
        "kind_label": model.get_kind_display(),
        "themes": model.themes,
        "languages": model.languages,
        "licence": model.licence,
        "number": model.published_number,
        "published_at": model.published_at,
        "is_public": model.is_public,
        "family": str(model.family),
        "adopted_from": {
            "municipality": text_of(model.adopted_from_name),
            "number": model.adopted_from_number,
            "adopted_at": model.adopted_at,
        }
        if model.is_adopted
        else None,
        "page": page_address(request, municipality, f"models/{model.slug}/"),
        "url": api_address(request, f"operating-models/{municipality.slug}/{model.slug}"),
    }


def version_brief(request: ApiRequest, model: OperatingModel, version: Version) -> dict[str, Any]:
    url = api_address(request, f"operating-models/{model.municipality.slug}/{model.slug}/versions/{version.number}")
    return {
        "number": version.number,
        "state": version.state,
        "change_note": text_of(version.change_note),
        "content_hash": version.content_hash,
        "published_at": version.published_at,
        "url": url,
        "package": None if version.is_draft else f"{url}/package",
    }


def version_out(request: ApiRequest, model: OperatingModel, version: Version) -> dict[str, Any]:
    return version_brief(request, model, version) | {
        "parts": [
            {"key": part.key, "kind": part.kind, "title": text_of(part.title), "body": text_of(part.body), "data": part.data}
            for part in parts_of(version)
        ]
    }
