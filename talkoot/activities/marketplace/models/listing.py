"""The listing: a need of a unit, or an idea of a company or community. And each check of it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import Degree, Kind, RaisedBy, Stage, State, Visibility, YesNoUnsure
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.tools.privacy.models.product import ProductVersion

OLDEST = 120
MOST_LEARNERS = 10_000


@pghistory.track()
class Listing(MunicipalModel):
    """A need has a unit (and its organisation); an idea has an organisation. Texts in the writer's language, others may follow.

    `text` is the problem in own words. `why`: of a need, why it matters for learning; of an idea, what the partner wants to
    learn. `offers`: the help that is offered, or what the group gets.
    """

    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("contact person"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_in = models.CharField(_("language of the text"), max_length=5)
    visibility = models.CharField(_("shown to"), max_length=10, choices=Visibility, default=Visibility.EVERYONE)

    title = TranslatedField(pgettext_lazy("text", "title"), max_length=120)
    title_order = SortKeysField(of="title")
    text = TranslatedField(_("the problem in your own words"), max_length=4000, blank=True)
    why = TranslatedField(_("why it matters"), max_length=2000, blank=True)
    offers = TranslatedField(_("what you offer"), max_length=2000, blank=True)
    constraints = TranslatedField(_("what must be taken into account"), max_length=2000, blank=True)
    technical = TranslatedField(_("devices, network and technical needs"), max_length=1000, blank=True)
    curriculum = TranslatedField(_("link to the curriculum"), max_length=1000, blank=True)
    timing = TranslatedField(_("wished timing"), max_length=300, blank=True)

    degree = models.CharField(_("how users take part"), max_length=4, choices=Degree, blank=True)
    raised_by = models.CharField(_("raised by"), max_length=10, choices=RaisedBy, blank=True)
    levels = models.JSONField(_("levels and places"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    subjects = models.JSONField(_("subjects"), default=list, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    sought = models.JSONField(_("what is sought"), default=list, blank=True)
    area = models.CharField(_("area"), max_length=120, blank=True)
    learner_count = models.PositiveIntegerField(
        _("number of learners"), null=True, blank=True, validators=[MaxValueValidator(MOST_LEARNERS)]
    )
    staff_count = models.PositiveIntegerField(_("number of staff"), null=True, blank=True, validators=[MaxValueValidator(MOST_LEARNERS)])
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    starts_on = models.DateField(_("earliest start"), null=True, blank=True)
    ends_on = models.DateField(_("latest end"), null=True, blank=True)

    # Of ideas only.
    product_version = models.ForeignKey(
        ProductVersion, verbose_name=_("version of a product"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stage = models.CharField(_("stage of the product"), max_length=10, choices=Stage, blank=True)
    needs_accounts = models.CharField(_("accounts needed"), max_length=6, choices=YesNoUnsure, blank=True)
    personal_data = models.CharField(_("personal data"), max_length=6, choices=YesNoUnsure, blank=True)
    is_free_of_ads = models.BooleanField(_("no advertising and no purchases"), default=False)
    price_after = TranslatedField(_("price after the trial"), max_length=500, blank=True)
    accessibility = TranslatedField(_("state of accessibility"), max_length=1000, blank=True)
    evidence = TranslatedField(_("what is known of its effect"), max_length=2000, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    # How many groups can take part at the same time; empty: no limit. Counted with this row locked.
    capacity = models.PositiveSmallIntegerField(_("groups that fit"), null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(_("sent to be checked"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("renewed"), null=True, blank=True)
    rests_on = models.DateField(_("rests from"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("marketplace", "listing")
        verbose_name_plural = pgettext_lazy("marketplace", "listings")
        constraints = [
            models.CheckConstraint(condition=~Q(kind=Kind.NEED) | Q(unit__isnull=False), name="need_has_a_unit"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="listing_ages_in_order",
                violation_error_message=_("The older age must not be below the younger."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="listing_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False, rests_on__isnull=False), name="listing_published_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "kind", "published_at", "id"], name="listing_newest", condition=Q(state=State.PUBLISHED)),
            models.Index(fields=["municipality", "published_at", "id"], name="listing_newest_both", condition=Q(state=State.PUBLISHED)),
            *(
                models.Index(in_order_of("title_order", code), "id", name=f"listing_by_name_{code}", condition=Q(state=State.PUBLISHED))
                for code in ("fi", "sv", "en")
            ),
            models.Index(fields=["municipality", "state", "sent_at", "id"], name="listing_by_state"),
            models.Index(fields=["municipality", "changed_at", "id"], name="listing_changed"),
            models.Index(fields=["rests_on"], name="listing_resting", condition=Q(state=State.PUBLISHED)),
            models.Index(fields=["organisation", "id"], name="listing_of_organisation"),
            models.Index(fields=["unit", "id"], name="listing_of_unit"),
            models.Index(fields=["product_version"], name="listing_of_product", condition=Q(product_version__isnull=False)),
            *(
                GinIndex(fields=[name], name=f"listing_{name}", opclasses=["jsonb_path_ops"])
                for name in ("levels", "languages", "subjects", "themes", "sought")
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_need(self) -> bool:
        return self.kind == Kind.NEED

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_shown_to_everyone(self) -> bool:
        return self.state in (State.PUBLISHED, State.MATCHED) and self.visibility == Visibility.EVERYONE


class ListingCheck(MunicipalModel):
    """A coordinator's check of a listing (screening level L0): what was found on each point, and the verdict. Insert-only.

    `points`: {key of the item in the model's checklist: "pass" | "fail" | "not_applicable"}.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    is_passed = models.BooleanField(_("passed"))
    points = models.JSONField(_("points"), default=dict)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    model_slug = models.CharField(max_length=80)
    model_number = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("check of a listing")
        verbose_name_plural = _("checks of listings")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(is_passed=True) | Q(reason__gt=""), name="returned_with_a_reason")]
        indexes = [models.Index(fields=["listing", "-id"], name="checks_of_listing")]
        triggers = [AppendOnly(erasable=["by"])]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.is_passed}"
