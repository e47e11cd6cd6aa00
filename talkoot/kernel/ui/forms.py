"""How Django's forms look: the renderer for settings.FORM_RENDERER and the widgets the design asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

# Django's own sentences, which our translations (English too) say in words that tell how to mend the mistake.
SENTENCES_OF_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
)


class FormRenderer(TemplatesSetting):
    """`{{ form }}` gives an error summary and the design system's fields. Needs "django.forms" among the apps, after ours."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


class RadioCards(forms.RadioSelect):
    """Radio buttons as cards, each with a sentence that helps to choose: `RadioCards(descriptions={"open": _("…")})`."""

    template_name = "ui/widgets/radio_cards.html"

    def __init__(self, *args: Any, descriptions: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.descriptions = dict(descriptions or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"description": self.descriptions.get(str(value), "")}


class NativeDate(forms.DateInput):
    """The browser's own date control; its value is ISO whatever the language, as HTML wants."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class NativeTime(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class NativeDateTime(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
