"""The parts of an assessment, each saved by itself: texts, risks, purposes with their legal bases."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.tools.privacy.actions.assessments import (
    add_legal_basis,
    add_risk,
    change_assessment,
    change_legal_basis,
    change_risk,
    remove_legal_basis,
    remove_risk,
)
from talkoot.tools.privacy.forms.assessments import PART_FORMS, LegalBasisForm, RiskForm
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.permissions import WRITE_ASSESSMENT
from talkoot.tools.privacy.queries.assessments import legal_bases_of, risks_of
from talkoot.tools.privacy.views.assessments import OnAssessment, OneButton


class AssessmentPart(OnAssessment):
    """what, where, why, left: the texts in four forms."""

    done_message = gettext_lazy("Saved.")

    def fetch(self) -> ImpactAssessment:
        if self.kwargs["part"] not in PART_FORMS:
            raise Http404
        return super().fetch()

    @property
    def form_class(self) -> Any:
        return PART_FORMS[self.kwargs["part"]]

    @property
    def title(self) -> str:
        return {
            "what": _("What is done, with whose data"),
            "where": _("Where data go and how long they stay"),
            "why": _("Why, and what people say"),
            "left": _("What is left"),
        }[self.kwargs["part"]]

    def form_kwargs(self) -> dict[str, Any]:
        form = self.form_class
        names = {*form.base_fields, *form.longs} - {"is_harmless"}
        return {"initial": {name: getattr(self.thing, name) for name in names}}

    def act(self, form: Any) -> ImpactAssessment:
        return change_assessment(actor=self.person, assessment=self.thing, **form.cleaned_data)


class RiskPage(OnAssessment):
    """A new risk, or one of the assessment's."""

    lead = gettext_lazy("What may happen, as the child sees it. Then what is done against it, and how it stands after that.")
    done_message = gettext_lazy("Saved.")
    form_class = RiskForm

    def fetch(self) -> ImpactAssessment:
        assessment = super().fetch()
        self.risk = get_object_or_404(risks_of(assessment), pk=self.kwargs["part_pk"]) if "part_pk" in self.kwargs else None
        return assessment

    @property
    def title(self) -> str:
        return _("Add a risk") if self.risk is None else _("Change a risk")

    def form_kwargs(self) -> dict[str, Any]:
        if self.risk is None:
            return {}
        return {"initial": {name: getattr(self.risk, name) for name in RiskForm.base_fields if name != "is_harmless"}}

    def act(self, form: Any) -> Any:
        if self.risk is None:
            return add_risk(actor=self.person, assessment=self.thing, **form.cleaned_data)
        return change_risk(actor=self.person, risk=self.risk, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return super().done_url(result) + "#risks"


class LegalBasisPage(OnAssessment):
    lead = gettext_lazy("The legal basis is stated for each purpose by itself. Convenience is no basis.")
    done_message = gettext_lazy("Saved.")
    form_class = LegalBasisForm

    def fetch(self) -> ImpactAssessment:
        assessment = super().fetch()
        self.basis = get_object_or_404(legal_bases_of(assessment), pk=self.kwargs["part_pk"]) if "part_pk" in self.kwargs else None
        return assessment

    @property
    def title(self) -> str:
        return _("Add a purpose") if self.basis is None else _("Change a purpose")

    def form_kwargs(self) -> dict[str, Any]:
        if self.basis is None:
            return {}
        return {"initial": {name: getattr(self.basis, name) for name in ("purpose", "basis", "necessity", "alternatives")}}

    def act(self, form: Any) -> Any:
        if self.basis is None:
            return add_legal_basis(actor=self.person, thing=self.thing, **form.cleaned_data)
        return change_legal_basis(actor=self.person, legal_basis=self.basis, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return super().done_url(result) + "#bases"


class PartRemove(OneButton):
    permission = WRITE_ASSESSMENT
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        if self.kwargs["kind"] == "risks":
            return remove_risk(actor=self.person, risk=get_object_or_404(risks_of(self.thing), pk=self.kwargs["part_pk"]))
        basis = get_object_or_404(legal_bases_of(self.thing), pk=self.kwargs["part_pk"])
        return remove_legal_basis(actor=self.person, legal_basis=basis)
