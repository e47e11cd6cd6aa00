from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import PeriodKind
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import UnitKind
from talkoot.kernel.ui.forms import NativeDate


class TermYearForm(forms.Form):
    unit_kind = forms.ChoiceField(label=_("Kind of units"), choices=UnitKind.choices)
    first_year = forms.IntegerField(
        label=_("Year in which it begins"), min_value=2000, max_value=2100, help_text=_("The dates come from a rule; mend them afterwards.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_year"].initial = timezone.localdate().year


class PeriodForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=PeriodKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    starts_on = forms.DateField(label=_("Starts on"), widget=NativeDate)
    ends_on = forms.DateField(label=_("Ends on"), widget=NativeDate)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]
        for code, language in languages:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": language}, max_length=80, required=code == languages[0][0]
            )
        self.order_fields(["kind", *(f"name_{code}" for code, _name in languages), "starts_on", "ends_on"])
        self.languages = languages

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "kind": cleaned["kind"],
            "name": Words({code: cleaned[f"name_{code}"] for code, _name in self.languages}),
            "starts_on": cleaned["starts_on"],
            "ends_on": cleaned["ends_on"],
        }
