"""What people type about references."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.reference_words import YEARS_VALID, Standing, read_code
from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.forms import language_choices
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.forms import NativeDate, RadioCards
from talkoot.tools.privacy.models.product import ProductVersion

ANY = [("", _("All"))]


class ReferenceFilter(forms.Form):
    """Filters of the register. A verification code finds its reference, however it is typed."""

    q = forms.CharField(label=_("Product, organisation or verification code"), required=False, max_length=200)
    standing = forms.ChoiceField(label=pgettext_lazy("reference", "How it stands"), required=False, choices=[*ANY, *Standing.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            code = read_code(chosen["q"])
            queryset = queryset.filter(code=code) if code else narrow(queryset, chosen["q"])
        if chosen.get("standing"):
            queryset = queryset.filter(standing=chosen["standing"])
        return queryset


class VersionChoice(forms.ModelChoiceField):
    """One of the versions of the partner's products."""

    def __init__(self, versions: QuerySet[ProductVersion]) -> None:
        super().__init__(versions, label=_("Product and version"), empty_label=None if versions else _("None registered"))


class ReferenceApplicationForm(forms.Form):
    message = forms.CharField(
        label=_("Message to the official"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What changed in the product, and where you would like to show the reference."),
    )

    def __init__(self, *args: Any, versions: QuerySet[ProductVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = VersionChoice(versions)
        self.order_fields(["version", "message"])


class Reason(forms.CharField):
    def __init__(self, help_text: Any) -> None:
        super().__init__(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text)


class GrantForm(forms.Form):
    def __init__(self, *args: Any, versions: QuerySet[ProductVersion], municipality: Municipality, chosen: Any, **kwargs: Any) -> None:
        name = {code: municipality.name.in_language(code) for code in ("fi", "sv", "en")}
        proposed = Words(fi=f"Yhteiskehitetty: {name['fi']}", sv=f"Samutvecklad med {name['sv']}", en=f"Co-created with {name['en']}")
        languages = dict(language_choices(municipality))
        initial = {
            "version": getattr(chosen, "pk", None),
            "wording": Words({code: text for code, text in proposed.items() if code in languages or code == "en"}),
            "valid_until": years_ahead(YEARS_VALID),
        }
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[misc]
        self.fields["version"] = VersionChoice(versions)
        self.fields["wording"] = TranslatedFormField(
            label=pgettext_lazy("reference", "Wording"),
            languages=list(languages.items()),
            max_length=120,
            help_text=_("Says that it was co-created, and with whom. Never that it was approved, recommended or tested."),
        )
        self.fields["valid_until"] = forms.DateField(
            label=_("Valid until"), widget=NativeDate(), help_text=_("It ends sooner when the product gets a new major version.")
        )
        self.fields["reason"] = Reason(_("What the decision rests on, in a sentence or two. The partner reads it."))


class RefusalForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Reason(_("The partner reads it. Say what would have to be otherwise."))


class RevocationForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Reason(_("Everybody reads it on the page of the reference. Write no personal data."))


class KeyChangeForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why is the key changed?"),
        choices=[
            ("routine", _("As a routine: what the old key signed stays valid")),
            ("stolen", _("The old key may be in strange hands")),
        ],
        widget=RadioCards(
            descriptions={
                "stolen": _("The old key is no longer published, and all references are signed anew. Pictures must be fetched again."),
            }
        ),
    )


def years_ahead(years: int) -> date:
    today = timezone.localdate()
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        # 29 February.
        return today.replace(year=today.year + years, day=28)
