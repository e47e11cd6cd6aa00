"""What can be booked in a place: facilities, and the parts into which a hall divides."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.facility_kinds import MOST_DAYS, MOST_MINUTES, MOST_PEOPLE, FacilityKind, WhoMayBook
from talkoot.commons.places.models.place import Place
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

STEPS = [(5, "5"), (10, "10"), (15, "15"), (20, "20"), (30, "30"), (60, "60"), (120, "120")]


def minutes(label: Any, default: int) -> Any:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(MOST_MINUTES)])


@pghistory.track()
class Facility(MunicipalModel):
    """A room, a stage, a hall, a spot for pop-ups, a set of equipment: what is lent out in a place, and on what terms."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    name = TranslatedField(_("name"), max_length=120)
    name_order = SortKeysField(of="name")
    kind = models.CharField(_("kind"), max_length=12, choices=FacilityKind, default=FacilityKind.ROOM)
    description = TranslatedField(_("description"), blank=True, max_length=4000)
    equipment = TranslatedField(_("equipment, one on each line"), blank=True, max_length=2000)
    rules = TranslatedField(_("rules"), blank=True, max_length=4000)
    accessibility = TranslatedField(_("accessibility"), blank=True, max_length=2000)
    price = TranslatedField(_("price"), blank=True, max_length=300)
    picture = models.ForeignKey(StoredFile, verbose_name=_("picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture_text = TranslatedField(_("the picture in words"), blank=True, max_length=200)
    capacity = models.PositiveIntegerField(
        _("people at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    # Kept when it is no longer lent out: what was booked stays to be read.
    is_in_use = models.BooleanField(_("in use"), default=True)
    is_bookable = models.BooleanField(_("can be booked here"), default=True)
    needs_approval = models.BooleanField(_("each booking is approved by the staff"), default=False)
    who_may_book = models.CharField(_("who may book"), max_length=14, choices=WhoMayBook, default=WhoMayBook.EVERYONE)
    # Pop-up spots, stands, equipment: from the morning of one day to the end of another, whatever the hours.
    is_by_day = models.BooleanField(_("lent out by whole days"), default=False)
    longest_days = models.PositiveSmallIntegerField(
        _("longest booking, days"), default=14, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    step_minutes = models.PositiveSmallIntegerField(_("step, minutes"), choices=STEPS, default=30)
    min_minutes = minutes(_("shortest booking, minutes"), 30)
    max_minutes = minutes(_("longest booking, minutes"), 240)
    buffer_minutes = minutes(_("kept free after each booking, minutes"), 0)
    days_ahead = models.PositiveSmallIntegerField(_("how many days ahead"), default=180, validators=[MaxValueValidator(1000)])
    closed_on_public_holidays = models.BooleanField(_("closed on public holidays"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["place", "position", "id"], name="facilities_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step_minutes__gte=5, min_minutes__gte=5, max_minutes__gte=models.F("min_minutes")),
                name="facility_lengths_in_order",
                violation_error_message=_("The longest booking must not be shorter than the shortest."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track()
class FacilityPart(MunicipalModel):
    """The facility as a whole (parent None), or what it divides into. Only parts that are not divided are occupied: booking the
    whole takes all of them, booking one of them leaves the whole to nobody else.
    """

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = TranslatedField(_("name"), blank=True, max_length=120)
    capacity = models.PositiveIntegerField(
        _("people at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = pgettext_lazy("of a facility", "part")
        verbose_name_plural = pgettext_lazy("of a facility", "parts")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["facility", "position", "id"], name="parts_of_facility")]
        constraints = [
            models.UniqueConstraint(fields=["facility"], condition=models.Q(parent=None), name="one_whole_of_a_facility"),
        ]

    def __str__(self) -> str:
        return str(self.name)
