"""Setting indicators before the start, locking them, writing down readings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.measures.events import IndicatorsLocked, ReadingRecorded
from talkoot.tools.measures.models import LOCKED_FIELDS, Direction, Indicator, Reading, subject_fields
from talkoot.tools.measures.permissions import RECORD, WRITE
from talkoot.tools.measures.queries import indicators_of, missing_baselines

MOST_INDICATORS = 40
# Fields that may be told better also after the lock.
FIELDS = ("name", "unit", "direction", "baseline", "baseline_on", "threshold", "method", "source", "position")
# What a column of 18 digits, 4 of them decimals, holds.
LARGEST = Decimal(10) ** 14


def fit_number(value: Any, field: str) -> Decimal | None:
    """The value as the database keeps it. Raises Refusal for what is no number or too large."""
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(_("Give a number."), field=field) from None
    if not number.is_finite() or abs(number) >= LARGEST:
        raise Refusal(_("The number is too large."), field=field)
    return number.quantize(Decimal("0.0001"))


@action("measures.set_indicator", permission=WRITE, of="subject", label=_("Set an indicator"))
def set_indicator(
    *,
    actor: Actor,
    subject: models.Model | None,
    key: str,
    name: dict[str, str] | None = None,
    **fields: Any,
) -> Indicator:
    """Make the indicator of this key, or change it: name, unit, direction ("up"/"down"), baseline, baseline_on, threshold, method,
    source, position. After the lock only its words, method and source may change. `subject` None: free-standing.
    """
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"An indicator has no {sorted(unknown)}.")
    given: dict[str, Any] = dict(fields) | ({} if name is None else {"name": name})
    for field in ("baseline", "threshold"):
        if field in given:
            given[field] = fit_number(given[field], field)
    if "direction" in given and given["direction"] not in Direction.values:
        raise Refusal(_("Choose a direction."), field="direction")
    if given.get("baseline_on") and given["baseline_on"] > timezone.localdate():
        raise Refusal(_("A baseline is measured before it is written down."), mend=_("Give a day that has come."), field="baseline_on")
    if subject is not None:
        type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    current = Indicator.objects.select_for_update().filter(**subject_fields(subject), key=key).first()
    if current is None:
        return new_indicator(subject, key, given)
    changed = {field: value for field, value in given.items() if getattr(current, field) != value}
    if current.locked_at is not None and (moved := set(changed) & set(LOCKED_FIELDS)):
        raise Refusal(
            _("Baseline and threshold were locked when the work began."),
            mend=_("Write down a reading instead."),
            field=sorted(moved)[0],
        )
    for field, value in changed.items():
        setattr(current, field, value)
    current.save(update_fields=list(changed))
    return current


def new_indicator(subject: models.Model | None, key: str, given: dict[str, Any]) -> Indicator:
    if not given.get("name"):
        raise Refusal(_("Say what is measured."), field="name")
    if "direction" not in given:
        raise Refusal(_("Choose a direction."), field="direction")
    if subject is not None:
        before = indicators_of(subject).count()
        if before >= MOST_INDICATORS:
            raise Refusal(_("There are %(count)d indicators already.") % {"count": before}, mend=_("Choose those that matter."))
        given = {"position": before + 1} | given
    try:
        with transaction.atomic():
            return Indicator.objects.create(**subject_fields(subject), key=key, **given)
    except IntegrityError:
        raise Refusal(_("An indicator of this key has just been set."), mend=_("Reload the page to see it.")) from None


def held(indicator: Indicator) -> Indicator:
    """The row until the transaction ends: nobody removes an indicator while it is measured, nor measures one that is gone."""
    current = Indicator.objects.select_for_update().filter(pk=indicator.pk).first()
    if current is None:
        raise Refusal(_("The indicator has just been removed."), mend=_("Reload the page to see those that are left."))
    return current


@action("measures.remove_indicator", permission=WRITE, of="indicator", label=_("Removed an indicator"))
def remove_indicator(*, actor: Actor, indicator: Indicator) -> None:
    """Only before the lock and while nothing has been measured."""
    current = held(indicator)
    if current.locked_at is not None:
        raise Refusal(
            _("The indicator was locked when the work began."),
            mend=_("Leave it, and say in the evaluation why it was not measured."),
        )
    if Reading.objects.filter(indicator=current).exists():
        raise Refusal(_("It has been measured already."), mend=_("Leave it."))
    current.delete()


@action("measures.lock_indicators", permission=WRITE, of="subject", label=_("Locked baselines and thresholds"))
def lock_indicators(*, actor: Actor, subject: models.Model) -> list[Indicator]:
    """From now on baselines and thresholds of the subject stand still. Locking again changes nothing.

    Refused while an indicator lacks its baseline or threshold, or there is none.
    """
    # The subject first, as set_indicator does: an indicator that is being set is either locked too or comes after the lock.
    type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    rows = list(indicators_of(subject).select_for_update())
    for refusal in missing_baselines(subject):
        raise refusal
    now = timezone.now()
    open_rows = [row.pk for row in rows if row.locked_at is None]
    Indicator.objects.filter(pk__in=open_rows).update(locked_at=now, locked_by=getattr(actor, "pk", None))
    if open_rows:
        publish(IndicatorsLocked(**subject_fields(subject)))
    return list(indicators_of(subject))


@action("measures.record_reading", permission=RECORD, of="indicator", label=_("Wrote down a reading"))
def record_reading(
    *,
    actor: Actor,
    indicator: Indicator,
    value: Decimal | int | float | str,
    measured_on: date,
    note: str = "",
    replaces: Reading | None = None,
) -> Reading:
    """A measured value. `replaces`: the mistaken reading that it puts right; each can be replaced once."""
    number = fit_number(value, "value")
    if number is None:
        raise Refusal(_("Give a number."), field="value")
    if measured_on > timezone.localdate():
        raise Refusal(_("The day is still ahead."), mend=_("Give the day on which it was measured."), field="measured_on")
    if replaces is not None and replaces.indicator_id != indicator.pk:
        raise Refusal(_("The reading belongs to another indicator."))
    held(indicator)
    try:
        with transaction.atomic():
            reading = Reading.objects.create(
                indicator=indicator,
                value=number,
                measured_on=measured_on,
                note=note.strip(),
                replaces=replaces,
                recorded_by_id=getattr(actor, "pk", None),
            )
    except IntegrityError:
        raise Refusal(_("This reading has been put right already."), mend=_("Reload the page to see the newest.")) from None
    publish(ReadingRecorded(reading_id=reading.pk))
    return reading
