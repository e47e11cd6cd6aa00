"""Indicators with their baseline and threshold, and the readings of them."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.measures.content.comparing import DOWN, UP


class Direction(models.TextChoices):
    UP = UP, pgettext_lazy("direction", "More is better")
    DOWN = DOWN, pgettext_lazy("direction", "Less is better")


# What is agreed before the start and may not move afterwards.
LOCKED_FIELDS = ("key", "direction", "baseline", "baseline_on", "threshold", "subject_kind", "subject_id")


@pghistory.track()
class Indicator(MunicipalModel):
    """What is measured of a subject (`subject_kind` as kind_of() gives it, both blank when free-standing), in which unit, from
    where to where. Once locked, baseline and threshold stand still, in the database too."""

    subject_kind = models.CharField(max_length=80, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)
    key = models.CharField(_("key"), max_length=60)
    name = TranslatedField(_("what is measured"), max_length=200)
    unit = TranslatedField(_("unit of measure"), blank=True, max_length=60)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("baseline measured on"), null=True, blank=True)
    threshold = models.DecimalField(_("threshold"), max_digits=18, decimal_places=4, null=True, blank=True)
    method = models.TextField(_("how it is measured"), max_length=1000, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=1)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "subject_kind", "subject_id", "key"], name="one_indicator_of_a_key", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(locked_at=None) | models.Q(baseline__isnull=False, threshold__isnull=False),
                name="locked_with_baseline_and_threshold",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "position", "id"], name="indicators_of_subject"),
            models.Index(fields=["municipality", "created_at", "id"], name="indicator_newest"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="locked_stands_still",
                operation=pgtrigger.UpdateOf(*LOCKED_FIELDS, "locked_at"),
                condition=pgtrigger.Q(old__locked_at__isnull=False)
                & (
                    pgtrigger.Q(old__baseline__df=pgtrigger.F("new__baseline"))
                    | pgtrigger.Q(old__baseline_on__df=pgtrigger.F("new__baseline_on"))
                    | pgtrigger.Q(old__threshold__df=pgtrigger.F("new__threshold"))
                    | pgtrigger.Q(old__direction__df=pgtrigger.F("new__direction"))
                    | pgtrigger.Q(old__key__df=pgtrigger.F("new__key"))
                    | pgtrigger.Q(old__subject_kind__df=pgtrigger.F("new__subject_kind"))
                    | pgtrigger.Q(old__subject_id__df=pgtrigger.F("new__subject_id"))
                    | pgtrigger.Q(old__locked_at__df=pgtrigger.F("new__locked_at"))
                ),
            ),
            pgtrigger.Protect(name="locked_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__locked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Reading(MunicipalModel):
    """One measured value. Never changed: a mistaken one is replaced by a new reading that says so."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    measured_on = models.DateField(_("measured on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("measure", "reading")
        verbose_name_plural = pgettext_lazy("measure", "readings")
        constraints = [models.UniqueConstraint(fields=["replaces"], name="one_replacement_of_a_reading")]
        indexes = [models.Index(fields=["indicator", "measured_on", "id"], name="readings_of_indicator")]
        triggers = [AppendOnly(erasable=["recorded_by"])]

    def __str__(self) -> str:
        return f"{self.measured_on}: {self.value.normalize():f}"


def subject_fields(subject: models.Model | None) -> dict[str, Any]:
    """The two fields for a subject, to write or to look up. Raises ValueError for an unsaved subject."""
    if subject is None:
        return {"subject_kind": "", "subject_id": None}
    if not isinstance(subject.pk, int):
        raise ValueError("A subject is saved first.")
    return {"subject_kind": subject._meta.label_lower, "subject_id": subject.pk}


def subject_of(indicator: Indicator) -> models.Model | None:
    """The subject, of the municipalities in force; None when the indicator stands free or its subject is gone. One query."""
    if not indicator.subject_kind:
        return None
    return apps.get_model(indicator.subject_kind)._default_manager.filter(pk=indicator.subject_id).first()
