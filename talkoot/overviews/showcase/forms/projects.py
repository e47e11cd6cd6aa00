"""Forms of a project: short ones, a step each. Texts have one field for each language of the municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainWords, WordsForm, languages_of
from talkoot.overviews.showcase.content.kinds import Kind
from talkoot.overviews.showcase.content.slugs import RESERVED_SLUGS
from talkoot.overviews.showcase.models.project import SLUG, Programme, Project
from talkoot.tools.themes.models import Theme


class StepForm(WordsForm):
    """The database holds the constraints, and clean() and the actions say them in words."""

    def validate_constraints(self) -> None:
        """Not asked here: a step has only some of the fields."""


class ProjectStartForm(StepForm):
    """Enough to begin with; everything else is asked a step at a time."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)

    long_texts = {"summary": 4}

    class Meta:
        model = Project
        fields = ["title", "summary", "kind"]
        labels = {"title": pgettext_lazy("text", "Title"), "summary": _("Summary")}
        help_texts = {"summary": _("One or two sentences: why should a colleague in another municipality read on?")}


class ProjectBasicsForm(StepForm):
    slug = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=80,
        validators=[SLUG],
        help_text=_("Small letters, numbers and hyphens, such as “library-robot”. Left empty it is made of the title."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    # Without a municipality in force there are no programmes, so the choices come in __init__.
    programme = forms.ModelChoiceField(queryset=None, label=_("Programme"), required=False)  # type: ignore[var-annotated]
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the original material"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    started_on = forms.DateField(label=_("Started on"), required=False, widget=NativeDate)
    ended_on = forms.DateField(label=_("Ended on"), required=False, widget=NativeDate)

    long_texts = {"summary": 4}

    class Meta:
        model = Project
        fields = ["title", "summary", "kind", "themes", "started_on", "ended_on", "place", "languages", "slug"]
        labels = {"title": pgettext_lazy("text", "Title"), "summary": _("Summary"), "place": _("Place")}
        help_texts = {"summary": _("One or two sentences: why should a colleague in another municipality read on?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Made here, in a municipality: a class that asks for programmes could not be imported outside one.
        self.fields["programme"] = forms.ModelChoiceField(
            label=_("Programme"),
            queryset=Programme.objects.order_by("slug"),
            required=False,
            initial=self.instance.programme_id,
            empty_label=_("None"),
        )
        self.order_fields(["title", "summary", "kind", "programme"])
        if self.instance.published_at:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Others link to a published page, so its address stays.")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(
                _("The address “%(slug)s” is taken by a page of the site itself. Choose another address."), params={"slug": slug}
            )
        return slug or self.instance.slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("started_on"), cleaned.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("The end must not be before the start."))
        return cleaned


class ProjectStoryForm(StepForm):
    long_texts = {"story": 18}

    class Meta:
        model = Project
        fields = ["story"]
        labels = {"story": _("Story")}
        help_texts = {
            "story": _("What was needed, done and learned, and what came of it. Start a heading with ### and a list item with a hyphen.")
        }


class ProjectContactForm(StepForm):
    review_by = forms.DateField(
        label=_("Review by"),
        widget=NativeDate,
        help_text=_("The day by which somebody looks whether the page still holds, at most a year or two ahead."),
    )
    operating_model = forms.ChoiceField(label=_("Operating model it offers"), required=False)

    class Meta:
        model = Project
        fields = ["contact_role", "contact_email", "operating_model", "review_by"]
        labels = {"contact_role": _("Contact"), "contact_email": _("The contact's e-mail address")}
        help_texts = {
            "contact_role": _("A role, not a person: “Coordinator of co-creation”."),
            "contact_email": _("A shared address, to which word of new questions is sent. Readers never see it."),
        }

    def __init__(self, *args: Any, models: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.operating_model
        # A model that is not there yet may have come with an import; saving this form does not drop it.
        unknown = [(kept, kept)] if kept and kept not in dict(models) else []
        self.fields["operating_model"].choices = [("", _("None")), *models, *unknown]  # type: ignore[attr-defined]


class CoverForm(forms.Form):
    """The picture on top of the page. Without one the page bears a pattern drawn for it."""

    upload = UploadField(label=_("Picture"), required=False, only_images=True)

    def __init__(self, *args: Any, municipality: Municipality, cover: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = cover is None
        self.fields["alt_text"] = PlainWords(
            languages=languages_of(municipality),
            label=_("Text for those who do not see the picture"),
            max_length=300,
            initial=cover.alt_text if cover else None,
        )
        if cover:
            self.fields["upload"].help_text = _("Choose a picture only if you want another one.")


class ProgrammeForm(StepForm):
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=80,
        validators=[SLUG],
        help_text=_("Small letters, numbers and hyphens. Left empty it is made of the name."),
    )

    long_texts = {"description": 4}

    class Meta:
        model = Programme
        fields = ["name", "description", "slug"]
        labels = {"name": _("Name"), "description": _("Description")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
