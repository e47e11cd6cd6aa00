from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import RaisedAs
from talkoot.commons.places.models.needs import LONGEST_NEED
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.texts import PlainText
from talkoot.tools.themes.models import Theme

ANY = [("", _("All"))]


class NeedForm(CarefulForm, forms.Form):
    """Half a minute on a phone, standing in the hall."""

    text = PlainText(
        label=_("What do you need, or what should be better here?"),
        max_length=LONGEST_NEED,
        rows=4,
        help_text=_("In your own words. Write no names of people."),
    )
    raised_as = forms.ChoiceField(label=_("In which part do you write?"), choices=RaisedAs.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Theme, if one fits"), required=False, choices=[("", "–"), *Theme.choices])
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=40)

    careful_fields = ("text",)
    careful_strict = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receipt"].initial = new_receipt()
        self.fields["raised_as"].initial = RaisedAs.CUSTOMER


class ReadNeedForm(forms.Form):
    """Publish, or say why not."""

    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[("", "–"), *Theme.choices])
    because = PlainText(
        label=_("Why it is not published"),
        required=False,
        max_length=400,
        help_text=_("Only when you do not publish it. Whoever raised it reads this."),
    )


class AnswerNeedForm(CarefulForm, forms.Form):
    answer = PlainText(label=_("Answer"), max_length=2000, rows=5, help_text=_("What is done, or why nothing is. Everybody reads it."))

    careful_fields = ("answer",)


class NeedFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *Theme.choices])
    raised_as = forms.ChoiceField(label=_("Raised by"), required=False, choices=[*ANY, *RaisedAs.choices])
    led_on = forms.ChoiceField(
        label=_("What happened"),
        required=False,
        choices=[*ANY, ("yes", pgettext_lazy("need", "Something came of it")), ("no", pgettext_lazy("need", "Nothing yet"))],
    )

    def narrow(self, queryset: Any) -> Any:
        chosen = self.cleaned_data
        if words := chosen.get("q", "").replace("\0", ""):
            queryset = queryset.filter(text__icontains=words)
        for name in ("theme", "raised_as"):
            if chosen.get(name):
                queryset = queryset.filter(**{name: chosen[name]})
        if chosen.get("led_on"):
            queryset = queryset.filter(has_led_on=chosen["led_on"] == "yes")
        return queryset
