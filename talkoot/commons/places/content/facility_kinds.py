"""The words that facilities, bookings and disturbances choose from, and the limits of what they may say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FacilityKind(models.TextChoices):
    ROOM = "room", pgettext_lazy("facility", "Room")
    STAGE = "stage", pgettext_lazy("facility", "Stage")
    HALL = "hall", pgettext_lazy("facility", "Hall")
    POP_UP = "pop_up", _("Pop-up spot")
    EQUIPMENT = "equipment", pgettext_lazy("facility", "Equipment")
    OTHER = "other", pgettext_lazy("facility", "Other facility")


class WhoMayBook(models.TextChoices):
    STAFF = "staff", _("Staff of the place")
    ORGANISATIONS = "organisations", _("Organisations and the staff of the place")
    EVERYONE = "everyone", _("Everyone")


class BookingKind(models.TextChoices):
    MEETING = "meeting", _("Meeting or group")
    EVENT = "event", _("Event or performance")
    EXHIBITION = "exhibition", _("Exhibition or stand")
    TRIAL = "trial", pgettext_lazy("booking", "Trial")
    RESEARCH = "research", pgettext_lazy("booking", "Research or interviews")
    SERVICE = "service", _("Service of the municipality")
    OTHER = "other", pgettext_lazy("booking", "Something else")


class Noise(models.IntegerChoices):
    """How loud it gets. Ordered: a quiet time names the loudest that it bears."""

    SILENT = 0, _("Silent: reading, showing")
    TALK = 1, _("Talk: conversation, a group at work")
    LOUD = 2, _("Loud: music, loudspeakers, play")


class BookingState(models.TextChoices):
    OFFERED = "offered", _("Held until it is accepted")
    REQUESTED = "requested", _("Waits for approval")
    CONFIRMED = "confirmed", pgettext_lazy("booking", "Confirmed")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", pgettext_lazy("booking", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")


# States in which a booking has its time: only then there are occupations.
HOLDING = (BookingState.OFFERED, BookingState.REQUESTED, BookingState.CONFIRMED)
OPEN = (*HOLDING, BookingState.WAITING)


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("Every week or every n weeks")
    MONTHLY = "monthly", _("Every month on the same weekday")


class DisturbanceKind(models.TextChoices):
    """As they were complained of in a real service centre: signage, noise, privacy when queueing in an open space."""

    NOISE = "noise", pgettext_lazy("disturbance", "Noise")
    SIGNAGE = "signage", pgettext_lazy("disturbance", "It is hard to find one's way")
    PRIVACY = "privacy", pgettext_lazy("disturbance", "Others can hear or see private matters")
    QUEUE = "queue", pgettext_lazy("disturbance", "Queueing")
    CLEANLINESS = "cleanliness", pgettext_lazy("disturbance", "Mess")
    OTHER = "other", pgettext_lazy("disturbance", "Something else")


class Raised(models.TextChoices):
    STAFF = "staff", pgettext_lazy("disturbance", "Staff")
    CUSTOMER = "customer", pgettext_lazy("disturbance", "Customer")


MOST_MINUTES = 24 * 60
MOST_DAYS = 366
MOST_PEOPLE = 100_000
# How long a held time waits for its acceptance, in hours: who asked without an account answers at once, who waited needs longer.
HOURS_TO_CONFIRM = 2
HOURS_TO_ACCEPT = 24
# Open bookings that one outside address, and one person without work in the place, may have in a place at a time.
MOST_OF_AN_ADDRESS = 5
MOST_OF_A_PERSON = 60
# Names and addresses of outside contacts are kept for so many days after the booking.
CONTACT_KEPT_DAYS = 90
DEEPEST_PART = 3
MOST_PARTS = 24
MOST_OCCURRENCES = 60
