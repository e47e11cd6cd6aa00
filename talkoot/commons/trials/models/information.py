"""The page that tells guardians and participants about a trial in plain language."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class InformationPage(MunicipalModel):
    """Public by its code once published; the code is on the poster and never changes. One for each trial.

    contact: a role and how to reach it, never a person's own number.
    """

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    what = TranslatedField(_("What is tried?"), max_length=1500)
    why = TranslatedField(_("Why?"), max_length=1500)
    who = TranslatedField(_("Who takes part, when and where?"), max_length=1500)
    data = TranslatedField(_("What is told about the participants?"), max_length=2000)
    rights = TranslatedField(_("What if somebody does not want to take part?"), max_length=1500)
    contact = TranslatedField(_("Who answers?"), max_length=500)
    is_voluntary = models.BooleanField(_("taking part is voluntary"), default=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def __str__(self) -> str:
        return self.code
