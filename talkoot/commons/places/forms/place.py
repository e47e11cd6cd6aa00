"""Forms of a place: short ones, a part each. Texts have one field for each language of the municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import Chapter, Part, PlaceKind, Service, Use
from talkoot.commons.places.models.lessons import FIRST_YEAR, LAST_YEAR, PlaceLesson
from talkoot.commons.places.models.place import LONGEST_PROMISE, Place, PlaceUnit, SteeringMember, UserGroup
from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.queries import people_known_here
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainWords, WordsForm, check_plain, languages_of
from talkoot.tools.themes.models import Theme

MOST_PEOPLE = 100_000_000


class PartForm(WordsForm):
    """A part has only some of the fields: the database holds the constraints, and the actions say them in words."""

    def validate_constraints(self) -> None:
        """Not asked here."""


class BeginForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)

    class Meta:
        model = Place
        fields = ["name", "concept", "kind"]
        labels = {"name": _("Name"), "concept": _("In one line")}
        help_texts = {"concept": _("What is special about the place? A partner reads this first.")}


class IdentityForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which one can work here"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    long_texts = {"description": 12}

    class Meta:
        model = Place
        fields = ["name", "concept", "description", "kind", "themes", "languages"]
        labels = {"name": _("Name"), "concept": _("In one line"), "description": _("Description")}
        help_texts = {"description": _("What the place is and what happens in it. Start a heading with ### and a list item with a hyphen.")}


class WhereForm(PartForm):
    capacity = forms.IntegerField(
        label=_("How many people fit in at once?"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("When more are booked at the same time, the operator is warned."),
    )

    class Meta:
        model = Place
        fields = ["address", "latitude", "longitude", "capacity"]
        labels = {"address": _("Street address"), "latitude": _("Latitude"), "longitude": _("Longitude")}
        help_texts = {
            "address": _("Left empty for a digital platform."),
            "latitude": _("In degrees, such as 60.1615. With it the place is on the map."),
            "longitude": _("In degrees, such as 24.7385."),
        }

    def clean_address(self) -> str:
        check_plain(self.cleaned_data["address"])
        return str(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        north, east = cleaned.get("latitude"), cleaned.get("longitude")
        if (north is None) != (east is None) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("latitude" if north is None else "longitude", _("Give both latitude and longitude, or neither."))
        if north is not None and abs(north) > 90:
            self.add_error("latitude", _("Latitude lies between −90 and 90 degrees."))
        if east is not None and abs(east) > 180:
            self.add_error("longitude", _("Longitude lies between −180 and 180 degrees."))
        return cleaned


class AudienceForm(PartForm):
    long_texts = {"audience": 4, "hard_to_find": 3}

    class Meta:
        model = Place
        fields = ["audience", "hard_to_find"]
        labels = {"audience": _("For whom it is"), "hard_to_find": _("What is hard to find elsewhere")}
        help_texts = {
            "audience": _("Which companies, associations, schools and researchers should come?"),
            "hard_to_find": _("Such as customers whom nobody else reaches."),
        }


class ValueForm(PartForm):
    long_texts = {"value": 4, "business_model": 4, "cost_to_partner": 2, "reference_offered": 2}

    class Meta:
        model = Place
        fields = ["value", "business_model", "cost_to_partner", "reference_offered"]
        labels = {
            "value": _("Value promise"),
            "business_model": _("Business model"),
            "cost_to_partner": _("What it costs a partner"),
            "reference_offered": _("Reference that a partner gets"),
        }
        help_texts = {
            "value": _("What each party gains: customers, staff, partners, the municipality."),
            "business_model": _("Who pays, who gains."),
        }


class ManagementForm(PartForm):
    # Without a municipality in force there are no organisations, so the choices come in __init__.
    owner = forms.ModelChoiceField(queryset=None, label=_("Owner"), required=False)  # type: ignore[var-annotated]
    owner_unit = forms.ModelChoiceField(queryset=None, label=_("Unit of the owner"), required=False)  # type: ignore[var-annotated]
    operator = forms.ModelChoiceField(  # type: ignore[var-annotated]
        queryset=None,
        label=pgettext_lazy("of a place", "Operator"),
        required=False,
        help_text=_("Who says from day to day what may be tried, and on what terms."),
    )
    promise_days = forms.IntegerField(label=_("In how many working days is a proposal answered?"), min_value=1, max_value=LONGEST_PROMISE)

    long_texts = {"decision_rules": 4}

    class Meta:
        model = Place
        fields = ["owner", "owner_unit", "operator", "decision_rules", "contact_role", "contact_email", "promise_days", "risk_owner"]
        labels = {
            "decision_rules": _("How decisions are made"),
            "contact_role": _("Contact"),
            "contact_email": _("The contact's e-mail address"),
            "risk_owner": _("Who answers for the risks"),
        }
        help_texts = {
            "contact_role": _("A role, not a person: “Coordinator of the service centre”."),
            "contact_email": _("A shared address. Readers see it."),
            "risk_owner": _("A role, not a person."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(is_active=True).order_by("name_order")
        for name in ("owner", "operator"):
            self.fields[name].queryset = organisations  # type: ignore[attr-defined]
        self.fields["owner_unit"].queryset = Unit.objects.filter(is_active=True).select_related("organisation").order_by("pk")  # type: ignore[attr-defined]


class GoalsForm(PartForm):
    long_texts = {"goals": 6}

    class Meta:
        model = Place
        fields = ["goals"]
        labels = {"goals": _("Goals")}
        help_texts = {
            "goals": _("Three to five, with their period and how they serve the strategy. Their indicators are set on a page of their own.")
        }


class TermsForm(PartForm):
    services = forms.MultipleChoiceField(
        label=_("Services offered"), required=False, choices=Service.choices, widget=forms.CheckboxSelectMultiple
    )
    refused_uses = forms.MultipleChoiceField(
        label=_("Refused at the door"),
        required=False,
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever proposes something is asked about each of these, and reads at once why it cannot be."),
    )

    long_texts = dict.fromkeys(("allowed", "forbidden", "data_rules", "ipr_default", "safety"), 4)

    class Meta:
        model = Place
        fields = [
            "services",
            "allowed",
            "forbidden",
            "refused_uses",
            "price",
            "data_rules",
            "ipr_default",
            "safety",
            "longest_stay",
        ]
        labels = {
            "allowed": _("What is allowed"),
            "forbidden": _("What is forbidden"),
            "price": _("Price"),
            "data_rules": _("Rules on data"),
            "ipr_default": _("Who owns what is made"),
            "safety": _("Safety"),
            "longest_stay": _("Longest stay"),
        }
        help_texts = {
            "allowed": _("One item on a line, each with a hyphen in front."),
            "forbidden": _("One item on a line, each with a hyphen in front."),
        }


class JoiningForm(PartForm):
    long_texts = {"how_to_join": 6}

    class Meta:
        model = Place
        fields = ["how_to_join"]
        labels = {"how_to_join": _("How to get involved")}
        help_texts = {"how_to_join": _("The steps in order, each on a line with 1., 2., 3. in front.")}


PART_FORMS: dict[str, type[PartForm]] = {
    "identity": IdentityForm,
    "where": WhereForm,
    "audience": AudienceForm,
    "value": ValueForm,
    "management": ManagementForm,
    "goals": GoalsForm,
    "terms": TermsForm,
    "joining": JoiningForm,
}
PART_TITLES = {
    "identity": _("What the place is"),
    "where": _("Where it is"),
    "audience": _("Audience"),
    "value": _("Value and business model"),
    "management": _("Management"),
    "goals": pgettext_lazy("chapter", "Goals"),
    "terms": _("Services and terms"),
    "joining": _("How to get involved"),
}


# --- Rows ---


class GroupForm(PartForm):
    people = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=MOST_PEOPLE)

    class Meta:
        model = UserGroup
        fields = ["name", "people", "period", "source", "is_hard_to_reach"]
        labels = {
            "name": _("Name"),
            "period": _("In what time"),
            "source": _("Source"),
            "is_hard_to_reach": _("Hard to reach elsewhere"),
        }
        help_texts = {"period": _("Such as “in a year”."), "source": _("Where the number comes from.")}


class UnitForm(PartForm):
    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"))  # type: ignore[var-annotated]

    class Meta:
        model = PlaceUnit
        fields = ["unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_active=True).order_by("pk")  # type: ignore[attr-defined]


class SeatForm(PartForm):
    person = forms.ModelChoiceField(  # type: ignore[var-annotated]
        queryset=None, label=_("Person"), required=False, help_text=_("Readers do not see the person.")
    )

    class Meta:
        model = SteeringMember
        fields = ["title", "person"]
        labels = {"title": _("Whom or what the seat stands for")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_known_here()  # type: ignore[attr-defined]


class LessonForm(PartForm):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    chapter = forms.ChoiceField(label=_("What it is about"), choices=Chapter.choices)

    long_texts = {"text": 5}

    class Meta:
        model = PlaceLesson
        fields = ["year", "chapter", "title", "text"]
        labels = {"title": pgettext_lazy("text", "Title"), "text": _("Lesson")}
        help_texts = {"text": _("What would you tell a colleague who begins tomorrow?")}


ROW_FORMS: dict[str, type[PartForm]] = {"groups": GroupForm, "units": UnitForm, "seats": SeatForm, "lessons": LessonForm}


# --- Picture, people, review ---


class PictureForm(forms.Form):
    """The picture on top of the page. Without one the page bears a pattern drawn for it."""

    upload = UploadField(label=_("Picture"), only_images=True)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt_text"] = PlainWords(
            languages=languages_of(municipality), label=_("Text for those who do not see the picture"), max_length=300
        )


class PersonForm(forms.Form):
    person = forms.ModelChoiceField(queryset=None, label=_("Person"))  # type: ignore[var-annotated]
    part = forms.ChoiceField(label=_("Part"), choices=[(part.value, part.label) for part in (Part.HOST, Part.STEERING)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_known_here()  # type: ignore[attr-defined]


class OperatorForm(forms.Form):
    organisation = forms.ModelChoiceField(queryset=None, label=_("Organisation"))  # type: ignore[var-annotated]
    person = forms.ModelChoiceField(queryset=None, label=_("Person"))  # type: ignore[var-annotated]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order")  # type: ignore[attr-defined]
        self.fields["person"].queryset = people_known_here()  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    review_by = forms.DateField(
        label=_("Next look by"),
        widget=NativeDate,
        help_text=_("At the latest two years from now. Readers see when the page was looked through."),
    )
