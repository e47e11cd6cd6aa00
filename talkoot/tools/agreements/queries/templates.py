"""Reads about templates and the clause library."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from talkoot.tools.agreements.content.states import TextState
from talkoot.tools.agreements.models.library import Clause, ClauseVersion
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion


def all_templates() -> QuerySet[AgreementTemplate]:
    return AgreementTemplate.objects.all()


def templates_in_use() -> QuerySet[AgreementTemplate]:
    """Of which agreements are or can be made: published at least once."""
    published = TemplateVersion.objects.filter(template=OuterRef("pk"), state=TextState.PUBLISHED)
    return AgreementTemplate.objects.filter(Exists(published), is_active=True)


def template_with_key(key: str) -> AgreementTemplate | None:
    return AgreementTemplate.objects.filter(key=key).first()


def template_versions(template: AgreementTemplate) -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.filter(template=template).order_by("-number")


def template_draft(template: AgreementTemplate) -> TemplateVersion | None:
    return TemplateVersion.objects.filter(template=template, state=TextState.DRAFT).first()


def newest_published(template: AgreementTemplate) -> TemplateVersion | None:
    return template_versions(template).filter(state=TextState.PUBLISHED).first()


def usable_template_versions() -> QuerySet[TemplateVersion]:
    """The newest published version of each template in use: what a new agreement can be made of."""
    return (
        TemplateVersion.objects.filter(state=TextState.PUBLISHED, template__is_active=True)
        .select_related("template")
        .order_by("template", "-number")
        .distinct("template")
    )


def all_clauses() -> QuerySet[Clause]:
    return Clause.objects.all()


def clause_versions(clause: Clause) -> QuerySet[ClauseVersion]:
    return ClauseVersion.objects.filter(clause=clause).order_by("-number")


def newest_clause_version(clause: Clause) -> ClauseVersion | None:
    return clause_versions(clause).first()


def newest_wordings(ids: list[int]) -> dict[int, ClauseVersion]:
    """For the ids of clause versions: the newest version of the same clause. Two queries."""
    clauses = dict(ClauseVersion.objects.filter(pk__in=ids).values_list("pk", "clause_id"))
    newest = {
        version.clause_id: version
        for version in ClauseVersion.objects.filter(clause__in=set(clauses.values())).order_by("clause", "-number").distinct("clause")
    }
    return {pk: newest[clause_id] for pk, clause_id in clauses.items()}
