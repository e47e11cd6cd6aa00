"""Forms of products and versions, and the filters of their register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import languages_of
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.forms.widgets import Lines


class RegisterFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    lane = forms.ChoiceField(
        label=_("Data lane"), required=False, choices=[("", _("All lanes")), *Lane.choices, ("open", _("Not decided"))]
    )

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        if chosen.get("lane") == "open":
            return queryset.filter(lane_now=None)
        return queryset.filter(lane_now=chosen["lane"]) if chosen.get("lane") else queryset


class ProductForm(forms.Form):
    """Enough to begin with; the version follows on the same page."""

    organisation = forms.ModelChoiceField(queryset=None, label=_("Whose product is it?"))  # type: ignore[var-annotated]
    name = forms.CharField(label=_("Name of the product"), max_length=160)
    label = forms.CharField(
        label=_("Version"), max_length=40, initial="1.0", help_text=_("As the organisation calls it, for example 2.1 or “autumn 2026”.")
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, municipality: Municipality, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = organisations
        first = organisations.first()
        if first is not None and organisations.count() == 1:
            choice.initial, choice.widget = first.pk, forms.HiddenInput()
        self.fields["purpose"] = TranslatedFormField(
            languages=languages_of(municipality),
            widget=Lines(3),
            max_length=1000,
            required=False,
            label=_("What is it for?"),
            help_text=_("Two sentences in plain words. No sales pitch."),
        )


class ProductChangeForm(forms.Form):
    name = forms.CharField(label=_("Name of the product"), max_length=160)
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    is_active = forms.BooleanField(label=pgettext_lazy("product", "In use"), required=False)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"] = TranslatedFormField(
            languages=languages_of(municipality),
            widget=Lines(3),
            max_length=1000,
            required=False,
            label=_("What is it for?"),
        )


class VersionForm(forms.Form):
    label = forms.CharField(label=_("Version"), max_length=40)
    is_major = forms.BooleanField(
        label=_("A major version"),
        required=False,
        help_text=_("Mark it when what the product does with data has changed. Then questions, screening and references begin anew."),
    )
    released_on = forms.DateField(label=_("Released on"), required=False, widget=NativeDate)
    changes = forms.CharField(label=_("What is new in it?"), required=False, max_length=2000, widget=Lines(4))
