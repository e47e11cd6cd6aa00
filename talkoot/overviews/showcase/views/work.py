"""The workbench: what is in work, the desk of a project, its steps and its preview links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, Page
from talkoot.overviews.showcase.actions.projects import STEP_ACTIONS, end_preview_links, make_preview_link, renew_review
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.forms.work import WorkFilter
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import EDIT, PUBLISH, READ_DRAFTS, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.parts import PART_KINDS, parts_of
from talkoot.overviews.showcase.queries.projects import all_projects, preview_links_in_force, untranslated, visible_projects

# The way back is never the button that invites.
BACKWARDS = ("return", "archive", "reopen")


def project_or_404(page: Page) -> Project:
    return get_object_or_404(visible_projects(page.person), slug=page.kwargs["slug"])


def trail(project: Project, here: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("Workbench"), "url": reverse("showcase:work")},
        {"label": project.title, "url": reverse("showcase:edit", args=[project.slug])},
        {"label": here, "url": ""},
    ]


class WorkList(ListPage):
    """Everything that is being written, reviewed or shown; what is archived on request."""

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
        return all_projects()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {"languages": self.municipality.languages}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write about a project"), "url": reverse("showcase:start")} if self.allows(WRITE) else None

    def downloads(self) -> list[dict[str, Any]]:
        ways = [
            {"label": _("What is untranslated"), "url": reverse("showcase:untranslated")},
            {"label": _("Programmes"), "url": reverse("showcase:programmes")},
            {"label": _("All projects as a file"), "url": reverse("showcase:export")},
        ]
        return [*ways, {"label": _("Import from a file"), "url": reverse("showcase:import")}] if self.allows(PUBLISH) else ways

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("Nothing in work"),
            "text": _("Tell what you have completed: a title and two sentences are enough to begin."),
        }


class Untranslated(WorkList):
    """What lacks a language of the municipality, with which one."""

    title = gettext_lazy("Untranslated")
    lead = gettext_lazy("Projects in which the title, the summary or the story is missing in one of the municipality's languages.")

    def rows(self) -> Any:
        return untranslated(self.municipality.languages)

    def primary_action(self) -> dict[str, Any] | None:
        return None

    def downloads(self) -> list[dict[str, Any]]:
        return []

    def empty(self) -> dict[str, Any]:
        return {
            "title": _("Everything is translated"),
            "text": _("Nothing is missing in any language of the municipality."),
            "action": None,
        }


class ProjectEdit(Page):
    """The desk of one project: where it stands, what is missing, its parts, its steps."""

    permission = READ_DRAFTS
    template_name = "showcase/project_edit.html"
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.thing.title)[::2]

    def context(self) -> dict[str, Any]:
        project = self.thing
        labels = {name: model._meta.verbose_name_plural for name, model in PART_KINDS.items()}
        waits_for_another = project.state == State.IN_REVIEW and self.person is not None and project.sent_to_review_by_id == self.person.pk
        return super().context() | {
            "project": project,
            "part_groups": [{"name": name, "label": labels[name], "rows": rows} for name, rows in parts_of(project).items()],
            "steps": self.steps(),
            "stages": LIFE.stages(project),
            "waits_for_another": waits_for_another,
            "missing": project.missing_languages(self.municipality.languages),
            "may_edit": self.allows(EDIT),
            "may_write": self.allows(WRITE),
            "may_publish": self.allows(PUBLISH),
            "preview_links_count": preview_links_in_force(project),
        }

    def steps(self) -> list[dict[str, Any]]:
        """Steps that are open: at most one of them, forwards and free, is the page's first button."""
        steps = LIFE.open_steps(self.thing, self.person)
        first = next((one for one in steps if one.is_free and one.step.name not in BACKWARDS), None)
        return [{"step": one.step, "refusals": one.refusals, "is_first": one is first} for one in steps]


class OnProject(ActPage):
    """One button about a project; back to its desk."""

    permission = READ_DRAFTS
    thing: Project

    def fetch(self) -> Project:
        return project_or_404(self)

    def done_url(self, result: Any) -> str:
        return reverse("showcase:edit", args=[self.thing.slug])


class ProjectStep(OnProject):
    """One step of the life cycle: send to review, approve, return, publish, archive, reopen. Its action asks who may."""

    done_message = gettext_lazy("Done.")

    def act(self) -> Any:
        step = STEP_ACTIONS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        return step(actor=self.person, project=self.thing)


class RenewReview(OnProject):
    permission = PUBLISH
    done_message = gettext_lazy("The next review is in a year.")

    def act(self) -> Any:
        return renew_review(actor=self.person, project=self.thing)


class PreviewLinkMake(OnProject):
    """Makes the link and shows it once, in the message of the page that follows."""

    permission = WRITE

    def act(self) -> Any:
        link = make_preview_link(actor=self.person, project=self.thing)
        address = self.request.build_absolute_uri(reverse("showcase:preview", args=[link.secret]))  # type: ignore[attr-defined]
        messages.success(
            self.request,
            _("Anyone with this link can read the draft for 14 days. Copy it now, it is not shown again: %(address)s")
            % {"address": address},
        )
        return self.thing


class PreviewLinksEnd(OnProject):
    permission = WRITE
    done_message = gettext_lazy("The preview links no longer work.")

    def act(self) -> Any:
        return end_preview_links(actor=self.person, project=self.thing)
