"""The kick-off: host and team seek a shared view before there is an agreement. What it binds stays within the programme's budget."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import KickOffState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import DecisionLine
from talkoot.activities.calls.models.programme import Programme
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.models import MunicipalModel


class WithinBudget(pgtrigger.Trigger):
    """What kick-offs bind together never exceeds the budget of the programme nor the money of the call.

    Rivals wait at the programme's row.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: Any) -> str:
        return f"""
            DECLARE budget numeric; bound numeric;
            BEGIN
            IF NEW.state = 'failed' THEN RETURN NEW; END IF;
            SELECT p.budget_total INTO budget FROM {Programme._meta.db_table} p WHERE p.id = NEW.programme_id FOR NO KEY UPDATE;
            SELECT COALESCE(sum(k.sum), 0) INTO bound FROM {model._meta.db_table} k
                WHERE k.programme_id = NEW.programme_id AND k.id <> NEW.id AND k.state <> 'failed';
            IF budget IS NOT NULL AND bound + NEW.sum > budget THEN
                RAISE EXCEPTION 'The budget of the programme does not hold.' USING ERRCODE = 'check_violation';
            END IF;
            SELECT c.budget INTO budget FROM {Call._meta.db_table} c WHERE c.id = NEW.call_id;
            SELECT COALESCE(sum(k.sum), 0) INTO bound FROM {model._meta.db_table} k
                WHERE k.call_id = NEW.call_id AND k.id <> NEW.id AND k.state <> 'failed';
            IF budget IS NOT NULL AND bound + NEW.sum > budget THEN
                RAISE EXCEPTION 'The money of the call does not hold.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
            END;
        """


@pghistory.track()
class KickOff(MunicipalModel):
    """Of an application that was chosen, or of a reserve whose turn it is. The trial begins in it."""

    line = models.OneToOneField(DecisionLine, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=KickOffState, default=KickOffState.TALKING)
    # What the trial costs at most; milestones never make more.
    sum = models.DecimalField(_("decided sum"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("shared view by"))
    # Which failed kick-off made room for this one. At most one follows.
    promoted_from = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meets_at = models.DateTimeField(_("meeting"), null=True, blank=True)
    goals = models.TextField(_("what we want answered, and how we see that it succeeded"), max_length=4000, blank=True)
    goals_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    goals_at = models.DateTimeField(null=True, blank=True)
    host_agreed_at = models.DateTimeField(null=True, blank=True)
    host_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team_agreed_at = models.DateTimeField(null=True, blank=True)
    team_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Who said no, or "" when the time ran out.
    failed_side = models.CharField(max_length=10, blank=True)
    failed_reason = models.TextField(_("reason"), max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    trial = models.OneToOneField(Trial, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kick-off")
        verbose_name_plural = _("kick-offs")
        triggers = [WithinBudget(name="within_budget")]
        constraints = [
            models.CheckConstraint(condition=Q(sum__gte=0), name="kick_off_sum_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(state=KickOffState.AGREED)
                | Q(host_agreed_at__isnull=False, team_agreed_at__isnull=False, trial__isnull=False),
                name="agreed_by_both_sides",
            ),
            models.CheckConstraint(condition=~Q(state=KickOffState.FAILED) | Q(ended_at__isnull=False), name="failed_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_on"], name="kick_offs_due", condition=Q(state=KickOffState.TALKING)),
            models.Index(fields=["programme", "state"], name="kick_offs_of_programme"),
            models.Index(fields=["call", "state"], name="kick_offs_of_call"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"
