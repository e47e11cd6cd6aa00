"""The programmes in which projects were done: a list and a form."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.overviews.showcase.actions.programmes import add_programme, change_programme
from talkoot.overviews.showcase.forms.projects import ProgrammeForm
from talkoot.overviews.showcase.models.project import Programme
from talkoot.overviews.showcase.permissions import READ_DRAFTS, WRITE
from talkoot.overviews.showcase.queries.projects import all_programmes


class ProgrammeList(Page):
    permission = READ_DRAFTS
    template_name = "showcase/programmes.html"
    title = gettext_lazy("Programmes")
    lead = gettext_lazy("Readers find projects by the programme in which they were done.")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Workbench"), "url": reverse("showcase:work")}, {"label": self.title, "url": ""}]

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Add a programme"), "url": reverse("showcase:programme_add")} if self.allows(WRITE) else None

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "programmes": all_programmes(),
            "may_write": self.allows(WRITE),
            "empty_action": self.primary_action(),
            "languages_here": self.municipality.languages,
        }


class ProgrammePage(FormPage):
    """Add a programme, or change one."""

    permission = WRITE
    form_class = ProgrammeForm  # type: ignore[assignment]
    done_message = gettext_lazy("Saved.")
    thing: Programme | None

    def fetch(self) -> Programme | None:
        return get_object_or_404(Programme, slug=self.kwargs["slug"]) if "slug" in self.kwargs else None

    @property
    def title(self) -> Any:
        return self.thing.name if self.thing else _("Add a programme")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Programmes"), "url": reverse("showcase:programmes")}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "instance": self.fetch()}

    def act(self, form: Any) -> Programme:
        if self.thing is None:
            return add_programme(actor=self.person, **form.values())
        return change_programme(actor=self.person, programme=self.thing, **form.values())

    def done_url(self, result: Programme) -> str:
        return reverse("showcase:programmes")

    def cancel_url(self) -> str:
        return reverse("showcase:programmes")
