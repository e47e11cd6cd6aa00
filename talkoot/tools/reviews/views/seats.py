"""What the pages of an assessment share: fetching it, its tabs, its crumbs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import Page
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, OPEN_STATES
from talkoot.tools.reviews.models.assessment import Assessment, remember
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.permissions import READ
from talkoot.tools.reviews.queries.candidates import visible_candidates
from talkoot.tools.reviews.queries.jurors import Seat, seat_of

LARGEST_ID = 2**63 - 1


def one_or_404(rows: QuerySet[Any], pk: int) -> Any:
    row = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def assessment_or_404(page: Page) -> Assessment:
    """What the person may not read is not there."""
    row: Assessment = remember(one_or_404(Assessment.objects.all(), page.kwargs["pk"]))
    if page.person is not None and not allowed(page.person, READ, row):
        raise Http404
    return row


def candidate_or_404(page: Page) -> Candidate:
    """By the one visibility rule. A visitor is led to sign in."""
    row: Candidate = one_or_404(Candidate.objects.select_related("assessment"), page.kwargs["pk"])
    remember(row.assessment)
    if page.person is not None and not visible_candidates(page.person, row.assessment).filter(pk=row.pk).exists():
        raise Http404
    return row


class SeatPage(Page):
    """A page inside an assessment: `assessment`, and where the person sits in it."""

    here = ""

    @property
    def assessment(self) -> Assessment:
        return self.thing if isinstance(self.thing, Assessment) else self.thing.assessment

    @property
    def seat(self) -> Seat:
        if not hasattr(self, "_seat"):
            self._seat = seat_of(self.person, self.assessment)
        return self._seat

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        crumbs = [{"label": _("Assessments"), "url": reverse("reviews:list")}]
        own = {"label": str(self.assessment.title), "url": reverse("reviews:assessment", args=[self.assessment.pk])}
        return [*crumbs, own, *self.last_crumbs()]

    def last_crumbs(self) -> list[dict[str, Any]]:
        return [{"label": str(self.title), "url": ""}]

    def tabs(self) -> list[dict[str, Any]]:
        """Each sees what she may open."""
        assessment, seat = self.assessment, self.seat
        tabs = [("assessment", _("Overview") if seat.juror is None else _("My reviews"))]
        if seat.runs or (seat.juror is not None and assessment.state in OPEN_STATES):
            tabs.append(("candidates", _("Candidates")))
        if seat.runs:
            tabs.append(("jurors", _("Jurors")))
        if seat.runs or assessment.state in CLOSED_STATES:
            tabs.append(("ranking", _("Ranking")))
        return [
            {"label": label, "url": reverse(f"reviews:{name}", args=[assessment.pk]), "is_current": name == self.here}
            for name, label in tabs
        ]

    def context(self) -> dict[str, Any]:
        return super().context() | {"assessment": self.assessment, "seat": self.seat, "tabs": self.tabs()}
