"""The place: all that describes a platform on which services are developed, who does what for it, and its versions."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import Part, PlaceKind, State
from talkoot.commons.places.content.slugs import SLUG_PATTERN
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit

SLUG = RegexValidator(SLUG_PATTERN, _("Use small letters a–z, numbers and hyphens, at least two."))
LONG = 4000
LONGEST_PROMISE = 120


@pghistory.track()
class Place(MunicipalModel):
    """A service centre, network, district or digital platform that is open for developing services together.

    What is written is shown at once when the place is published; every change is frozen as a PlaceVersion.
    """

    slug = models.CharField(_("address"), max_length=80, validators=[SLUG])
    name = TranslatedField(_("name"), max_length=160)
    name_order = SortKeysField(of="name")
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind, default=PlaceKind.PLACE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Identity
    concept = TranslatedField(_("in one line"), max_length=240, blank=True)
    description = TranslatedField(_("description"), max_length=20_000, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    picture = models.ForeignKey(StoredFile, verbose_name=_("picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("street address"), max_length=200, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    # How many people fit in at once; more are warned about when facilities are booked.
    capacity = models.PositiveIntegerField(
        _("people at once"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    # Audience
    audience = TranslatedField(_("for whom it is"), max_length=LONG, blank=True)
    hard_to_find = TranslatedField(_("what is hard to find elsewhere"), max_length=LONG, blank=True)
    # Value and business model
    value = TranslatedField(_("value promise"), max_length=LONG, blank=True)
    business_model = TranslatedField(_("business model"), max_length=LONG, blank=True)
    cost_to_partner = TranslatedField(_("what it costs a partner"), max_length=1000, blank=True)
    reference_offered = TranslatedField(_("reference that a partner gets"), max_length=1000, blank=True)
    # Management
    owner = models.ForeignKey(Organisation, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_unit = models.ForeignKey(
        Unit, verbose_name=_("unit of the owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    operator = models.ForeignKey(
        Organisation, verbose_name=_("operator"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_rules = TranslatedField(_("how decisions are made"), max_length=LONG, blank=True)
    contact_role = TranslatedField(_("contact"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact's e-mail address"), blank=True)
    promise_days = models.PositiveSmallIntegerField(
        _("days to an answer"), default=10, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)]
    )
    risk_owner = TranslatedField(_("who answers for the risks"), max_length=160, blank=True)
    # Goals are indicators of tools.measures on the place; this tells their period and why.
    goals = TranslatedField(_("goals"), max_length=LONG, blank=True)
    # Offer and terms
    services = models.JSONField(_("services offered"), default=list, blank=True)
    allowed = TranslatedField(pgettext_lazy("terms", "allowed"), max_length=LONG, blank=True)
    forbidden = TranslatedField(pgettext_lazy("terms", "forbidden"), max_length=LONG, blank=True)
    # Codes of Use: asked one by one of everybody who proposes something, refused at once.
    refused_uses = models.JSONField(_("uses refused at the door"), default=list, blank=True)
    price = TranslatedField(_("price"), max_length=1000, blank=True)
    data_rules = TranslatedField(_("rules on data"), max_length=LONG, blank=True)
    ipr_default = TranslatedField(_("who owns what is made"), max_length=LONG, blank=True)
    safety = TranslatedField(_("safety"), max_length=LONG, blank=True)
    longest_stay = TranslatedField(_("longest stay"), max_length=240, blank=True)
    how_to_join = TranslatedField(_("how to get involved"), max_length=LONG, blank=True)
    # Clocks
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("looked through on"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = pgettext_lazy("innovation platform", "place")
        verbose_name_plural = pgettext_lazy("innovation platform", "places")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_place_of_a_slug"),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="place_lies_on_earth",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=models.Q(promise_days__gte=1, promise_days__lte=LONGEST_PROMISE), name="place_promises_an_answer"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.PUBLISHED) | models.Q(published_at__isnull=False, review_by__isnull=False),
                name="published_place_is_reviewed",
            ),
        ]
        indexes = [
            *(
                models.Index(in_order_of("name_order", code), "id", name=f"place_by_name_{code}", condition=models.Q(state=State.PUBLISHED))
                for code in ("fi", "sv", "en")
            ),
            models.Index("published_at", "id", name="place_newest", condition=models.Q(state=State.PUBLISHED)),
            models.Index("municipality", "changed_at", "id", name="place_changed"),
            models.Index("municipality", "review_by", "id", name="place_to_review", condition=models.Q(state=State.PUBLISHED)),
            GinIndex(fields=["themes"], name="place_themes", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["services"], name="place_services", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.slug

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


@pghistory.track()
class PlaceUnit(MunicipalModel):
    """A host unit: a unit of the municipality, or of a partner, that serves its customers in the place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("host unit")
        verbose_name_plural = _("host units")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["place", "unit"], name="unit_hosts_a_place_once")]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.unit_id}"


@pghistory.track()
class UserGroup(MunicipalModel):
    """A group of those who use the place, with its size and where the number comes from."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    name = TranslatedField(_("name"), max_length=160)
    people = models.PositiveIntegerField(
        _("how many"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000_000)]
    )
    period = TranslatedField(_("in what time"), max_length=80, blank=True)
    source = TranslatedField(_("source"), max_length=300, blank=True)
    is_hard_to_reach = models.BooleanField(_("hard to reach elsewhere"), default=False)
    position = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("user group")
        verbose_name_plural = _("user groups")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["place", "position", "id"], name="user_groups_of_place")]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track()
class SteeringMember(MunicipalModel):
    """A seat in the steering group. Readers see the title; the person, when she has an account, reads reports and lessons."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    title = TranslatedField(_("whom or what she stands for"), max_length=160)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("seat in the steering group")
        verbose_name_plural = _("seats in the steering group")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["place", "position", "id"], name="steering_of_place")]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class PlaceRole(MunicipalModel):
    """A person does something for a place: operates it, serves its customers, or sits in its steering group."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("part in a place")
        verbose_name_plural = _("parts in places")
        constraints = [models.UniqueConstraint(fields=["place", "person", "part"], name="one_part_of_a_person")]
        indexes = [models.Index(fields=["person", "place"], name="places_of_person")]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.part}"


class PlaceVersion(MunicipalModel):
    """What the place said of itself at a time: frozen when it is published and at every change after that."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    # {field: value} of the description, with user groups, host units and goals; see queries/versions.py.
    facts = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [AppendOnly()]
        verbose_name = _("version of a place")
        verbose_name_plural = _("versions of places")
        constraints = [models.UniqueConstraint(fields=["place", "number"], name="one_place_version_of_a_number")]
        indexes = [models.Index(fields=["place", "-number"], name="versions_of_place")]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.number}"
