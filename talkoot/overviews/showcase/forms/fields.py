"""Fields of this app's forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words

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
