"""Forms of a project: short ones, a step each. Texts have one field for each language of the municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.i18n.fields import TranslatedField, TranslatedFormField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.content.kinds import Kind
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Picture, Result
from talkoot.overviews.showcase.models.project import SLUG, Programme, Project
from talkoot.tools.themes.models import Theme


def languages_of(municipality: Municipality) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in municipality.languages]


class WordsForm(forms.ModelForm):
    """A model form whose translated fields show one control for each language of the municipality."""

    long_texts: tuple[str, ...] = ()

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            model_field = self._meta.model._meta.get_field(name) if hasattr(self._meta.model, name) else None
            if isinstance(model_field, TranslatedField):
                before = self.fields[name]
                self.fields[name] = TranslatedFormField(
                    languages=languages_of(municipality),
                    widget=forms.Textarea(attrs={"rows": 12 if name == "story" else 4}) if name in self.long_texts else forms.TextInput,
                    max_length=model_field.longest,
                    required=not model_field.blank,
                    label=before.label,
                    help_text=before.help_text,
                )

    def values(self) -> dict[str, Any]:
        """Cleaned values of the form's own fields, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}


class ProjectBasicsForm(WordsForm):
    slug = forms.CharField(
        label=_("Address of the page"),
        max_length=80,
        validators=[SLUG],
        help_text=_("Small letters, numbers and hyphens, such as “library-robot”. It cannot be changed after publishing."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the original material"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    started_on = forms.DateField(label=_("Started on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ended_on = forms.DateField(label=_("Ended on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    long_texts = ("summary",)

    class Meta:
        model = Project
        fields = ["title", "summary", "slug", "kind", "programme", "themes", "started_on", "ended_on", "place", "languages"]
        labels = {"programme": _("Programme")}
        help_texts = {"summary": _("One or two sentences: why should a colleague in another municipality read on?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.order_by("slug")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("started_on"), cleaned.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("The end must not be before the start."))
        return cleaned

    def validate_unique(self) -> None:
        """The action answers for the address, in words and also under rivals."""

    def validate_constraints(self) -> None:
        """Held by the database and said above."""


class ProjectStoryForm(WordsForm):
    long_texts = ("story",)

    class Meta:
        model = Project
        fields = ["story"]
        help_texts = {
            "story": _(
                "What was needed, done and learned, and what came of it. Start a heading with ### and a list item with a hyphen."
            )
        }

    def validate_constraints(self) -> None:
        pass


class ProjectContactForm(WordsForm):
    review_by = forms.DateField(
        label=_("Review by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day by which somebody looks whether the page still holds, at most a year or two ahead."),
    )
    operating_model = forms.ChoiceField(label=_("Operating model it offers"), required=False)

    class Meta:
        model = Project
        fields = ["contact_role", "contact_email", "operating_model", "review_by"]
        help_texts = {
            "contact_role": _("A role, not a person: “Coordinator of co-creation”."),
            "contact_email": _("A shared address. Readers never see it; their questions come to the queue."),
        }

    def __init__(self, *args: Any, models: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operating_model"].choices = [("", _("None")), *models]  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        pass


class PartForm(WordsForm):
    def validate_constraints(self) -> None:
        pass


class ResultForm(PartForm):
    class Meta:
        model = Result
        fields = ["label", "value", "unit", "source"]


class LessonForm(PartForm):
    long_texts = ("text",)

    class Meta:
        model = Lesson
        fields = ["title", "text"]


class PartnerForm(PartForm):
    class Meta:
        model = Partner
        fields = ["name", "kind"]


class DocumentForm(PartForm):
    address = forms.URLField(
        label=_("Address"), required=False, assume_scheme="https", max_length=500, help_text=_("Give an address, or a file below.")
    )
    upload = UploadField(label=_("File"), required=False)

    class Meta:
        model = Document
        fields = ["title", "language", "address", "size_kb"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_file = bool(cleaned.get("upload")) or bool(self.instance.file_id and not cleaned.get("address"))
        if bool(cleaned.get("address")) == has_file and not self.errors:
            self.add_error("address", _("Give either a file or an address, not both."))
        return cleaned


class PictureForm(PartForm):
    upload = UploadField(label=_("Picture"), required=False)

    class Meta:
        model = Picture
        fields = ["caption"]

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        self.fields["alt_text"] = TranslatedFormField(
            languages=languages_of(municipality),
            label=_("Text for those who do not see the picture"),
            max_length=300,
            initial=self.instance.file.alt_text if self.instance.file_id else None,
        )
        self.fields["upload"].required = not self.instance.file_id


PART_FORMS: dict[str, type[PartForm]] = {
    "results": ResultForm,
    "lessons": LessonForm,
    "partners": PartnerForm,
    "documents": DocumentForm,
    "pictures": PictureForm,
}
