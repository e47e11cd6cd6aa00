"""What is left of a trial: the public result page with lessons and quotes, the decision, and the follow-up."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.running import DecisionOutcome, Outcome, QuotePermission, StillInUse
from talkoot.commons.trials.models.plan import PLAN_SIDE_CHOICES
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.audit.chain import Chained
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class ResultPage(MunicipalModel):
    """Public once published, of failed trials too.

    evidence: results as they stood at publication, nothing from fewer than five answers: a list of what queries.feedback
    evidence_of() gives.
    """

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome)
    summary = TranslatedField(_("in short"), max_length=1200)
    what_changed = TranslatedField(_("what changed in the product or the way of working"), max_length=3000)
    next_step = TranslatedField(_("what happens next"), blank=True, max_length=1200)
    evidence = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("result page")
        verbose_name_plural = _("result pages")
        indexes = [models.Index(fields=["municipality", "-published_at", "-id"], name="result_pages_newest")]

    def __str__(self) -> str:
        return str(self.summary)[:60]


@pghistory.track()
class TrialLesson(MunicipalModel):
    """What was learnt, for those who try something alike."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    text = TranslatedField(_("lesson"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("lesson of a trial")
        verbose_name_plural = _("lessons of trials")
        ordering = ["id"]
        indexes = [models.Index(fields=["trial", "id"], name="lessons_of_trial")]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class Quote(MunicipalModel):
    """Words of somebody who took part, shown only with permission and never with a name: said_as is a part played."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("quote"), max_length=600)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    said_as = TranslatedField(_("who said it, as a part played"), max_length=80)
    permission = models.CharField(_("permission"), max_length=10, choices=QuotePermission, default=QuotePermission.ASKED)
    permitted_on = models.DateField(_("permission given on"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(permission=QuotePermission.GIVEN) | models.Q(permitted_on__isnull=False),
                name="quote_permitted_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["trial", "id"], name="quotes_of_trial")]

    def __str__(self) -> str:
        return self.text[:60]


class TrialDecision(Chained):
    """What the municipality decided on the trial. Never changed; a later decision is a new row."""

    unsealed_fields = ("decided_by",)

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(_("decision"), max_length=10, choices=DecisionOutcome)
    reason = TranslatedField(_("reason"), max_length=3000)
    decided_on = models.DateField(_("day"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Chained.Meta):
        verbose_name = _("decision on a trial")
        verbose_name_plural = _("decisions on trials")
        indexes = [models.Index(fields=["trial", "-id"], name="decisions_of_trial")]

    def __str__(self) -> str:
        return self.outcome


@pghistory.track()
class FollowUp(MunicipalModel):
    """One side tells, some months after the end, what has become of it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    side = models.CharField(_("side"), max_length=12, choices=PLAN_SIDE_CHOICES)
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    in_use = models.CharField(_("Is it still in use?"), max_length=10, choices=StillInUse, blank=True)
    has_sold = models.BooleanField(_("Has it been sold to somebody?"), null=True, blank=True)
    has_exported = models.BooleanField(_("Has it been sold abroad?"), null=True, blank=True)
    new_jobs_count = models.PositiveIntegerField(_("New jobs"), null=True, blank=True)
    has_funding = models.BooleanField(_("Has it brought new funding?"), null=True, blank=True)
    note = models.TextField(_("In your own words"), max_length=2000, blank=True)
    language = models.CharField(max_length=5, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [models.UniqueConstraint(fields=["trial", "months", "side"], name="one_follow_up_of_a_side")]
        indexes = [models.Index(fields=["municipality", "due_on"], name="follow_up_waiting", condition=models.Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.months} {self.side}"
