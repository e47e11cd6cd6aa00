"""The call: which challenges are open for applications, until when, on which terms and by which criteria."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.states import PUBLIC_CALLS, CallState
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import LONGEST_TRIAL_DAYS, Programme
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.agreements.models.template import TemplateVersion

HEAVIEST = 1_000
HIGHEST = 100

# The terms by which applicants compete stand still once they have been published, whoever asks.
FROZEN_CRITERIA = """
    IF TG_OP <> 'INSERT' THEN
        PERFORM 1 FROM calls_call WHERE id = OLD.call_id AND state <> 'draft';
        IF FOUND THEN
            RAISE EXCEPTION 'Criteria of a published call stand still.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM 1 FROM calls_call WHERE id = NEW.call_id AND state = 'draft' FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Criteria of a published call stand still.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
"""


@pghistory.track()
class Call(MunicipalModel):
    """`closes_at` is the deadline: what is received at that moment is in time, a microsecond later it is not.

    questions: what is asked, copied from the model when the call is made and frozen when it is published:
    [{key, kind, text {fi: …}, help, required, scale, options}].
    """

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(_("address"), max_length=80)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    title_order = SortKeysField(of="title")
    text = TranslatedField(_("invitation"), max_length=8000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.DRAFT)
    opens_at = models.DateTimeField(_("opens"))
    questions_until = models.DateTimeField(_("questions until"))
    closes_at = models.DateTimeField(_("deadline"))
    info_session_at = models.DateTimeField(_("information session"), null=True, blank=True)
    info_session = TranslatedField(_("where the information session is"), max_length=500, blank=True)
    ceiling = models.DecimalField(
        _("at most for one trial, euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    budget = models.DecimalField(
        _("money of the call, euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    shortest_days = models.PositiveSmallIntegerField(
        _("shortest trial, days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TRIAL_DAYS)]
    )
    longest_days = models.PositiveSmallIntegerField(
        _("longest trial, days"), default=90, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TRIAL_DAYS)]
    )
    agreement = models.ForeignKey(
        TemplateVersion, verbose_name=_("draft of the agreement"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tie_text = TranslatedField(_("rule for equal scores"), max_length=1000, blank=True)
    appeal_text = TranslatedField(_("appeal"), max_length=4000, blank=True)
    is_blind = models.BooleanField(_("the jury does not see who applies"), default=False)
    reviews_wanted = models.PositiveSmallIntegerField(
        _("reviews of each application"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    questions = models.JSONField(default=list, blank=True, editable=False)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    model_slug = models.CharField(max_length=80, blank=True, editable=False)
    model_number = models.CharField(max_length=20, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_call_of_an_address"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="call_opens_before_it_closes",
                violation_error_message=_("The deadline must be after the opening."),
            ),
            models.CheckConstraint(
                condition=Q(questions_until__lte=F("closes_at")),
                name="call_questions_end_before_deadline",
                violation_error_message=_("Questions must end before the deadline."),
            ),
            models.CheckConstraint(
                condition=Q(longest_days__gte=F("shortest_days")),
                name="call_lengths_in_order",
                violation_error_message=_("The longest trial must not be shorter than the shortest."),
            ),
            models.CheckConstraint(condition=~Q(state__in=PUBLIC_CALLS) | Q(published_at__isnull=False), name="call_published_at"),
        ]
        indexes = [
            models.Index(fields=["municipality", "closes_at", "id"], name="call_by_deadline", condition=Q(state__in=PUBLIC_CALLS)),
            models.Index(fields=["municipality", "published_at", "id"], name="call_newest", condition=Q(state__in=PUBLIC_CALLS)),
            *(models.Index(in_order_of("title_order", code), "id", name=f"call_by_name_{code}") for code in ("fi", "sv", "en")),
            models.Index(fields=["municipality", "changed_at", "id"], name="call_changed"),
            models.Index(fields=["programme", "-id"], name="calls_of_programme"),
            models.Index(fields=["closes_at"], name="call_to_close", condition=Q(state=CallState.PUBLISHED)),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_CALLS


@pghistory.track()
class CallChallenge(MunicipalModel):
    """A challenge that is open in the call. One challenge may be called again later."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("challenge of a call")
        verbose_name_plural = _("challenges of a call")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "challenge"], name="call_challenge_once")]
        indexes = [models.Index(fields=["challenge"], name="calls_of_challenge")]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.challenge_id}"


@pghistory.track()
class CallCriterion(MunicipalModel):
    """By what applications are compared. levels: [{score, text {fi: …}}]."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=80)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=500)
    description = TranslatedField(_("what is looked at"), max_length=4000, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)])
    minimum = models.DecimalField(
        _("least score that is enough"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    scale_min = models.PositiveSmallIntegerField(_("lowest score"), default=0, validators=[MaxValueValidator(HIGHEST)])
    scale_max = models.PositiveSmallIntegerField(_("highest score"), default=5, validators=[MaxValueValidator(HIGHEST)])
    levels = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="call_criterion_once"),
            models.CheckConstraint(condition=Q(scale_max__gt=F("scale_min")), name="call_criterion_scale_in_order"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(minimum__gte=F("scale_min"), minimum__lte=F("scale_max")),
                name="call_criterion_minimum_on_scale",
                violation_error_message=_("The least score must lie on the scale."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="criteria_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN_CRITERIA,
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class DeadlineChange(MunicipalModel):
    """The deadline was moved, for all and publicly, with the reason. Insert-only."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = TranslatedField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a deadline")
        verbose_name_plural = _("changes of deadlines")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(after__gt=F("before")), name="deadline_only_later")]
        indexes = [models.Index(fields=["call", "-id"], name="deadline_changes_of_call")]
        triggers = [AppendOnly(erasable=["by"])]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.before} → {self.after}"
