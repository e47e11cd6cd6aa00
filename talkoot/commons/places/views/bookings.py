"""Booking: asking for a time with an account or without, one's own bookings, the link of the mail, and what the staff decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talkoot.commons.places.actions.bookings import (
    accept_booking,
    accept_by_link,
    approve_booking,
    cancel_booking,
    cancel_by_link,
    decline_booking,
    request_booking,
)
from talkoot.commons.places.actions.series import book_series, cancel_series
from talkoot.commons.places.content.facility_kinds import OPEN, BookingState
from talkoot.commons.places.forms.bookings import BookForm, CancelForm, ReasonForm, SeriesForm
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.permissions import (
    BOOK,
    BOOK_SERIES,
    CHANGE_BOOKING,
    DECIDE_BOOKINGS,
    USE_LINK,
)
from talkoot.commons.places.queries.bookings import (
    booking_of_link,
    clashes,
    crowded,
    place_in_queue,
    visible_bookings,
)
from talkoot.commons.places.queries.facilities import tree_of
from talkoot.commons.places.views.facilities import OnFacility, trail_of
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

BOOKINGS_IN_A_MINUTE = 6
BRAKE = Brake()
# So long the page after the form tells whoever has no account how the booking stands; the mail tells it for good.
ASKED_SECONDS = 3600
ASKED = "talkoot.places.asked"


class Book(OnFacility, FormPage):
    permission = BOOK
    template_name = "places/book.html"
    submit_label = gettext_lazy("Book")
    form_class = BookForm

    @property
    def title(self) -> str:
        return _("Book: %(facility)s") % {"facility": self.thing.name}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing, _("Book"))

    def form_kwargs(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("day", "begins", "ends", "part")}
        initial = {name: value for name, value in asked.items() if value}
        return {"tree": tree_of(self.thing), "person": self.person} | ({"initial": initial} if initial else {})

    def context(self) -> dict[str, Any]:
        return super().context() | {"facility": self.thing, "place": self.thing.place, "has_account": self.person is not None}

    def act(self, form: Any) -> Booking:
        if self.person is None and BRAKE.seconds_to_wait(client_address(self.request), BOOKINGS_IN_A_MINUTE):
            raise Refusal(
                _("Several bookings have just come from your connection."), mend=_("Wait a minute and send again; what you wrote is kept.")
            )
        return request_booking(actor=self.person, facility=self.thing, language=get_language() or "fi", **form.values())

    def done_url(self, result: Booking) -> str:
        if self.person is not None:
            return reverse("places:booking", args=[result.pk])
        return reverse("places:asked", args=[signing.dumps(result.pk, salt=ASKED)])

    def cancel_url(self) -> str:
        return self.facility_url()


class Asked(Page):
    """After the form, without an account: how the booking stands. What is in the mail opens and cancels it; this does not."""

    permission = USE_LINK
    template_name = "places/asked.html"
    title = gettext_lazy("Look into your mail")
    thing: Booking

    def fetch(self) -> Booking:
        try:
            pk = signing.loads(self.kwargs["token"], salt=ASKED, max_age=ASKED_SECONDS)
        except signing.BadSignature:
            raise Http404 from None
        return get_object_or_404(Booking.objects.select_related("facility", "place", "part"), pk=pk)

    def context(self) -> dict[str, Any]:
        return super().context() | {"booking": self.thing, "place": self.thing.place, "number": place_in_queue(self.thing)}


class BookSeries(OnFacility, FormPage):
    permission = BOOK_SERIES
    submit_label = gettext_lazy("Book the series")
    form_class = SeriesForm

    @property
    def title(self) -> str:
        return _("Book a series: %(facility)s") % {"facility": self.thing.name}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing, _("Series"))

    def form_kwargs(self) -> dict[str, Any]:
        return {"tree": tree_of(self.thing), "person": self.person}

    def act(self, form: Any) -> Any:
        series = book_series(actor=self.person, facility=self.thing, **form.values())
        for one in series.left_out:
            messages.warning(self.request, _("Left out: %(day)s (%(why)s)") % one)
        return series

    def done_url(self, result: Any) -> str:
        return reverse("places:bookings")

    def cancel_url(self) -> str:
        return self.facility_url()


# --- One booking ----------------------------------------------------------------------------------------------------------


class OnBooking(Page):
    thing: Booking

    def fetch(self) -> Booking:
        return get_object_or_404(visible_bookings(self.person), pk=self.kwargs["pk"])

    def booking_url(self) -> str:
        return reverse("places:booking", args=[self.thing.pk])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of(self.thing.facility, self.thing.title)


class BookingPage(OnBooking):
    permission = CHANGE_BOOKING
    template_name = "places/booking.html"

    @property
    def title(self) -> str:
        return self.thing.title

    def context(self) -> dict[str, Any]:
        booking = self.thing
        decides = self.allows(DECIDE_BOOKINGS)
        tree = tree_of(booking.facility)
        part = tree.find(booking.part_id) or tree.whole
        in_the_way = clashes(tree, part, booking.begins_at, booking.ends_at) if booking.state == BookingState.WAITING else []
        return super().context() | {
            "booking": booking,
            "place": booking.place,
            "where": tree.name(part),
            "number": place_in_queue(booking),
            "is_open": booking.state in OPEN,
            "decides": decides,
            "crowd": crowded(booking) if decides else None,
            "in_the_way": in_the_way if decides else [],
        }


class BookingAct(OnBooking, ActPage):
    """Accept an offered time, or approve a booking."""

    permission = CHANGE_BOOKING

    def act(self) -> Any:
        if self.kwargs["step"] == "accept":
            return accept_booking(actor=self.person, booking=self.thing)
        return approve_booking(actor=self.person, booking=self.thing)

    def done_url(self, result: Any) -> str:
        return self.booking_url()


class BookingDecline(OnBooking, FormPage):
    permission = DECIDE_BOOKINGS
    title = gettext_lazy("Decline the booking")
    submit_label = gettext_lazy("Decline")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return decline_booking(actor=self.person, booking=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return self.booking_url()

    def cancel_url(self) -> str:
        return self.booking_url()


class BookingCancel(OnBooking, FormPage):
    """Of a series: this one, or this and all that follow."""

    permission = CHANGE_BOOKING
    form_class = CancelForm

    @property
    def is_rest(self) -> bool:
        return self.kwargs["what"] == "rest" and self.thing.series_id is not None

    @property
    def title(self) -> str:
        return _("Cancel this and all that follow in the series") if self.is_rest else _("Cancel the booking")

    @property
    def submit_label(self) -> str:
        return _("Cancel them") if self.is_rest else _("Cancel the booking")

    def act(self, form: Any) -> Any:
        cancel: Any = cancel_series if self.is_rest else cancel_booking
        return cancel(actor=self.person, booking=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return self.booking_url()

    def cancel_url(self) -> str:
        return self.booking_url()


@method_decorator(never_cache, name="dispatch")
class BookingLink(Page):
    """What the link of the mail opens: it shows on GET, and changes only by a button."""

    permission = USE_LINK
    template_name = "places/booking_link.html"
    thing: Booking

    def fetch(self) -> Booking:
        booking = booking_of_link(self.kwargs["link"])
        if booking is None:
            raise Http404
        return booking

    @property
    def title(self) -> str:
        return self.thing.title

    def context(self) -> dict[str, Any]:
        tree = tree_of(self.thing.facility)
        return super().context() | {
            "booking": self.thing,
            "place": self.thing.place,
            "where": tree.name(tree.find(self.thing.part_id) or tree.whole),
            "number": place_in_queue(self.thing),
            "is_open": self.thing.state in OPEN,
            "link": self.kwargs["link"],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        link = self.kwargs["link"]
        act: Any = accept_by_link if request.POST.get("step") == "accept" else cancel_by_link
        try:
            act(actor=self.person, link=link)
        except Refusal as refusal:
            return self.show(refusal=refusal, status=422)
        return redirect("places:booking_link", link=link)
