"""Forms of an impact assessment: short ones, a part each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate, RadioCards
from talkoot.tools.privacy.content.kinds import CRITERIA, AssessmentState, Basis, Consultation, Grade, Lane, Opinion, Outcome
from talkoot.tools.privacy.forms.lanes import LANE_DESCRIPTIONS
from talkoot.tools.privacy.forms.widgets import Lines
from talkoot.tools.privacy.models.assessment import ImpactAssessment


class AssessmentFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *AssessmentState.choices])
    lane = forms.ChoiceField(label=_("Data lane"), required=False, choices=[("", _("All lanes")), *Lane.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        return queryset.filter(**{name: chosen[name] for name in ("state", "lane") if chosen.get(name)})


class StartForm(forms.Form):
    title = forms.CharField(label=_("What is assessed?"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the assessment"))
    lane = forms.ChoiceField(label=_("Data lane"), choices=Lane.choices, widget=RadioCards(descriptions=LANE_DESCRIPTIONS))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        choice: Any = self.fields["language"]
        choice.choices = [(code, names[code]) for code in languages]


def long_text(name: str, rows: int, help_text: Any = "") -> forms.CharField:
    """A box for a text of the assessment, as long as its column."""
    field: Any = ImpactAssessment._meta.get_field(name)
    label = str(field.verbose_name)
    return forms.CharField(
        label=label[:1].upper() + label[1:],
        required=False,
        max_length=field.max_length,
        widget=Lines(rows),
        help_text=help_text,
    )


class PartForm(CarefulForm):
    """Base of the parts. Texts are looked through: an assessment speaks of groups, never of a pupil."""

    longs: dict[str, tuple[int, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields.pop("is_harmless")
        for name, (rows, help_text) in self.longs.items():
            self.fields[name] = long_text(name, rows, help_text)
        self.fields["is_harmless"] = box
        self.careful_fields = tuple(self.longs)  # type: ignore[misc]
        if order := getattr(self, "field_order", None):
            self.order_fields(order)


class WhatForm(PartForm):
    title = forms.CharField(label=_("What is assessed?"), max_length=200)
    lane = forms.ChoiceField(label=_("Data lane"), choices=Lane.choices, widget=RadioCards(descriptions=LANE_DESCRIPTIONS))
    criteria = forms.MultipleChoiceField(
        label=_("What calls for an assessment?"),
        required=False,
        choices=list(CRITERIA.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or more: an assessment is made."),
    )
    longs = {
        "description": (8, _("Who does what, with which devices and accounts, from the first login to the deletion.")),
        "data_types": (4, _("Each kind of data by name, also logs and what the system concludes by itself.")),
        "data_subjects": (2, _("Groups only, for example: pupils of two classes, their teachers.")),
    }
    age_from = forms.IntegerField(label=_("Youngest, years"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Oldest, years"), required=False, min_value=0, max_value=120)
    people_count = forms.IntegerField(label=_("How many people?"), required=False, min_value=0, max_value=10_000_000)
    field_order = ["title", "lane", "criteria", "description", "data_types", "data_subjects", "age_from", "age_to", "people_count"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        youngest, oldest = cleaned.get("age_from"), cleaned.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", _("The oldest cannot be younger than the youngest."))
        return cleaned


class WhereForm(PartForm):
    longs = {
        "recipients": (3, _("Inside the municipality and outside.")),
        "sub_processors": (3, _("Cloud, analytics, sign-in and artificial intelligence included.")),
        "countries": (2, _("Support and maintenance count too.")),
    }
    retention_days = forms.IntegerField(
        label=_("Days until deletion after the end"), required=False, min_value=0, max_value=36_500, help_text=_("30 at most in lane B.")
    )
    field_order = ["recipients", "sub_processors", "countries", "retention_days"]


class WhyForm(PartForm):
    longs = {
        "necessity": (8, _("Could the same be reached with less data, or with none? What was considered?")),
        "views_of_people": (5, _("Whom you asked, how, and what they said. If nobody was asked, say why.")),
    }


class LeftForm(PartForm):
    longs = {"residual_risk": (6, _("In plain words: what may still happen, and why that is acceptable."))}
    consultation = forms.ChoiceField(label=_("Prior consultation of the supervisory authority"), choices=Consultation.choices)
    consultation_note = forms.CharField(label=_("What was asked and answered, and when"), required=False, max_length=2000, widget=Lines(4))
    field_order = ["residual_risk", "consultation", "consultation_note"]


PART_FORMS: dict[str, type[PartForm]] = {"what": WhatForm, "where": WhereForm, "why": WhyForm, "left": LeftForm}


class RiskForm(CarefulForm):
    careful_fields = ("text", "measures")
    text = forms.CharField(
        label=_("What may happen to the child?"),
        max_length=1000,
        widget=Lines(3),
        help_text=_("From the child's view: “Classmates see my wrong answers”, not “a confidentiality breach”."),
    )
    likelihood = forms.TypedChoiceField(label=_("How likely is it?"), choices=Grade.choices, coerce=int)
    severity = forms.TypedChoiceField(label=_("How grave would it be?"), choices=Grade.choices, coerce=int)
    measures = forms.CharField(label=_("What is done against it?"), required=False, max_length=2000, widget=Lines(4))
    likelihood_after = forms.TypedChoiceField(
        label=_("How likely is it then?"),
        required=False,
        choices=[("", _("Not weighed yet")), *Grade.choices],
        coerce=int,
        empty_value=None,
    )
    severity_after = forms.TypedChoiceField(
        label=_("How grave is it then?"), required=False, choices=[("", _("Not weighed yet")), *Grade.choices], coerce=int, empty_value=None
    )


class LegalBasisForm(CarefulForm):
    careful_fields = ("purpose", "necessity", "alternatives")
    purpose = forms.CharField(
        label=_("Purpose"), max_length=300, help_text=_("One purpose at a time, for example: to save a pupil's work.")
    )
    basis = forms.ChoiceField(
        label=_("Legal basis"),
        choices=Basis.choices,
        widget=RadioCards(
            descriptions={
                Basis.LEGAL_OBLIGATION: _("A law obliges the municipality, and this is necessary for it."),
                Basis.PUBLIC_TASK: _("A task in the public interest, and this is necessary for it."),
                Basis.CONSENT: _("Only when a no has no consequence at all. Asking consent for everything is a common mistake."),
                Basis.CONTRACT: _("Seldom: an agreement with the person herself."),
            }
        ),
    )
    necessity = forms.CharField(label=_("Why is it necessary?"), max_length=2000, widget=Lines(4))
    alternatives = forms.CharField(label=_("What else was considered?"), max_length=2000, widget=Lines(3))


class AdviceForm(CarefulForm):
    careful_fields = ("text",)
    opinion = forms.ChoiceField(label=_("What do you advise?"), choices=Opinion.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Your advice"), max_length=6000, widget=Lines(10))


class DecisionForm(CarefulForm):
    careful_fields = ("reason",)
    outcome = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=Lines(6))
    review_on = forms.DateField(
        label=_("Looked at again on"),
        required=False,
        widget=NativeDate,
        help_text=_("Needed for going ahead. After that day the approval no longer counts."),
    )

    def __init__(self, *args: Any, outcomes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["outcome"]
        choice.choices = [(value, label) for value, label in Outcome.choices if value in outcomes]
