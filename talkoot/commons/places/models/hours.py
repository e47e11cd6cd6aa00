"""Opening hours, exceptions and quiet times: of a place, or of one facility in it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.facility_kinds import Noise
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
IN_ORDER = _("The last day must not be before the first.")


class OfPlaceOrFacility(MunicipalModel):
    """facility None: holds for all facilities of the place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


@pghistory.track()
class OpeningHours(OfPlaceOrFacility):
    """Weekly hours. A facility that has hours of its own does not follow those of the place. See content/opening.py."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    season_from = models.DateField(_("first day of the season"), null=True, blank=True)
    season_to = models.DateField(_("last day of the season"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["season_from", "weekday", "opens", "id"]
        indexes = [models.Index(fields=["place", "facility"], name="hours_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(season_from=None) | Q(season_to=None) | Q(season_to__gte=F("season_from")),
                name="season_in_order",
                violation_error_message=IN_ORDER,
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


@pghistory.track()
class OpeningException(OfPlaceOrFacility):
    """Closed on some days, or open at other times than usual."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    why = TranslatedField(_("why"), blank=True, max_length=200)

    class Meta:
        verbose_name = _("exception to the opening hours")
        verbose_name_plural = _("exceptions to the opening hours")
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["place", "last_day"], name="exceptions_of_place")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="exception_in_order", violation_error_message=IN_ORDER),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="exception_is_closed_or_open",
                violation_error_message=_("Give both times, or neither when it is closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"


@pghistory.track()
class QuietTime(OfPlaceOrFacility):
    """When nothing louder than `loudest` is held: weekly, on every day, or in a period."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS, null=True, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    begins = models.TimeField(pgettext_lazy("a time", "from"))
    ends = models.TimeField(pgettext_lazy("a time", "until"))
    loudest = models.PositiveSmallIntegerField(_("the loudest that is allowed"), choices=Noise, default=Noise.TALK)
    why = TranslatedField(_("why"), blank=True, max_length=200)

    class Meta:
        verbose_name = _("quiet time")
        verbose_name_plural = _("quiet times")
        ordering = ["weekday", "begins", "id"]
        indexes = [models.Index(fields=["place", "facility"], name="quiet_times_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="quiet_time_in_order",
                violation_error_message=IN_ORDER,
            ),
            models.CheckConstraint(condition=Q(loudest__lt=Noise.LOUD), name="quiet_time_bears_less_than_loud"),
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=6), name="quiet_time_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"
