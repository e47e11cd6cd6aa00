"""Impact assessments: the list, and the record."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.tools.privacy.actions.deletion import note_view
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.permissions import READ_ASSESSMENT, VIEW
from talkoot.tools.privacy.phases import LIFE
from talkoot.tools.privacy.queries.assessments import advice_of, decisions_of, legal_bases_of, risks_of, visible_assessments


class AssessmentList(ListPage):
    permission = VIEW
    title = gettext_lazy("Impact assessments")
    lead = gettext_lazy("What may happen to people's data, how it is prevented, and who decided.")
    row_template = "privacy/assessment_row.html"
    sorts = (Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_assessments(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}


def assessment_or_404(page: Page) -> ImpactAssessment:
    """What the person may not read is not there."""
    row = None
    if page.kwargs["pk"] < 2**63:
        row = ImpactAssessment.objects.select_related("version__product__organisation").filter(pk=page.kwargs["pk"]).first()
    if row is None or (page.person is not None and not allowed(page.person, READ_ASSESSMENT, row)):
        raise Http404
    return row


class AssessmentDetail(Page):
    permission = READ_ASSESSMENT
    template_name = "privacy/assessment.html"
    thing: ImpactAssessment

    def fetch(self) -> ImpactAssessment:
        return assessment_or_404(self)

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Impact assessments"), "url": reverse("privacy:assessments")}, {"label": self.thing.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        assessment = self.thing
        if assessment.lane != Lane.A:
            note_view(actor=self.person, thing=assessment)
        return super().context() | {
            "assessment": assessment,
            "bases": list(legal_bases_of(assessment)),
            "risks": list(risks_of(assessment)),
            "advice": list(advice_of(assessment)),
            "decisions": list(decisions_of(assessment)),
            "steps": LIFE.open_steps(assessment, self.person),
        }
