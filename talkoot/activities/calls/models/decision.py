"""The decision on a call: its draft, the sealed decision, and what it says of each application."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import ORDERED, LineOutcome
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

# Only chosen and reserve have a place in an order and a sum.
ORDER_RULE = Q(outcome__in=ORDERED, order__gte=1, sum__gte=0) | (~Q(outcome__in=ORDERED) & Q(order=None, sum=None))


@pghistory.track()
class DecisionDraft(MunicipalModel):
    """What will be decided, while it is written. Gone into the sealed decision once released."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="+")
    grounds = TranslatedField(_("grounds of the decision"), blank=True, max_length=4000)
    appeal = TranslatedField(_("instructions for appeal"), blank=True, max_length=4000)
    # So many days the team and the host have for a shared view after the release.
    kick_off_days = models.PositiveSmallIntegerField(_("days for the kick-off"), default=14)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of a decision")
        verbose_name_plural = _("drafts of decisions")
        constraints = [models.CheckConstraint(condition=Q(kick_off_days__gte=1), name="kick_off_has_days")]

    def __str__(self) -> str:
        return str(self.call_id)


@pghistory.track()
class DraftLine(MunicipalModel):
    """What the draft says of one application."""

    draft = models.ForeignKey(DecisionDraft, on_delete=models.CASCADE, related_name="+")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=16, choices=LineOutcome)
    order = models.PositiveSmallIntegerField(_("order"), null=True, blank=True)
    sum = models.DecimalField(_("sum in euros without value added tax"), max_digits=12, decimal_places=2, null=True, blank=True)
    grounds = TranslatedField(_("grounds"), blank=True, max_length=3000)

    class Meta:
        verbose_name = _("line of a draft")
        verbose_name_plural = _("lines of drafts")
        constraints = [models.CheckConstraint(condition=ORDER_RULE, name="draft_line_order_and_sum")]
        indexes = [models.Index(fields=["draft", "outcome", "order"], name="lines_of_draft")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class Decision(Chained):
    """The official's decision on a call, once. lines: as they were told, sealed with it."""

    unsealed_fields = ("decided_by",)

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="+")
    grounds = TranslatedField(_("grounds of the decision"), max_length=4000)
    appeal = TranslatedField(_("instructions for appeal"), max_length=4000)
    lines = models.JSONField(default=list)
    kick_off_days = models.PositiveSmallIntegerField(_("days for the kick-off"))
    decided_on = models.DateField(_("day"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Chained.Meta):
        verbose_name = _("decision on a call")
        verbose_name_plural = _("decisions on calls")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.decided_on}"


class DecisionLine(MunicipalModel):
    """What was decided on one application, never changed. A reserve that had its turn is told by its kick-off."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=16, choices=LineOutcome)
    order = models.PositiveSmallIntegerField(_("order"), null=True, blank=True)
    sum = models.DecimalField(_("sum in euros without value added tax"), max_digits=12, decimal_places=2, null=True, blank=True)
    grounds = TranslatedField(_("grounds"), blank=True, max_length=3000)

    class Meta:
        verbose_name = _("decision on an application")
        verbose_name_plural = _("decisions on applications")
        triggers = [AppendOnly()]
        constraints = [models.CheckConstraint(condition=ORDER_RULE, name="decision_line_order_and_sum")]
        indexes = [models.Index(fields=["decision", "outcome", "order"], name="lines_of_decision")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"
