"""Ages and times that a municipality sets for itself."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class PrivacySettings(MunicipalModel):
    """One row of a municipality; without one the defaults hold. Two ages, because the law has two: never written in code."""

    consent_age = models.PositiveSmallIntegerField(
        _("age of own consent to online services"),
        default=13,
        validators=[MinValueValidator(10), MaxValueValidator(18)],
        help_text=_("Data Protection Act, section 5: 13 in Finland."),
    )
    research_age = models.PositiveSmallIntegerField(
        _("age of own consent to research"),
        default=15,
        validators=[MinValueValidator(10), MaxValueValidator(18)],
        help_text=_("Below it a guardian's consent is needed; above it the guardian is told beforehand."),
    )
    deletion_days = models.PositiveSmallIntegerField(
        _("days until data are deleted after the end"), default=30, validators=[MaxValueValidator(365)]
    )
    review_months = models.PositiveSmallIntegerField(
        _("months until an impact assessment is looked at again"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = _("settings of data protection")
        verbose_name_plural = _("settings of data protection")
        constraints = [models.UniqueConstraint(fields=["municipality"], name="one_privacy_settings")]

    def __str__(self) -> str:
        return f"{self.consent_age}/{self.research_age}"
