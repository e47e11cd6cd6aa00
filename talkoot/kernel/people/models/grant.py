"""A role given to a person in a municipality."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Grant(MunicipalModel):
    """One row per person, municipality and role. `until` null: without end."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("granted role")
        verbose_name_plural = _("granted roles")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "person", "role"], name="one_grant_of_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.person_id}"
