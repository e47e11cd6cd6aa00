"""A fair: companies pitch, units tell, people meet. Its programme is counted from the order and length of its items."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import FairPart, FairState
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit

LONGEST_ITEM = 240


@pghistory.track()
class FairEvent(MunicipalModel):
    """most_pitches: how many the programme holds; counted with this row locked."""

    title = TranslatedField(pgettext_lazy("text", "title"), max_length=120)
    text = TranslatedField(_("what it is about"), max_length=2000, blank=True)
    place = TranslatedField(_("place"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FairState, default=FairState.DRAFT)
    sign_up_until = models.DateTimeField(_("pitches are taken until"))
    pitch_minutes = models.PositiveSmallIntegerField(
        _("minutes of a pitch"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    change_minutes = models.PositiveSmallIntegerField(_("minutes between pitches"), default=2, validators=[MaxValueValidator(30)])
    most_pitches = models.PositiveSmallIntegerField(
        _("pitches at most"), default=12, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = TranslatedField(_("reason"), max_length=600, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("event", "fair")
        verbose_name_plural = pgettext_lazy("event", "fairs")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="fair_ends_after_it_begins",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "starts_at", "id"], name="fair_by_time")]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class FairItem(MunicipalModel):
    """A pitch of an organisation, the experience of a unit, a talk, a break, a stand. `person`: who signed up; not shown."""

    fair = models.ForeignKey(FairEvent, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=6, choices=FairPart)
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(LONGEST_ITEM)])
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=120)
    text = TranslatedField(_("in a few words"), max_length=600, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, verbose_name=_("idea"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(_("language"), max_length=5, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("item of a programme")
        verbose_name_plural = _("items of a programme")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "organisation"], condition=Q(kind=FairPart.PITCH), name="one_pitch_of_an_organisation"),
            models.CheckConstraint(condition=~Q(kind=FairPart.PITCH) | Q(organisation__isnull=False), name="pitch_has_an_organisation"),
        ]
        indexes = [models.Index(fields=["fair", "position"], name="items_of_fair")]

    def __str__(self) -> str:
        return str(self.title)
