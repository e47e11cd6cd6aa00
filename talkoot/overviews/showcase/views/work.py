"""The workbench: writing, translating, reviewing and publishing. Short forms, a step each."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.operating_models.queries.models import own_models
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.overviews.showcase.actions.exchange import import_projects
from talkoot.overviews.showcase.actions.projects import (
    STEP_ACTIONS,
    change_project,
    end_preview_links,
    make_preview_link,
    move_part_up,
    remove_part,
    renew_review,
    save_part,
    start_project,
)
from talkoot.overviews.showcase.content.file_format import SCHEMA, read_projects_file
from talkoot.overviews.showcase.forms.projects import PART_FORMS, ProjectBasicsForm, ProjectContactForm, ProjectStoryForm
from talkoot.overviews.showcase.forms.work import ProjectsFileForm, WorkFilter
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import EDIT, PUBLISH, READ_DRAFTS, VIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.exchange import projects_file
from talkoot.overviews.showcase.queries.projects import PART_KINDS, parts_of, projects_in_work, untranslated, visible_projects


def project_or_404(page: Page) -> Project:
    return get_object_or_404(visible_projects(page.person), slug=page.kwargs["slug"])


def trail(project: Project, here: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("Workbench"), "url": reverse("showcase:work")},
        {"label": project.title, "url": reverse("showcase:edit", args=[project.slug])},
        {"label": here, "url": ""},
    ]


class WorkList(ListPage):
    """Everything that is being written, reviewed or shown, and not archived."""

    permission = READ_DRAFTS
    title = gettext_lazy("Workbench of projects")
    lead = gettext_lazy("Drafts, what waits for review, and what is published.")
    row_template = "showcase/work_row.html"
    filter_form_class = WorkFilter
    sorts = (
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    def rows(self) -> Any:
        return projects_in_work()

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {"languages": self.municipality.languages}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write about a project"), "url": reverse("showcase:start")} if self.allows(WRITE) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": _("All projects as a file"), "url": reverse("showcase:export")}]

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("Nothing in work"),
            "text": _("Tell what you have completed: a title and two sentences are enough to begin."),
        }


class ProjectStart(FormPage):
    permission = WRITE
    title = gettext_lazy("Write about a completed project")
    lead = gettext_lazy("Begin with the name and two sentences. Everything is saved as a draft that only your municipality sees.")
    submit_label = gettext_lazy("Save and go on")
    form_class = ProjectBasicsForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Project:
        return start_project(actor=self.person, **form.values())

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit_story", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("showcase:work")


class ProjectEdit(Page):
    """The desk of one project: where it stands, what is missing, its parts, its steps."""

    permission = READ_DRAFTS
    template_name = "showcase/project_edit.html"
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.thing.title)[::2]

    def context(self) -> dict[str, Any]:
        parts = parts_of(self.thing)
        labels = {name: model._meta.verbose_name_plural for name, model in PART_KINDS.items()}
        return super().context() | {
            "project": self.thing,
            "part_groups": [{"name": name, "label": labels[name], "rows": rows} for name, rows in parts.items()],
            "steps": LIFE.open_steps(self.thing, self.person),
            "stages": LIFE.stages(self.thing),
            "missing": self.thing.missing_languages(self.municipality.languages),
            "may_edit": self.allows(EDIT),
        }


class EditPage(FormPage):
    """A form over some fields of a project."""

    permission = EDIT
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "instance": Project.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> Project:
        return change_project(actor=self.person, project=self.thing, **form.values())

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class EditBasics(EditPage):
    title = gettext_lazy("Name, summary and facts")
    form_class = ProjectBasicsForm


class EditStory(EditPage):
    title = gettext_lazy("The story")
    lead = gettext_lazy("Write for a colleague in another municipality who wants to do the same.")
    form_class = ProjectStoryForm


class EditContact(EditPage):
    title = gettext_lazy("Contact, operating model and review")
    form_class = ProjectContactForm

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"models": [(model.slug, str(model.name)) for model in own_models()]}


class PartPage(EditPage):
    """Add or change one row of a kind: a figure, a lesson, a partner, a document, a picture."""

    @property
    def kind(self) -> str:
        if self.kwargs["kind"] not in PART_KINDS:
            raise Http404
        return self.kwargs["kind"]

    @property
    def title(self) -> Any:  # type: ignore[override]
        return PART_KINDS[self.kind]._meta.verbose_name.capitalize()

    def part(self) -> Any:
        model: Any = PART_KINDS[self.kind]
        if "pk" not in self.kwargs:
            return model(project=self.thing)
        return get_object_or_404(model.objects.filter(project=self.thing), pk=self.kwargs["pk"])

    def form(self) -> forms.Form:
        posted = self.request.method == "POST"
        return PART_FORMS[self.kind](  # type: ignore[return-value]
            data=self.request.POST if posted else None,
            files=self.request.FILES if posted else None,
            municipality=self.municipality,
            instance=self.part(),
        )

    def act(self, form: Any) -> Project:
        part = form.instance
        for name, value in form.cleaned_data.items():
            if name not in ("upload", "alt_text"):
                setattr(part, name, value)
        if form.cleaned_data.get("upload"):
            part.file = store_file(
                actor=self.person,
                upload=form.cleaned_data["upload"],
                alt_text=form.cleaned_data.get("alt_text"),
                language=form.cleaned_data.get("language", ""),
                is_public=True,
            )
        if self.kind == "documents" and part.file_id and not part.address:
            part.media_type, part.size_kb = part.file.media_type, max(1, part.file.size_bytes // 1024)
        elif self.kind == "documents":
            part.file = None
        save_part(actor=self.person, project=self.thing, part=part)
        return self.thing


class PartRemove(ActPage):
    permission = EDIT
    done_message = gettext_lazy("Removed.")
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    def part(self) -> Any:
        model: Any = PART_KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        return get_object_or_404(model.objects.filter(project=self.thing), pk=self.kwargs["pk"])

    def act(self) -> Any:
        return remove_part(actor=self.person, project=self.thing, part=self.part())

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class PartMoveUp(PartRemove):
    done_message = ""

    def act(self) -> Any:
        return move_part_up(actor=self.person, project=self.thing, part=self.part())


class ProjectStep(ActPage):
    """One step of the life cycle: send to review, approve, return, publish, archive, reopen."""

    permission = READ_DRAFTS
    done_message = gettext_lazy("Done.")
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    def act(self) -> Any:
        step = STEP_ACTIONS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        return step(actor=self.person, project=self.thing)

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class RenewReview(ProjectStep):
    permission = PUBLISH
    done_message = gettext_lazy("The next review is in a year.")

    def act(self) -> Any:
        return renew_review(actor=self.person, project=self.thing)


class PreviewLinkMake(ActPage):
    """Makes the link and shows it once, in the message of the page that follows."""

    permission = READ_DRAFTS
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    def act(self) -> Any:
        link = make_preview_link(actor=self.person, project=self.thing)
        address = self.request.build_absolute_uri(reverse("showcase:preview", args=[link.secret]))  # type: ignore[attr-defined]
        messages.success(self.request, _("Anyone with this link can read the draft for 14 days: %(address)s") % {"address": address})
        return self.thing

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class PreviewLinksEnd(PreviewLinkMake):
    done_message = gettext_lazy("The preview links no longer work.")

    def act(self) -> Any:
        return end_preview_links(actor=self.person, project=self.thing)


class Untranslated(WorkList):
    """What lacks a language of the municipality, with which one."""

    title = gettext_lazy("Untranslated")
    lead = gettext_lazy("Projects in which the title, the summary or the story is missing in one of the municipality's languages.")

    def rows(self) -> Any:
        return untranslated(self.municipality.languages)

    def downloads(self) -> list[dict[str, Any]]:
        return []

    def empty(self) -> dict[str, Any]:
        return {
            "title": _("Everything is translated"),
            "text": _("Nothing is missing in any language of the municipality."),
            "action": None,
        }


class ProjectsExport(Page):
    permission = READ_DRAFTS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = JsonResponse(projects_file(self.municipality), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{self.municipality.slug}-projects.json"'
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


class ProjectsSchema(Page):
    """The published JSON Schema of the file."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return JsonResponse(SCHEMA, content_type="application/schema+json")
