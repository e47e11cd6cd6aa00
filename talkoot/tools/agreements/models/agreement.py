"""An agreement, its parties, the versions of its text and their annexes."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.agreements.content.states import Due, State, VersionState
from talkoot.tools.agreements.models.template import TemplateVersion

# What was offered for signing is what is signed: only its standing moves on.
OFFERED_IS_FROZEN = """
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'state' - 'signed_at' - 'withdrawn_at' - 'withdrawn_because') =
            (to_jsonb(OLD) - 'state' - 'signed_at' - 'withdrawn_at' - 'withdrawn_because')
        AND (NEW.state = OLD.state OR (OLD.state = 'offered' AND NEW.state IN ('signed', 'withdrawn')))
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A version of an agreement that was offered for signing cannot be changed.' USING ERRCODE = 'restrict_violation';
"""
# An annex that was in place when its version was offered stays; one that is due later may still come.
ANNEX_IS_FROZEN = """
    IF OLD.in_place_at IS NULL OR (SELECT state FROM agreements_agreementversion WHERE id = OLD.version_id) = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'placed_by_id') = (to_jsonb(OLD) - 'placed_by_id') AND NEW.placed_by_id IS NULL
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'An annex of an offered agreement cannot be changed.' USING ERRCODE = 'restrict_violation';
"""


@pghistory.track()
class Agreement(MunicipalModel):
    """template_version, values, starts_on and ends_on are those of the version in force (before signing: of the draft).

    subject_kind and subject_id: the thing that it is about, as in kernel.links; empty when it stands alone.
    language: that of the binding text; other languages are translations.
    """

    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language of the binding text"), max_length=5)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    values = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # The first time it was offered: from then on the other parties see it.
    offered_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    terminated_on = models.DateField(_("terminated as from"), null=True, blank=True)
    termination_reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year", "number"], name="agreement_number_once"),
            models.CheckConstraint(
                condition=models.Q(subject_kind="", subject_id=None) | models.Q(subject_kind__gt="", subject_id__isnull=False),
                name="agreement_subject_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[State.SIGNED, State.ENDED, State.TERMINATED]) | models.Q(signed_at__isnull=False),
                name="agreement_signed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.TERMINATED) | models.Q(terminated_on__isnull=False), name="agreement_terminated_has_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "changed_at", "id"], name="agreement_changed"),
            models.Index(fields=["subject_kind", "subject_id"], name="agreement_of_subject"),
            models.Index(fields=["municipality", "ends_on"], name="agreement_ends", condition=models.Q(state="signed")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Its number as people say it: 2026/12."""
        return f"{self.year}/{self.number}"


@pghistory.track()
class Party(MunicipalModel):
    """The municipality or an organisation, and who signs for it: a person here, or by name when a signed copy is added.

    order: the usual order of signing, the municipality last; nobody is kept from signing earlier.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    is_municipality = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who signs"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signatory_name = models.CharField(_("name of who signs"), max_length=160, blank=True)
    title = models.CharField(_("title"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_municipality=True, organisation=None) | models.Q(is_municipality=False, organisation__isnull=False),
                name="agreement_party_is_one_thing",
            ),
            models.UniqueConstraint(fields=["agreement", "organisation"], nulls_distinct=False, name="agreement_party_once"),
        ]
        indexes = [models.Index(fields=["signatory", "id"], name="agreement_party_signatory")]

    def __str__(self) -> str:
        # Reads self.organisation or self.municipality: costs a query unless the caller selected it.
        return str(self.municipality if self.is_municipality else self.organisation)


@pghistory.track()
class AgreementVersion(MunicipalModel):
    """1 is the first text, 2.. are amendments that restate the whole. texts: {language: {title, clauses, annexes}}, frozen
    with sha256 when it is offered. A version that was withdrawn before all had signed keeps its number's place for the next.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    # What an amendment changes and why, in the binding language.
    changes = models.TextField(_("what changes and why"), max_length=4000, blank=True)
    texts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    offered_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], condition=~models.Q(state=VersionState.WITHDRAWN), name="agreement_version_once"
            ),
            # Rivals who amend at once: one open version at a time.
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state__in=[VersionState.DRAFT, VersionState.OFFERED]),
                name="agreement_one_open_version",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[VersionState.DRAFT, VersionState.WITHDRAWN])
                | models.Q(sha256__gt="", offered_at__isnull=False),
                name="agreement_offered_is_frozen",
            ),
        ]
        indexes = [models.Index(fields=["agreement", "id"], name="agreement_versions")]
        triggers = [
            pgtrigger.Trigger(
                name="offered_frozen", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=OFFERED_IS_FROZEN
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} ({self.number})"

    @property
    def is_amendment(self) -> bool:
        return self.number > 1


@pghistory.track()
class Annex(MunicipalModel):
    """A line of the checklist of a version. In place: a file, or `reference` (a text, or where the document is), with its hash."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    is_required = models.BooleanField(_("required"), default=True)
    due = models.CharField(_("when"), max_length=8, choices=Due, default=Due.OFFER)
    order = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField(_("text or reference"), max_length=20_000, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    in_place_at = models.DateTimeField(null=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="agreement_annex_once"),
            models.CheckConstraint(
                condition=models.Q(in_place_at=None)
                | (models.Q(sha256__gt="") & (models.Q(file__isnull=False) | models.Q(reference__gt=""))),
                name="agreement_annex_in_place_is_there",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="annex_frozen", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=ANNEX_IS_FROZEN
            )
        ]

    def __str__(self) -> str:
        return str(self.title) or self.key

    @property
    def is_in_place(self) -> bool:
        return self.in_place_at is not None
