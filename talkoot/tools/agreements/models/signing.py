"""Who may sign for whom, and the signatures given."""

from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.agreements.content.states import Method
from talkoot.tools.agreements.models.agreement import AgreementVersion, Party
from talkoot.tools.agreements.models.template import AgreementTemplate


@pghistory.track()
class SigningRight(MunicipalModel):
    """A person may sign for the municipality (organisation empty) or for an organisation, from a day on and until a day.

    basis: where the right comes from, such as a paragraph of the administrative rules or an entry of the trade register.
    template: only agreements made of it; empty: all.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    template = models.ForeignKey(AgreementTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what_for = models.CharField(_("what for"), max_length=300)
    basis = models.CharField(_("basis"), max_length=300)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("right to sign")
        verbose_name_plural = _("rights to sign")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="agreement_right_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "granted_at", "id"], name="agreement_right_newest"),
            models.Index(fields=["person", "organisation"], name="agreement_right_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.what_for}"

    def is_in_force(self, on: date) -> bool:
        return self.ended_at is None and self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


class Signature(Chained):
    """One for each party and version; never changed or deleted, each sealed with the one before.

    person: who signed, when an account here; name, title and basis as they were then. sha256: of the text that was signed.
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signer_name = models.CharField(_("name"), max_length=160)
    signer_title = models.CharField(_("title"), max_length=160, blank=True)
    basis = models.CharField(_("basis"), max_length=300)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    signed_on = models.DateField(_("signed on"))
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    unsealed_fields = ("person", "recorded_by")

    class Meta(Chained.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            *Chained.Meta.constraints,
            models.UniqueConstraint(fields=["version", "party"], name="agreement_signed_once"),
            models.CheckConstraint(
                condition=~models.Q(method=Method.UPLOADED) | models.Q(file__isnull=False), name="agreement_copy_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}: {self.version_id}"
