"""The impact assessment (DPIA) with its purposes, risks, advice and decision."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.privacy.content.kinds import AssessmentState, Basis, Consultation, Grade, Lane, Opinion, Outcome, risk_level
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.subject import OnSubject

LONG = 6000


@pghistory.track()
class ImpactAssessment(OnSubject):
    """The record that GDPR article 35 asks for, of a subject (a trial), a product version, or both. `language`: of its texts."""

    title = models.CharField(_("title of the assessment"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    version = models.ForeignKey(
        ProductVersion, verbose_name=_("version of a product"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lane = models.CharField(_("data lane"), max_length=1, choices=Lane)
    criteria = models.JSONField(_("what calls for an assessment"), default=list, blank=True)
    description = models.TextField(_("what is done with data"), max_length=LONG, blank=True)
    data_types = models.TextField(_("which data"), max_length=LONG, blank=True)
    data_subjects = models.TextField(_("whose data"), max_length=2000, blank=True)
    age_from = models.PositiveSmallIntegerField(_("youngest, years"), null=True, blank=True, validators=[MaxValueValidator(120)])
    age_to = models.PositiveSmallIntegerField(_("oldest, years"), null=True, blank=True, validators=[MaxValueValidator(120)])
    people_count = models.PositiveIntegerField(_("how many people"), null=True, blank=True, validators=[MaxValueValidator(10_000_000)])
    recipients = models.TextField(_("who receives data"), max_length=2000, blank=True)
    sub_processors = models.TextField(_("subcontractors that process data"), max_length=2000, blank=True)
    countries = models.TextField(_("countries where data are or from where they are accessed"), max_length=1000, blank=True)
    retention_days = models.PositiveIntegerField(
        _("days until deletion after the end"), null=True, blank=True, validators=[MaxValueValidator(36_500)]
    )
    necessity = models.TextField(_("why it is necessary and proportionate"), max_length=LONG, blank=True)
    views_of_people = models.TextField(_("what pupils and guardians say"), max_length=LONG, blank=True)
    residual_risk = models.TextField(_("what risk is left"), max_length=LONG, blank=True)
    consultation = models.CharField(
        _("prior consultation of the authority"), max_length=12, choices=Consultation, default=Consultation.NOT_NEEDED
    )
    consultation_note = models.TextField(_("what was asked and answered, and when"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=AssessmentState, default=AssessmentState.DRAFT)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(age_from=None) | models.Q(age_to=None) | models.Q(age_to__gte=models.F("age_from")),
                name="assessment_ages_in_order",
                violation_error_message=_("The oldest cannot be younger than the youngest."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AssessmentState.APPROVED) | models.Q(review_on__isnull=False), name="approved_has_a_review_day"
            ),
            # Two who renew at once: the second is told that it is being done.
            models.UniqueConstraint(fields=["replaces"], name="one_renewal_of_an_assessment"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="assessment_of_subject"),
            models.Index(fields=["version", "-id"], name="assessment_of_version"),
            models.Index(fields=["municipality", "changed_at", "id"], name="assessment_changed"),
            models.Index(fields=["municipality", "state", "review_on"], name="assessment_waiting"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class LegalBasis(OnSubject):
    """Why data may be processed for one purpose. Of an assessment, or of a subject that needs none."""

    assessment = models.ForeignKey(ImpactAssessment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    necessity = models.TextField(_("why it is necessary"), max_length=2000)
    alternatives = models.TextField(_("what else was considered"), max_length=2000)

    class Meta:
        verbose_name = _("legal basis of a purpose")
        verbose_name_plural = _("legal bases of purposes")
        indexes = [
            models.Index(fields=["assessment", "id"], name="bases_of_assessment"),
            models.Index(fields=["subject_kind", "subject_id"], name="bases_of_subject"),
        ]

    def __str__(self) -> str:
        return self.purpose


@pghistory.track()
class Risk(MunicipalModel):
    """What may go wrong, as the child sees it; how likely and how grave it is before and after the measures."""

    assessment = models.ForeignKey(ImpactAssessment, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("what may happen to the child"), max_length=1000)
    likelihood = models.PositiveSmallIntegerField(_("likelihood before"), choices=Grade)
    severity = models.PositiveSmallIntegerField(_("severity before"), choices=Grade)
    measures = models.TextField(pgettext_lazy("risk", "measures"), max_length=2000, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(_("likelihood after"), choices=Grade, null=True, blank=True)
    severity_after = models.PositiveSmallIntegerField(_("severity after"), choices=Grade, null=True, blank=True)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 4), severity__range=(1, 4))
                & (models.Q(likelihood_after=None) | models.Q(likelihood_after__range=(1, 4)))
                & (models.Q(severity_after=None) | models.Q(severity_after__range=(1, 4))),
                name="risk_grades_in_range",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "id"], name="risks_of_assessment")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def level_before(self) -> str:
        return risk_level(self.likelihood, self.severity)

    @property
    def level_after(self) -> str:
        """Without grades after the measures the risk counts as before them."""
        return risk_level(self.likelihood_after or self.likelihood, self.severity_after or self.severity)


class Advice(MunicipalModel):
    """The data protection officer's advice on an assessment as it was sent (`content_hash`). Never changed."""

    assessment = models.ForeignKey(ImpactAssessment, on_delete=models.PROTECT, related_name="+")
    opinion = models.CharField(_("opinion"), max_length=12, choices=Opinion)
    text = models.TextField(_("advice"), max_length=LONG)
    content_hash = models.CharField(max_length=64)
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    advised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("advice of the data protection officer")
        verbose_name_plural = _("advice of the data protection officer")
        indexes = [models.Index(fields=["assessment", "-id"], name="advice_on_assessment")]
        triggers = [AppendOnly(erasable=["advised_by"])]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.opinion}"


class AssessmentDecision(Chained):
    """The controller official's decision. `content` is the assessment as it was decided on, sealed with the decision."""

    assessment = models.ForeignKey(ImpactAssessment, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=4000)
    review_on = models.DateField(_("looked at again on"), null=True)
    advice = models.ForeignKey(Advice, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    unsealed_fields = ("decided_by",)

    class Meta(Chained.Meta):
        verbose_name = _("decision on an impact assessment")
        verbose_name_plural = _("decisions on impact assessments")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "chain_number"], name="privacy_assessmentdecision_chain"),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.NOT_NEEDED) | models.Q(advice__isnull=False), name="decided_after_advice"
            ),
        ]
        indexes = [models.Index(fields=["assessment", "-id"], name="decisions_on_assessment")]
        triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.outcome}"
