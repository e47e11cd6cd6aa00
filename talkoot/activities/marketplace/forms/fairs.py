"""Forms of fairs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import FairPart, Kind, State
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.ui.forms import NativeDateTime
from talkoot.kernel.ui.texts import PlainWords, WordsForm, languages_of

LONGEST_FAIR = timedelta(days=2)


class FairForm(WordsForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages of the fair"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    long_texts = {"text": 4}

    class Meta:
        model = FairEvent
        fields = [
            "title",
            "text",
            "place",
            "starts_at",
            "ends_at",
            "languages",
            "sign_up_until",
            "pitch_minutes",
            "change_minutes",
            "most_pitches",
        ]
        labels = {
            "title": pgettext_lazy("text", "Title"),
            "text": _("What it is about"),
            "place": pgettext_lazy("event", "Place"),
            "starts_at": pgettext_lazy("event", "Begins"),
            "ends_at": pgettext_lazy("event", "Ends"),
            "sign_up_until": _("Pitches are taken until"),
            "pitch_minutes": _("Minutes of a pitch"),
            "change_minutes": _("Minutes between pitches"),
            "most_pitches": _("Pitches at most"),
        }
        widgets = {"starts_at": NativeDateTime(), "ends_at": NativeDateTime(), "sign_up_until": NativeDateTime()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends, until = (cleaned.get(name) for name in ("starts_at", "ends_at", "sign_up_until"))
        if starts and ends and ends > starts + LONGEST_FAIR:
            self.add_error("ends_at", _("A fair lasts two days at most."))
        if starts and until and until > starts:
            self.add_error("sign_up_until", _("Choose a time before the fair begins."))
        return cleaned


class ItemForm(WordsForm):
    """For coordinators: anything that may be in a programme."""

    organisation = forms.ModelChoiceField(queryset=None, label=_("Organisation"), required=False)  # type: ignore[var-annotated]
    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"), required=False)  # type: ignore[var-annotated]
    language = forms.ChoiceField(label=_("Spoken in"), required=False)

    long_texts = {"text": 2}

    class Meta:
        model = FairItem
        fields = ["kind", "title", "text", "minutes", "organisation", "unit", "language"]
        labels = {
            "kind": pgettext_lazy("programme", "Kind"),
            "title": pgettext_lazy("text", "Title"),
            "text": _("In a few words"),
            "minutes": _("Minutes"),
        }
        help_texts = {"minutes": _("A stand has no time of its own: write 0.")}

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(is_active=True).order_by("pk")  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Several")), *languages_of(municipality)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == FairPart.PITCH and not cleaned.get("organisation"):
            self.add_error("organisation", _("Whose pitch is it?"))
        if cleaned.get("kind") != FairPart.STAND and cleaned.get("minutes") == 0:
            self.add_error("minutes", _("How long does it take?"))
        return cleaned


class PitchForm(WordsForm):
    """For an organisation: five minutes of the programme."""

    organisation = forms.ModelChoiceField(queryset=None, label=_("Organisation"))  # type: ignore[var-annotated]
    listing = forms.ModelChoiceField(queryset=None, label=_("Your idea on the marketplace"), required=False)  # type: ignore[var-annotated]
    language = forms.ChoiceField(label=_("You speak in"))

    long_texts = {"text": 3}

    class Meta:
        model = FairItem
        fields = ["organisation", "title", "text", "listing", "language"]
        labels = {"title": _("Title of the pitch"), "text": _("In a few words")}
        help_texts = {"text": _("What you would make together with schools. Shown in the programme. No sales talk.")}

    def __init__(self, *args: Any, municipality: Municipality, organisation_ids: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        own = Organisation.objects.filter(pk__in=organisation_ids, is_active=True).order_by("name_order")
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        ideas = Listing.objects.filter(organisation__in=organisation_ids, kind=Kind.IDEA, state=State.PUBLISHED)
        self.fields["listing"].queryset = ideas.order_by("-published_at")  # type: ignore[attr-defined]
        self.fields["language"].choices = languages_of(municipality)  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["organisation"]
        elif len(organisation_ids) == 1:
            self.fields["organisation"].initial = next(iter(organisation_ids))
            self.fields["organisation"].widget = forms.HiddenInput()


class CancelForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = PlainWords(
            languages=languages_of(municipality), label=_("Why is it cancelled?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600
        )
