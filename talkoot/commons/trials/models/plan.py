"""The joint plan in versions, who accepted which, and the sessions in the calendar."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import Side, UsersRole
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel

PLAN_SIDE_CHOICES = [(side.value, side.label) for side in (Side.HOST, Side.PARTNER)]


class FrozenOnceProposed(AppendOnly):
    """A plan that has been proposed is what was accepted or not: it never changes again."""

    condition = pgtrigger.Q(old__proposed_at__isnull=False)


@pghistory.track()
class PlanVersion(MunicipalModel):
    """One version of the plan. While `proposed_at` is null it is the draft that both sides write; then it is frozen."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5)
    # Both sides say separately what they want, in answer to the same question.
    goals_of_host = models.TextField(_("what the unit wants to gain"), max_length=4000, blank=True)
    goals_of_partner = models.TextField(_("what the partner wants to find out"), max_length=4000, blank=True)
    success = models.TextField(_("how we know that it succeeded"), max_length=2000, blank=True)
    users_role = models.CharField(_("role of the users"), max_length=6, choices=UsersRole, default=UsersRole.WITH)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Time that one adult of the unit may use in all, and what one session takes besides being there.
    hours_budget = models.DecimalField(_("hours of one adult at most"), max_digits=5, decimal_places=1, null=True, blank=True)
    preparing_minutes = models.PositiveSmallIntegerField(_("minutes of preparing for one session"), default=0)
    substitutes = models.TextField(_("substitutes, and who pays for them"), max_length=2000, blank=True)
    equipment = models.TextField(_("equipment, and whose it is"), max_length=2000, blank=True)
    materials = models.TextField(_("materials"), max_length=2000, blank=True)
    feedback = models.TextField(_("how feedback is asked in each group"), max_length=2000, blank=True)
    criteria = models.TextField(_("what is evaluated, and how"), max_length=4000, blank=True)
    mid_review_on = models.DateField(_("mid review on"), null=True, blank=True)
    evaluation_on = models.DateField(_("evaluation ready on"), null=True, blank=True)
    communication = models.TextField(_("what is told, to whom and when"), max_length=2000, blank=True)
    stop_conditions = models.TextField(_("when we stop"), max_length=2000, blank=True)
    risks = models.TextField(_("risks, and what is done about them"), max_length=4000, blank=True)
    is_research = models.BooleanField(_("this is also research"), default=False)
    research_permit = models.CharField(_("number of the research permit"), max_length=80, blank=True)
    # What this version changes, in the words of whoever proposed it.
    change_summary = models.CharField(_("what changed"), max_length=500, blank=True)
    # Groups, sessions and hours as they were when it was proposed.
    snapshot = models.JSONField(default=dict, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("plan of a trial")
        verbose_name_plural = _("plans of a trial")
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="one_plan_of_a_number"),
            models.UniqueConstraint(fields=["trial"], condition=models.Q(proposed_at=None), name="one_draft_of_a_plan"),
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_at=None)
                | (~models.Q(content_hash="") & models.Q(starts_on__isnull=False, ends_on__isnull=False)),
                name="proposed_plan_is_whole",
            ),
        ]
        triggers = [FrozenOnceProposed(name="frozen_plan", erasable=["proposed_by"])]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.number}"


class PlanAcceptance(MunicipalModel):
    """One side accepts one version. Never changed or taken back: a new version is proposed instead."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("side"), max_length=12, choices=PLAN_SIDE_CHOICES)
    content_hash = models.CharField(max_length=64)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of a plan")
        verbose_name_plural = _("acceptances of plans")
        constraints = [models.UniqueConstraint(fields=["version", "side"], name="one_acceptance_of_a_side")]
        triggers = [AppendOnly(erasable=["accepted_by"])]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.side}"


@pghistory.track()
class PlannedSession(MunicipalModel):
    """A session in the calendar. It may move without a new plan; the hours of all must stay within the plan's budget."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    # Null: all groups together.
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    held_on = models.DateField(_("date"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    topic = models.CharField(_("what is done"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("planned session")
        verbose_name_plural = _("planned sessions")
        ordering = ["held_on", "begins_at", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=600), name="session_has_a_length")]
        indexes = [models.Index(fields=["trial", "held_on"], name="sessions_of_trial")]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.held_on}"


class PlanRemark(MunicipalModel):
    """What a side asks to be changed in a version, instead of accepting it."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("side"), max_length=12, choices=PLAN_SIDE_CHOICES)
    text = models.TextField(_("what should be changed"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("remark on a plan")
        verbose_name_plural = _("remarks on plans")
        indexes = [models.Index(fields=["version", "id"], name="remarks_on_plan")]
        triggers = [AppendOnly(erasable=["written_by"])]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.side}"
