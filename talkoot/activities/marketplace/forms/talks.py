"""Interest, messages, go-ahead, limits, settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.forms.fields import long_text
from talkoot.activities.marketplace.forms.listings import AgesMixin, ChoiceOfRows, number
from talkoot.activities.marketplace.models.go_ahead import MarketSettings
from talkoot.activities.marketplace.models.listing import MOST_LEARNERS, OLDEST
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeTime
from talkoot.kernel.ui.texts import PlainText


class InterestForm(AgesMixin, CarefulForm):
    careful_fields = ("text",)

    text = long_text(
        _("Say who you are and why this interests you"),
        limit=4000,
        rows=5,
        required=True,
        help_text=_("The other side gets it by e-mail too."),
    )
    proposed_time = PlainText(label=_("When would it suit you?"), required=False, max_length=200)
    group_label = PlainText(label=_("Which group?"), required=False, max_length=40, help_text=_("For example 3B. No names."))
    group_size = number(_("How many are there in the group?"), MOST_LEARNERS, 1)
    age_from = number(_("Youngest, in years"), OLDEST)
    age_to = number(_("Oldest, in years"), OLDEST)

    def __init__(self, *args: Any, choices: Sequence[Any], is_unit: bool, **kwargs: Any) -> None:
        """choices: units or organisations for which the person may answer; with one there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if not is_unit:
            for name in ("group_label", "group_size", "age_from", "age_to"):
                del self.fields[name]
        if len(choices) > 1:
            self.fields["who"] = ChoiceOfRows(label=_("Unit") if is_unit else _("Organisation"), rows=choices)
            self.order_fields(["who"])
        self.choices = list(choices)

    def who(self) -> Any:
        return self.cleaned_data.get("who") or self.choices[0]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("who", "is_harmless")}


class MessageForm(CarefulForm):
    careful_fields = ("text",)

    text = long_text(_("Your message"), limit=4000, rows=4, required=True)


class AskGoAheadForm(CarefulForm):
    careful_fields = ("note",)

    hours = forms.IntegerField(
        label=_("How many hours of your work will it take, in all?"),
        min_value=1,
        max_value=1000,
        help_text=_("An estimate is enough: planning, lessons, feedback."),
    )
    note = long_text(_("A word to the head of the unit"), limit=1000, rows=3)


class GiveGoAheadForm(forms.Form):
    fits_curriculum = forms.BooleanField(label=_("It fits the curriculum or the unit's own task"))
    has_time = forms.BooleanField(label=_("There is time for it"))
    staff_agree = forms.BooleanField(label=_("Those of the staff who take part have agreed"))


class ReasonForm(forms.Form):
    reason = long_text(_("Why? In a sentence"), limit=1000, rows=3, required=True)


class LimitForm(forms.Form):
    most_at_once = forms.IntegerField(
        label=_("Trials at once"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=_("Empty: the municipality's usual number. 0: no new ones now."),
    )


class SettingsForm(forms.ModelForm):
    class Meta:
        model = MarketSettings
        fields = ["rests_after_days", "most_at_once", "check_within_days", "answer_within_days", "mail_from", "mail_until"]
        widgets = {"mail_from": NativeTime, "mail_until": NativeTime}

    def validate_constraints(self) -> None:
        """Said in words by the action."""
