"""The data questionnaire, its answers, and the decision on the data lane."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.models.product import ProductVersion


@pghistory.track()
class DataQuestionnaire(MunicipalModel):
    """The questions as a municipality words them. The newest number is asked; answers keep the one they were given to."""

    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    title = TranslatedField(_("title of the questionnaire"), max_length=200)
    origin = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("data questionnaire")
        verbose_name_plural = _("data questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="one_data_questionnaire_of_a_number"),
            models.UniqueConstraint(fields=["municipality", "content_hash"], name="one_data_questionnaire_of_a_content"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class DataAnswers(MunicipalModel):
    """What the organisation answered for a version. Never changed: new answers are a new row, and the newest counts."""

    version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(DataQuestionnaire, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    # What content/lanes.py found by the rules of that day.
    lane = models.CharField(_("proposed lane"), max_length=1, choices=Lane)
    rules = models.PositiveSmallIntegerField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answers to the data questionnaire")
        verbose_name_plural = _("answers to the data questionnaire")
        indexes = [models.Index(fields=["version", "-id"], name="answers_of_version")]
        triggers = [AppendOnly(erasable=["answered_by"])]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.lane}"


class LaneAdvice(MunicipalModel):
    """What the data protection officer says to the lane of these answers. Without it nobody lowers a lane."""

    answers = models.ForeignKey(DataAnswers, on_delete=models.PROTECT, related_name="+")
    lane = models.CharField(_("advised lane"), max_length=1, choices=Lane)
    text = models.TextField(_("advice"), max_length=4000)
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    advised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("advice on a lane")
        verbose_name_plural = _("advice on lanes")
        indexes = [models.Index(fields=["answers", "-id"], name="advice_on_answers")]
        triggers = [AppendOnly(erasable=["advised_by"])]

    def __str__(self) -> str:
        return f"{self.answers_id}: {self.lane}"


class LaneDecision(Chained):
    """An official's decision on the lane of a version, resting on its newest answers. Holds until the answers change."""

    version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey(DataAnswers, on_delete=models.PROTECT, related_name="+")
    proposed = models.CharField(_("proposed lane"), max_length=1, choices=Lane)
    lane = models.CharField(_("data lane"), max_length=1, choices=Lane)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    advice = models.ForeignKey(LaneAdvice, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    unsealed_fields = ("decided_by",)

    class Meta(Chained.Meta):
        verbose_name = _("decision on a lane")
        verbose_name_plural = _("decisions on lanes")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "chain_number"], name="privacy_lanedecision_chain"),
            models.CheckConstraint(
                condition=models.Q(lane__gte=models.F("proposed")) | models.Q(advice__isnull=False), name="lane_lowered_with_advice"
            ),
            models.CheckConstraint(condition=models.Q(lane=models.F("proposed")) | ~models.Q(reason=""), name="lane_changed_with_reason"),
        ]
        indexes = [models.Index(fields=["version", "-id"], name="lane_of_version")]
        triggers = [AppendOnly()]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.lane}"
