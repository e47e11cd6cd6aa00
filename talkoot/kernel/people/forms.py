"""What people type about organisations, roles and themselves."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedFormField, sort_key
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.business_id import clean_business_id
from talkoot.kernel.people.models.organisation import EducationLevel, OrganisationKind, OrganisationSize, Unit, UnitKind
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.roles import ROLES
from talkoot.kernel.ui.forms import NativeDate, RadioCards


def language_choices(municipality: Municipality | None) -> list[tuple[str, Any]]:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in (municipality.languages if municipality else names)]


class OrganisationForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    business_id = forms.CharField(
        label=_("Business id"),
        max_length=20,
        required=False,
        help_text=_("For example 0101263-6. Companies must give it; others if they have one. You find it in ytj.fi."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    website = forms.URLField(
        label=_("Website"), max_length=300, required=False, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    size = forms.ChoiceField(
        label=_("How many people work there"), choices=[("", _("Not told")), *OrganisationSize.choices], required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you can work with the municipality"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact_role = forms.CharField(
        label=_("Who is contacted about co-creation"),
        max_length=120,
        required=False,
        help_text=_("A role, not a person: for example “head of customer relations”."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = language_choices(municipality)  # type: ignore[attr-defined]

    def clean_business_id(self) -> str:
        return clean_business_id(self.cleaned_data["business_id"])


class RegisterOrganisationForm(OrganisationForm):
    kind = forms.ChoiceField(label=_("What kind of organisation is it?"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Your title there"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    is_new = forms.BooleanField(label=_("None of these is our organisation; register ours as a new one"), required=False)
    field_order = ["kind", "name", "business_id", "website", "size", "languages", "contact_role", "title", "is_new"]

    def __init__(self, *args: Any, may_register_city_units: bool, asks_is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in OrganisationKind.choices if may_register_city_units or value != OrganisationKind.CITY_UNIT
        ]
        if not asks_is_new:
            del self.fields["is_new"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == OrganisationKind.COMPANY and cleaned.get("business_id") == "":
            self.add_error("business_id", _("Write the business id of the company. You find it in ytj.fi."))
        return cleaned


class ChangeOrganisationForm(OrganisationForm):
    is_active = forms.BooleanField(
        label=_("The organisation takes part"), required=False, help_text=_("Without the mark it is not offered for new things.")
    )


class OrganisationFilter(forms.Form):
    q = forms.CharField(label=_("Name or business id"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *OrganisationKind.choices], required=False)

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        text, kind = self.cleaned_data["q"].strip(), self.cleaned_data["kind"]
        if kind:
            queryset = queryset.filter(kind=kind)
        if text:
            queryset = queryset.filter(Q(name_order__contains=sort_key(text, "fi")) | Q(business_id__startswith=text))
        return queryset


class UnitForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of unit"), choices=UnitKind.choices, initial=UnitKind.OTHER)
    area = forms.CharField(label=_("Area"), max_length=120, required=False, help_text=_("District or part of the municipality."))
    education_level = forms.ChoiceField(label=_("Level of education"), choices=[("", _("None")), *EducationLevel.choices], required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which is taught, or customers are served."),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        required=False,
        max_digits=8,
        decimal_places=6,
        min_value=-90,
        max_value=90,
        help_text=_("Degrees north, for example 60.2055. Distances are reckoned from it."),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, max_digits=9, decimal_places=6, min_value=-180, max_value=180, help_text=_("Degrees east.")
    )
    is_active = forms.BooleanField(label=_("The unit is in use"), required=False, initial=True)

    def __init__(self, *args: Any, municipality: Municipality, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "name": TranslatedFormField(label=_("Name of the unit"), languages=language_choices(municipality), max_length=200)
        } | self.fields
        self.fields["languages"].choices = language_choices(municipality)  # type: ignore[attr-defined]
        if is_new:
            del self.fields["is_active"]


class MemberForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=None, required=False, empty_label=_("The whole organisation"))  # type: ignore[var-annotated]
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    is_contact = forms.BooleanField(
        label=_("Contact person"),
        required=False,
        help_text=_("Contact persons change the organisation's facts, invite people and answer requests."),
    )

    is_head = forms.BooleanField(
        label=_("Head of the unit"), required=False, help_text=_("Decides for the unit, for example whether a class takes part in a trial.")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], may_name_head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not may_name_head:
            del self.fields["is_head"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_head") and not cleaned.get("unit"):
            self.add_error("unit", _("A head has a unit. Choose the unit first."))
        return cleaned


class JoinForm(forms.Form):
    title = forms.CharField(
        label=_("Your title there"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    message = forms.CharField(
        label=_("Message to the contact persons"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say how you belong to the organisation. They see your name and e-mail address."),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation goes there and is in force for 14 days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"))

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(municipality)  # type: ignore[attr-defined]


class InviteMemberForm(InviteForm):
    is_contact = forms.BooleanField(
        label=MemberForm.base_fields["is_contact"].label, required=False, help_text=MemberForm.base_fields["is_contact"].help_text
    )
    field_order = ["email", "is_contact", "language"]


def role_choices() -> list[tuple[str, Any]]:
    return [(role.code, role.label) for role in ROLES.values()]


class RoleCards(RadioCards):
    """The roles of all apps with what each may do; read when shown, since apps add theirs at start."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.descriptions = {role.code: role.description for role in ROLES.values()}
        return super().create_option(name, value, *args, **kwargs)


class InviteToRoleForm(InviteForm):
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, widget=RoleCards)
    field_order = ["email", "role", "language"]


class GrantForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("People who have a role or an organisation here. Invite others by e-mail."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, widget=RoleCards)
    until = forms.DateField(label=_("Last day"), required=False, widget=NativeDate, help_text=_("Leave empty when the role has no end."))

    def __init__(self, *args: Any, people: QuerySet[Person], municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(municipality.time_zone)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda person: f"{person.name} ({person.email})" if person.name else person.email

    def clean_until(self) -> datetime | None:
        """The end of the chosen day where the municipality is."""
        day = self.cleaned_data["until"]
        try:
            return datetime.combine(day, time(23, 59, 59), self.zone) if day else None
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(_("Choose a day within this century.")) from error


class RoleFilter(forms.Form):
    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *role_choices()]  # type: ignore[attr-defined]

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        text, role = self.cleaned_data["q"].strip(), self.cleaned_data["role"]
        if role:
            queryset = queryset.filter(role=role)
        if text:
            queryset = queryset.filter(Q(person__name__icontains=text) | Q(person__email__icontains=text))
        return queryset


class OwnDetailsForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of pages and mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As in the browser")), *language_choices(None)]  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Mark that you understand, if you want to go on.")},
    )


class OperatorSessionForm(forms.Form):
    MINUTES = [(15, _("15 minutes")), (30, _("30 minutes")), (60, _("1 hour")), (120, _("2 hours"))]

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=_("Choose a municipality")
    )
    reason = forms.CharField(
        label=_("What you will do and who asked for it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The administrators of the municipality read it."),
    )
    minutes = forms.TypedChoiceField(label=_("For how long"), choices=MINUTES, coerce=int, widget=forms.RadioSelect, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.filter(is_active=True)  # type: ignore[attr-defined]
