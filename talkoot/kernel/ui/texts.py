"""Fields for texts that people write: without control characters, and in the languages of the municipality."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedField, TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality

# Control characters but tab and line breaks: nobody types them, and feeds and print forms cannot hold them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def check_plain(text: str) -> None:
    """Raises ValidationError when the text holds a control character or half of a character."""
    if CONTROL.search(text):
        raise ValidationError(_("The text holds characters that cannot be shown. Write it anew instead of pasting it."), code="control")


class PlainText(forms.CharField):
    """A text without control characters; `rows` makes it a box of so many lines."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)

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
    """(code, name) of the municipality's languages: for PlainWords, and as the choices of a field."""
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in municipality.languages]


def words_field(model: type[Model], name: str, municipality: Municipality, *, rows: int = 0, help_text: Any = "") -> PlainWords:
    """The form field of a TranslatedField, with its label and length."""
    field: Any = model._meta.get_field(name)
    return PlainWords(
        languages=languages_of(municipality),
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
        max_length=field.longest,
        required=not field.blank,
        label=str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:],
        help_text=help_text,
    )


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
                field = words_field(self._meta.model, name, municipality, rows=self.long_texts.get(name, 0), help_text=before.help_text)
                field.label = before.label
                self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """Cleaned values of the form's own fields, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def validate_unique(self) -> None:
        """The action answers for what must be one of its kind, in words and also under rivals."""
