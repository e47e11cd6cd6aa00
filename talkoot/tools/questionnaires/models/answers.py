"""Submissions, who has answered, and drafts. An answer is never changed; of an anonymous one nothing leads to the person."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.questionnaires.models.rounds import AccessCode, Round


def any_place() -> int:
    """A random place in exports, so that their order does not tell who was ready first."""
    return secrets.randbelow(2**62)


class Submission(MunicipalModel):
    """One person's answers to a round: insert-only. `once_key` is the phone's own, so that a repeated sending counts once.

    `person` only when the round is not anonymous; `code` only when it is shared (the class, not the pupil). No time but the date.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    code = models.ForeignKey(AccessCode, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    once_key = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    group = models.CharField(max_length=80, blank=True)
    answers = models.JSONField()
    received_on = models.DateField()
    is_from_paper = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.BigIntegerField(default=any_place, editable=False)

    class Meta:
        triggers = [AppendOnly(erasable=["person", "entered_by"])]
        verbose_name = _("answer to a questionnaire")
        verbose_name_plural = _("answers to questionnaires")
        constraints = [models.UniqueConstraint(fields=["round", "once_key"], name="one_submission_of_a_key")]
        indexes = [
            models.Index(fields=["round", "id"], name="submissions_in_order"),
            models.Index(fields=["round", "place"], name="submissions_shuffled"),
            models.Index(fields=["code"], name="submissions_by_code"),
            models.Index(fields=["person", "round"], name="submissions_of_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AnswerFile(MunicipalModel):
    """A file given as an answer, by somebody who answered under her own name."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [AppendOnly()]
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        constraints = [models.UniqueConstraint(fields=["submission", "question"], name="one_file_of_an_answer")]

    def __str__(self) -> str:
        return self.question


class Turnout(MunicipalModel):
    """That the person has answered the round, apart from what: the door that lets each answer once, anonymous rounds too."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answered_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("answering of a person")
        verbose_name_plural = _("answerings of people")
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="one_answer_of_a_person")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Draft(MunicipalModel):
    """What a signed-in person has answered so far; gone when the answer is sent or the round closes.

    Without history: a draft of an anonymous answer must leave no copy behind.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="one_answer_draft_of_a_person")]

    def __str__(self) -> str:
        return f"{self.pk}"
