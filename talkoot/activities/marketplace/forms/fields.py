"""Fields and bases of this app's forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedField, TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality

# Control characters but tab and line breaks: nobody types them, and feeds and print forms cannot hold them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def check_plain(text: str) -> None:
    if CONTROL.search(text):
        raise ValidationError(_("The text holds characters that cannot be shown. Write it anew instead of pasting it."), code="control")


class PlainText(forms.CharField):
    """A text without control characters."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_plain(cleaned)
        return cleaned


class PlainWords(TranslatedFormField):
    """A text in several languages, without control characters."""

    def clean(self, value: Any) -> Words:
        words = super().clean(value)
        for text in words.values():
            check_plain(text)
        return words


def languages_of(municipality: Municipality) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in municipality.languages]


class WordsForm(forms.ModelForm):
    """A model form whose translated fields show one control for each language of the municipality."""

    # Name of a field and how many lines its box has.
    long_texts: dict[str, int] = {}

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            model_field = self._meta.model._meta.get_field(name) if hasattr(self._meta.model, name) else None
            if isinstance(model_field, TranslatedField):
                before = self.fields[name]
                lines = self.long_texts.get(name)
                self.fields[name] = PlainWords(
                    languages=languages_of(municipality),
                    widget=forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput,
                    max_length=model_field.longest,
                    required=not model_field.blank,
                    label=before.label,
                    help_text=before.help_text,
                )

    def values(self) -> dict[str, Any]:
        """Cleaned values of the form's own fields, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def validate_unique(self) -> None:
        """The action answers for what must be one of its kind, in words and also under rivals."""


def long_text(label: Any, *, limit: int, rows: int = 4, required: bool = False, help_text: Any = "") -> PlainText:
    return PlainText(label=label, max_length=limit, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def checkboxes(label: Any, choices: Any, *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )
