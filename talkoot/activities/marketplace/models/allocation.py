"""A round in which many groups wish for few places: offers, applications with ranked wishes, and what was given."""

from __future__ import annotations

import hashlib
import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import RoundState
from talkoot.activities.marketplace.models.listing import OLDEST, Listing
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit

MOST_WISHES = 10
LARGEST_GROUP = 500
MOST_PLACES = 1000


def new_seed() -> str:
    return secrets.token_hex(16)


@pghistory.track()
class AllocationRound(MunicipalModel):
    """The seed of the lot is drawn when the round is made and never changes; its hash is
    shown from the opening on, so that nobody can try lots until one pleases.

    input, result: what content/allocation.py was given and what it gave, whole, so that anybody can compute it again.
    """

    title = TranslatedField(pgettext_lazy("text", "title"), max_length=120)
    text = TranslatedField(_("what it is about"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.DRAFT)
    closes_at = models.DateTimeField(_("applications until"))
    most_wishes = models.PositiveSmallIntegerField(
        _("wishes of a group at most"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)]
    )
    most_per_unit = models.PositiveSmallIntegerField(
        _("groups of one unit at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    earlier_months = models.PositiveSmallIntegerField(
        _("earlier places count for so many months"), default=24, validators=[MaxValueValidator(120)]
    )
    seed = models.CharField(max_length=64, default=new_seed, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Asked for and not done yet: pages say that it is being computed, a failed job shows by its age.
    asked_at = models.DateTimeField(null=True, blank=True)
    input = models.JSONField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    solver = models.CharField(max_length=60, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    allocated_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    replayed_at = models.DateTimeField(null=True, blank=True)
    replay_matches = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("round of places")
        verbose_name_plural = _("rounds of places")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=(RoundState.ALLOCATED, RoundState.PUBLISHED))
                | Q(input__isnull=False, result__isnull=False, allocated_at__isnull=False),
                name="allocated_with_its_result",
            ),
            models.CheckConstraint(condition=~Q(state=RoundState.PUBLISHED) | Q(published_at__isnull=False), name="round_published_at"),
        ]
        indexes = [
            models.Index(fields=["municipality", "created_at", "id"], name="allocation_round_newest"),
            models.Index(fields=["closes_at"], name="round_closing", condition=Q(state=RoundState.OPEN)),
        ]
        triggers = [pgtrigger.ReadOnly(name="seed_stays", fields=["seed"])]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def seed_hash(self) -> str:
        return hashlib.sha256(self.seed.encode()).hexdigest()

    @property
    def is_being_allocated(self) -> bool:
        return self.state == RoundState.CLOSED and self.asked_at is not None


@pghistory.track()
class RoundOffer(MunicipalModel):
    """Places that groups may wish for. Empty limits are no limits."""

    round = models.ForeignKey(AllocationRound, on_delete=models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, verbose_name=_("idea"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("partner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=120)
    text = TranslatedField(_("what the group does"), max_length=1000, blank=True)
    timing = TranslatedField(_("when"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("groups that fit"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)])
    largest_group = models.PositiveSmallIntegerField(
        _("largest group"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_GROUP)]
    )
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    languages = models.JSONField(_("languages"), default=list, blank=True)
    only_areas = models.JSONField(_("only for units of these areas"), default=list, blank=True)
    comes_to_group = models.BooleanField(_("happens in the group's own place"), default=False)
    area = models.CharField(_("area"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("round of places", "offer")
        verbose_name_plural = pgettext_lazy("round of places", "offers")
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="offer_has_places"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="offer_ages_in_order",
                violation_error_message=_("The older age must not be below the younger."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # Asked one by one: a comparison with nothing is no answer, and would let half a place through.
                | Q(latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="offer_place_whole",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]
        indexes = [models.Index(fields=["round", "id"], name="offers_of_round")]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class RoundApplication(MunicipalModel):
    """One group of a unit. Age span and headcount, never a name of a pupil. offer, rank, answers: filled when places are given."""

    round = models.ForeignKey(AllocationRound, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    group_label = models.CharField(_("group"), max_length=60)
    headcount = models.PositiveSmallIntegerField(
        _("learners in the group"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST_GROUP)]
    )
    age_from = models.PositiveSmallIntegerField(_("age from"), validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(_("age to"), validators=[MaxValueValidator(OLDEST)])
    language = models.CharField(_("language"), max_length=5)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("applicant"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    offer = models.ForeignKey(RoundOffer, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)
    free = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("application of a group")
        verbose_name_plural = _("applications of groups")
        constraints = [
            models.UniqueConstraint("round", "unit", Lower("group_label"), name="one_application_of_a_group"),
            models.CheckConstraint(
                condition=Q(age_to__gte=F("age_from")),
                name="applied_ages_in_order",
                violation_error_message=_("The older age must not be below the younger."),
            ),
            models.CheckConstraint(condition=Q(offer=None, rank=None) | Q(offer__isnull=False, rank__gte=1), name="place_with_its_rank"),
        ]
        indexes = [
            models.Index(fields=["round", "created_at", "id"], name="applications_of_round"),
            models.Index(fields=["unit", "round"], name="applications_of_unit"),
            models.Index(fields=["offer"], name="groups_of_offer", condition=Q(offer__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.group_label


@pghistory.track()
class Wish(MunicipalModel):
    """rank 1 is the dearest. An offer that was wished for is not taken away while the round is open."""

    application = models.ForeignKey(RoundApplication, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(RoundOffer, on_delete=models.RESTRICT, related_name="+")
    rank = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)])

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["application", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="one_wish_of_a_rank"),
            models.UniqueConstraint(fields=["application", "offer"], name="one_wish_for_an_offer"),
        ]
        indexes = [models.Index(fields=["offer"], name="wishes_for_offer")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.offer_id}"
