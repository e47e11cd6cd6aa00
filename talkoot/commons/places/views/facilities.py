"""What can be booked in a place: the list, the page of a facility with its week, and what the operator keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.commons.places.actions.facilities import (
    add_facility,
    add_part,
    change_facility,
    change_part,
    remove_part,
    reopen_facility,
    retire_facility,
)
from talkoot.commons.places.actions.hours import add_exception, add_hours, add_quiet_time, remove_hours
from talkoot.commons.places.content.times import week_of
from talkoot.commons.places.forms.facilities import ROW_FORMS, FacilityForm, FacilityPartForm
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.hours import OpeningException, OpeningHours, QuietTime
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import BOOK, BOOK_SERIES, DECIDE_BOOKINGS, KEEP_FACILITIES, VIEW
from talkoot.commons.places.queries.facilities import facilities_of, tree_of, visible_facilities
from talkoot.commons.places.queries.hours import own_exceptions, own_hours, own_quiet_times
from talkoot.commons.places.queries.weeks import week_of_facility
from talkoot.commons.places.views.reading import place_or_404, trail
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

FARTHEST = timedelta(days=1100)
ROW_MODELS = {"hours": OpeningHours, "exceptions": OpeningException, "quiet": QuietTime}
ROW_TITLES = {
    "hours": gettext_lazy("Add opening hours"),
    "exceptions": gettext_lazy("Add an exception to the hours"),
    "quiet": gettext_lazy("Add a quiet time"),
}


def trail_of(facility: Facility, here: Any = "") -> list[dict[str, Any]]:
    place = facility.place
    steps = trail(place, _("Facilities"))
    steps[-1]["url"] = reverse("places:facilities", args=[place.slug])
    steps.append({"label": facility.name, "url": reverse("places:facility", args=[facility.pk]) if here else ""})
    return [*steps, {"label": here, "url": ""}] if here else steps


def day_asked(request: HttpRequest) -> date:
    """The day in the address, else today. A day that is none, or far off, is not there."""
    today = timezone.localdate()
    typed = request.GET.get("day", "")
    if not typed:
        return today
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Http404 from None
    if abs(day - today) > FARTHEST:
        raise Http404
    return day


class FacilityList(Page):
    permission = VIEW
    template_name = "places/facilities.html"
    title = gettext_lazy("Facilities")
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def lead(self) -> str:
        return _("What is lent out in %(place)s, and when it is free.") % {"place": self.thing.name}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def context(self) -> dict[str, Any]:
        place = self.thing
        keeps = self.allows(KEEP_FACILITIES) and self.person is not None
        shown = Facility.objects.filter(place=place).select_related("picture", "place__municipality") if keeps else facilities_of(place)
        return super().context() | {
            "place": place,
            "facilities": list(shown.order_by("position", "pk")),
            "hours": own_hours(place, None),
            "exceptions": own_exceptions(place, None, since=timezone.localdate()),
            "quiet": own_quiet_times(place, None),
            "keeps": keeps,
            "serves": self.person is not None and self.allows(DECIDE_BOOKINGS),
        }


class OnFacility(Page):
    thing: Facility

    def fetch(self) -> Facility:
        return get_object_or_404(visible_facilities(self.person), pk=self.kwargs["pk"])

    def facility_url(self) -> str:
        return reverse("places:facility", args=[self.thing.pk])


class FacilityPage(OnFacility):
    """The week of a facility: a list of days on a phone, seven columns on a wide screen."""

    permission = VIEW
    template_name = "places/facility.html"

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing)

    def chosen_part(self) -> FacilityPart | None:
        typed = self.request.GET.get("part", "")
        if not typed:
            return None
        found = tree_of(self.thing).find(int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
        if found is None:
            raise Http404
        return found

    def context(self) -> dict[str, Any]:
        facility, day, part = self.thing, day_asked(self.request), self.chosen_part()
        tree = tree_of(facility)
        days = week_of(day)
        keeps = self.person is not None and self.allows(KEEP_FACILITIES)
        return super().context() | {
            "facility": facility,
            "place": facility.place,
            "tree": tree,
            "parts": list(tree.in_order()) if tree.is_divided else [],
            "part": part or tree.whole,
            "tabs": [
                {
                    "label": one.name if one.parent_id else _("The whole"),
                    "url": self.week_url(day, one if one.parent_id else None),
                    "is_current": one.pk == (part or tree.whole).pk,
                }
                for one in tree.in_order()
            ],
            "week": week_of_facility(facility, day, self.person, part),
            "today": timezone.localdate(),
            "earlier": self.week_url(days[0] - timedelta(days=7), part),
            "later": self.week_url(days[0] + timedelta(days=7), part),
            "may_book": facility.place.is_published and self.allows(BOOK),
            "may_book_series": self.person is not None and self.allows(BOOK_SERIES),
            "keeps": keeps,
            "hours": own_hours(facility.place, facility),
            "exceptions": own_exceptions(facility.place, facility, since=timezone.localdate()),
            "quiet": own_quiet_times(facility.place, facility),
        }

    def week_url(self, day: date, part: FacilityPart | None) -> str:
        return "?" + urlencode({"day": day.isoformat()} | ({"part": part.pk} if part is not None and part.parent_id else {}))


# --- What the operator keeps ----------------------------------------------------------------------------------------------


class FacilityAdd(FormPage):
    permission = KEEP_FACILITIES
    title = gettext_lazy("Add a facility")
    submit_label = gettext_lazy("Add")
    form_class = FacilityForm  # type: ignore[assignment]
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Any:
        return add_facility(actor=self.person, place=self.thing, **form.values())

    def done_url(self, result: Any) -> str:
        return reverse("places:facility", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("places:facilities", args=[self.thing.slug])


class FacilityEdit(OnFacility, FormPage):
    permission = KEEP_FACILITIES
    title = gettext_lazy("Change a facility")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = FacilityForm  # type: ignore[assignment]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "instance": Facility.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> Any:
        return change_facility(actor=self.person, facility=self.thing, **form.values())

    def done_url(self, result: Any) -> str:
        return self.facility_url()

    def cancel_url(self) -> str:
        return self.facility_url()


class FacilityUse(OnFacility, ActPage):
    """Out of use, or in use again."""

    permission = KEEP_FACILITIES

    def act(self) -> Any:
        change = retire_facility if self.thing.is_in_use else reopen_facility
        return change(actor=self.person, facility=self.thing)

    def done_url(self, result: Any) -> str:
        return self.facility_url()


class PartPage(OnFacility, FormPage):
    """A new part, or another name for one."""

    permission = KEEP_FACILITIES
    submit_label = gettext_lazy("Save")
    form_class = FacilityPartForm  # type: ignore[assignment]

    @property
    def title(self) -> Any:
        return _("Change a part") if "part" in self.kwargs else _("Divide the facility")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing, self.title)

    def part(self) -> FacilityPart | None:
        return get_object_or_404(FacilityPart, facility=self.thing, pk=self.kwargs["part"]) if "part" in self.kwargs else None

    def form_kwargs(self) -> dict[str, Any]:
        part = self.part()
        return {"municipality": self.municipality} | ({"instance": part} if part else {"tree": tree_of(self.thing)})

    def act(self, form: Any) -> Any:
        part = self.part()
        if part is not None:
            return change_part(actor=self.person, facility=self.thing, part=part, **form.values())
        return add_part(actor=self.person, facility=self.thing, **form.values())

    def done_url(self, result: Any) -> str:
        return self.facility_url()

    def cancel_url(self) -> str:
        return self.facility_url()


class PartRemove(OnFacility, ActPage):
    permission = KEEP_FACILITIES

    def act(self) -> Any:
        part = get_object_or_404(FacilityPart, facility=self.thing, pk=self.kwargs["part"])
        return remove_part(actor=self.person, facility=self.thing, part=part)

    def done_url(self, result: Any) -> str:
        return self.facility_url()


class HoursAdd(FormPage):
    """Hours, an exception or a quiet time of a place, or of one facility (?facility=…)."""

    permission = KEEP_FACILITIES
    submit_label = pgettext_lazy("button", "Add")
    thing: Place

    def fetch(self) -> Place:
        if self.kwargs["kind"] not in ROW_FORMS:
            raise Http404
        return place_or_404(self)

    @property
    def title(self) -> Any:
        return ROW_TITLES[self.kwargs["kind"]]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    @property
    def form_class(self) -> Any:
        return ROW_FORMS[self.kwargs["kind"]]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def facility(self) -> Facility | None:
        typed = self.request.GET.get("facility", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
            raise Http404
        return get_object_or_404(Facility, place=self.thing, pk=int(typed))

    def act(self, form: Any) -> Any:
        add: Any = {"hours": add_hours, "exceptions": add_exception, "quiet": add_quiet_time}[self.kwargs["kind"]]
        return add(actor=self.person, place=self.thing, facility=self.facility(), **form.values())

    def done_url(self, result: Any) -> str:
        facility = self.facility()
        return reverse("places:facility", args=[facility.pk]) if facility else reverse("places:facilities", args=[self.thing.slug])

    def cancel_url(self) -> str:
        return self.done_url(None)


class HoursRemove(ActPage):
    permission = KEEP_FACILITIES
    thing: Any

    def fetch(self) -> Any:
        model = ROW_MODELS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        place = place_or_404(self)
        return get_object_or_404(model.objects.select_related("place"), place=place, pk=self.kwargs["pk"])

    def act(self) -> Any:
        return remove_hours(actor=self.person, row=self.thing)

    def done_url(self, result: Any) -> str:
        if self.thing.facility_id is not None:
            return reverse("places:facility", args=[self.thing.facility_id])
        return reverse("places:facilities", args=[self.kwargs["slug"]])
