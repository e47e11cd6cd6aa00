"""Forms of rounds of places. A group is told in one short form, its wishes in a second one that lists only what suits it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.models.allocation import LARGEST_GROUP, AllocationRound, RoundOffer
from talkoot.activities.marketplace.models.listing import OLDEST
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.ui.forms import NativeDateTime
from talkoot.kernel.ui.texts import PlainText, WordsForm, languages_of


class RoundForm(WordsForm):
    long_texts = {"text": 4}

    class Meta:
        model = AllocationRound
        fields = ["title", "text", "closes_at", "most_wishes", "most_per_unit", "earlier_months"]
        labels = {
            "title": pgettext_lazy("text", "Title"),
            "text": _("What it is about"),
            "closes_at": _("Applications until"),
            "most_wishes": _("How many wishes may a group have?"),
            "most_per_unit": _("How many groups of one unit may get a place?"),
            "earlier_months": _("For how many months do earlier places count?"),
        }
        help_texts = {
            "most_wishes": _("Three to five is usual. With more wishes more groups get a place."),
            "most_per_unit": _("Left empty there is no limit."),
            "earlier_months": _("Groups of units that got nothing in this time go first."),
        }
        widgets = {"closes_at": NativeDateTime()}

    def clean_closes_at(self) -> Any:
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= timezone.now():
            raise forms.ValidationError(_("Choose a time ahead."))
        return closes_at


class OfferForm(WordsForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it is given"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    only_areas = forms.MultipleChoiceField(label=_("Only for units of these areas"), required=False, widget=forms.CheckboxSelectMultiple)
    # Without a municipality in force there are no organisations, so the choices come in __init__.
    organisation = forms.ModelChoiceField(queryset=None, label=_("Partner"), required=False)  # type: ignore[var-annotated]
    area = PlainText(label=_("Area where it happens"), required=False, max_length=120)

    long_texts = {"text": 3}

    class Meta:
        model = RoundOffer
        fields = [
            "title",
            "text",
            "timing",
            "organisation",
            "places",
            "largest_group",
            "age_from",
            "age_to",
            "languages",
            "comes_to_group",
            "area",
            "latitude",
            "longitude",
            "only_areas",
        ]
        labels = {
            "title": pgettext_lazy("text", "Title"),
            "text": _("What does the group do?"),
            "timing": _("When?"),
            "places": _("How many groups fit?"),
            "largest_group": _("Largest group"),
            "age_from": _("Age from"),
            "age_to": _("Age to"),
            "comes_to_group": _("It happens in the group's own place"),
            "latitude": _("Latitude"),
            "longitude": _("Longitude"),
        }
        help_texts = {
            "largest_group": _("Learners at once. Left empty there is no limit."),
            "latitude": _("In degrees, such as 60.2055. With it the way to the place is counted."),
            "longitude": _("In degrees, such as 24.6559."),
        }

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order")  # type: ignore[attr-defined]
        chosen = [area for area in (self.instance.only_areas or []) if area not in areas]
        self.fields["only_areas"].choices = [(area, area) for area in [*areas, *chosen]]  # type: ignore[attr-defined]
        if not areas and not chosen:
            del self.fields["only_areas"]


class GroupForm(forms.Form):
    """Who comes: a minute on a phone. No names of pupils are asked."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"))  # type: ignore[var-annotated]
    group_label = PlainText(
        label=_("Group"),
        max_length=60,
        help_text=_("Such as 4B. Write no names of pupils."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    headcount = forms.IntegerField(label=_("How many learners?"), min_value=1, max_value=LARGEST_GROUP)
    age_from = forms.IntegerField(label=_("Age of the youngest"), min_value=0, max_value=OLDEST)
    age_to = forms.IntegerField(label=_("Age of the oldest"), min_value=0, max_value=OLDEST)
    language = forms.ChoiceField(label=_("Language of the group"))

    def __init__(self, *args: Any, municipality: Municipality, units: list[Unit], is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages_of(municipality)  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["unit"]
            return
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk")  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
            self.fields["unit"].widget = forms.HiddenInput()
            spoken = [code for code in units[0].languages if code in municipality.languages]
            self.fields["language"].initial = (spoken or municipality.languages)[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        youngest, oldest = cleaned.get("age_from"), cleaned.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", _("The oldest cannot be younger than the youngest."))
        return cleaned


class WishesForm(forms.Form):
    """One choice for each wish, among the offers that suit the group."""

    def __init__(self, *args: Any, offers: Iterable[RoundOffer], most: int, chosen: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.pk: offer for offer in offers}
        choices = [("", _("No wish")), *((pk, str(offer)) for pk, offer in self.offers.items())]
        for n in range(1, min(most, len(self.offers)) + 1):
            self.fields[f"wish_{n}"] = forms.TypedChoiceField(
                label=_("Dearest wish") if n == 1 else _("Wish %(number)d") % {"number": n},
                choices=choices,
                coerce=int,
                required=n == 1,
                initial=chosen[n - 1] if n <= len(chosen) else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[int] = set()
        for name, value in list(cleaned.items()):
            if value in seen:
                self.add_error(name, _("This offer is already a dearer wish. Choose another, or none."))
            elif value:
                seen.add(value)
        return cleaned

    def wishes(self) -> list[RoundOffer]:
        """Dearest first; gaps between them close."""
        return [self.offers[value] for value in self.cleaned_data.values() if value]
