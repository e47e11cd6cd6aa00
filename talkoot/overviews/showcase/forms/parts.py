"""Forms of the rows of a project's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.texts import PlainWords, languages_of
from talkoot.overviews.showcase.forms.projects import StepForm
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Picture, Result

# What an address elsewhere leads to.
MEDIA_TYPES = [("text/html", _("Web page")), ("application/pdf", "PDF"), ("video/mp4", _("Video"))]


class ResultForm(StepForm):
    class Meta:
        model = Result
        fields = ["label", "value", "unit", "source"]
        labels = {"label": _("What the figure tells"), "value": _("Figure"), "unit": _("Unit"), "source": _("Source")}
        help_texts = {
            "label": _("Such as “learners reached by the model”."),
            "unit": _("Such as “per cent” or “euros”; leave it empty for a plain count."),
            "source": _("Where the figure comes from, so that others can trust it."),
        }


class LessonForm(StepForm):
    long_texts = {"text": 5}

    class Meta:
        model = Lesson
        fields = ["title", "text"]
        labels = {"title": pgettext_lazy("text", "Title"), "text": _("Lesson")}
        help_texts = {"text": _("What would you tell a colleague who begins tomorrow?")}


class PartnerForm(StepForm):
    class Meta:
        model = Partner
        fields = ["name", "kind"]
        labels = {"name": _("Name"), "kind": _("Kind")}


class DocumentForm(StepForm):
    address = forms.URLField(
        label=_("Address"), required=False, assume_scheme="https", max_length=500, help_text=_("Give an address, or a file below.")
    )
    media_type = forms.ChoiceField(label=_("What is at the address"), required=False, choices=MEDIA_TYPES)
    upload = UploadField(label=_("File"), required=False)

    class Meta:
        model = Document
        fields = ["title", "language", "address", "media_type", "size_kb"]
        labels = {"title": pgettext_lazy("text", "Title"), "language": _("Language"), "size_kb": _("Size at the address, kB")}
        help_texts = {"size_kb": _("Shown to readers before they open it; may be left empty. The size of a file is found by itself.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = self.instance.media_type
        if shown and shown not in dict(MEDIA_TYPES):
            self.fields["media_type"].choices = [*MEDIA_TYPES, (shown, shown)]  # type: ignore[attr-defined]
        self.fields["size_kb"].max_value = 10_000_000  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_file = bool(cleaned.get("upload")) or bool(self.instance.file_id and not cleaned.get("address"))
        if bool(cleaned.get("address")) == has_file and not self.errors:
            self.add_error("address", _("Give either a file or an address, not both."))
        return cleaned


class PictureForm(StepForm):
    upload = UploadField(label=_("Picture"), required=False, only_images=True)

    class Meta:
        model = Picture
        fields = ["caption"]
        labels = {"caption": _("Caption")}

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        has_file = bool(self.instance.file_id)
        self.fields["alt_text"] = PlainWords(
            languages=languages_of(municipality),
            label=_("Text for those who do not see the picture"),
            max_length=300,
            initial=self.instance.file.alt_text if has_file else None,
        )
        self.fields["upload"].required = not has_file


PART_FORMS: dict[str, type[StepForm]] = {
    "results": ResultForm,
    "lessons": LessonForm,
    "partners": PartnerForm,
    "documents": DocumentForm,
    "pictures": PictureForm,
}
