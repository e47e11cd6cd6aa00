"""Forms of an agreement: short ones, a step each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainText
from talkoot.tools.agreements.content.places import LONGEST_VALUE, label_of
from talkoot.tools.agreements.content.states import Due, State
from talkoot.tools.agreements.content.text import complete_languages
from talkoot.tools.agreements.forms.fields import PlainWords, language_choices
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.queries.readiness import places_to_fill
from talkoot.tools.agreements.queries.rights import active_organisations, possible_signatories
from talkoot.tools.agreements.queries.templates import usable_template_versions


class AgreementFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All but withdrawn")), *State.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        return queryset.filter(state=chosen["state"]) if chosen.get("state") else queryset.exclude(state=State.WITHDRAWN)


class StartForm(forms.Form):
    """Enough to begin with; parties' signatories, places and annexes come on the agreement's page."""

    template = forms.ChoiceField(label=_("Template"))
    organisation = forms.ModelChoiceField(queryset=None, label=_("The other party"))  # type: ignore[var-annotated]
    language = forms.ChoiceField(
        label=_("Language of the binding text"), help_text=_("The text in this language binds; the others are translations.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=NativeDate)
    ends_on = forms.DateField(label=_("Last day"), widget=NativeDate)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.versions = {str(version.pk): version for version in usable_template_versions()}
        choices = sorted(((pk, str(version.title)) for pk, version in self.versions.items()), key=lambda choice: choice[1].casefold())
        self.fields["template"].choices = choices  # type: ignore[attr-defined]
        self.fields["organisation"] = forms.ModelChoiceField(
            label=_("The other party"),
            queryset=active_organisations(),
            help_text=_("An organisation that is registered here. More parties can be added later."),
        )
        self.fields["language"].choices = language_choices(municipality.languages)  # type: ignore[attr-defined]
        self.order_fields(["template", "organisation", "language", "starts_on", "ends_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        version = self.versions.get(cleaned.get("template", ""))
        if version is not None and cleaned.get("language"):
            complete = complete_languages(version.clauses, self.municipality.languages)
            if cleaned["language"] not in complete:
                self.add_error("language", _("The template is not complete in this language. Choose another."))
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end must not be before the start."))
        return cleaned


class BasicsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the binding text"))

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality = agreement.municipality
        self.fields["title"] = PlainWords(
            municipality=municipality,
            label=pgettext_lazy("text", "Title"),
            max_length=300,
            initial=agreement.title,
            help_text=_("By this name the agreement is found again, such as “Co-creation agreement: reading robot”."),
        )
        complete = complete_languages(agreement.template_version.clauses, municipality.languages)
        self.fields["language"].choices = language_choices(complete)  # type: ignore[attr-defined]
        self.fields["language"].initial = agreement.language
        self.order_fields(["title", "language"])


class PlacesForm(forms.Form):
    """One field for each place of the text, and the dates. A place that has a text for each language asks for each."""

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_to_fill(version)
        if version.is_amendment:
            self.fields["changes"] = PlainText(
                label=_("What changes and why"),
                max_length=4000,
                required=False,
                initial=version.changes,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["starts_on"] = forms.DateField(label=_("First day"), required=False, widget=NativeDate, initial=version.starts_on)
        self.fields["ends_on"] = forms.DateField(label=_("Last day"), required=False, widget=NativeDate, initial=version.ends_on)
        for place in self.places:
            self.fields[f"place_{place}"] = place_field(place, version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end must not be before the start."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {place: self.cleaned_data[f"place_{place}"] for place in self.places}


def place_field(place: str, version: AgreementVersion) -> forms.Field:
    value = version.values.get(place, "")
    if isinstance(value, dict):
        return PlainWords(
            municipality=version.agreement.municipality, label=label_of(place), max_length=LONGEST_VALUE, required=False, initial=value
        )
    is_date = place.endswith("_on") or place == "valid_until"
    if is_date and (not value or parse_date_or_none(value)):
        return DateText(label=label_of(place), required=False, initial=value, widget=NativeDate)
    return PlainText(label=label_of(place), max_length=LONGEST_VALUE, required=False, initial=value)


def parse_date_or_none(value: Any) -> Any:
    try:
        return parse_date(str(value))
    except ValueError:
        return None


class DateText(forms.DateField):
    """A day that is kept as text, as all values of places are."""

    def clean(self, value: Any) -> str:
        day = super().clean(value)
        return day.isoformat() if day else ""


class SignatoryForm(forms.Form):
    """Who signs: somebody with an account, or a name when the copy signed on paper will be added."""

    signatory_name = PlainText(
        label=_("Name, if the person has no account here"),
        max_length=160,
        required=False,
        help_text=_("The copy that the person signs elsewhere is added by a coordinator."),
    )
    title = PlainText(label=pgettext_lazy("person", "Title"), max_length=160, required=False, help_text=_("Such as “Managing director”."))

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatory"] = forms.ModelChoiceField(
            label=_("Who signs"),
            queryset=possible_signatories(party),
            required=False,
            initial=party.signatory_id,
            empty_label=_("Nobody yet"),
            help_text=_("People with the role of signatory or a right to sign for the municipality.")
            if party.is_municipality
            else _("People who act for the organisation."),
        )
        self.fields["signatory_name"].initial, self.fields["title"].initial = party.signatory_name, party.title
        if party.is_municipality:
            del self.fields["signatory_name"]
        self.order_fields(["signatory", "signatory_name", "title"])


class PartyForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(label=_("Organisation"), queryset=active_organisations())


class AnnexForm(forms.Form):
    upload = UploadField(label=_("File"), required=False)
    reference = PlainText(
        label=_("Or the annex as text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The text itself, or which document it is and where it is kept. It is printed with the agreement."),
    )

    def __init__(self, *args: Any, annex: Annex, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].initial = annex.reference

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("upload") and not cleaned.get("reference"):
            self.add_error("upload", _("Choose a file, or write the annex below."))
        return cleaned


class AnnexNeedForm(forms.Form):
    is_required = forms.BooleanField(label=_("The annex is needed in this agreement"), required=False)
    due = forms.ChoiceField(label=_("When"), choices=Due.choices)


class ReasonForm(forms.Form):
    reason = PlainText(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class TerminateForm(ReasonForm):
    ends_on = forms.DateField(label=_("Last day"), widget=NativeDate, help_text=_("The agreement is in force until the end of this day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = timezone.localdate()


class CopyForm(forms.Form):
    upload = UploadField(label=_("Signed copy"))
    signer_name = PlainText(label=_("Who signed"), max_length=160, help_text=_("The name as it stands in the copy."))
    signer_title = PlainText(label=pgettext_lazy("person", "Title"), max_length=160, required=False)
    signed_on = forms.DateField(label=_("Signed on"), widget=NativeDate)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer_name"].initial = party.signatory.name if party.signatory else party.signatory_name
        self.fields["signer_title"].initial = party.title


class AmendForm(forms.Form):
    changes = PlainText(
        label=_("What changes and why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Dates, places to fill and annexes are changed on the next page. The text before stays in force until all have signed."
        ),
    )
    newest = forms.BooleanField(label=_("Take the clauses from the newest version of the template"), required=False)

    def __init__(self, *args: Any, has_newer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_newer:
            del self.fields["newest"]
