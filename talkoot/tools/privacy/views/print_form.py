"""An impact assessment as a tagged PDF: an annex of the agreement, and what the supervisory authority asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.tools.privacy.actions.deletion import note_view
from talkoot.tools.privacy.content.kinds import CRITERIA, Lane
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.queries.assessments import advice_of, content_of, decisions_of, hash_of, legal_bases_of, risks_of
from talkoot.tools.privacy.views.assessments import AssessmentDetail

TEMPLATE = Path(__file__).parents[1] / "print" / "assessment.typ"
# Dark enough to be read on white paper (4.5:1).
DARK = 0.15
TEXT_PARTS = {
    "what": ("description", "data_types", "data_subjects"),
    "where": ("recipients", "sub_processors", "countries"),
    "why": ("necessity", "views_of_people"),
    "left": ("residual_risk", "consultation_note"),
}


class AssessmentPdf(AssessmentDetail):
    """In the language in which the assessment is written, so that headings and texts are one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.thing.lane != Lane.A:
            note_view(actor=self.person, thing=self.thing)
        try:
            with override(self.thing.language):
                pdf = print_form(TEMPLATE, self.data())
        except Refusal as refusal:
            later = render(request, "privacy/print_later.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="assessment-{self.thing.pk}.pdf"'
        return response

    def data(self) -> dict[str, Any]:
        """What print/assessment.typ draws: plain values only."""
        assessment = self.thing
        brand = theme_of(self.municipality).brand
        ages = f"{assessment.age_from}–{assessment.age_to}" if assessment.age_from is not None and assessment.age_to is not None else ""
        facts = [
            (_("State"), assessment.get_state_display()),
            (_("Data lane"), assessment.get_lane_display()),
            (_("Product"), assessment.version or ""),
            (_("Ages"), ages),
            (_("How many people"), "" if assessment.people_count is None else assessment.people_count),
            (_("Days until deletion after the end"), "" if assessment.retention_days is None else assessment.retention_days),
            (_("What calls for an assessment"), ", ".join(str(CRITERIA[key]) for key in assessment.criteria if key in CRITERIA)),
            (_("Prior consultation of the authority"), assessment.get_consultation_display()),
            (_("Looked at again on"), date_words(assessment.review_on) if assessment.review_on else ""),
        ]
        titles = {
            "what": _("What is done, with whose data"),
            "where": _("Where data go and how long they stay"),
            "why": _("Why, and what people say"),
            "left": _("What is left"),
        }
        return {
            "title": assessment.title,
            "language": assessment.language,
            "author": str(self.municipality),
            "colour": at_luminance(brand, min(luminance(brand), DARK)),
            "kicker": _("%(municipality)s – Impact assessment") % {"municipality": self.municipality},
            "footer": self.request.build_absolute_uri(reverse("privacy:assessment", args=[assessment.pk])),
            "facts": [{"label": label, "value": str(value)} for label, value in facts if str(value)],
            "parts": [{"title": titles[part], "rows": written(assessment, names)} for part, names in TEXT_PARTS.items()],
            "groups": [self.bases(), self.risks(), self.advice(), self.decisions()],
            "seal": _("Seal of the text: %(hash)s") % {"hash": hash_of(content_of(assessment))},
        }

    def bases(self) -> dict[str, Any]:
        rows = [
            {
                "title": basis.purpose,
                "lines": lines(
                    (_("Legal basis"), basis.get_basis_display()),
                    (_("Why it is necessary"), basis.necessity),
                    (_("What else was considered"), basis.alternatives),
                ),
            }
            for basis in legal_bases_of(self.thing)
        ]
        return {"title": _("Purposes and legal bases"), "empty": _("None yet."), "rows": rows}

    def risks(self) -> dict[str, Any]:
        words = {"low": _("low"), "medium": _("medium"), "high": _("high")}
        rows = [
            {
                "title": risk.text,
                "lines": lines(
                    (_("Risk before"), words[risk.level_before]),
                    (_("What is done against it"), risk.measures),
                    (_("Risk after"), words[risk.level_after]),
                ),
            }
            for risk in risks_of(self.thing)
        ]
        return {"title": _("Risks, from the view of the child"), "empty": _("None yet."), "rows": rows}

    def advice(self) -> dict[str, Any]:
        rows = [
            {"title": day(one.advised_at), "lines": lines((_("Advice"), one.get_opinion_display()), (_("In words"), one.text))}
            for one in advice_of(self.thing)
        ]
        return {"title": _("Advice of the data protection officer"), "empty": _("None yet."), "rows": rows}

    def decisions(self) -> dict[str, Any]:
        rows = [
            {"title": day(one.sealed_at), "lines": lines((_("Decision"), one.get_outcome_display()), (_("Reason"), one.reason))}
            for one in decisions_of(self.thing)
        ]
        return {"title": _("Decisions"), "empty": _("None yet."), "rows": rows}


def lines(*pairs: tuple[str, Any]) -> list[dict[str, str]]:
    return [{"label": label, "value": str(value)} for label, value in pairs if str(value).strip()]


def written(assessment: ImpactAssessment, names: tuple[str, ...]) -> list[dict[str, str]]:
    rows = []
    for name in names:
        label: Any = ImpactAssessment._meta.get_field(name)
        text = getattr(assessment, name).strip()
        heading = str(label.verbose_name)
        rows.append({"label": heading[:1].upper() + heading[1:], "text": text or "–"})
    return rows


def day(moment: Any) -> str:
    return str(date_words(timezone.localdate(moment)))
