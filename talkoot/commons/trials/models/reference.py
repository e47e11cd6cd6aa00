"""References ("co-created with …"), the decisions they rest on, and the keys by which they are signed."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.reference_words import Ruling, new_code
from talkoot.commons.trials.content.status_list import LENGTH
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import NameOrderField, Organisation
from talkoot.tools.privacy.models.product import ProductVersion


# The sealed key stays out of the history: what has been destroyed must not lie there.
@pghistory.track(exclude=["sealed_private"])
class SigningKey(MunicipalModel):
    """A key pair of the municipality. One signs; those before it stay published, so that what they signed is still verified.

    sealed_private: encrypted under the installation's secret (content/keys.py); emptied when the key is changed.
    """

    thumbprint = models.CharField(max_length=43)
    public_jwk = models.JSONField()
    sealed_private = models.TextField(blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    # Fell into strange hands: no longer published, so nothing that it signed is believed.
    is_stolen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(fields=["municipality"], condition=models.Q(retired_at=None), name="one_signing_key_in_use"),
            models.UniqueConstraint(fields=["municipality", "thumbprint"], name="one_signing_key_of_a_thumbprint"),
            models.CheckConstraint(condition=models.Q(retired_at=None) | models.Q(sealed_private=""), name="retired_key_signs_no_more"),
        ]

    def __str__(self) -> str:
        return self.thumbprint


@pghistory.track()
class ReferenceApplication(MunicipalModel):
    """The partner asks for a reference for the product of its trial. Open until an official has decided."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("message"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("application for a reference")
        verbose_name_plural = _("applications for references")
        constraints = [
            models.UniqueConstraint(fields=["trial"], condition=models.Q(answered_at=None), name="one_open_reference_application"),
        ]
        indexes = [
            models.Index(fields=["municipality", "asked_at"], name="reference_asked", condition=models.Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.product_version_id}"


class ReferenceDecision(Chained):
    """An official's decision on a reference. Never changed; sealed into the municipality's chain.

    grounds: what the decision rests on, as found that day: {"agreement": "2026/12", …}; evidence_hash: SHA-256 of them.
    """

    unsealed_fields = ("decided_by",)

    ruling = models.CharField(_("decision"), max_length=10, choices=Ruling)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    reference_code = models.CharField(max_length=14, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    language = models.CharField(max_length=5)
    grounds = models.JSONField(default=dict)
    evidence_hash = models.CharField(max_length=64)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Chained.Meta):
        verbose_name = _("decision on a reference")
        verbose_name_plural = _("decisions on references")
        indexes = [models.Index(fields=["trial", "-id"], name="reference_decisions_of_trial")]

    def __str__(self) -> str:
        return f"{self.ruling} {self.reference_code}".strip()


@pghistory.track()
class Reference(MunicipalModel):
    """Says of one version of a product that it was co-created. Names are those of the day of the decision, as signed.

    credential: the signed Open Badges credential (compact JWS). status_index: its place in the municipality's status list,
    taken at random so that it tells nothing.
    """

    code = models.CharField(_("verification code"), max_length=14, unique=True, default=new_code, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("product and version"), max_length=210)
    name_order = NameOrderField()
    organisation_name = models.CharField(_("organisation"), max_length=200)
    wording = TranslatedField(pgettext_lazy("reference", "wording"), max_length=120)
    terms = TranslatedField(_("terms"), blank=True, max_length=50_000)
    terms_version = models.CharField(_("version of the terms"), max_length=130, blank=True)
    decision = models.OneToOneField(ReferenceDecision, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted on"))
    valid_until = models.DateField(_("valid until"))
    revocation = models.OneToOneField(ReferenceDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    status_index = models.PositiveIntegerField(editable=False)
    credential = models.TextField(editable=False)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("co-created with", "reference")
        verbose_name_plural = pgettext_lazy("co-created with", "references")
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "product_version"], condition=models.Q(revoked_at=None), name="one_reference_of_a_version_and_trial"
            ),
            models.UniqueConstraint(fields=["municipality", "status_index"], name="one_reference_of_a_status_index"),
            models.CheckConstraint(condition=models.Q(status_index__lt=LENGTH), name="status_index_is_in_the_list"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revocation=None) | models.Q(revoked_at__isnull=False, revocation__isnull=False),
                name="revocation_is_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "granted_at", "id"], name="reference_newest"),
            models.Index(fields=["municipality", "name_order", "id"], name="reference_by_name"),
            models.Index(fields=["organisation", "-id"], name="references_of_organisation"),
            models.Index(fields=["trial", "-id"], name="references_of_trial"),
            models.Index(fields=["product_version"], name="references_of_product_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
