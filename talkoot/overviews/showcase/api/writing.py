# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Writing projects: drafts, their parts, and the steps to publication."""

from __future__ import annotations

from typing import Any, Literal, cast

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path
from ninja.responses import Status
from pydantic import Field

from talkoot.kernel.api.access import Token, own_municipality
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.texts import Id, first_language_written
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.refusals import Refusal
from talkoot.overviews.showcase.actions.parts import remove_part, save_part
from talkoot.overviews.showcase.actions.projects import STEP_ACTIONS, change_project, start_project
from talkoot.overviews.showcase.api.reading import visible_project, whole
from talkoot.overviews.showcase.api.routes import router
from talkoot.overviews.showcase.api.shapes import (
    DocumentIn,
    LessonIn,
    PartnerIn,
    ProjectChange,
    ProjectNew,
    ProjectOut,
    ProjectPath,
    ResultIn,
)
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.parts import PART_KINDS
from talkoot.overviews.showcase.queries.projects import programmes_of, visible_projects

WRITE = Token("write")

WORDS = ("title", "summary", "story", "place", "contact_role", "label", "unit", "source", "text", "name")
ADDED = gettext_noop("Behind those that are there. The answer is the whole project.")


class StepPath(ProjectPath):
    step: Literal[tuple(STEP_ACTIONS)] = Field(description=gettext_noop("The step to take, as told in “open_steps”."))


class PartPath(ProjectPath):
    kind: Literal["results", "lessons", "partners", "documents", "pictures"] = Field(description=gettext_noop("The kind of part."))
    id: Id


# ── The project ────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/projects",
    tags=["projects"],
    auth=WRITE,
    response={201: ProjectOut},
    operation_id="start_project",
    summary=gettext_noop("Write a new project"),
    description=gettext_noop("A draft in the municipality of the token, which only the municipality sees until it is published."),
)
def start(request: ApiRequest, body: ProjectNew) -> Any:
    municipality = own_municipality(request)
    first_language_written(municipality, title=body.title)
    project = start_project(actor=request.person, **checked(Project(), fields_of(body, municipality)))
    return Status(201, shown(request, project))


@router.patch(
    "/projects/{municipality}/{slug}",
    tags=["projects"],
    auth=WRITE,
    response=ProjectOut,
    operation_id="change_project",
    summary=gettext_noop("Change a project"),
    description=gettext_noop("Only the fields that are sent. What is reviewed or published is changed with the scope “publish” too."),
)
def change(request: ApiRequest, path: Path[ProjectPath], body: ProjectChange) -> Any:
    municipality = own_municipality(request, path.municipality)
    project = visible_project(request, path)
    if "title" in body.model_fields_set:
        first_language_written(municipality, title=body.title)
    fields = checked(Project.objects.get(pk=project.pk), fields_of(body, municipality))
    return shown(request, change_project(actor=request.person, project=project, **fields))


@router.post(
    "/projects/{municipality}/{slug}/steps/{step}",
    tags=["projects"],
    auth=WRITE,
    response=ProjectOut,
    operation_id="take_step",
    summary=gettext_noop("Take a step to publication"),
    description=gettext_noop("Sending to review asks for the scope “write”, all other steps for “publish” too."),
)
def take_step(request: ApiRequest, path: Path[StepPath]) -> Any:
    own_municipality(request, path.municipality)
    project = STEP_ACTIONS[path.step](actor=request.person, project=visible_project(request, path))
    return shown(request, project)


def fields_of(body: ProjectChange, municipality: Municipality) -> dict[str, Any]:
    """What was sent, as the action wants it."""
    fields = {name: Words(value) if name in WORDS else value for name, value in body.given().items()}
    if fields.get("programme"):
        fields["programme"] = programmes_of(municipality).filter(slug=fields["programme"]).first()
        if fields["programme"] is None:
            raise Refusal(_("The municipality has no such programme."), field="programme")
    return fields


def checked(thing: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, when the thing with them holds what its model asks for; else Django's ValidationError.

    The action answers for the address, in words and also under rivals.
    """
    for name, value in fields.items():
        setattr(thing, name, value)
    unset = {field.name for field in thing._meta.fields} - set(fields)
    thing.full_clean(exclude=unset, validate_unique=False, validate_constraints=False)
    start, end = getattr(thing, "started_on", None), getattr(thing, "ended_on", None)
    if start and end and end < start:
        raise Refusal(_("The end must not be before the start."), field="ended_on")
    return fields


def shown(request: ApiRequest, project: Project) -> dict[str, Any]:
    """The project as it is after the action, with what a list and its page select."""
    return whole(request, visible_projects(request.person).get(pk=project.pk))


# ── Its parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/projects/{municipality}/{slug}/results",
    tags=["projects"],
    auth=WRITE,
    response={201: ProjectOut},
    operation_id="add_result",
    summary=gettext_noop("Add a figure"),
    description=ADDED,
)
def add_result(request: ApiRequest, path: Path[ProjectPath], body: ResultIn) -> Any:
    return added(request, path, "results", body, needed=("label",))


@router.post(
    "/projects/{municipality}/{slug}/lessons",
    tags=["projects"],
    auth=WRITE,
    response={201: ProjectOut},
    operation_id="add_lesson",
    summary=gettext_noop("Add a lesson"),
    description=ADDED,
)
def add_lesson(request: ApiRequest, path: Path[ProjectPath], body: LessonIn) -> Any:
    return added(request, path, "lessons", body, needed=("title", "text"))


@router.post(
    "/projects/{municipality}/{slug}/partners",
    tags=["projects"],
    auth=WRITE,
    response={201: ProjectOut},
    operation_id="add_partner",
    summary=gettext_noop("Add a partner"),
    description=ADDED,
)
def add_partner(request: ApiRequest, path: Path[ProjectPath], body: PartnerIn) -> Any:
    return added(request, path, "partners", body, needed=("name",))


@router.post(
    "/projects/{municipality}/{slug}/documents",
    tags=["projects"],
    auth=WRITE,
    response={201: ProjectOut},
    operation_id="add_document",
    summary=gettext_noop("Add a document that lies elsewhere"),
    description=ADDED,
)
def add_document(request: ApiRequest, path: Path[ProjectPath], body: DocumentIn) -> Any:
    return added(request, path, "documents", body, needed=("title",))


@router.delete(
    "/projects/{municipality}/{slug}/{kind}/{id}",
    tags=["projects"],
    auth=WRITE,
    response={204: None},
    operation_id="remove_part",
    summary=gettext_noop("Remove a part"),
    description=gettext_noop("A figure, lesson, partner, document or picture, by its number."),
)
def remove(request: ApiRequest, path: Path[PartPath]) -> Any:
    own_municipality(request, path.municipality)
    project = visible_project(request, path)
    part = get_object_or_404(PART_KINDS[path.kind].objects.filter(project=project), pk=path.id)  # type: ignore[var-annotated]
    remove_part(actor=request.person, project=project, part=part)
    return Status(204, None)


def added(request: ApiRequest, path: ProjectPath, kind: str, body: Any, *, needed: tuple[str, ...]) -> Any:
    municipality = own_municipality(request, path.municipality)
    project = visible_project(request, path)
    first_language_written(municipality, **{name: getattr(body, name) for name in needed})
    part: Any = cast(Any, PART_KINDS[kind])(project=project)
    fields = {name: getattr(body, name) for name in type(body).model_fields}
    checked(part, {name: Words(value) if isinstance(value, dict) else value for name, value in fields.items()})
    if kind == "documents" and not part.address:
        raise Refusal(_("A document needs an address."), field="address")
    save_part(actor=request.person, project=project, part=part)
    return Status(201, shown(request, project))
