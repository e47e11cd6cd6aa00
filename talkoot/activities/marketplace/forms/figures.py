from __future__ import annotations

from typing import Any

from django import forms


class YearForm(forms.Form):
    """A school year by its first year; anything else is all time."""

    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year}–{year + 1}") for year in years]  # type: ignore[attr-defined]
