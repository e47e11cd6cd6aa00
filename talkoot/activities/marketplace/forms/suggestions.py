"""Suggesting a need without an account, and answering it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.content.kinds import SuggestedAs, SuggestionState
from talkoot.activities.marketplace.forms.fields import long_text
from talkoot.activities.marketplace.forms.filters import ANY
from talkoot.activities.marketplace.forms.listings import AgesMixin, ChoiceOfRows, number
from talkoot.activities.marketplace.models.listing import OLDEST
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.texts import PlainText


class SuggestForm(AgesMixin, CarefulForm):
    """Anybody's, without an account and without a name: traces of people are never let through."""

    careful_fields = ("title", "text", "why")
    careful_strict = True

    suggested_as = forms.ChoiceField(label=_("In which part do you write?"), choices=SuggestedAs.choices, widget=forms.RadioSelect)
    title = PlainText(label=_("What is needed? In one line"), max_length=120)
    text = long_text(
        _("Tell it in your own words"),
        limit=2000,
        rows=5,
        required=True,
        help_text=_("What is the problem, and for whom? Write no names, telephone numbers or e-mail addresses, not even your own."),
    )
    why = long_text(_("Why does it matter?"), limit=1000, rows=3)
    age_from = number(_("Youngest, in years"), OLDEST)
    age_to = number(_("Oldest, in years"), OLDEST)
    # Made with the form, so that sending twice suggests once.
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=new_receipt)

    def __init__(self, *args: Any, units: Sequence[Any] = (), **kwargs: Any) -> None:
        """units: to choose among; none when the page is of one unit."""
        super().__init__(*args, **kwargs)
        if units:
            self.fields["unit"] = ChoiceOfRows(
                label=_("For which school or other unit?"),
                rows=units,
                nothing=_("I do not know, or several"),
                required=False,
                empty_value=None,
            )
            self.order_fields(["suggested_as", "unit"])


class TakeUpForm(CarefulForm):
    careful_fields = ("answer",)

    answer = long_text(
        _("A word to the one who suggested it"),
        limit=2000,
        rows=3,
        help_text=_("It is read with the code that was given; nobody knows who suggested it."),
    )

    def __init__(self, *args: Any, units: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units:
            self.fields["unit"] = ChoiceOfRows(label=_("Whose need is it?"), rows=units, nothing=_("Choose"), required=True)
            self.order_fields(["unit"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("answer", "unit") if name in self.cleaned_data}


class DeclineForm(CarefulForm):
    careful_fields = ("reason",)

    reason = long_text(
        _("Why is it not taken up?"),
        limit=2000,
        rows=4,
        required=True,
        help_text=_("In plain words: the one who suggested it reads them. If something like it is under way, tell where."),
    )


class SuggestionFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *SuggestionState.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = self.cleaned_data.get("state")
        return queryset.filter(state=state) if state else queryset
