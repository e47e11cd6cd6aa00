"""A role given to a person in a municipality."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.permissions.roles import ROLES


@pghistory.track()
class Grant(MunicipalModel):
    """One row per person, municipality and role. `until` null: without end."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=40)
    granted_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("granted role")
        verbose_name_plural = _("granted roles")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "person", "role"], name="one_grant_of_a_role"),
        ]
        indexes = [models.Index(fields=["municipality", "granted_at", "id"], name="grant_newest")]

    def __str__(self) -> str:
        return f"{self.role}: {self.person_id}"

    @property
    def role_label(self) -> str | Promise:
        return ROLES[self.role].label if self.role in ROLES else self.role
