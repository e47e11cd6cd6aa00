"""Acceptance of the ground rules: the principles of the operating model, in the version that was read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit


class RulesAcceptance(MunicipalModel):
    """A person has accepted a version of the rules for an organisation or one of its units. Insert-only."""

    model_slug = models.CharField(_("operating model"), max_length=80)
    version = models.CharField(_("version"), max_length=20)
    content_hash = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of the rules")
        verbose_name_plural = _("acceptances of the rules")
        constraints = [
            # Of erased persons several may remain: they are no longer told apart.
            models.UniqueConstraint(
                fields=["organisation", "unit", "person", "model_slug", "content_hash"],
                condition=models.Q(person__isnull=False),
                nulls_distinct=False,
                name="rules_accepted_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "unit", "content_hash"], name="rules_of_whom")]
        triggers = [AppendOnly(erasable=["person"])]

    def __str__(self) -> str:
        return f"{self.model_slug} {self.version}: {self.organisation_id}"
