"""The token with which a program acts for a person in one municipality."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.municipalities.models import MunicipalModel


# Neither the hash nor the day of last use is anybody's history.
@pghistory.track(exclude=["secret_hash", "last_used_on"])
class ApiToken(MunicipalModel):
    """The text is `tlk_<municipality>_<key><secret>`: it names its municipality, so the row is looked up inside that fence.
    Only the hash of the whole text is kept; `key` tells the token in lists.
    """

    name = models.CharField(_("name"), max_length=80)
    scopes = models.JSONField(_("scopes"), default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=8)
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    # A day, not a time: it tells whether a token is in use, not when its person works.
    last_used_on = models.DateField(null=True)
    ends_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="one_token_of_a_key")]
        indexes = [models.Index(fields=["municipality", "made_at", "id"], name="token_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.ends_at > timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(SCOPES[code].label) for code in self.scopes if code in SCOPES]
