"""Forms of what the operator keeps: facilities, their parts, hours and quiet times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.forms.place import PartForm
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.hours import WEEKDAYS, OpeningException, OpeningHours, QuietTime
from talkoot.commons.places.queries.facilities import Tree
from talkoot.kernel.ui.forms import NativeDate, NativeTime

DATES = {"season_from": NativeDate, "season_to": NativeDate, "first_day": NativeDate, "last_day": NativeDate}
TIMES = {"opens": NativeTime, "closes": NativeTime, "begins": NativeTime, "ends": NativeTime}


class FacilityForm(PartForm):
    long_texts = {"description": 4, "equipment": 4, "rules": 4, "accessibility": 3}

    class Meta:
        model = Facility
        fields = [
            "name",
            "kind",
            "capacity",
            "description",
            "equipment",
            "rules",
            "accessibility",
            "price",
            "is_bookable",
            "who_may_book",
            "needs_approval",
            "is_by_day",
            "longest_days",
            "step_minutes",
            "min_minutes",
            "max_minutes",
            "buffer_minutes",
            "days_ahead",
            "closed_on_public_holidays",
            "position",
        ]


class FacilityPartForm(PartForm):
    class Meta:
        model = FacilityPart
        fields = ["name", "capacity"]

    def __init__(self, *args: Any, tree: Tree | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if tree is not None and tree.is_divided:
            parts = FacilityPart.objects.filter(facility=tree.facility).order_by("position", "pk")
            self.fields["parent"] = forms.ModelChoiceField(parts, label=_("Inside"), required=False, empty_label=_("The whole"))


class HoursForm(PartForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, initial=[0, 1, 2, 3, 4]
    )
    field_order = ("weekdays",)

    class Meta:
        model = OpeningHours
        fields = ["opens", "closes", "season_from", "season_to"]
        widgets = {name: widget() for name, widget in (DATES | TIMES).items()}
        help_texts = {
            "closes": _("Not later than the opening: on the next day. 0.00 is midnight."),
            "season_from": _("Empty: holds when no season does."),
        }


class ExceptionForm(PartForm):
    class Meta:
        model = OpeningException
        fields = ["first_day", "last_day", "opens", "closes", "why"]
        widgets = {name: widget() for name, widget in (DATES | TIMES).items()}
        help_texts = {"opens": _("Both times empty: closed.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first_day") and cleaned.get("last_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", _("The last day must not be before the first."))
        if (cleaned.get("opens") is None) != (cleaned.get("closes") is None):
            self.add_error("closes", _("Give both times, or neither when it is closed."))
        return cleaned


class QuietForm(PartForm):
    class Meta:
        model = QuietTime
        fields = ["weekday", "begins", "ends", "first_day", "last_day", "loudest", "why"]
        widgets = {name: widget() for name, widget in (DATES | TIMES).items()}
        help_texts = {"weekday": _("Empty: on every day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The loudest of all would be no quiet.
        loudest: Any = self.fields["loudest"]
        loudest.choices = [choice for choice in loudest.choices if choice[0] in (0, 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first_day") and cleaned.get("last_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", _("The last day must not be before the first."))
        return cleaned


ROW_FORMS: dict[str, type[PartForm]] = {"hours": HoursForm, "exceptions": ExceptionForm, "quiet": QuietForm}
