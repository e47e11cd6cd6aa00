"""Milestone payments: recorded here, paid in the municipality's own system. Never more together than was decided."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import MilestoneKind, MilestoneState
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.kernel.municipalities.models import MunicipalModel


class WithinDecidedSum(pgtrigger.Trigger):
    """The milestones of a trial never make more than its decided sum. Rivals wait at the row that holds the sum."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: Any) -> str:
        return f"""
            DECLARE decided numeric; planned numeric;
            BEGIN
            IF NEW.state = 'lapsed' THEN RETURN NEW; END IF;
            SELECT k.sum INTO decided FROM {KickOff._meta.db_table} k WHERE k.id = NEW.kick_off_id FOR NO KEY UPDATE;
            SELECT COALESCE(sum(m.sum), 0) INTO planned FROM {model._meta.db_table} m
                WHERE m.kick_off_id = NEW.kick_off_id AND m.id <> NEW.id AND m.state <> 'lapsed';
            IF planned + NEW.sum > decided THEN
                RAISE EXCEPTION 'The milestones make more than the decided sum.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
            END;
        """


@pghistory.track()
class Milestone(MunicipalModel):
    """A part of the decided sum and what it waits for."""

    kick_off = models.ForeignKey(KickOff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("milestone"), max_length=10, choices=MilestoneKind)
    sum = models.DecimalField(_("sum in euros without value added tax"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MilestoneState, default=MilestoneState.WAITING)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    # Of the invoice or voucher in the municipality's own system.
    reference = models.CharField(_("reference in the municipality's system"), max_length=80, blank=True)
    lapsed_reason = models.CharField(_("why it is not paid"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        triggers = [WithinDecidedSum(name="within_decided_sum")]
        constraints = [
            models.UniqueConstraint(fields=["kick_off", "kind"], name="one_milestone_of_a_kind"),
            models.CheckConstraint(condition=Q(sum__gt=0), name="milestone_sum_is_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=[MilestoneState.APPROVED, MilestoneState.PAID]) | Q(approved_at__isnull=False),
                name="milestone_approved_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=MilestoneState.PAID, paid_on__isnull=False) & ~Q(reference="")
                | ~Q(state=MilestoneState.PAID) & Q(paid_on=None),
                name="paid_on_a_day_by_a_reference",
            ),
            models.CheckConstraint(condition=~Q(state=MilestoneState.LAPSED) | ~Q(lapsed_reason=""), name="lapsed_for_a_reason"),
        ]
        indexes = [models.Index(fields=["municipality", "state", "id"], name="milestones_by_state")]

    def __str__(self) -> str:
        return f"{self.kick_off_id}: {self.kind}"
