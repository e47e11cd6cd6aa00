"""Disturbances: what went on in a place that should not have, as counts, so that a steering group can compare years."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.facility_kinds import DisturbanceKind, Raised
from talkoot.commons.places.models.booking import Booking
from talkoot.commons.places.models.facility import Facility
from talkoot.commons.places.models.place import Place
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Disturbance(MunicipalModel):
    """How many complained of what on a day. There is no text and nobody's name: what must be told goes to the staff in person."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    booking = models.ForeignKey(Booking, verbose_name=_("booking"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("what disturbed"), max_length=12, choices=DisturbanceKind)
    raised_as = models.CharField(_("who was disturbed"), max_length=10, choices=Raised)
    happened_on = models.DateField(_("day"))
    count = models.PositiveSmallIntegerField(_("how many times"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)])
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("disturbance")
        verbose_name_plural = _("disturbances")
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=1, count__lte=1000), name="disturbance_counted")]
        indexes = [models.Index(fields=["place", "happened_on", "id"], name="disturbances_of_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"
