# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type,assignment"
"""What goes out and comes in: projects, their parts, questions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from talkoot.kernel.api.access import api_address, page_address
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import Rows
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
    words_of,
)
from talkoot.overviews.showcase.content.kinds import Kind, PartnerKind, State
from talkoot.overviews.showcase.models.project import Project
from talkoot.tools.themes.models import Theme

KindCode = Literal[tuple(Kind.values)]
StateCode = Literal[tuple(State.values)]
ThemeCode = Literal[tuple(Theme.values)]
PartnerKindCode = Literal[tuple(PartnerKind.values)]


class ProjectPath(Schema):
    municipality: MunicipalitySlug
    slug: Slug


# ── Out ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class ProjectBrief(Schema):
    municipality: MunicipalityBrief
    slug: str = Field(description=gettext_noop("The last part of its address."), examples=["library-robot"])
    title: Text
    summary: Text
    kind: str = Field(description=gettext_noop("What was completed."), examples=["tool"])
    kind_label: str = Field(description=gettext_noop("The kind in words, in the chosen language."))
    themes: list[str] = Field(description=gettext_noop("Codes of its themes."), examples=[["education"]])
    programme: str | None = Field(description=gettext_noop("The programme in which it was done, by the name in its address."))
    state: str = Field(description=gettext_noop("Where it stands on its way to publication."), examples=["published"])
    started_on: date | None = Field(description=gettext_noop("The day on which it started."))
    ended_on: date | None = Field(description=gettext_noop("The day on which it ended."))
    published_at: datetime | None = Field(description=gettext_noop("When it was first published."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class ProjectRows(Rows):
    items: list[ProjectBrief]


class Part(Schema):
    id: int = Field(description=gettext_noop("Its number."))


class ResultOut(Part):
    label: Text
    value: str = Field(description=gettext_noop("The figure, with a point before decimals."), examples=["30000"])
    unit: Text
    source: Text


class LessonOut(Part):
    title: Text
    text: Text


class PartnerOut(Part):
    name: Text
    kind: str = Field(description=gettext_noop("What kind of organisation it is."), examples=["university"])


class DocumentOut(Part):
    title: Text
    address: str = Field(description=gettext_noop("Where it is: elsewhere, or a file here."))
    language: str = Field(description=gettext_noop("The language of the document."), examples=["fi"])
    media_type: str = Field(description=gettext_noop("What the document is."), examples=["application/pdf"])
    size_kb: int | None = Field(description=gettext_noop("Its size in kilobytes, when it is known."))


class PictureOut(Part):
    address: str = Field(description=gettext_noop("The address of the picture."))
    caption: Text
    alt_text: Text


class InterestCounts(Schema):
    interested: int = Field(description=gettext_noop("Municipalities that are interested."))
    preparing: int = Field(description=gettext_noop("Municipalities that prepare to adopt it."))
    adopted: int = Field(description=gettext_noop("Municipalities that have adopted it."))


class OpenStepOut(Schema):
    name: str = Field(description=gettext_noop("The name of the step."), examples=["send_to_review"])
    label: str = Field(description=gettext_noop("The step in words, in the chosen language."))
    refusals: list[str] = Field(description=gettext_noop("What still stands in its way; empty when it can be taken now."))


class ProjectOut(ProjectBrief):
    story: Text = Field(description=gettext_noop("The whole story, in Markdown."))
    place: Text
    languages: list[str] = Field(description=gettext_noop("Languages of the original material."))
    contact_role: Text = Field(description=gettext_noop("Whom to turn to: a role, not a person."))
    operating_model: str = Field(description=gettext_noop("The operating model of the same municipality that it offers, or empty."))
    missing_languages: list[str] = Field(
        description=gettext_noop("Languages of the municipality in which title, summary or story is missing.")
    )
    results: list[ResultOut]
    lessons: list[LessonOut]
    partners: list[PartnerOut]
    documents: list[DocumentOut]
    pictures: list[PictureOut]
    interest: InterestCounts
    contact_email: str | None = Field(description=gettext_noop("Only for readers of the municipality's drafts, else null."))
    review_by: date | None = Field(description=gettext_noop("Only for readers of the municipality's drafts, else null."))
    open_steps: list[OpenStepOut] = Field(description=gettext_noop("Steps that the token may take from here."))


class QuestionOut(Schema):
    id: int = Field(description=gettext_noop("Its number."))
    project: str = Field(description=gettext_noop("The project, by the last part of its address."))
    by_municipality: MunicipalityBrief | None = Field(description=gettext_noop("The municipality that asks, when one does."))
    text: str = Field(description=gettext_noop("The question."))
    language: str = Field(description=gettext_noop("The language of the question."))
    asked_at: datetime = Field(description=gettext_noop("When it was asked."))
    answer: str = Field(description=gettext_noop("The answer, or empty."))
    answer_language: str = Field(description=gettext_noop("The language of the answer, or empty."))
    answered_at: datetime | None = Field(description=gettext_noop("When it was answered."))


class QuestionRows(Rows):
    items: list[QuestionOut]


# ── In ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN = gettext_noop("The text in each language; the municipality's first language is needed.")
TITLE = {"fi": "Kirjastorobotti", "sv": "Biblioteksroboten"}
NewSlug = plain_text(
    80, description=gettext_noop("The last part of its address: small letters, numbers and hyphens."), examples=["library-robot"]
)


class ProjectChange(Input):
    """Only the fields that are sent are changed."""

    title: words_of(160, description=WRITTEN, examples=[TITLE]) = None
    slug: NewSlug = None
    summary: words_of(600, description=gettext_noop("One or two sentences, in each language.")) = None
    story: words_of(20_000, description=gettext_noop("The whole story, in Markdown, in each language.")) = None
    kind: Annotated[KindCode, Field(description=gettext_noop("What was completed."), examples=["tool"])] = None
    programme: Slug | None = Field(None, description=gettext_noop("A programme of the municipality, or null."))
    themes: Annotated[list[ThemeCode], Field(max_length=20, description=gettext_noop("Codes of its themes."))] = None
    languages: Annotated[list[LanguageCode], Field(max_length=10, description=gettext_noop("Languages of the original material."))] = None
    started_on: date | None = Field(None, description=gettext_noop("The day on which it started."))
    ended_on: date | None = Field(None, description=gettext_noop("The day on which it ended."))
    place: words_of(160, description=gettext_noop("Where it was done, in each language.")) = None
    contact_role: words_of(160, description=gettext_noop("Whom to turn to: a role, not a person.")) = None
    contact_email: plain_text(
        254, description=gettext_noop("A shared address; readers never see it."), examples=["projects@espoo.example"]
    ) = None
    operating_model: plain_text(80, description=gettext_noop("An operating model of the municipality, or empty.")) = None
    review_by: date | None = Field(None, description=gettext_noop("The day by which somebody looks whether the page still holds."))


class ProjectNew(ProjectChange):
    """Without `slug` the address is made of the title."""

    title: words_of(160, description=WRITTEN, examples=[TITLE])
    kind: Annotated[KindCode, Field(description=gettext_noop("What was completed."), examples=["tool"])]


class ResultIn(Input):
    label: words_of(160, description=gettext_noop("What the figure tells."), examples=[{"fi": "Oppijoita", "sv": "Elever"}])
    value: Annotated[Decimal, Field(max_digits=15, decimal_places=2, description=gettext_noop("The figure."), examples=[30000])]
    unit: words_of(60, description=gettext_noop("Its unit, in each language.")) = Field(default_factory=dict)
    source: words_of(300, description=gettext_noop("Where the figure comes from.")) = Field(default_factory=dict)


class LessonIn(Input):
    title: words_of(160, description=WRITTEN, examples=[{"fi": "Aloita pienestä", "sv": "Börja i liten skala"}])
    text: words_of(2000, description=WRITTEN, examples=[{"fi": "Yksi koulu riittää alkuun.", "sv": "En skola räcker för att börja."}])


class PartnerIn(Input):
    name: words_of(160, description=WRITTEN, examples=[{"fi": "Aalto-yliopisto", "sv": "Aalto-universitetet"}])
    kind: Annotated[PartnerKindCode, Field(description=gettext_noop("What kind of organisation it is."), examples=["university"])]


class DocumentIn(Input):
    title: words_of(200, description=WRITTEN, examples=[{"fi": "Loppuraportti", "sv": "Slutrapport"}])
    address: plain_text(
        500, description=gettext_noop("Where it is. Files are brought on the pages."), examples=["https://example.org/report.pdf"]
    )
    language: Annotated[LanguageCode, Field(description=gettext_noop("The language of the document."))]
    size_kb: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        None, description=gettext_noop("Its size in kilobytes, when it is known.")
    )
    media_type: plain_text(100, description=gettext_noop("What the document is.")) = "text/html"


class AnswerIn(Input):
    answer: plain_text(4000, shortest=1, description=gettext_noop("The answer; it is shown on the project's page."))
    language: Annotated[LanguageCode, Field(description=gettext_noop("The language of the answer."))]


# ── From rows to shapes ────────────────────────────────────────────────────────────────────────────────────────────


def brief(request: ApiRequest, project: Project) -> dict[str, Any]:
    """Reads project.municipality and project.programme, which visible_projects() selects."""
    municipality = project.municipality
    return {
        "municipality": municipality_brief(municipality),
        "slug": project.slug,
        "title": text_of(project.title),
        "summary": text_of(project.summary),
        "kind": project.kind,
        "kind_label": project.get_kind_display(),
        "themes": project.themes,
        "programme": project.programme.slug if project.programme else None,
        "state": project.state,
        "started_on": project.started_on,
        "ended_on": project.ended_on,
        "published_at": project.published_at,
        "changed_at": project.changed_at,
        "page": page_address(request, municipality, f"projects/{project.slug}/"),
        "url": api_address(request, f"projects/{municipality.slug}/{project.slug}"),
    }


def part_out(request: ApiRequest, project: Project, kind: str, part: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": part.pk}
    match kind:
        case "results":
            value = format(part.value.normalize(), "f")
            shown |= {"label": text_of(part.label), "value": value, "unit": text_of(part.unit), "source": text_of(part.source)}
        case "lessons":
            shown |= {"title": text_of(part.title), "text": text_of(part.text)}
        case "partners":
            shown |= {"name": text_of(part.name), "kind": part.kind}
        case "documents":
            shown |= {
                "title": text_of(part.title),
                "address": part.address or file_url(request, project, part),
                "language": part.language,
                "media_type": part.media_type,
                "size_kb": part.size_kb,
            }
        case "pictures":
            shown |= {
                "address": file_url(request, project, part),
                "caption": text_of(part.caption),
                "alt_text": text_of(part.file.alt_text),
            }
    return shown


def file_url(request: ApiRequest, project: Project, part: Any) -> str:
    # The file is of the project's municipality, which is here already: asking the file for it would cost a query each.
    part.file.municipality = project.municipality
    return request.build_absolute_uri(part.file.url)


def question_out(question: Any) -> dict[str, Any]:
    asker = question.by_municipality
    return {
        "id": question.pk,
        "project": question.project.slug,
        "by_municipality": municipality_brief(asker) if asker else None,
        "text": question.text,
        "language": question.language,
        "asked_at": question.asked_at,
        "answer": question.answer,
        "answer_language": question.answer_language,
        "answered_at": question.answered_at,
    }
