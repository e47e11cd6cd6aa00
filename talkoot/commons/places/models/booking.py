"""Bookings, what they occupy, those who wait, and series. See docs/decisions/0010-bookings-without-an-extension.md."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.booking_links import new_seed
from talkoot.commons.places.content.facility_kinds import (
    HOLDING,
    MOST_PEOPLE,
    BookingKind,
    BookingState,
    Frequency,
    Noise,
)
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.place import Place
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation


@pghistory.track()
class Series(MunicipalModel):
    """Bookings that come again: the rule by which their days were found. Each day is a booking of its own."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency)
    every = models.PositiveSmallIntegerField(
        _("every how many weeks or months"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    first_day = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    begins = models.TimeField(pgettext_lazy("a time", "from"))
    ends = models.TimeField(pgettext_lazy("a time", "until"))
    # Days that the rule gives and that could not be booked: [{"day": "2026-12-24", "why": "…"}]
    left_out = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("series of bookings")
        verbose_name_plural = _("series of bookings")

    def __str__(self) -> str:
        return f"{self.first_day}–{self.until}"


@pghistory.track()
class Booking(MunicipalModel):
    """A time in a facility or a part of it. It has its time while it holds occupations: offered, requested, confirmed.

    organiser: who asked, with an account; else contact_name and contact_email of somebody outside, told by the link alone.
    subject_kind, subject_id: the thing for which it is booked, such as a trial.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(FacilityPart, verbose_name=pgettext_lazy("of a facility", "part"), on_delete=models.RESTRICT, related_name="+")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("what it is"), max_length=160)
    details = models.TextField(_("wishes to the staff"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=BookingKind, default=BookingKind.MEETING)
    noise = models.PositiveSmallIntegerField(_("how loud it gets"), choices=Noise, default=Noise.TALK)
    people = models.PositiveIntegerField(_("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)])
    # Public calendars then say only that it is booked.
    is_private = models.BooleanField(_("the title is not shown to others"), default=False)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=BookingState)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("for the organisation"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("organiser"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    link_seed = models.CharField(max_length=16, default=new_seed, editable=False)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    # A time held for whoever asked (without an account) or waited for it, until this.
    accept_by = models.DateTimeField(_("accept by"), null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was declined or cancelled; the organiser reads it.
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="booking_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(state=BookingState.OFFERED) | Q(accept_by__isnull=False), name="offer_has_an_end"),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="booking_of_somebody"),
        ]
        indexes = [
            models.Index(fields=["facility", "begins_at", "id"], name="bookings_of_facility", condition=Q(state__in=HOLDING)),
            models.Index(fields=["place", "begins_at", "id"], name="bookings_of_place"),
            models.Index(fields=["organiser", "begins_at", "id"], name="bookings_of_person"),
            models.Index(fields=["organisation", "begins_at", "id"], name="bookings_of_organisation"),
            models.Index(fields=["place", "asked_at", "id"], name="bookings_to_approve", condition=Q(state=BookingState.REQUESTED)),
            models.Index(fields=["municipality", "accept_by"], name="offers_that_end", condition=Q(state=BookingState.OFFERED)),
            models.Index(fields=["subject_kind", "subject_id"], name="bookings_of_subject", condition=~Q(subject_kind="")),
        ]

    def __str__(self) -> str:
        return self.title


def part_as_range() -> Any:
    """GiST knows ranges by itself and whole numbers only with the extension btree_gist, so a part's number is written as a range
    of one. Two such ranges are equal when the numbers are.
    """
    return Func(F("part"), F("part"), Value("[]"), function="int8range")


@pghistory.track()
class BookingOccupation(MunicipalModel):
    """A booking has an undivided part for a time, its buffer included. The row goes when the booking gives the time up.

    No two overlap: the database itself refuses it, whatever the code above does.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(FacilityPart, on_delete=models.RESTRICT, related_name="+")
    period = DateTimeRangeField()

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        constraints = [
            ExclusionConstraint(
                name="no_two_in_a_part_at_once",
                expressions=[(part_as_range(), RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("The time is taken."),
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="occupation_takes_time"),
        ]
        indexes = [models.Index(fields=["booking"], name="occupations_of_booking")]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.period}"


@pghistory.track()
class WaitingPlace(MunicipalModel):
    """A place in the queue for a time. `number` was told at once; who is before it is counted anew when somebody asks."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("place in the queue"))
    joined_at = models.DateTimeField(auto_now_add=True)
    # When the time was held for it; nobody is offered the same time twice.
    offered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("place in the waiting list")
        verbose_name_plural = _("places in the waiting list")
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="waiting_places_count_from_one")]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.number}"


class CalendarKey(MunicipalModel):
    """Whoever holds the link reads the bookings of a person or an organisation in a calendar program. A new seed ends old links."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    seed = models.CharField(max_length=16, default=new_seed, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link to a calendar")
        verbose_name_plural = _("links to calendars")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "person", "organisation"], nulls_distinct=False, name="one_calendar_of_each"),
            models.CheckConstraint(
                condition=Q(person=None, organisation__isnull=False) | Q(person__isnull=False, organisation=None),
                name="calendar_of_person_or_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or ''}/{self.organisation_id or ''}"
