"""The head of unit's go-ahead, how much a unit may carry at once, and the settings of the marketplace."""

from __future__ import annotations

from datetime import time

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.content.kinds import GoAheadState
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Unit

MOST_AT_ONCE = 3


@pghistory.track()
class GoAhead(MunicipalModel):
    """Asked by a teacher, given or refused by the head of the unit. Given ones count against the unit's limit until the
    trial has ended or the interest has.
    """

    interest = models.OneToOneField(Interest, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=GoAheadState, default=GoAheadState.ASKED)
    hours = models.PositiveSmallIntegerField(_("teacher's hours"), validators=[MinValueValidator(1), MaxValueValidator(1000)])
    note = models.TextField(_("note to the head of unit"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    fits_curriculum = models.BooleanField(_("it fits the curriculum"), default=False)
    has_time = models.BooleanField(_("there is time for it"), default=False)
    staff_agree = models.BooleanField(_("the staff have agreed"), default=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("go-ahead")
        verbose_name_plural = _("go-aheads")
        constraints = [
            models.CheckConstraint(condition=~Q(state=GoAheadState.REFUSED) | Q(reason__gt=""), name="go_ahead_refused_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(state=GoAheadState.GIVEN) | Q(fits_curriculum=True, has_time=True, staff_agree=True, decided_at__isnull=False),
                name="go_ahead_given_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="go_ahead_of_unit"),
            models.Index(fields=["municipality", "asked_at"], name="go_ahead_waiting", condition=Q(state=GoAheadState.ASKED)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.state}"


@pghistory.track()
class UnitLimit(MunicipalModel):
    """How many trials one unit carries at once, where it is not the municipality's usual number. 0: none now."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    most_at_once = models.PositiveSmallIntegerField(_("trials at once"), validators=[MaxValueValidator(50)])
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("limit of a unit")
        verbose_name_plural = _("limits of units")

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.most_at_once}"


@pghistory.track()
class MarketSettings(MunicipalModel):
    """One row per municipality. Times of the day are local; mail to units waits for the hours between them on weekdays."""

    rests_after_days = models.PositiveSmallIntegerField(
        _("a listing rests after so many days"), default=120, validators=[MinValueValidator(14), MaxValueValidator(730)]
    )
    most_at_once = models.PositiveSmallIntegerField(
        _("trials that a unit carries at once"), default=MOST_AT_ONCE, validators=[MaxValueValidator(50)]
    )
    check_within_days = models.PositiveSmallIntegerField(
        _("a listing is checked within so many days"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    answer_within_days = models.PositiveSmallIntegerField(
        _("a message is answered within so many days"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    mail_from = models.TimeField(_("mail to units from"), default=time(8))
    mail_until = models.TimeField(_("mail to units until"), default=time(16))

    class Meta:
        verbose_name = _("settings of the marketplace")
        verbose_name_plural = _("settings of the marketplace")
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="market_settings_once"),
            models.CheckConstraint(condition=Q(mail_until__gt=models.F("mail_from")), name="market_mail_hours_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.municipality_id)
