"""How agreements and templates are shown in threads and history, and how agreements are found by search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe
from talkoot.kernel.permissions.rules import allowed
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.models.library import Clause
from talkoot.tools.agreements.models.template import AgreementTemplate
from talkoot.tools.agreements.permissions import READ_TEMPLATES
from talkoot.tools.agreements.queries.agreements import parties_of, visible_agreements
from talkoot.tools.agreements.queries.templates import all_clauses, all_templates


def agreement_texts(agreement: Agreement) -> dict[str, tuple[str, str]]:
    """Number and name; who the parties are. People are not searched for."""
    body = "\n".join([agreement.code, *(str(party) for party in parties_of(agreement))])
    return {code: (f"{agreement.title[code]} {agreement.code}", body) for code in language_codes() if code in agreement.title}


def visible_templates(person: Any) -> QuerySet[AgreementTemplate]:
    return all_templates() if allowed(person, READ_TEMPLATES) else AgreementTemplate.objects.none()


def visible_clauses(person: Any) -> QuerySet[Clause]:
    return all_clauses() if allowed(person, READ_TEMPLATES) else Clause.objects.none()


describe(
    Agreement,
    title=lambda agreement: agreement.title,
    url=lambda agreement: reverse("agreements:detail", args=[agreement.pk]),
    visible=visible_agreements,
    search_texts=agreement_texts,
)
describe(
    AgreementTemplate,
    title=lambda template: template.title,
    url=lambda template: reverse("agreements:template", args=[template.key]),
    visible=visible_templates,
)
describe(
    Clause,
    title=lambda clause: clause.title,
    url=lambda clause: reverse("agreements:clause", args=[clause.key]),
    visible=visible_clauses,
)
