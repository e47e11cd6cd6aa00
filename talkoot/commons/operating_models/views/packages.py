from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.handbook import handbook_of
from talkoot.commons.operating_models.content.package import LARGEST_FILE, read_package, write_package
from talkoot.commons.operating_models.content.schema import package_schema
from talkoot.commons.operating_models.forms import ImportForm
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.permissions import IMPORT, READ_DRAFTS, VIEW
from talkoot.commons.operating_models.queries.models import (
    contents_of,
    package_of,
    published_version,
    version_numbered,
    working_version,
)
from talkoot.commons.operating_models.queries.reading import reading_of
from talkoot.commons.operating_models.queries.upstream import news_of
from talkoot.commons.operating_models.views.model import ModelPage
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.kernel.ui.theme import theme_of

TEMPLATE = Path(__file__).parents[1] / "print" / "handbook.typ"
KEPT_SECONDS = 24 * 3600


class ImportModel(FormPage):
    permission = IMPORT
    title = gettext_lazy("Bring in a model from a file")
    lead = gettext_lazy(
        "A package holds the whole model and says where it comes from. It is checked before anything is kept: "
        "if anything is wrong with it, nothing is brought in and you are told why."
    )
    form_class = ImportForm
    submit_label = gettext_lazy("Bring in")

    def act(self, form: ImportForm) -> OperatingModel:
        data = form.cleaned_data["package"].read(LARGEST_FILE + 1)
        return import_package(actor=self.person, package=read_package(data))

    def done_url(self, result: OperatingModel) -> str:
        if news_of([result]):
            messages.success(self.request, _("A newer version of a model of yours. Take from it what you want."))
            return reverse("operating_models:upstream", args=[result.slug])
        messages.success(self.request, _("The model is here. Look it through and adapt it, then publish it."))
        return reverse("operating_models:work", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("operating_models:list")


class VersionFile(ModelPage):
    """A file made of a version: the published one, or with ?version=1.0 an earlier one; never a draft."""

    def version(self) -> Version:
        number = self.request.GET.get("version", "")
        found = version_numbered(self.thing, number) if number else published_version(self.thing)
        if found is None:
            raise Http404
        return found


class PackageFile(VersionFile):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version()
        data = write_package(package_of(self.thing, version, installation=settings.SITE_URL))
        name = f"{self.thing.slug}-{version.number}.zip"
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type="application/zip")


class HandbookFile(VersionFile):
    """In the reader's language. A model's own people may print the draft before the first publication."""

    def version(self) -> Version:
        if not self.thing.is_published and self.allows(READ_DRAFTS):
            return working_version(self.thing)
        return super().version()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version, language = self.version(), get_language() or "fi"
        key = f"handbook:{self.thing.pk}:{version.content_hash}:{language}"
        pdf = cache.get(key) if version.content_hash else None
        if pdf is None:
            pdf = print_form(TEMPLATE, self.book(version, language))
            if version.content_hash:
                cache.set(key, pdf, KEPT_SECONDS)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.thing.slug}-{language}.pdf"'
        return response

    def book(self, version: Version, language: str) -> dict[str, Any]:
        model: OperatingModel = self.thing
        facts = [
            (_("Municipality"), model.municipality),
            (_("Version"), version.number if version.published_at else _("Draft")),
            (_("Taken from"), model.adopted_from_name),
            (_("Licence"), model.licence),
        ]
        return handbook_of(
            reading_of(contents_of(version), language),
            language=language,
            kind=model.get_kind_display(),
            facts=facts,
            author=str(model.municipality),
            colour=theme_of(model.municipality.theme).brand,
            address=self.request.build_absolute_uri(self.url("model")),
        )


class PackageSchema(Page):
    """The JSON Schema of packages, for programs; it has no language."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = JsonResponse(package_schema(), json_dumps_params={"indent": 1}, content_type="application/schema+json")
        response["Access-Control-Allow-Origin"] = "*"
        return response
