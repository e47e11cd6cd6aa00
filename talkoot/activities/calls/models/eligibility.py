"""The same formal check for every application, and the log of who opened it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.states import Part
from talkoot.activities.calls.models.application import Application
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Eligibility(MunicipalModel):
    """points: {key of the item in the model's checklist: "pass" | "fail"}, reasons: {key: why it fails}.

    The applicant sees it when it has been released: with the decision, or before when the official tells it.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+")
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("official"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    points = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    is_admissible = models.BooleanField(_("admissible"))
    change_reason = models.TextField(_("why the check was changed"), max_length=2000, blank=True)
    checked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("check of eligibility")
        verbose_name_plural = _("checks of eligibility")
        constraints = [
            models.CheckConstraint(condition=Q(is_admissible=True) | ~Q(reasons={}), name="not_admissible_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.is_admissible}"


class Opening(MunicipalModel):
    """Somebody opened a part of an application for the first time on a day. Insert-only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    part = models.CharField(max_length=12, choices=Part)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("opening of an application")
        verbose_name_plural = _("openings of applications")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["application", "person", "part", "on"], name="opening_once_a_day")]
        indexes = [models.Index(fields=["application", "-id"], name="openings_of_application")]
        triggers = [AppendOnly(erasable=["person"])]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.person_id} {self.part}"
