"""Reads about indicators. visible_indicators() is the one rule of lists and search; READ that of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from talkoot.kernel.permissions.roles import READER
from talkoot.kernel.refusals import Refusal
from talkoot.tools.measures.content.comparing import Comparison, compare
from talkoot.tools.measures.models import Indicator, Reading, subject_fields
from talkoot.tools.measures.permissions import KEEPERS, roles_here


def visible_indicators(person: Any) -> QuerySet[Indicator]:
    """Free-standing ones for readers of the municipality; those of a subject for whom its keeper shows the subject."""
    if person is None:
        return Indicator.objects.none()
    kept = Q(subject_kind__in=list(KEEPERS))
    shown = ~kept if READER.code in roles_here(person) else Q(pk=None)
    for kind, keeper in KEEPERS.items():
        if keeper.visible is not None:
            shown |= Q(subject_kind=kind, subject_id__in=keeper.visible(person).values("pk"))
    return Indicator.objects.filter(shown)


def indicators_of(subject: models.Model) -> QuerySet[Indicator]:
    return Indicator.objects.filter(**subject_fields(subject)).order_by("position", "pk")


def has_indicators(subject: models.Model) -> bool:
    return Indicator.objects.filter(**subject_fields(subject)).exists()


def has_baselines(subject: models.Model) -> bool:
    """At least one indicator, and each has its baseline and its threshold."""
    return not missing_baselines(subject)


def missing_baselines(subject: models.Model) -> list[Refusal]:
    """What is still to be set before the start, one refusal for each indicator; empty when all is set."""
    indicators = list(indicators_of(subject))
    if not indicators:
        return [Refusal(_("No indicator has been set."), mend=_("Set what is measured, the baseline and the threshold before the start."))]
    return [
        Refusal(
            _("“%(name)s” lacks its baseline or threshold.") % {"name": indicator.name},
            mend=_("Measure the baseline and agree on the threshold."),
        )
        for indicator in indicators
        if indicator.baseline is None or indicator.threshold is None
    ]


def is_locked(subject: models.Model) -> bool:
    """At least one indicator, and all are locked."""
    rows = Indicator.objects.filter(**subject_fields(subject))
    return rows.exists() and not rows.filter(locked_at=None).exists()


def standing_readings() -> QuerySet[Reading]:
    """Readings that no later one has replaced."""
    return Reading.objects.filter(~Exists(Reading.objects.filter(replaces=OuterRef("pk"))))


def readings_of(indicator: Indicator) -> QuerySet[Reading]:
    """In order of time, replaced ones left out."""
    return standing_readings().filter(indicator=indicator).order_by("measured_on", "pk")


def all_readings_of(indicator: Indicator) -> QuerySet[Reading]:
    """Every reading ever written down, also the mistaken ones."""
    replaced = Exists(Reading.objects.filter(replaces=OuterRef("pk")))
    return Reading.objects.filter(indicator=indicator).annotate(is_replaced=replaced).order_by("-measured_on", "-pk")


def newest_reading(indicator: Indicator) -> Reading | None:
    return readings_of(indicator).last()


def comparison_of(indicator: Indicator) -> Comparison:
    """The newest reading against baseline and threshold. One query."""
    return compared(indicator, newest_reading(indicator))


def compared(indicator: Indicator, reading: Reading | None) -> Comparison:
    return compare(
        baseline=indicator.baseline,
        threshold=indicator.threshold,
        actual=reading.value if reading else None,
        direction=indicator.direction,
    )


@dataclass(frozen=True)
class Measured:
    """An indicator with its readings and its comparison, as measures/indicators.html shows it."""

    indicator: Indicator
    readings: list[Reading]
    comparison: Comparison

    @property
    def points(self) -> list[tuple[date, Decimal]]:
        """Baseline and readings in order of time."""
        baseline, baseline_on = self.indicator.baseline, self.indicator.baseline_on
        first = [] if baseline is None or baseline_on is None else [(baseline_on, baseline)]
        return [*first, *((reading.measured_on, reading.value) for reading in self.readings)]


def measured(indicators: Iterable[Indicator]) -> list[Measured]:
    """Indicators with all their readings. Two queries whatever their number."""
    rows = list(indicators)
    by_indicator: dict[int, list[Reading]] = {row.pk: [] for row in rows}
    for reading in standing_readings().filter(indicator__in=rows).order_by("measured_on", "pk"):
        by_indicator[reading.indicator_id].append(reading)
    return [Measured(row, by_indicator[row.pk], compared(row, by_indicator[row.pk][-1] if by_indicator[row.pk] else None)) for row in rows]


def measures_of(subject: models.Model) -> list[Measured]:
    """For measures/indicators.html: `{"measures": measures_of(trial)}`. Two queries."""
    return measured(indicators_of(subject))
