"""Controls of an answering form that the design system does not have: smileys, a scale, a matrix. Radio buttons underneath."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.words import Words
from talkoot.tools.questionnaires.content.questions import FACES_OF_THE_YOUNG

FACE_WORDS = {
    1: pgettext_lazy("smiley", "Very bad"),
    2: pgettext_lazy("smiley", "Bad"),
    3: pgettext_lazy("smiley", "So-so"),
    4: pgettext_lazy("smiley", "Good"),
    5: pgettext_lazy("smiley", "Very good"),
}
FACE_WORDS_OF_THE_YOUNG = {
    1: pgettext_lazy("smiley", "No, not at all"),
    2: pgettext_lazy("smiley", "A little"),
    3: pgettext_lazy("smiley", "Yes, a lot"),
}
# Which of the five drawn faces stands for each of three.
FACES_OF_THREE = {1: 1, 2: 3, 3: 5}


def face_choices(scale: Mapping[str, Any]) -> list[tuple[str, Any]]:
    words = FACE_WORDS_OF_THE_YOUNG if scale["max"] == FACES_OF_THE_YOUNG else FACE_WORDS
    return [(str(step), words[step]) for step in range(scale["min"], scale["max"] + 1)]


class Faces(forms.RadioSelect):
    """Smileys, each with its words underneath."""

    template_name = "questionnaires/widgets/faces.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        is_of_three = len(self.choices) == FACES_OF_THE_YOUNG  # type: ignore[arg-type]
        return option | {"face": FACES_OF_THREE[int(value)] if is_of_three else int(value)}


class Scale(forms.RadioSelect):
    """Numbers in a row, with words at both ends."""

    template_name = "questionnaires/widgets/scale.html"

    def __init__(self, *args: Any, ends: tuple[str, str] = ("", ""), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends = ends

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"lowest_words": self.ends[0], "highest_words": self.ends[1]}
        return context


class Matrix(forms.MultiWidget):
    """One scale for each statement; on a phone they stand below each other."""

    template_name = "questionnaires/widgets/matrix.html"
    use_fieldset = True

    def __init__(self, rows: list[Mapping[str, Any]], choices: list[tuple[str, Any]], ends: tuple[str, str]) -> None:
        self.rows = rows
        super().__init__({row["key"]: Scale(choices=choices, ends=ends) for row in rows})

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(row["key"]) for row in self.rows]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for row, sub in zip(self.rows, context["widget"]["subwidgets"], strict=True):
            sub["row_text"] = Words(row["text"])
        return context


class MatrixField(forms.MultiValueField):
    def __init__(self, rows: list[Mapping[str, Any]], choices: list[tuple[str, Any]], ends: tuple[str, str], **kwargs: Any) -> None:
        self.rows = rows
        fields = [forms.CharField(required=False) for _row in rows]
        super().__init__(fields, widget=Matrix(rows, choices, ends), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {row["key"]: value for row, value in zip(self.rows, data_list, strict=False) if value}
