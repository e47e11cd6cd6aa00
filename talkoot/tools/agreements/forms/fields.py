"""Fields shared by the forms of this app."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality

# Control characters but tab and line breaks: nobody types them, and print forms cannot hold them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    """A text in the languages of the municipality, without control characters."""

    def __init__(self, *, municipality: Municipality, lines: int = 1, **kwargs: Any) -> None:
        names = dict(settings.LANGUAGES)
        super().__init__(
            languages=[(code, str(names[code])) for code in municipality.languages],
            widget=forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput,
            **kwargs,
        )

    def clean(self, value: Any) -> Words:
        words = super().clean(value)
        for text in words.values():
            check_plain(text)
        return words


def language_choices(codes: list[str]) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in codes]
