"""Projects out, in the format that content.py publishes: what is exported can be imported elsewhere."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.content.file_format import FORMAT, FORMAT_VERSION
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Result
from talkoot.overviews.showcase.models.project import Programme, Project


def projects_file(municipality: Municipality) -> dict[str, Any]:
    """Everything of the municipality in force that the format holds. Six queries, whatever the number of projects."""
    rows: dict[str, dict[int, list[Any]]] = {}
    for name, model in (("results", Result), ("lessons", Lesson), ("partners", Partner), ("documents", Document)):
        rows[name] = {}
        for part in model.objects.all():
            rows[name].setdefault(part.project_id, []).append(part)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "municipality": municipality.slug,
        "programmes": [
            {"slug": p.slug, "name": dict(p.name), "description": dict(p.description)} for p in Programme.objects.order_by("slug")
        ],
        "projects": [as_row(project, rows) for project in Project.objects.select_related("programme").order_by("slug")],
        "adoptions": [
            {"project": i.project.slug, "municipality": i.by_municipality.slug, "stage": i.stage, "note": dict(i.note)}
            for i in Interest.objects.select_related("project", "by_municipality").order_by("id")
        ],
        "questions": [
            {
                "project": q.project.slug,
                "asked_by_municipality": q.by_municipality.slug if q.by_municipality else None,
                "question": {"language": q.language, "text": q.text},
                "answer": {"language": q.answer_language, "text": q.answer} if q.answered_at else None,
            }
            for q in Question.objects.select_related("project", "by_municipality").order_by("id")
        ],
    }


def as_row(project: Project, rows: dict[str, dict[int, list[Any]]]) -> dict[str, Any]:
    def parts(name: str) -> list[Any]:
        return rows[name].get(project.pk, [])

    return {
        "slug": project.slug,
        "title": dict(project.title),
        "summary": dict(project.summary),
        "story": dict(project.story),
        "programme": project.programme.slug if project.programme else None,
        "kind": project.kind,
        "themes": project.themes,
        "languages": project.languages,
        "started_on": project.started_on.isoformat() if project.started_on else None,
        "ended_on": project.ended_on.isoformat() if project.ended_on else None,
        "place": dict(project.place) or None,
        "contact": {"role": dict(project.contact_role), "email": project.contact_email} if project.contact_email else None,
        "partners": [{"name": dict(p.name), "kind": p.kind} for p in parts("partners")],
        "results": [
            {
                "label": dict(r.label),
                "value": format(r.value.normalize(), "f"),
                "unit": dict(r.unit) or None,
                "source": dict(r.source) or None,
            }
            for r in parts("results")
        ],
        "lessons": [{"title": dict(x.title), "text": dict(x.text)} for x in parts("lessons")],
        # Files kept here do not travel in this format; the export of the whole municipality carries them.
        "links": [
            {"title": dict(d.title), "address": d.address, "language": d.language, "size_kb": d.size_kb, "media_type": d.media_type}
            for d in parts("documents")
            if d.address
        ],
        "operating_model": project.operating_model or None,
        "published_on": timezone.localdate(project.published_at).isoformat() if project.published_at and project.is_published else None,
    }
