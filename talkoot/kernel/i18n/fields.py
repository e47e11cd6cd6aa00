"""TranslatedField: a column that holds Words; sort keys for names in Finnish and Swedish order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.words import Words, language_codes

LONGEST_TEXT = 200_000


class TranslatedField(models.JSONField):
    """JSONB column of Words. `max_length` is per language, in characters."""

    def __init__(self, *args: Any, max_length: int = LONGEST_TEXT, **kwargs: Any) -> None:
        kwargs.setdefault("default", Words)
        self.longest = max_length
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"max_length": self.longest}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        loaded = super().from_db_value(value, expression, connection)
        return Words(loaded) if isinstance(loaded, dict) else loaded

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Words) else Words(value)

    def get_prep_value(self, value: Any) -> Any:
        return dict(value) if isinstance(value, Words) else super().get_prep_value(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        check_words(value, self.longest)


def check_words(value: Any, longest: int = LONGEST_TEXT) -> None:
    """Raise ValidationError unless value is {language code: text} in known languages, each at most `longest` long."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("A translated text is an object with one text for each language."))
    if unknown := set(value) - set(language_codes()):
        raise ValidationError(_("Unknown languages: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    if any(len(text) > longest for text in value.values()):
        raise ValidationError(_("The text is longer than %(limit)d characters.") % {"limit": longest})


# Finnish and Swedish put these last: in ASCII the characters { | } follow z.
LETTERS_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "õ": "}"})
LONGEST_SORT_KEY = 80


def sort_key(text: str, language: str) -> str:
    """A key whose byte order (COLLATE "C") is the alphabetical order of `language`, at most 80 characters.

    English folds all accents (ä sorts as a); Finnish and Swedish keep å, ä, ö after z, in Finnish w is a letter of its own.
    """
    lowered = unicodedata.normalize("NFC", text.strip().casefold())
    if language in ("fi", "sv"):
        lowered = lowered.translate(LETTERS_AFTER_Z)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))[:LONGEST_SORT_KEY]


def sort_keys(words: Words) -> dict[str, str]:
    """One sort key for every language of the installation, falling back as the reader's page does."""
    return {code: sort_key(words.in_language(code), code) for code in language_codes()}


class SortKeysField(models.JSONField):
    """Sort keys of another TranslatedField of the row, filled before every save: `SortKeysField(of="title")`."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("editable", False)
        self.of = of
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        keys = sort_keys(Words(getattr(model_instance, self.of)))
        setattr(model_instance, self.attname, keys)
        return keys


def in_order_of(field: str, language: str) -> Collate:
    """Expression that orders by a SortKeysField in one language: `.order_by(in_order_of("title_order", "fi"))`.

    An index serves it: `models.Index(in_order_of("title_order", "fi"), "id", name=…)`.
    """
    return Collate(Coalesce(KeyTextTransform(language, field), models.Value(""), output_field=models.TextField()), "C")


class TranslatedWidget(forms.MultiWidget):
    """One control for each language, the default language first; drawn by ui/widgets/translated.html."""

    template_name = "ui/widgets/translated.html"

    def __init__(self, languages: Iterable[tuple[str, str]], widget: type[forms.Widget] | forms.Widget, attrs: Any = None) -> None:
        self.languages = list(languages)
        single = widget() if isinstance(widget, type) else widget
        super().__init__({code: single.__class__(attrs={**single.attrs, "lang": code}) for code, _ in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code, _ in self.languages]

    def get_context(self, name: str, value: Any, attrs: Any) -> Any:
        context = super().get_context(name, value, attrs)
        subwidgets = context["widget"]["subwidgets"]
        for (code, label), sub in zip(self.languages, subwidgets, strict=True):
            # Only the default language is compulsory in the browser, as in clean() below.
            is_default = code == self.languages[0][0]
            sub["attrs"]["required"] = bool(context["widget"]["required"]) and is_default
            sub |= {"language_code": code, "language_name": label, "is_default": is_default, "is_missing": not sub["value"]}
        return context

    def id_for_label(self, id_: str) -> str:
        return ""


class TranslatedFormField(forms.MultiValueField):
    """A form field of Words. The municipality's default language is required when the field is; others may be missing."""

    def __init__(
        self,
        *,
        languages: Iterable[tuple[str, str]],
        widget: type[forms.Widget] | forms.Widget = forms.TextInput,
        max_length: int = LONGEST_TEXT,
        required: bool = True,
        **kwargs: Any,
    ) -> None:
        self.languages = list(languages)
        fields = [forms.CharField(required=False, max_length=max_length) for _ in self.languages]
        super().__init__(
            fields,
            widget=TranslatedWidget(self.languages, widget),
            require_all_fields=False,
            required=required,
            **kwargs,
        )

    def compress(self, data_list: list[str]) -> Words:
        return Words(dict(zip((code for code, _ in self.languages), data_list, strict=False)))

    def clean(self, value: Any) -> Words:
        words = super().clean(value) or Words()
        first_code, first_name = self.languages[0]
        if (self.required or words) and first_code not in words:
            raise ValidationError(
                _("Write the text at least in %(language)s; other languages may follow later.") % {"language": first_name},
                code="required",
            )
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return Words(initial or {}) != self.compress(data or [])
