"""Writing: short forms, a step each. Every one saves a draft that only the municipality sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from talkoot.commons.operating_models.queries.models import own_models
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.ui.pages import FormPage
from talkoot.overviews.showcase.actions.parts import describe_picture, move_part_up, remove_part, save_part
from talkoot.overviews.showcase.actions.projects import change_project, start_project
from talkoot.overviews.showcase.forms.parts import PART_FORMS
from talkoot.overviews.showcase.forms.projects import CoverForm, ProjectBasicsForm, ProjectContactForm, ProjectStartForm, ProjectStoryForm
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import EDIT, WRITE
from talkoot.overviews.showcase.queries.parts import PART_KINDS
from talkoot.overviews.showcase.views.work import OnProject, project_or_404, trail


class ProjectStart(FormPage):
    permission = WRITE
    title = gettext_lazy("Write about a completed project")
    lead = gettext_lazy("Begin with the name and two sentences. Everything is saved as a draft that only your municipality sees.")
    submit_label = gettext_lazy("Save and go on")
    form_class = ProjectStartForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Project:
        return start_project(actor=self.person, **form.values())

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit_story", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("showcase:work")


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
        # A row of its own: checking the form writes what was typed into it.
        return {"municipality": self.municipality, "instance": Project.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> Project:
        return change_project(actor=self.person, project=self.thing, **form.values())

    def done_url(self, result: Project) -> str:
        return reverse("showcase:edit", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class EditBasics(EditPage):
    title = gettext_lazy("Name, summary and facts")
    form_class = ProjectBasicsForm  # type: ignore[assignment]


class EditStory(EditPage):
    title = gettext_lazy("The story")
    lead = gettext_lazy("Write for a colleague in another municipality who wants to do the same.")
    form_class = ProjectStoryForm  # type: ignore[assignment]


class EditContact(EditPage):
    title = gettext_lazy("Contact, operating model and review")
    form_class = ProjectContactForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"models": [(model.slug, str(model.name)) for model in own_models().order_by("slug")]}


class EditCover(EditPage):
    title = gettext_lazy("Cover picture")
    lead = gettext_lazy("A picture of the work itself says more than a logo. Ask for leave of those who are seen in it.")
    form_class = CoverForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "cover": self.thing.cover}

    def act(self, form: Any) -> Project:
        if upload := form.cleaned_data["upload"]:
            return change_project(actor=self.person, project=self.thing, cover=stored(self, upload, form))
        return describe_picture(actor=self.person, project=self.thing, file=self.thing.cover, alt_text=form.cleaned_data["alt_text"])  # type: ignore[arg-type]


class CoverRemove(OnProject):
    permission = EDIT
    done_message = gettext_lazy("Removed.")

    def act(self) -> Project:
        return change_project(actor=self.person, project=self.thing, cover=None)


def stored(page: EditPage, upload: Any, form: Any) -> StoredFile:
    # Readable by whoever has its address, which holds a part of the content's own hash: readers of a preview link have
    # no account, and nothing lists the files of a draft.
    return store_file(
        actor=page.person,
        upload=upload,
        alt_text=form.cleaned_data.get("alt_text"),
        language=form.cleaned_data.get("language", ""),
        is_public=True,
    )


class PartPage(EditPage):
    """Add or change one row of a kind: a figure, a lesson, a partner, a document, a picture."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["kind"] not in PART_KINDS:
            raise Http404
        return super().answer(request, *args, **kwargs)

    @property
    def kind(self) -> str:
        return self.kwargs["kind"]

    @property
    def title(self) -> Any:
        return str(PART_KINDS[self.kind]._meta.verbose_name).capitalize()

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
        part, typed = form.instance, form.cleaned_data
        if typed.get("upload"):
            part.file = stored(self, typed["upload"], form)
        elif self.kind == "pictures":
            describe_picture(actor=self.person, project=self.thing, file=part.file, alt_text=typed["alt_text"])
        if self.kind == "documents" and part.address:
            part.file, part.media_type = None, typed["media_type"] or "text/html"
        elif self.kind == "documents":
            part.media_type, part.size_kb = part.file.media_type, max(1, part.file.size_bytes // 1000)
        return save_part(actor=self.person, project=self.thing, part=part)


class PartRemove(OnProject):
    permission = EDIT
    done_message = gettext_lazy("Removed.")

    def part(self) -> Any:
        model: Any = PART_KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        return get_object_or_404(model.objects.filter(project=self.thing), pk=self.kwargs["pk"])

    def act(self) -> Any:
        return remove_part(actor=self.person, project=self.thing, part=self.part())


class PartMoveUp(PartRemove):
    done_message = ""  # type: ignore[assignment]

    def act(self) -> Any:
        return move_part_up(actor=self.person, project=self.thing, part=self.part())
