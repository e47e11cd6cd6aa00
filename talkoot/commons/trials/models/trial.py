"""The trial, its parties, its groups, the materials it was given, and the adults who come on site."""

from __future__ import annotations

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.kinds import PUBLIC, MaterialKind, Side, State, UsersRole
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion


def new_calendar_key() -> str:
    return secrets.token_urlsafe(24)


@pghistory.track()
class Trial(MunicipalModel):
    """Something is tried together: a unit of the municipality hosts it, a partner brings what is tried.

    What it needs (gates, materials, evaluation sides) was handed in by its entrance and stays as it was then.
    """

    # "2026-014": the year and a running number of the municipality, in addresses and on papers.
    slug = models.CharField(_("number"), max_length=20)
    entrance = models.CharField(_("entrance"), max_length=40)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    title_order = SortKeysField(of="title")
    summary = TranslatedField(_("summary"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")
    # What is tried, in the version that is tried; null while it is not chosen or nothing of the kind is tried.
    product_version = models.ForeignKey(
        ProductVersion, verbose_name=_("product"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("coordinator"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    users_role = models.CharField(_("role of the users"), max_length=6, choices=UsersRole, default=UsersRole.WITH)
    # Languages in which the trial is done; the first is the one in which its plan is written.
    languages = models.JSONField(_("languages"), default=list)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    # Whether people of the partner come to the unit; null: not yet said.
    has_visitors = models.BooleanField(_("people of the partner come on site"), null=True, blank=True)
    required_gates = models.JSONField(_("required gates"), default=list)
    evaluation_sides = models.JSONField(_("evaluation sides"), default=list)
    # So many days before the start the information page is out; no start in so many last days of a term.
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=7)
    quiet_days = models.PositiveSmallIntegerField(_("last days of a term without starts"), default=21)
    # Whoever holds it may read the calendar of the trial: calendar programs cannot sign in.
    calendar_key = models.CharField(max_length=40, default=new_calendar_key, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # Why it is paused, was stopped or cancelled; shown to its sides only.
    halt_reason = models.TextField(_("reason"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_trial_of_a_number"),
            models.UniqueConstraint(fields=["calendar_key"], name="one_trial_of_a_calendar_key"),
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="trial_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(condition=~models.Q(state__in=PUBLIC) | models.Q(started_at__isnull=False), name="begun_has_a_time"),
        ]
        indexes = [
            models.Index("municipality", "started_at", "id", name="trial_newest_here", condition=models.Q(state__in=PUBLIC)),
            *(
                models.Index(in_order_of("title_order", code), "id", name=f"trial_by_name_{code}", condition=models.Q(state__in=PUBLIC))
                for code in ("fi", "sv", "en")
            ),
            models.Index("municipality", "changed_at", "id", name="trial_changed"),
            models.Index("municipality", "state", "id", name="trial_by_state"),
            models.Index(fields=["unit", "-id"], name="trials_of_unit"),
            models.Index(fields=["product_version", "-id"], name="trials_of_product"),
            models.Index(fields=["organisation", "-id"], name="trials_of_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.slug

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


@pghistory.track()
class TrialParty(MunicipalModel):
    """Who takes part, on which side: units of the municipality as hosts, organisations as partners.

    The first host and the first partner are also on the trial itself, for lists. Rights are read from here.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("side"), max_length=12, choices=[(side.value, side.label) for side in (Side.HOST, Side.PARTNER)])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Of a host only: which unit of the organisation.
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("party of a trial")
        verbose_name_plural = _("parties of a trial")
        constraints = [
            models.UniqueConstraint(fields=["trial", "side", "organisation", "unit"], nulls_distinct=False, name="trial_party_once"),
            models.CheckConstraint(
                condition=models.Q(side=Side.HOST, unit__isnull=False) | models.Q(side=Side.PARTNER, unit=None), name="trial_host_is_a_unit"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "trial"], name="trial_party_by_organisation"),
            models.Index(fields=["unit", "trial"], name="trial_party_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.side} {self.organisation_id}"


@pghistory.track()
class Group(MunicipalModel):
    """A class or another group of users: its label, ages and headcount. Never a name of those in it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("label"), max_length=40)
    age_from = models.PositiveSmallIntegerField(_("youngest, in years"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("oldest, in years"), null=True, blank=True)
    headcount = models.PositiveSmallIntegerField(_("headcount"))
    # The adult of the unit who is always present.
    adult = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("responsible adult"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "unit", "label"], name="trial_group_of_a_label"),
            models.CheckConstraint(
                condition=models.Q(age_from=None) | models.Q(age_to=None) | models.Q(age_to__gte=models.F("age_from")),
                name="trial_group_ages_in_order",
                violation_error_message=_("The oldest must not be younger than the youngest."),
            ),
            models.CheckConstraint(condition=models.Q(headcount__gte=1), name="trial_group_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class OnSitePerson(MunicipalModel):
    """An adult of the partner who comes on site. Of the criminal-record extract only the day on which it was seen is kept
    (act 504/2002): never the extract, never what it says."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    task = models.CharField(_("task"), max_length=120, blank=True)
    # Null: no extract is needed (short visits), which is then said in `no_statement_reason`.
    statement_seen_on = models.DateField(_("extract seen on"), null=True, blank=True)
    no_statement_reason = models.CharField(_("why no extract is needed"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person on site")
        verbose_name_plural = _("people on site")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["trial", "name"], name="trial_on_site_once")]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.pk}"

    @property
    def is_stated(self) -> bool:
        return self.statement_seen_on is not None or bool(self.no_statement_reason)


@pghistory.track()
class Material(MunicipalModel):
    """What the entrance handed in for this trial, in the version of that day: a trial keeps the version it began with."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=MaterialKind)
    title = TranslatedField(blank=True, max_length=300)
    text = TranslatedField(blank=True, max_length=50_000)
    # A checklist: [{"key", "text": {language: text}}].
    items = models.JSONField(default=list, blank=True)
    # Principles: of which operating model and version they are.
    model_slug = models.CharField(max_length=80, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    agreement_version = models.ForeignKey(TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # A questionnaire: who answers it.
    audience = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("material of a trial")
        verbose_name_plural = _("materials of a trial")
        constraints = [models.UniqueConstraint(fields=["trial", "slot"], name="one_material_of_a_slot")]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.slot}"
