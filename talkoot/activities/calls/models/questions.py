"""Questions about a call and their answers, for all alike; and who wants to hear of it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.call import Call
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Question(MunicipalModel):
    """The asker is never shown. A question is public once it has been answered; one that is set aside says why to its asker."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("question"), max_length=2000)
    language = models.CharField(_("language"), max_length=5)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    # As it is published: trimmed of what tells who asks.
    public_text = TranslatedField(_("question as it is published"), max_length=2000, blank=True)
    answer = TranslatedField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("question about a call")
        verbose_name_plural = _("questions about calls")
        constraints = [
            models.CheckConstraint(condition=Q(answered_at=None) | Q(set_aside_at=None), name="question_answered_or_set_aside"),
            models.CheckConstraint(condition=Q(set_aside_at=None) | Q(set_aside_reason__gt=""), name="question_set_aside_with_reason"),
        ]
        indexes = [
            models.Index(fields=["call", "answered_at", "id"], name="call_questions_answered"),
            models.Index(fields=["municipality", "asked_at"], name="call_questions_open", condition=Q(answered_at=None, set_aside_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:80]


@pghistory.track()
class CallFollower(MunicipalModel):
    """Hears of answers, of a moved deadline and of a cancellation. Who has a draft follows by itself."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follower of a call")
        verbose_name_plural = _("followers of calls")
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="call_follower_once")]
        indexes = [models.Index(fields=["person"], name="calls_followed_by")]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.person_id}"
