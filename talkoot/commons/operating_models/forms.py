"""Input and its shape: the list's filters, and a form for every kind of part made from the table of kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content import kinds
from talkoot.commons.operating_models.content.kinds import ADDABLE_KINDS, LICENCES, LONGEST_LINE, MODEL_KINDS, THEMES, Kind
from talkoot.commons.operating_models.content.schema import NUMBER_PATTERN
from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.queries import narrow

ANY = [("", _("All"))]


def language_choices(municipality: Municipality | None = None) -> list[tuple[str, str]]:
    """(code, its own name) of the municipality's languages, the default one first; outside one all of the installation."""
    codes = municipality.languages if municipality else [code for code, _name in settings.LANGUAGES]
    return [(code, settings.LANGUAGE_NAMES[code]) for code in codes]


# ── Lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ModelFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *THEMES.items()])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ANY, *MODEL_KINDS.items()])
    language = forms.ChoiceField(label=_("Whole in this language"), required=False)
    origin = forms.ChoiceField(
        label=_("Origin"),
        required=False,
        choices=[*ANY, ("own", _("Own models")), ("adopted", _("Adopted from another municipality"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [*ANY, *language_choices()]  # type: ignore[attr-defined]

    def narrow(self, models: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen["q"]:
            models = narrow(models, chosen["q"])
        if chosen["theme"]:
            models = models.filter(themes__contains=[chosen["theme"]])
        if chosen["kind"]:
            models = models.filter(kind=chosen["kind"])
        if chosen["language"]:
            models = models.filter(languages__contains=[chosen["language"]])
        if chosen["origin"]:
            models = models.filter(adopted_at__isnull=chosen["origin"] == "own")
        return models


class EverywhereFilter(ModelFilter):
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), required=False, queryset=Municipality.objects.none(), to_field_name="slug", empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def narrow(self, models: QuerySet[Any]) -> QuerySet[Any]:
        models = super().narrow(models)
        chosen = self.cleaned_data["municipality"]
        return models.filter(municipality=chosen) if chosen else models


# ── A model ────────────────────────────────────────────────────────────────────────────────────────────────────────


class NewModelForm(forms.Form):
    """Enough to begin; everything else is written on the workbench."""

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = language_choices(municipality)
        self.fields["name"] = TranslatedFormField(label=_("Name of the model"), languages=languages, max_length=LONGEST_LINE)
        self.fields["summary"] = TranslatedFormField(
            label=_("Summary"), help_text=_("One or two sentences."), languages=languages, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of model"), choices=[*MODEL_KINDS.items()])
        self.fields["licence"] = forms.ChoiceField(
            label=_("Licence"), help_text=_("On which terms others may use the texts."), choices=[*LICENCES.items()]
        )
        self.fields["themes"] = forms.MultipleChoiceField(
            label=_("Themes"), required=False, choices=[*THEMES.items()], widget=forms.CheckboxSelectMultiple
        )


class NewPartForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of part"), choices=[(name, kind.label) for name, kind in ADDABLE_KINDS.items()])

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = language_choices(municipality)
        self.fields["title"] = TranslatedFormField(label=_("Title of the part"), languages=languages, max_length=LONGEST_LINE)


class PublishForm(forms.Form):
    number = forms.RegexField(
        NUMBER_PATTERN, label=_("Number of the version"), max_length=14, error_messages={"invalid": _("A version number looks like 1.2.")}
    )
    is_public = forms.BooleanField(label=_("Show it to everybody, so that other municipalities can adopt it"), required=False)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change_note"] = TranslatedFormField(
            label=_("What has changed"),
            help_text=_("Those who have adopted the model read this first."),
            required=False,
            languages=language_choices(municipality),
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        self.order_fields(["number", "change_note", "is_public"])


class ImportForm(forms.Form):
    package = forms.FileField(
        label=_("Package"),
        help_text=_("A zip file that another Talkoot gave out, at most 20 megabytes."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


# ── Parts: fields made from the table of kinds ─────────────────────────────────────────────────────────────────────


class ContentForm(forms.Form):
    """A form for some fields of the table. `content()` gives the data back; lists are edited item by item on their own pages."""

    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        *args: Any,
        table: Iterable[kinds.Field],
        municipality: Municipality,
        roles: Sequence[tuple[str, str]] = (),
        activities: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = [field for field in table if not isinstance(field, kinds.Items)]
        self.languages = language_choices(municipality)
        self.role_choices, self.activity_choices = list(roles), list(activities)
        for field in self.table:
            for name, form_field in fields_for(field, self):
                self.fields[name] = form_field

    def content(self) -> dict[str, Any]:
        """Only what the form showed: what it did not show stays as it is."""
        shown = [field for field in self.table if isinstance(field, kinds.Group) or field.name in self.fields]
        return {field.name: value_of(field, self.cleaned_data) for field in shown}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.table:
            if isinstance(field, kinds.Group):
                check_group(field, self)
        return cleaned


class PartForm(ContentForm):
    """Title, text and the plain fields of a part."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, table=kind.fields, **kwargs)
        is_about = kind.name == kinds.ABOUT
        self.fields["title"] = TranslatedFormField(
            label=_("Name of the model") if is_about else _("Title of the part"), languages=self.languages, max_length=LONGEST_LINE
        )
        self.fields["body"] = TranslatedFormField(
            label=kind.body_label,
            help_text="" if is_about else _("Markdown: blank line for a new paragraph, - for a list, **bold**, [link](https://…)."),
            languages=self.languages,
            required=False,
            max_length=kinds.LONGEST_BODY,
            widget=forms.Textarea(attrs={"rows": 8}),
        )
        self.order_fields(["title", *(["summary"] if is_about else []), "body"])


@singledispatch
def fields_for(field: kinds.Field, form: ContentForm) -> list[tuple[str, forms.Field]]:
    raise TypeError(f"No form field for {type(field).__name__}")


@fields_for.register
def _texts(field: kinds.Texts, form: ContentForm) -> list[tuple[str, forms.Field]]:
    rows = 4 if field.is_long else field.rows
    widget: Any = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput
    return [
        (
            field.name,
            TranslatedFormField(
                label=field.label,
                help_text=field.help,
                languages=form.languages,
                required=field.is_needed,
                max_length=field.longest,
                widget=widget,
            ),
        )
    ]


@fields_for.register
def _plain(field: kinds.Plain, form: ContentForm) -> list[tuple[str, forms.Field]]:
    facts: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.is_needed, "max_length": field.longest}
    if field.pattern:
        return [(field.name, forms.RegexField(field.pattern, **facts))]
    return [(field.name, forms.CharField(**facts))]


@fields_for.register
def _number(field: kinds.Number, form: ContentForm) -> list[tuple[str, forms.Field]]:
    return [
        (
            field.name,
            forms.IntegerField(
                label=field.label,  # type: ignore[arg-type]
                help_text=field.help,  # type: ignore[arg-type]
                required=field.is_needed,
                min_value=field.low,
                max_value=field.high,
            ),
        )
    ]


@fields_for.register
def _flag(field: kinds.Flag, form: ContentForm) -> list[tuple[str, forms.Field]]:
    return [(field.name, forms.BooleanField(label=field.label, help_text=field.help, required=False))]  # type: ignore[arg-type]


@fields_for.register
def _choice(field: kinds.Choice, form: ContentForm) -> list[tuple[str, forms.Field]]:
    return [(field.name, forms.ChoiceField(label=field.label, help_text=field.help, choices=[*field.options.items()]))]  # type: ignore[arg-type]


@fields_for.register
def _choices(field: kinds.Choices, form: ContentForm) -> list[tuple[str, forms.Field]]:
    return [(field.name, several(field, [*field.options.items()]))]


@fields_for.register
def _role_keys(field: kinds.RoleKeys, form: ContentForm) -> list[tuple[str, forms.Field]]:
    return [(field.name, several(field, form.role_choices))]


@fields_for.register
def _activities(field: kinds.Activities, form: ContentForm) -> list[tuple[str, forms.Field]]:
    # Shown only when some activity of this installation has declared what it needs.
    return [(field.name, several(field, form.activity_choices))] if form.activity_choices else []


def several(field: kinds.Field, choices: Sequence[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=field.label,  # type: ignore[arg-type]
        help_text=field.help,  # type: ignore[arg-type]
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


@fields_for.register
def _group(field: kinds.Group, form: ContentForm) -> list[tuple[str, forms.Field]]:
    made = []
    for inner in field.fields:
        for name, form_field in fields_for(inner, form):
            form_field.required = False
            form_field.label = _("%(group)s: %(field)s") % {"group": field.label, "field": inner.label}
            made.append((f"{field.name}_{name}", form_field))
    return made


def check_group(group: kinds.Group, form: ContentForm) -> None:
    """A group is given whole or not at all."""
    names = {f"{group.name}_{inner.name}": inner for inner in group.fields}
    filled = [name for name in names if form.cleaned_data.get(name) not in (None, "", {})]
    if filled:
        for name, inner in names.items():
            if inner.is_needed and name not in filled and name not in form.errors:
                form.add_error(name, _("Fill in all of these, or none."))


def value_of(field: kinds.Field, cleaned: Mapping[str, Any], prefix: str = "") -> Any:
    """The data of a field from what the form cleaned; what is empty and may be is null."""
    value = cleaned.get(prefix + field.name)
    if isinstance(field, kinds.Group):
        inner = {f.name: value_of(f, cleaned, f"{field.name}_") for f in field.fields}
        return inner if any(v not in (None, {}, "") for v in inner.values()) else None
    if isinstance(field, kinds.Texts):
        return dict(value or {}) or ({} if field.is_needed else None)
    if isinstance(field, (kinds.Choices, kinds.RoleKeys, kinds.Activities)):
        return list(value or [])
    if isinstance(field, kinds.Plain):
        return value or ("" if field.is_needed else None)
    return value


def initial_of(table: Iterable[kinds.Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows for stored data."""
    shown: dict[str, Any] = {}
    for field in table:
        value = data.get(field.name)
        if isinstance(field, kinds.Group):
            shown |= {f"{field.name}_{name}": inner for name, inner in (value or {}).items()}
        elif isinstance(field, kinds.Texts):
            shown[field.name] = Words(value or {})
        elif not isinstance(field, kinds.Items):
            shown[field.name] = value
    return shown


class AttachmentForm(forms.Form):
    upload = UploadField(label=_("Document"), help_text=_("PDF, Word, Excel, OpenDocument, CSV or text; at most 20 megabytes."))

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = language_choices(municipality)
        self.fields["title"] = TranslatedFormField(label=_("Title of the document"), languages=languages, max_length=LONGEST_LINE)
