"""Forms of what is said and chosen before the start."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.forms.planning import SideForm
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.queries import people_known_here
from talkoot.kernel.people.traces import traces_in
from talkoot.kernel.ui.careful import CarefulForm, told
from talkoot.kernel.ui.forms import NativeDate, RadioCards
from talkoot.kernel.ui.texts import PlainWords, languages_of


class PrinciplesForm(SideForm):
    """Nothing but the side, for those who belong to both."""


class GoAheadForm(CarefulForm):
    is_go = forms.TypedChoiceField(
        label=_("May the unit take part?"),
        choices=[("yes", _("Yes, we take part")), ("no", _("No, not now"))],
        coerce=lambda value: value == "yes",
        widget=RadioCards(
            descriptions={
                "yes": _("It serves the work of the unit, there is time for it, and those who do it want to."),
                "no": _("Write why: the others learn from it."),
            }
        ),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    careful_fields = ("note",)


class ReasonOfCancellingForm(CarefulForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Both sides read it. It helps the next ones."),
    )
    careful_fields = ("reason",)


class OnSiteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("An adult of the partner. Tell them that they are on this list."))
    task = forms.CharField(label=_("What do they do there?"), required=False, max_length=120)
    statement_seen_on = forms.DateField(
        label=_("The employer saw the criminal-record extract on"),
        required=False,
        widget=NativeDate,
        help_text=_("Only the day is written. The extract itself is never sent, copied or kept here."),
    )
    no_statement_reason = forms.CharField(
        label=_("Or: why no extract is needed"), required=False, max_length=300, help_text=_("For example: one visit of an hour.")
    )


class ProductForm(forms.Form):
    version = forms.ModelChoiceField(label=_("Product and version"), queryset=None, widget=forms.RadioSelect, empty_label=None)  # type: ignore[var-annotated]

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class PartyForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit, as a host"), queryset=None, required=False, empty_label=_("None"))  # type: ignore[var-annotated]
    organisation = forms.ModelChoiceField(  # type: ignore[var-annotated]
        label=_("Or organisation, as a partner"), queryset=None, required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_active=True).order_by("pk")  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order", "pk")  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    contact = forms.ModelChoiceField(  # type: ignore[var-annotated]
        label=_("Contact"),
        queryset=None,
        required=False,
        empty_label=_("Nobody named"),
        help_text=_("Mail about the trial goes to the contact. When nobody is named, it goes to a few people of the side."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]


class TextsForm(forms.Form):
    """Title and summary in all languages of the municipality, the one in which they were written first: that one stays."""

    def __init__(self, *args: Any, trial: Trial, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = sorted(languages_of(municipality), key=lambda pair: pair[0] not in trial.title)
        for name, rows in (("title", 0), ("summary", 4)):
            model_field: Any = Trial._meta.get_field(name)
            self.fields[name] = PlainWords(
                languages=languages,
                widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
                max_length=model_field.longest,
                required=not model_field.blank,
                label=str(model_field.verbose_name).capitalize(),
                initial=getattr(trial, name),
                help_text=_("Everybody reads it. No names of pupils or customers.") if rows else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, words in list(cleaned.items()):
            if traces := [trace for text in words.values() for trace in traces_in(text)]:
                self.add_error(name, _("The text holds %(traces)s. Take it away.") % {"traces": told(traces)})
        return cleaned


class CoordinatorForm(forms.Form):
    coordinator = forms.ModelChoiceField(label=_("Coordinator"), queryset=None, required=False, empty_label=_("Nobody yet"))  # type: ignore[var-annotated]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coordinator"].queryset = people_known_here()  # type: ignore[attr-defined]
