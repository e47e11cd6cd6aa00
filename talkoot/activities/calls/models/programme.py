"""The programme: why the municipality tries things out, with which money, where, and by when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.states import PUBLIC_PROGRAMMES, LegalForm, ProgrammeState
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit

# What fits a sum of 12 digits, two of them cents.
LARGEST_SUM = 9_999_999_999
LONGEST_TRIAL_DAYS = 1_100


@pghistory.track()
class Programme(MunicipalModel):
    """Ceilings and lengths are settings of each programme, never constants: they differ from one to the next by a factor of ten.

    model_slug and model_number keep which version of which operating model it was begun with.
    """

    slug = models.SlugField(_("address"), max_length=80)
    name = TranslatedField(pgettext_lazy("programme", "name"), max_length=160)
    name_order = SortKeysField(of="name")
    charter = TranslatedField(_("charter"), max_length=8000, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    legal_form = models.CharField(_("legal form"), max_length=10, choices=LegalForm, default=LegalForm.PURCHASE)
    funding = TranslatedField(_("where the money comes from"), max_length=300, blank=True)
    # Euros without value added tax.
    budget_total = models.DecimalField(
        _("budget of the programme, euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    ceiling = models.DecimalField(
        _("at most for one trial, euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    shortest_days = models.PositiveSmallIntegerField(
        _("shortest trial, days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TRIAL_DAYS)]
    )
    longest_days = models.PositiveSmallIntegerField(
        _("longest trial, days"), default=90, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TRIAL_DAYS)]
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    evaluator_organisation = models.ForeignKey(
        Organisation, verbose_name=_("outside evaluator"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person who evaluates"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    model_slug = models.CharField(max_length=80, blank=True, editable=False)
    model_number = models.CharField(max_length=20, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_programme_of_an_address"),
            models.CheckConstraint(
                condition=Q(longest_days__gte=F("shortest_days")),
                name="programme_lengths_in_order",
                violation_error_message=_("The longest trial must not be shorter than the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
                violation_error_message=_("The end must not be before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(budget_total=None) | Q(budget_total__gte=F("ceiling")),
                name="programme_budget_covers_a_trial",
                violation_error_message=_("The budget must cover at least one trial at the ceiling."),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "opened_at", "id"], name="programme_newest", condition=Q(state__in=PUBLIC_PROGRAMMES)),
            *(models.Index(in_order_of("name_order", code), "id", name=f"programme_by_name_{code}") for code in ("fi", "sv", "en")),
            models.Index(fields=["municipality", "changed_at", "id"], name="programme_changed"),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.slug

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_PROGRAMMES


@pghistory.track()
class ProgrammeHost(MunicipalModel):
    """A unit in which trials of the programme may be done."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("host of a programme")
        verbose_name_plural = _("hosts of a programme")
        constraints = [models.UniqueConstraint(fields=["programme", "unit"], name="programme_host_once")]
        indexes = [models.Index(fields=["unit"], name="programmes_of_host")]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.unit_id}"


@pghistory.track()
class ProgrammeDate(MunicipalModel):
    """A day of the programme's calendar: information session, midterm, closing day."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    title = TranslatedField(_("what happens"), max_length=160)

    class Meta:
        verbose_name = _("day of a programme")
        verbose_name_plural = _("days of a programme")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["programme", "on", "id"], name="days_of_programme")]

    def __str__(self) -> str:
        return f"{self.on}: {self.title}"
