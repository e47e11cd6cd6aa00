"""Reads of decisions and their drafts, and the letters that a release sends: previewed and posted by the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import translation

from talkoot.activities.calls.content.outcomes import LineOutcome
from talkoot.activities.calls.content.reserves import Contender
from talkoot.activities.calls.models.application import Application, ApplicationVersion, Partner
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision, DecisionDraft, DecisionLine, DraftLine
from talkoot.activities.calls.models.eligibility import Eligibility
from talkoot.activities.calls.models.jury import Jury
from talkoot.activities.calls.queries.applications import submitted_applications
from talkoot.activities.calls.queries.juries import ranks_by_challenge, results_of
from talkoot.kernel.mail.outbox import drawn, one_line
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.tools.reviews.content.kinds import CLOSED_STATES

LINE_FOR_PAGES = ("application__organisation", "application__challenge__unit", "application__call__municipality", "application__contact")
IN_ORDER = ("application__challenge", "outcome", "order", "pk")


def decision_of(call: Call) -> Decision | None:
    return Decision.objects.filter(call=call).select_related("call__programme", "decided_by").first()


def lines_of(decision: Decision) -> QuerySet[DecisionLine]:
    return DecisionLine.objects.filter(decision=decision).select_related(*LINE_FOR_PAGES).order_by(*IN_ORDER)


def public_lines_of(decision: Decision) -> QuerySet[DecisionLine]:
    """What everybody reads: who was chosen. Nobody is named for not having been."""
    return lines_of(decision).filter(outcome=LineOutcome.CHOSEN)


def line_of(application: Application) -> DecisionLine | None:
    return DecisionLine.objects.filter(application=application).select_related("decision__call", *LINE_FOR_PAGES).first()


def draft_of(call: Call) -> DecisionDraft | None:
    return DecisionDraft.objects.filter(call=call).select_related("call__programme", "call__municipality").first()


def draft_lines_of(draft: DecisionDraft) -> QuerySet[DraftLine]:
    return DraftLine.objects.filter(draft=draft).select_related(*LINE_FOR_PAGES).order_by(*IN_ORDER)


def decisions_to_make() -> QuerySet[DecisionDraft]:
    """Drafts that wait for the official."""
    rows = DecisionDraft.objects.filter(call__state="deciding")
    return rows.select_related("call__programme").order_by("changed_at", "pk")


# --- What the draft begins with -------------------------------------------------------------------------------------------


def versions_in_force(applications: Iterable[Application]) -> dict[int, ApplicationVersion]:
    """What each application last sent, by its id. One query."""
    rows = ApplicationVersion.objects.filter(application__in=[one.pk for one in applications])
    return {row.application_id: row for row in rows.order_by("application", "-number").distinct("application")}


def price_in(version: ApplicationVersion | None) -> Decimal:
    """The price as it was sent; nothing is asked for when none was."""
    try:
        return Decimal(str((version.content if version else {}).get("price") or 0))
    except InvalidOperation:
        return Decimal(0)


def contenders_of(call: Call) -> list[Contender]:
    """Every application that was sent in time, as the proposal sees it. Five queries."""
    applications = list(submitted_applications(call))
    results, versions = results_of(call), versions_in_force(applications)
    ranks = ranks_by_challenge(applications, results)
    checks = dict(Eligibility.objects.filter(application__in=applications).values_list("application_id", "is_admissible"))
    return [
        Contender(
            application_id=one.pk,
            challenge_id=one.challenge_id,
            rank=ranks.get(one.pk),
            price=price_in(versions.get(one.pk)),
            is_admissible=checks.get(one.pk, False),
            passes_minimums=one.pk in results and results[one.pk].passes_minimums,
        )
        for one in applications
    ]


# --- Letters --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """One mail as it is sent: the outbox draws it from the same template and context."""

    person: Person
    application: Application
    outcome: str
    template: str
    language: str
    context: dict[str, Any]
    subject: str
    body: str


def receivers_of(applications: Iterable[Application]) -> dict[int, list[Person]]:
    """Contact person and contacts of the lead and of confirmed partners, each once. Two queries."""
    rows = list(applications)
    partners = Partner.objects.filter(application__in=rows, confirmed_at__isnull=False).values_list("application_id", "organisation_id")
    organisations: dict[int, set[int]] = {one.pk: {one.organisation_id} for one in rows}
    for application_id, organisation_id in partners:
        organisations[application_id].add(organisation_id)
    wanted = set().union(*organisations.values()) if organisations else set()
    contacts: dict[int, list[Person]] = {}
    for row in Membership.objects.filter(organisation__in=wanted, is_contact=True).select_related("person").order_by("pk"):
        contacts.setdefault(row.organisation_id, []).append(row.person)
    found: dict[int, list[Person]] = {}
    for one in rows:
        people = [one.contact] if one.contact is not None else []
        people += [person for organisation in sorted(organisations[one.pk]) for person in contacts.get(organisation, [])]
        found[one.pk] = [person for person in dict.fromkeys(people) if person.is_active and not person.erased_at]
    return found


def letters_of(draft: DecisionDraft) -> list[Letter]:
    """All that a release of this draft posts, drawn. Four queries."""
    lines = list(draft_lines_of(draft))
    people = receivers_of([line.application for line in lines])
    return [letter_to(person, draft, line) for line in lines for person in people[line.application_id]]


def letter_to(person: Person, draft: DecisionDraft, line: DraftLine) -> Letter:
    municipality = draft.call.municipality
    language = person.language if person.language in municipality.languages else municipality.default_language
    template = f"calls/mail/decided_{line.outcome}"
    context = {
        "call": draft.call,
        "application": line.application,
        "challenge": line.application.challenge,
        "order": line.order,
        "sum": line.sum,
        "days": draft.kick_off_days,
        "grounds": line.grounds,
        "page_url": mail_address("calls:own_decision", line.application.code),
    }
    with translation.override(language):
        shown = {"municipality": municipality, "person": person, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME} | context
        subject, body = one_line(drawn(f"{template}.subject.txt", shown)), drawn(f"{template}.txt", shown).strip() + "\n"
    return Letter(person, line.application, line.outcome, template, language, context, subject, body)


def hash_of(draft: DecisionDraft, letters: Iterable[Letter]) -> str:
    """Of all that is released: who looked at a preview releases what she saw, or is told that it has changed."""
    lines = draft_lines_of(draft).values_list("application_id", "outcome", "order", "sum", "grounds")
    facts = [sorted(draft.grounds.items()), sorted(draft.appeal.items()), draft.kick_off_days]
    told = [(letter.person.pk, letter.subject, letter.body) for letter in letters]
    return hashlib.sha256(repr([facts, [(a, b, c, str(d), sorted(e.items())) for a, b, c, d, e in lines], told]).encode()).hexdigest()


def calls_to_decide() -> list[tuple[Call, bool]]:
    """Closed calls without a jury, and those whose ranking is locked and which have no draft yet. The second says which."""
    drafted = Exists(DecisionDraft.objects.filter(call=OuterRef("pk")))
    rows = Call.objects.filter(~drafted, state__in=("closed", "deciding")).select_related("programme", "municipality")
    locked = set(Jury.objects.filter(assessment__state__in=CLOSED_STATES, call__in=rows).values_list("call", flat=True))
    judging = set(Jury.objects.filter(call__in=rows).values_list("call", flat=True))
    return [(one, one.pk in locked) for one in rows.order_by("closes_at", "pk") if one.pk in locked or one.pk not in judging]


def counts_of(decision: Decision) -> dict[str, int]:
    """How many were decided how: all that is told of those who were not chosen."""
    rows = DecisionLine.objects.filter(decision=decision).values_list("outcome").annotate(count=Count("pk"))
    return {str(outcome): 0 for outcome in LineOutcome.values} | dict(rows)
