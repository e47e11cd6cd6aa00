"""Screening: criteria of the municipality, and what was found of a product version or an organisation."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.privacy.content.kinds import Finding, Level
from talkoot.tools.privacy.models.product import ProductVersion


@pghistory.track()
class ScreeningCriterion(MunicipalModel):
    """The municipality's own criterion, or its own wording of a shipped one (content/criteria.py) with the same key."""

    key = models.CharField(_("key"), max_length=60)
    level = models.CharField(_("level of screening"), max_length=2, choices=Level)
    text = TranslatedField(_("criterion"), max_length=300)
    valid_days = models.PositiveIntegerField(
        _("days that a finding holds"), null=True, blank=True, help_text=_("Left empty it holds until it is screened again.")
    )
    is_in_use = models.BooleanField(pgettext_lazy("criterion", "in use"), default=True)

    class Meta:
        verbose_name = _("criterion of screening")
        verbose_name_plural = _("criteria of screening")
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="one_criterion_of_a_key")]

    def __str__(self) -> str:
        return str(self.text)


@pghistory.track()
class ScreeningItem(MunicipalModel):
    """The newest finding of one criterion on one version or one organisation; earlier ones are in the history."""

    version = models.ForeignKey(ProductVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("level of screening"), max_length=2, choices=Level)
    key = models.CharField(_("key"), max_length=60)
    finding = models.CharField(_("finding"), max_length=15, choices=Finding)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    screened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    screened_at = models.DateTimeField()
    expires_on = models.DateField(_("holds until"), null=True, blank=True)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, organisation=None) | models.Q(version=None, organisation__isnull=False),
                name="screening_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["municipality", "version", "organisation", "key"], name="one_finding_of_a_criterion", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["version", "key"], name="screening_of_version"),
            models.Index(fields=["organisation", "key"], name="screening_of_organisation"),
            models.Index(fields=["municipality", "expires_on"], name="screening_expiring"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.key}: {self.finding}"
