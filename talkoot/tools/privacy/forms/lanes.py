"""The data questionnaire as a form, and the decision and the advice on a lane."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import RadioCards
from talkoot.tools.privacy.content.data_questions import LONGEST_ANSWER, MOST_DAYS
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.forms.widgets import Lines

LANE_DESCRIPTIONS: dict[str, Any] = {
    Lane.A: _("No pupil data reach the organisation or any system. Goes straight on."),
    Lane.B: _("Accounts or other limited data. Needs an impact assessment and processing terms."),
    Lane.C: _("Sensitive data, recordings, location, profiling or research. The first answer is to change the design."),
}


def options_of(question: dict[str, Any]) -> list[tuple[str, str]]:
    return [(option["key"], str(Words(option["text"]))) for option in question.get("options") or []]


def field_of(question: dict[str, Any]) -> forms.Field:
    """The form field of one question. What answers fit is decided by the action; here the same limits help while writing."""
    common: dict[str, Any] = {
        "label": str(Words(question["text"])),
        "help_text": str(Words(question.get("help") or {})),
        "required": bool(question.get("required")),
    }
    kind = question["kind"]
    if kind == "choice":
        return forms.ChoiceField(choices=options_of(question), widget=forms.RadioSelect, **common)
    if kind == "choices":
        return forms.MultipleChoiceField(choices=options_of(question), widget=forms.CheckboxSelectMultiple, **common)
    if kind == "number":
        return forms.IntegerField(min_value=0, max_value=MOST_DAYS, **common)
    if kind == "yes_no":
        return forms.TypedChoiceField(
            choices=[("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            **common,
        )
    return forms.CharField(max_length=LONGEST_ANSWER, widget=Lines(4), **common)


class DataForm(CarefulForm):
    """One field for each question; its name is the question's key."""

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields.pop("is_harmless")
        for question in questions:
            self.fields[question["key"]] = field_of(question)
        self.careful_fields = tuple(question["key"] for question in questions if question["kind"] == "text")  # type: ignore[misc]
        self.fields["is_harmless"] = box
        self.fields["is_confirmed"] = forms.BooleanField(
            label=_("I answer for the organisation, and the answers are true as far as I know."),
            help_text=_("“Not sure” is better than a guess. It counts as lane B until the matter is clear."),
        )

    def answers(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "is_confirmed"}


class LaneDecisionForm(forms.Form):
    answers = forms.IntegerField(widget=forms.HiddenInput)
    lane = forms.ChoiceField(label=_("Data lane"), choices=Lane.choices, widget=RadioCards(descriptions=LANE_DESCRIPTIONS))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=Lines(4),
        help_text=_("Needed when you choose another lane than the one proposed. The organisation reads it."),
    )


class LaneAdviceForm(forms.Form):
    lane = forms.ChoiceField(label=_("Which lane do you advise?"), choices=Lane.choices, widget=RadioCards(descriptions=LANE_DESCRIPTIONS))
    text = forms.CharField(label=_("Your advice"), max_length=4000, widget=Lines(6))
