"""What of data protection waits in people's queues, and the products on an organisation's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.permissions import ADVISE, DECIDE_ASSESSMENT, SEES_ALL, VIEW, roles_here
from talkoot.tools.privacy.queries.assessments import (
    assessments_to_review,
    assessments_waiting_for_advice,
    assessments_waiting_for_decision,
)
from talkoot.tools.privacy.queries.deletion import visible_clocks
from talkoot.tools.privacy.queries.lanes import answers_waiting
from talkoot.tools.privacy.queries.products import products_of, visible_products
from talkoot.tools.privacy.queries.screening import expiring_items, screening_of_organisation

# Promises of the municipality towards those who wait, in days.
DECIDE_LANE_WITHIN_DAYS = 5
ADVISE_WITHIN_DAYS = 10
DECIDE_WITHIN_DAYS = 7
LOOK_AHEAD_DAYS = 30
# A clock is shown to its holder so many days before it runs out.
CLOCK_AHEAD_DAYS = 14
MOST_OF_A_KIND = 30
END_OF_WORK = time(16)
DECIDING = frozenset({COORDINATOR.code, "controller_official"})


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


@waiting
def lanes_to_decide(person: Any) -> Iterator[WaitingItem]:
    if not roles_here(person) & DECIDING:
        return
    own = organisation_ids_of(person)
    for answers in answers_waiting(person)[:MOST_OF_A_KIND]:
        if answers.version.product.organisation_id in own:
            continue
        yield WaitingItem(
            title=str(answers.version),
            kind=_("Data lane"),
            url=reverse("privacy:decide_lane", args=[answers.version_id]),
            promised_at=answers.answered_at + timedelta(days=DECIDE_LANE_WITHIN_DAYS),
            text=_("Proposed: %(lane)s") % {"lane": answers.get_lane_display()},
            who=answers.version.product.organisation.name,
        )


def assessment_item(assessment: ImpactAssessment, text: str, promised_at: datetime, page: str) -> WaitingItem:
    return WaitingItem(
        title=assessment.title,
        kind=_("Impact assessment"),
        url=reverse(f"privacy:{page}", args=[assessment.pk]),
        promised_at=promised_at,
        text=text,
    )


@waiting
def assessments(person: Any) -> Iterator[WaitingItem]:
    """For the data protection officer to advise, for the controller's official to decide."""
    if allowed(person, ADVISE):
        for one in assessments_waiting_for_advice()[:MOST_OF_A_KIND]:
            sent_at = one.sent_at or one.changed_at
            yield assessment_item(one, _("Waits for your advice."), sent_at + timedelta(days=ADVISE_WITHIN_DAYS), "give_advice")
    if allowed(person, DECIDE_ASSESSMENT):
        for one in assessments_waiting_for_decision()[:MOST_OF_A_KIND]:
            promised_at = one.changed_at + timedelta(days=DECIDE_WITHIN_DAYS)
            yield assessment_item(one, _("Waits for your decision."), promised_at, "decide_assessment")


@waiting
def what_runs_out(person: Any) -> Iterator[WaitingItem]:
    """For coordinators: assessments to look at again, screenings that run out."""
    if COORDINATOR.code not in roles_here(person):
        return
    today = timezone.localdate()
    until = today + timedelta(days=LOOK_AHEAD_DAYS)
    for one in assessments_to_review(until)[:MOST_OF_A_KIND]:
        yield assessment_item(one, _("Its review day comes; after it the approval no longer counts."), end_of(one.review_on), "assessment")  # type: ignore[arg-type]
    seen: set[tuple[int | None, int | None]] = set()
    # What ran out longer ago nobody uses; who wants to try it again meets that at the gate.
    for item in expiring_items(today - timedelta(days=LOOK_AHEAD_DAYS), until)[: MOST_OF_A_KIND * 3]:
        # One line for each thing, whatever the number of its criteria.
        if (item.version_id, item.organisation_id) in seen:
            continue
        seen.add((item.version_id, item.organisation_id))
        address = (
            reverse("privacy:screen_organisation", args=[item.organisation_id])
            if item.organisation_id is not None
            else reverse("privacy:screen", args=[item.version_id, item.level])
        )
        yield WaitingItem(
            title=str(item.version or item.organisation),
            kind=_("Screening"),
            url=address,
            promised_at=end_of(item.expires_on or until),
            text=_("A screening runs out."),
        )


@waiting
def clocks(person: Any) -> Iterator[WaitingItem]:
    """For those who hold data: soon to be deleted. For officials: what has run out."""
    if person is None:
        return
    officials = bool(roles_here(person) & SEES_ALL)
    until = timezone.localdate() + timedelta(days=0 if officials else CLOCK_AHEAD_DAYS)
    rows = visible_clocks(person).filter(done_at=None, runs_until__lte=until).exclude(subject_kind="").order_by("runs_until", "pk")
    for clock in rows[:MOST_OF_A_KIND]:
        page = "records" if officials else "certify"
        yield WaitingItem(
            title=clock.what,
            kind=_("Retention"),
            url=reverse(f"privacy:{page}", args=[clock.subject_kind, clock.subject_id]),
            promised_at=end_of(clock.runs_until),
            text=_("Delete the data and certify it."),
            who=clock.organisation.name if clock.organisation else "",
        )


@panel(Organisation)
def products_here(organisation: Organisation, person: Any) -> Panel | None:
    if not allowed(person, VIEW):
        return None
    products = [one for one in products_of(organisation)[:20] if one.is_active]
    officials = bool(roles_here(person) & SEES_ALL)
    if not officials and (not products or not visible_products(person).filter(organisation=organisation).exists()):
        return None
    screening = screening_of_organisation(organisation) if officials else []
    return Panel(
        _("Products"),
        "privacy/panel_products.html",
        {
            "products": products,
            "organisation": organisation,
            "officials": officials,
            "missing_count": sum(not one.holds for one in screening),
        },
        order=30,
    )
