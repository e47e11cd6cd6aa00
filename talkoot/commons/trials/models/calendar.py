"""The year as units live it: terms and holidays, data of the municipality."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import PeriodKind
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import UnitKind


@pghistory.track()
class TermYear(MunicipalModel):
    """One year of one kind of units. Kinds without a year have no terms: only public holidays are looked at."""

    unit_kind = models.CharField(_("kind of units"), max_length=20, choices=UnitKind.choices)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    # The rule gave the dates and nobody has looked at them yet.
    is_default = models.BooleanField(_("made by the rule"), default=False)

    class Meta:
        verbose_name = _("year of terms")
        verbose_name_plural = _("years of terms")
        ordering = ["-starts_on", "unit_kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="term_year_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.UniqueConstraint(fields=["municipality", "unit_kind", "starts_on"], name="one_term_year_of_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_kind} {self.starts_on.year}–{self.ends_on.year}"


@pghistory.track()
class Period(MunicipalModel):
    """A term, or a holiday within the year."""

    year = models.ForeignKey(TermYear, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=PeriodKind)
    name = TranslatedField(_("name"), max_length=80)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        verbose_name = _("period of the year")
        verbose_name_plural = _("periods of the year")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
        ]
        indexes = [models.Index(fields=["year", "starts_on"], name="periods_of_year")]

    def __str__(self) -> str:
        return str(self.name)
