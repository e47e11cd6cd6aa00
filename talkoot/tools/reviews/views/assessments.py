"""The list of assessments, and one of them."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.permissions import LIST, READ
from talkoot.tools.reviews.queries.assessments import visible_assessments

LARGEST_ID = 2**63 - 1


def assessment_or_404(page: Page) -> Assessment:
    """What the person may not read is not there."""
    pk = page.kwargs["pk"]
    row: Assessment = get_object_or_404(Assessment.objects.filter(pk=pk) if pk <= LARGEST_ID else Assessment.objects.none())
    if page.person is not None and not allowed(page.person, READ, row):
        raise Http404
    return row


class AssessmentList(ListPage):
    permission = LIST
    title = gettext_lazy("Assessments")
    lead = gettext_lazy("Juries in which you judge, and assessments that you run.")
    row_template = "reviews/assessment_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("opened_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_assessments(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No assessment yet"),
            "text": _("When you are named to a jury, or when applications of a call are to be judged, it is here."),
        }


class AssessmentPage(Page):
    permission = READ
    template_name = "reviews/assessment.html"
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.thing.title
