"""Projects in from a file; out by queries.exchange. The demo comes the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.overviews.showcase.actions.interest import answer_question, ask_question, show_interest
from talkoot.overviews.showcase.actions.programmes import add_programme
from talkoot.overviews.showcase.actions.projects import tie_to_model
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, ProjectPart, Result
from talkoot.overviews.showcase.models.project import Programme, Project
from talkoot.overviews.showcase.permissions import PUBLISH


@dataclass
class ImportReport:
    """What an import did: slugs of the projects that were made and of those left alone because they are there."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@action("showcase.import_projects", permission=PUBLISH, label=_("Imported projects"))
def import_projects(*, actor: Actor, data: dict[str, Any]) -> ImportReport:
    """Bring checked content (content.read_projects_file) into the municipality in force. All or nothing.

    A project or programme whose address is taken is left as it is: an import never overwrites. Imported projects are drafts, unless the
    platform itself imports (the demo, a restored municipality): then those with a date of publishing are published.
    """
    report = ImportReport()
    programmes = {programme.slug: programme for programme in Programme.objects.all()}
    for row in data.get("programmes", []):
        if row["slug"] not in programmes:
            programmes[row["slug"]] = add_programme(
                actor=actor, slug=row["slug"], name=Words(row["name"]), description=Words(row.get("description"))
            )
    there = set(Project.objects.values_list("slug", flat=True))
    projects: dict[str, Project] = {}
    for row in data["projects"]:
        if row["slug"] in there:
            report.kept.append(row["slug"])
            continue
        if row.get("programme") and row["programme"] not in programmes:
            raise Refusal(_("Project %(slug)s names an unknown programme.") % {"slug": row["slug"]}, field="file")
        there.add(row["slug"])
        projects[row["slug"]] = bring_project(row, programmes, actor)
        report.made.append(row["slug"])
    if actor is SYSTEM:
        bring_interest(data, projects)
    return report


def bring_project(row: dict[str, Any], programmes: dict[str, Programme], actor: Actor) -> Project:
    contact = row.get("contact") or {}
    published_on = date.fromisoformat(row["published_on"]) if actor is SYSTEM and row.get("published_on") else None
    project = Project.objects.create(
        slug=row["slug"],
        title=Words(row["title"]),
        summary=Words(row["summary"]),
        story=Words(row["story"]),
        kind=row["kind"],
        programme=programmes.get(row.get("programme") or ""),
        themes=row.get("themes", []),
        languages=row.get("languages", []),
        started_on=row.get("started_on"),
        ended_on=row.get("ended_on"),
        place=Words(row.get("place")),
        contact_role=Words(contact.get("role")),
        contact_email=contact.get("email", ""),
        operating_model=row.get("operating_model") or "",
        state=State.PUBLISHED if published_on else State.DRAFT,
        published_at=timezone.make_aware(datetime.combine(published_on, time(9))) if published_on else None,
        review_by=timezone.localdate() + timedelta(days=365) if published_on else None,
    )
    bring_parts(
        project,
        Result,
        [
            {"label": Words(r["label"]), "value": Decimal(r["value"]), "unit": Words(r.get("unit")), "source": Words(r.get("source"))}
            for r in row.get("results", [])
        ],
    )
    bring_parts(project, Lesson, [{"title": Words(r["title"]), "text": Words(r["text"])} for r in row.get("lessons", [])])
    bring_parts(project, Partner, [{"name": Words(r["name"]), "kind": r["kind"]} for r in row.get("partners", [])])
    bring_parts(
        project,
        Document,
        [
            {
                "title": Words(r["title"]),
                "address": r["address"],
                "language": r["language"],
                "size_kb": r.get("size_kb"),
                "media_type": r.get("media_type", "text/html"),
            }
            for r in row.get("links", [])
        ],
    )
    tie_to_model(project, actor)
    index(project)
    return project


def bring_parts(project: Project, model: type[ProjectPart], rows: list[dict[str, Any]]) -> None:
    model.objects.bulk_create([model(project=project, position=n, **row) for n, row in enumerate(rows, start=1)])


def bring_interest(data: dict[str, Any], projects: dict[str, Project]) -> None:
    """Standing and questions of municipalities that this installation knows; of others nothing is kept."""
    municipalities = {municipality.slug: municipality for municipality in Municipality.objects.all()}
    for row in data.get("adoptions", []):
        if row["project"] in projects and row["municipality"] in municipalities:
            show_interest(
                actor=SYSTEM,
                project=projects[row["project"]],
                by_municipality=municipalities[row["municipality"]],
                stage=row["stage"],
                note=Words(row.get("note")),
            )
    for row in data.get("questions", []):
        if row["project"] not in projects:
            continue
        question = ask_question(
            actor=SYSTEM,
            project=projects[row["project"]],
            text=row["question"]["text"],
            language=row["question"]["language"],
            by_municipality=municipalities.get(row.get("asked_by_municipality") or ""),
        )
        if answer := row.get("answer"):
            answer_question(actor=SYSTEM, question=question, answer=answer["text"], language=answer["language"])
