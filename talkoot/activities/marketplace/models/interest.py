"""Interest in a listing, and the conversation that follows."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.content.kinds import OPEN_INTEREST, InterestState, Side
from talkoot.activities.marketplace.models.listing import MOST_LEARNERS, OLDEST, Listing
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation, Unit


@pghistory.track()
class Interest(MunicipalModel):
    """One partner and one unit about one listing. `unit` is where the work would be done, `organisation` the partner.

    Of a need the partner is interested; of an idea the unit is. Both sides say yes, the head gives the go-ahead, and the
    trial begins.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=InterestState, default=InterestState.NEW)
    proposed_time = models.CharField(_("proposed time"), max_length=200, blank=True)
    group_label = models.CharField(_("group"), max_length=60, blank=True)
    group_size = models.PositiveIntegerField(_("size of the group"), null=True, blank=True, validators=[MaxValueValidator(MOST_LEARNERS)])
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    end_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    unit_agreed_at = models.DateTimeField(null=True, blank=True)
    unit_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    partner_agreed_at = models.DateTimeField(null=True, blank=True)
    partner_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    trial = models.OneToOneField(Trial, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # Who wrote last: the other side is the one that is waited for.
    last_side = models.CharField(max_length=8, choices=Side)
    last_message_at = models.DateTimeField()

    class Meta:
        verbose_name = _("interest in a listing")
        verbose_name_plural = _("interests in listings")
        constraints = [
            # Once agreed, another class of the same unit may begin anew.
            models.UniqueConstraint(
                fields=["listing", "organisation", "unit"],
                condition=Q(state__in=(InterestState.NEW, InterestState.TALKING)),
                name="one_open_talk",
            ),
            models.CheckConstraint(
                condition=~Q(state=InterestState.AGREED)
                | Q(unit_agreed_at__isnull=False, partner_agreed_at__isnull=False, agreed_at__isnull=False, trial__isnull=False),
                name="agreed_by_both",
            ),
            models.CheckConstraint(condition=~Q(state=InterestState.DECLINED) | Q(end_reason__gt=""), name="declined_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["municipality", "last_message_at", "id"], name="interest_newest"),
            models.Index(fields=["listing", "state"], name="interest_in_listing"),
            models.Index(fields=["organisation", "last_message_at", "id"], name="interest_of_partner"),
            models.Index(fields=["unit", "last_message_at", "id"], name="interest_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.organisation_id} – {self.unit_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_INTEREST

    @property
    def is_talk(self) -> bool:
        """May still be written in, agreed or declined."""
        return self.state in (InterestState.NEW, InterestState.TALKING)


class Message(MunicipalModel):
    """A line of the conversation. Insert-only. `by` null: an erased person."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message of a conversation")
        verbose_name_plural = _("messages of conversations")
        ordering = ["id"]
        indexes = [models.Index(fields=["interest", "id"], name="messages_in_order")]
        triggers = [AppendOnly(erasable=["by"])]

    def __str__(self) -> str:
        return self.text[:60]
