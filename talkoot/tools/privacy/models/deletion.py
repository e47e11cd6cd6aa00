"""After the end: how long data may stay, the certificate that they are gone, and consent counted for each group."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.privacy.models.subject import OnSubject


class DeletionCertificate(OnSubject):
    """An organisation states that the data of a subject are deleted, or that none ever arose. Never changed."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    is_nothing_collected = models.BooleanField(_("no personal data arose"), default=False)
    what = models.TextField(_("what was deleted"), max_length=2000, blank=True)
    where = models.TextField(_("from where, backups and subcontractors included"), max_length=2000, blank=True)
    how = models.TextField(_("how it was deleted"), max_length=2000, blank=True)
    kept = models.TextField(_("what was kept, and why"), max_length=2000, blank=True)
    deleted_on = models.DateField(_("deleted on"))
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    certified_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("deletion certificate")
        verbose_name_plural = _("deletion certificates")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_nothing_collected=True) | (~models.Q(what="") & ~models.Q(where="") & ~models.Q(how="")),
                name="certificate_says_what_where_how",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="certificate_of_subject"),
            models.Index(fields=["municipality", "certified_at", "id"], name="certificate_newest"),
        ]
        triggers = [AppendOnly(erasable=["certified_by"])]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.deleted_on}"


@pghistory.track()
class RetentionClock(OnSubject):
    """Until when an organisation may hold certain data of a subject."""

    what = models.CharField(_("which data"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("held by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    runs_until = models.DateField(_("runs until"))
    done_at = models.DateTimeField(null=True, blank=True)
    certificate = models.ForeignKey(DeletionCertificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("retention clock")
        verbose_name_plural = _("retention clocks")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="clocks_of_subject"),
            models.Index(fields=["municipality", "runs_until"], name="clocks_running", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.what


@pghistory.track()
class ConsentCount(OnSubject):
    """How many of a group were asked for consent and what they said. Counts only: who said what is kept by the unit."""

    group_label = models.CharField(_("group"), max_length=80)
    asked_count = models.PositiveIntegerField(_("asked"), validators=[MaxValueValidator(100_000)])
    given_count = models.PositiveIntegerField(_("gave consent"), default=0, validators=[MaxValueValidator(100_000)])
    refused_count = models.PositiveIntegerField(_("refused"), default=0, validators=[MaxValueValidator(100_000)])
    has_alternative = models.BooleanField(_("an equal activity is arranged for those who do not take part"), default=False)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("count of consents")
        verbose_name_plural = _("counts of consents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked_count__gte=models.F("given_count") + models.F("refused_count")),
                name="consents_within_those_asked",
                violation_error_message=_("More have answered than were asked."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "subject_kind", "subject_id", "group_label"], name="one_count_of_a_group", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_label}: {self.given_count}/{self.asked_count}"
