"""Fields shared by the forms of this app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui import texts


class PlainWords(texts.PlainWords):
    """A text in the languages of the municipality, in a box of so many lines."""

    def __init__(self, *, municipality: Municipality, lines: int = 1, **kwargs: Any) -> None:
        super().__init__(
            languages=texts.languages_of(municipality),
            widget=forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput,
            **kwargs,
        )


def language_choices(codes: list[str]) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in codes]
