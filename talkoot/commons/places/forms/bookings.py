"""Forms of bookings: asking for a time, a series, answers of the staff, disturbances, and the list's filter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.facility_kinds import (
    MOST_PEOPLE,
    BookingKind,
    BookingState,
    DisturbanceKind,
    Frequency,
    Noise,
    Raised,
)
from talkoot.commons.places.content.recurrence import Recurrence
from talkoot.commons.places.content.times import MIDNIGHT, is_on_clock, moment, span_of
from talkoot.commons.places.models.facility import FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.facilities import Tree, facilities_of
from talkoot.commons.places.queries.hours import zone_of
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate, NativeTime
from talkoot.kernel.ui.texts import PlainText

ANY = [("", _("All"))]


class PartChoice(forms.ModelChoiceField):
    """The whole, then its parts."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        parts = FacilityPart.objects.filter(facility=tree.facility).order_by("position", "pk")
        super().__init__(parts, label=_("Which part"), empty_label=None, initial=tree.whole.pk)

    def label_from_instance(self, part: Any) -> str:
        return str(_("The whole")) if part.parent_id is None else str(part.name)


class TimeForm(CarefulForm):
    """What a single booking and a series ask in the same words."""

    title = PlainText(
        label=_("What is it?"), max_length=160, help_text=_("For example: language café, meeting of the residents' association.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=BookingKind.choices)
    noise = forms.TypedChoiceField(label=_("How loud does it get?"), choices=Noise.choices, coerce=int, initial=Noise.TALK)
    people = forms.IntegerField(label=_("How many people come?"), min_value=1, max_value=MOST_PEOPLE)
    details = PlainText(
        label=_("Wishes to the staff"), required=False, max_length=2000, rows=3, help_text=_("Furniture, sound, help with access.")
    )
    is_private = forms.BooleanField(label=_("Others see only that it is booked, not what it is"), required=False)
    careful_fields = ("title", "details")

    def __init__(self, *args: Any, tree: Tree, person: Any, **kwargs: Any) -> None:
        self.tree, self.zone = tree, zone_of(tree.facility.place.municipality)
        super().__init__(*args, **kwargs)
        if tree.is_divided:
            self.fields["part"] = PartChoice(tree)
        mine = Organisation.objects.filter(pk__in=organisation_ids_of(person), is_active=True).order_by("name_order")
        if isinstance(person, Person) and mine:
            self.fields["organisation"] = forms.ModelChoiceField(
                mine, label=_("For the organisation"), required=False, empty_label=_("For myself")
            )

    def facts(self) -> dict[str, Any]:
        """For the action, without times."""
        names = ("title", "kind", "noise", "people", "details", "is_private", "part", "organisation")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class BookForm(TimeForm):
    day = forms.DateField(label=_("Day"), widget=NativeDate)
    begins = forms.TimeField(label=pgettext_lazy("a time", "From"), widget=NativeTime)
    ends = forms.TimeField(label=pgettext_lazy("a time", "Until"), widget=NativeTime)
    last_day = forms.DateField(label=_("Last day"), widget=NativeDate)
    field_order = ("day", "begins", "ends", "last_day", "part", "title")

    def __init__(self, *args: Any, tree: Tree, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, tree=tree, person=person, **kwargs)
        if tree.facility.is_by_day:
            self.fields["day"].label = _("First day")
            del self.fields["begins"], self.fields["ends"]
        else:
            del self.fields["last_day"]
        if not isinstance(person, Person):
            self.fields["contact_name"] = PlainText(
                label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
            )
            self.fields["contact_email"] = forms.EmailField(
                label=_("Your e-mail address"),
                help_text=_("We send a link there: with it you confirm the booking, and cancel it if plans change. No account is needed."),
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day: date | None = cleaned.get("day")
        if day is None:
            return cleaned
        if self.tree.facility.is_by_day:
            last = cleaned.get("last_day")
            if last is not None:
                cleaned["span"] = moment(day, MIDNIGHT, self.zone), moment(last + timedelta(days=1), MIDNIGHT, self.zone)
        elif cleaned.get("begins") is not None and cleaned.get("ends") is not None:
            if not is_on_clock(day, cleaned["begins"], self.zone):
                self.add_error("begins", _("There is no such time on that day: the clock is put forward. Choose an hour later."))
            cleaned["span"] = span_of(day, cleaned["begins"], cleaned["ends"], self.zone)
        return cleaned

    def values(self) -> dict[str, Any]:
        span: tuple[datetime, datetime] = self.cleaned_data["span"]
        contact = {name: self.cleaned_data[name] for name in ("contact_name", "contact_email") if name in self.cleaned_data}
        return self.facts() | contact | {"begins": span[0], "ends": span[1]}


class SeriesForm(TimeForm):
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    every = forms.IntegerField(label=_("Every how many weeks or months"), min_value=1, max_value=12, initial=1)
    first_day = forms.DateField(label=_("First day"), widget=NativeDate)
    until = forms.DateField(label=_("Last day"), widget=NativeDate)
    begins = forms.TimeField(label=pgettext_lazy("a time", "From"), widget=NativeTime)
    ends = forms.TimeField(label=pgettext_lazy("a time", "Until"), widget=NativeTime)
    only_those_that_fit = forms.BooleanField(
        label=_("Leave out days that cannot be booked"),
        required=False,
        help_text=_("Otherwise nothing is booked until all days fit, and we tell you which do not."),
    )
    field_order = ("first_day", "until", "frequency", "every", "begins", "ends", "part", "title")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("first_day") and cleaned.get("until") and cleaned["until"] < cleaned["first_day"]:
            self.add_error("until", _("The last day must not be before the first."))
        return cleaned

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        rule = Recurrence(chosen["frequency"], chosen["every"], chosen["first_day"], chosen["until"])
        return self.facts() | {"recurrence": rule} | {name: chosen[name] for name in ("begins", "ends", "only_those_that_fit")}


class ReasonForm(forms.Form):
    reason = PlainText(label=_("Reason"), max_length=1000, rows=3, help_text=_("The organiser reads it in the mail."))


class CancelForm(forms.Form):
    reason = PlainText(label=_("Reason, if you want to say one"), required=False, max_length=1000, rows=2)


class BookingFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *BookingState.choices])
    since = forms.DateField(label=_("From the day"), required=False, widget=NativeDate)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.fields["facility"] = forms.ModelChoiceField(facilities_of(place), label=_("Facility"), required=False, empty_label=_("All"))

    def narrow(self, queryset: Any) -> Any:
        chosen = self.cleaned_data
        if chosen.get("state"):
            queryset = queryset.filter(state=chosen["state"])
        if chosen.get("facility"):
            queryset = queryset.filter(facility=chosen["facility"])
        if chosen.get("since"):
            queryset = queryset.filter(ends_at__gte=moment(chosen["since"], MIDNIGHT, zone_of(self.place.municipality)))
        return queryset


class DisturbanceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What disturbed?"), choices=DisturbanceKind.choices, widget=forms.RadioSelect)
    raised_as = forms.ChoiceField(label=_("You are"), choices=Raised.choices, initial=Raised.CUSTOMER)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"] = forms.ModelChoiceField(
            facilities_of(place), label=_("Where?"), required=False, empty_label=_("Elsewhere in the place")
        )
