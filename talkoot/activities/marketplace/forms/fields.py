"""Fields of this app's forms."""

from __future__ import annotations

from typing import Any

from django import forms

from talkoot.kernel.ui.texts import PlainText


def long_text(label: Any, *, limit: int, rows: int = 4, required: bool = False, help_text: Any = "") -> PlainText:
    return PlainText(label=label, max_length=limit, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def checkboxes(label: Any, choices: Any, *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )
