# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Lists and single projects, for everybody; with a token also the drafts of its municipality."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Path, Query, Schema
from pydantic import Field

from talkoot.kernel.api.access import reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Size, page_of
from talkoot.kernel.api.texts import LanguageCode, MunicipalitySlug, Slug, plain_text, text_of
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort
from talkoot.overviews.showcase.api.routes import router
from talkoot.overviews.showcase.api.shapes import (
    KindCode,
    ProjectOut,
    ProjectPath,
    ProjectRows,
    QuestionRows,
    StateCode,
    ThemeCode,
    brief,
    part_out,
    question_out,
)
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import READ_DRAFTS
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.interest import answered_questions, interest_counts
from talkoot.overviews.showcase.queries.parts import parts_of
from talkoot.overviews.showcase.queries.projects import visible_projects

# Drafts have no date of publishing; the index on published_at alone serves the public list.
NEWEST = Sort("newest", "", lambda language: F("published_at"), is_descending=True)
NEWEST_WITH_DRAFTS = Sort("newest", "", lambda language: Coalesce("published_at", "created_at"), is_descending=True)
BY_TITLE = Sort("title", "", lambda language: in_order_of("title_order", language))
NEWEST_ANSWER = Sort("newest", "", lambda language: F("answered_at"), is_descending=True)


class AnswersQuery(Schema):
    after: After = ""
    size: Size = 20


class ProjectQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only projects in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    theme: ThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    kind: KindCode | None = Field(None, description=gettext_noop("Only those of this kind."))
    programme: Slug | None = Field(None, description=gettext_noop("Only those done in this programme."))
    written_in: LanguageCode | None = Field(None, description=gettext_noop("Only those whose story can be read in this language."))
    state: StateCode | None = Field(None, description=gettext_noop("Only those in this state; without a token all are published."))
    sort: Literal["newest", "title"] = Field("newest", description=gettext_noop("The order: the newest first, or by name."))
    after: After = ""
    size: Size = 20

    def narrow(self, projects: QuerySet[Project]) -> QuerySet[Project]:
        """As the filters of the page do."""
        equal = {"municipality__slug": self.municipality, "kind": self.kind, "programme__slug": self.programme, "state": self.state}
        projects = projects.filter(**{lookup: value for lookup, value in equal.items() if value})
        if self.theme:
            projects = projects.filter(themes__contains=[self.theme])
        if self.written_in:
            projects = projects.filter(story__has_key=self.written_in)
        return narrow(projects, self.q) if self.q else projects


@router.get(
    "/projects",
    tags=["projects"],
    response=ProjectRows,
    operation_id="list_projects",
    summary=gettext_noop("List completed projects"),
    description=gettext_noop("What is published in all municipalities; with a token everything that its person sees in her own."),
)
def list_projects(request: ApiRequest, query: Query[ProjectQuery]) -> Any:
    with reading(query.municipality or ""):
        person = request.person
        newest = NEWEST_WITH_DRAFTS if allowed(person, READ_DRAFTS) else NEWEST
        return page_of(
            request,
            query.narrow(visible_projects(person)),
            BY_TITLE if query.sort == "title" else newest,
            lambda project: brief(request, project),
            after=query.after,
            size=query.size,
        )


@router.get(
    "/projects/{municipality}/{slug}",
    tags=["projects"],
    response=ProjectOut,
    operation_id="read_project",
    summary=gettext_noop("Read a project with all its parts"),
    description=gettext_noop("Story, figures, lessons, partners, documents, pictures, and how many municipalities have adopted it."),
)
def read_project(request: ApiRequest, path: Path[ProjectPath]) -> Any:
    with reading(path.municipality):
        return whole(request, visible_project(request, path))


@router.get(
    "/projects/{municipality}/{slug}/questions",
    tags=["projects"],
    response=QuestionRows,
    operation_id="list_answered_questions",
    summary=gettext_noop("List the answered questions of a project"),
    description=gettext_noop("The last answer first. No names are shown."),
)
def list_answered_questions(request: ApiRequest, path: Path[ProjectPath], query: Query[AnswersQuery]) -> Any:
    with reading(path.municipality):
        questions = answered_questions(visible_project(request, path)).select_related("project", "by_municipality")
        return page_of(request, questions, NEWEST_ANSWER, question_out, after=query.after, size=query.size)


def visible_project(request: ApiRequest, path: ProjectPath) -> Project:
    projects = visible_projects(request.person)
    return get_object_or_404(projects, municipality__slug=path.municipality, slug=path.slug)


def whole(request: ApiRequest, project: Project) -> dict[str, Any]:
    """Everything of a project. So many queries as it has kinds of parts, and three."""
    person = request.person
    sees_work = municipality_in_force() is not None and allowed(person, READ_DRAFTS, project)
    parts = {kind: [part_out(request, project, kind, part) for part in rows] for kind, rows in parts_of(project).items()}
    steps = LIFE.open_steps(project, person) if sees_work else []
    return (
        brief(request, project)
        | parts
        | {
            "story": text_of(project.story),
            "place": text_of(project.place),
            "languages": project.languages,
            "contact_role": text_of(project.contact_role),
            "operating_model": project.operating_model,
            "missing_languages": project.missing_languages(project.municipality.languages),
            "interest": interest_counts(project),
            "contact_email": project.contact_email if sees_work else None,
            "review_by": project.review_by if sees_work else None,
            "open_steps": [
                {"name": s.step.name, "label": str(s.step.label), "refusals": [str(refusal) for refusal in s.refusals]} for s in steps
            ],
        }
    )
