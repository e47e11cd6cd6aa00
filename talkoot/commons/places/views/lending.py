"""Lists of bookings, one's own calendar, and what disturbs in a place."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.commons.places.actions.calendars import renew_calendar
from talkoot.commons.places.actions.disturbances import report_disturbance
from talkoot.commons.places.content.booking_links import secret_of
from talkoot.commons.places.forms.bookings import BookingFilter, DisturbanceForm
from talkoot.commons.places.models.booking import CalendarKey
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import DECIDE_BOOKINGS, OWN_CALENDAR, REPORT_DISTURBANCE
from talkoot.commons.places.queries.bookings import CALENDAR, bookings_in, own_bookings
from talkoot.commons.places.views.reading import place_or_404, trail
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage

REPORTS_IN_A_MINUTE = 6
BRAKE = Brake()

SOONEST = Sort("soonest", gettext_lazy("Latest first"), lambda language: F("begins_at"), is_descending=True)
COLUMNS = (
    Column(gettext_lazy("What it is"), lambda booking: booking.title),
    Column(gettext_lazy("Facility"), lambda booking: booking.facility),
    Column(pgettext_lazy("of a facility", "Part"), lambda booking: booking.part),
    Column(gettext_lazy("Begins"), lambda booking: booking.begins_at),
    Column(gettext_lazy("Ends"), lambda booking: booking.ends_at),
    Column(gettext_lazy("State"), lambda booking: booking.get_state_display()),
    Column(gettext_lazy("People"), lambda booking: booking.people),
)


class MyBookings(ListPage):
    permission = OWN_CALENDAR
    title = gettext_lazy("My bookings")
    lead = gettext_lazy("Those that you asked for, and those of the organisations for which you act.")
    row_template = "places/booking_row.html"
    template_name = "places/my_bookings.html"
    sorts = (SOONEST,)
    columns = COLUMNS

    def rows(self) -> Any:
        return own_bookings(self.person)  # type: ignore[arg-type]

    def context(self) -> dict[str, Any]:
        key = CalendarKey.objects.filter(person=self.person).first()
        link = secret_of(CALENDAR, key.pk, key.seed) if key else ""
        address = self.request.build_absolute_uri(reverse("places:calendar", args=[link])) if link else ""
        return super().context() | {"layout": "rows", "calendar": address}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No bookings yet"),
            "text": _("Book a room, a stage or a stand on the page of a place."),
            "action": {"label": _("Show all places"), "url": reverse("places:list")},
        }


class CalendarRenew(ActPage):
    permission = OWN_CALENDAR
    done_message = gettext_lazy("Here is a new link; the one before has ended.")

    def act(self) -> Any:
        return renew_calendar(actor=self.person)

    def done_url(self, result: Any) -> str:
        return reverse("places:bookings")


class PlaceBookings(ListPage):
    """For the staff of the place."""

    permission = DECIDE_BOOKINGS
    title = gettext_lazy("Bookings of the place")
    row_template = "places/booking_row.html"
    filter_form_class = BookingFilter
    sorts = (SOONEST,)
    columns = COLUMNS
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {"place": self.thing}

    def rows(self) -> Any:
        return bookings_in(self.thing)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "shows_who": True}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No bookings"), "text": _("What is booked in the place is listed here.")}


# --- Disturbances ---------------------------------------------------------------------------------------------------------


class DisturbanceReport(FormPage):
    """Two taps on a phone: what disturbed, and where. Nobody's name, no text."""

    permission = REPORT_DISTURBANCE
    title = gettext_lazy("Something disturbs")
    lead = gettext_lazy("We count what disturbs people here, without names. If help is needed at once, speak to the staff.")
    submit_label = gettext_lazy("Tell it")
    done_message = gettext_lazy("Thank you. It is counted.")
    form_class = DisturbanceForm
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"place": self.thing}

    def act(self, form: Any) -> Any:
        if BRAKE.seconds_to_wait(client_address(self.request), REPORTS_IN_A_MINUTE):
            raise Refusal(_("Several reports have just come from your connection."), mend=_("Wait a minute and send again."))
        return report_disturbance(actor=self.person, place=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("places:detail", args=[self.thing.slug])

    def cancel_url(self) -> str:
        return self.done_url(None)
