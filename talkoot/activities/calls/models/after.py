"""What happens after a trial: the choice, its ground, who sees to it and by when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.outcomes import AfterChoice
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class AfterDecision(MunicipalModel):
    """Waits in the owner's queue until it has been done. The decision itself is also in the trial's own sealed chain."""

    kick_off = models.OneToOneField(KickOff, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(_("what happens"), max_length=10, choices=AfterChoice)
    grounds = TranslatedField(_("grounds"), max_length=3000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who sees to it"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(_("done by"))
    procurement_reference = models.CharField(_("reference of the procurement"), max_length=120, blank=True)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.TextField(_("what was done"), max_length=2000, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("decision on what follows")
        verbose_name_plural = _("decisions on what follows")
        constraints = [models.CheckConstraint(condition=Q(done_on=None) | ~Q(done_note=""), name="done_is_told")]
        indexes = [models.Index(fields=["owner", "due_on"], name="after_waiting", condition=Q(done_on=None))]

    def __str__(self) -> str:
        return f"{self.kick_off_id}: {self.choice}"
