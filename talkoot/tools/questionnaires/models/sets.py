"""Questionnaires and their versions: what is asked. A published version never changes."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.questionnaires.content.kinds import Audience


@pghistory.track()
class Questionnaire(MunicipalModel):
    """A set of questions under one name; what is asked lies in its versions."""

    key = models.CharField(
        _("key"), max_length=80, validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", _("Use small letters a–z, numbers and hyphens."))]
    )
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    title_order = SortKeysField(of="title")
    answered_by = models.CharField(_("who answers"), max_length=20, choices=Audience)
    is_retired = models.BooleanField(_("no longer used"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="one_questionnaire_of_a_key")]
        indexes = [
            models.Index(fields=["municipality", "changed_at", "id"], name="questionnaire_changed"),
            *(models.Index(in_order_of("title_order", code), "id", name=f"questionnaire_by_name_{code}") for code in ("fi", "sv", "en")),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.key


@pghistory.track()
class QuestionnaireVersion(MunicipalModel):
    """What is asked, as data (content/questions.py says its form). Without `published_at` it is the draft that is being edited."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    # slug/version/part of the operating model that it came from, or empty.
    origin = models.CharField(_("origin"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(
                fields=["questionnaire", "content_hash"], condition=models.Q(published_at__isnull=False), name="one_version_of_a_content"
            ),
            models.UniqueConstraint(fields=["questionnaire"], condition=models.Q(published_at=None), name="one_draft_of_a_questionnaire"),
            models.CheckConstraint(condition=models.Q(published_at=None) | ~models.Q(content_hash=""), name="published_version_has_a_hash"),
        ]
        # Answers refer to the questions as they were asked.
        triggers = [
            pgtrigger.Protect(
                name="published_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        # Reads self.questionnaire: costs a query unless the caller selected it.
        return f"{self.questionnaire} {self.number}"
