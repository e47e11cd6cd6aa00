"""Projects out to a file and in from one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.overviews.showcase.actions.exchange import import_projects
from talkoot.overviews.showcase.content.file_format import SCHEMA, read_projects_file
from talkoot.overviews.showcase.forms.work import ProjectsFileForm
from talkoot.overviews.showcase.permissions import PUBLISH, READ_DRAFTS, VIEW
from talkoot.overviews.showcase.queries.exchange import projects_file


class ProjectsExport(Page):
    permission = READ_DRAFTS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = JsonResponse(projects_file(self.municipality), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{self.municipality.slug}-projects.json"'
        response["Cache-Control"] = "private, no-store"
        return response


class ProjectsImport(FormPage):
    permission = PUBLISH
    title = gettext_lazy("Import projects from a file")
    lead = gettext_lazy("The projects become drafts. A project whose address is already in use is left as it is.")
    submit_label = gettext_lazy("Import")
    form_class: ClassVar[type[forms.Form]] = ProjectsFileForm

    def act(self, form: Any) -> Any:
        report = import_projects(actor=self.person, data=read_projects_file(form.cleaned_data["file"].read()))
        messages.success(
            self.request,
            _("Imported: %(made)d. Left as they were: %(kept)d.") % {"made": len(report.made), "kept": len(report.kept)},
        )
        return report

    def done_url(self, result: Any) -> str:
        return reverse("showcase:work")

    def cancel_url(self) -> str:
        return reverse("showcase:work")


class ProjectsSchema(PubliclyKept, Page):
    """The published JSON Schema of the file."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return JsonResponse(SCHEMA, content_type="application/schema+json")
