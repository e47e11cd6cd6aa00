"""What is asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_QUESTION = 200
LAST_PAGE = 1_000


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False, widget=forms.HiddenInput)
