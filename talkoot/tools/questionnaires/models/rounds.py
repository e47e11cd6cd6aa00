"""Rounds: one asking of a version, of certain people, for a certain time; and the codes by which they answer."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.questionnaires.content.kinds import Audience, State
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion


@pghistory.track()
class Round(MunicipalModel):
    """Subject: the thing that the round is about (a trial, a place), by its kind and id; both empty when it stands alone."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    intro = TranslatedField(_("to those who answer"), blank=True, max_length=1000)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    audience = models.CharField(_("who answers"), max_length=20, choices=Audience)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    split_fields = models.JSONField(_("results are split by"), default=list, blank=True)
    state = models.CharField(pgettext_lazy("round", "state"), max_length=8, choices=State, default=State.PLANNED)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("round of answers")
        verbose_name_plural = _("rounds of answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id=None) | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
                name="answer_round_subject_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="answer_round_closes_later",
                violation_error_message=_("The round must close after it opens."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="answer_round_of_subject"),
            models.Index(fields=["municipality", "made_at", "id"], name="answer_round_newest"),
            models.Index(fields=["municipality", "closes_at"], name="answer_round_open", condition=~Q(state=State.CLOSED)),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_open(self) -> bool:
        """Does it take answers now? Its end may have passed before the job has closed it."""
        return self.state == State.OPEN and (self.closes_at is None or self.closes_at > timezone.now())


@pghistory.track()
class AccessCode(MunicipalModel):
    """Answering without an account. The secret is kept as it is: it is printed on a poster and opens nothing but a form to fill in.

    is_shared: many answers, a whole class; `limit` is how many at most, None without end. Otherwise it is used once.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(_("code"), max_length=12, unique=True)
    group = models.CharField(_("group"), max_length=80, blank=True)
    is_shared = models.BooleanField(default=True)
    limit = models.PositiveIntegerField(_("answers at most"), null=True, blank=True)
    # Of a single-use code: which answer came by it is not kept, only that one has come.
    is_used = models.BooleanField(default=False)
    is_stopped = models.BooleanField(_("taken out of use"), default=False)

    class Meta:
        verbose_name = _("answering code")
        verbose_name_plural = _("answering codes")
        constraints = [
            models.CheckConstraint(condition=Q(limit=None) | Q(limit__gte=1), name="code_limit_is_above_zero"),
            models.CheckConstraint(condition=Q(is_shared=False) | Q(is_used=False), name="shared_code_is_not_used_up"),
        ]
        indexes = [models.Index(fields=["round", "id"], name="codes_of_round")]

    def __str__(self) -> str:
        return self.in_parts

    @property
    def in_parts(self) -> str:
        """As it is read aloud and printed: ABCD-EFGH."""
        return f"{self.secret[:4]}-{self.secret[4:]}"
