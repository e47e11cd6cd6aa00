"""A need that a guardian or an association suggests, without an account. It is no listing: the unit or a coordinator makes one of it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import SuggestedAs, SuggestionState
from talkoot.activities.marketplace.models.listing import OLDEST, Listing
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Unit


@pghistory.track()
class Suggestion(MunicipalModel):
    """Nothing tells who suggested it. She reads what came of it with the receipt, of which only the hash is kept.

    unit: empty when she does not know whose it is; then a coordinator finds one. need: what was made of it.
    """

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=SuggestionState, default=SuggestionState.WAITING)
    suggested_as = models.CharField(_("in which part do you write"), max_length=11, choices=SuggestedAs)
    title = models.CharField(pgettext_lazy("text", "title"), max_length=120)
    text = models.TextField(_("what is needed"), max_length=2000)
    why = models.TextField(_("why it matters"), max_length=1000, blank=True)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)])
    language = models.CharField(max_length=5)
    receipt_hash = models.CharField(max_length=64, unique=True)
    suggested_at = models.DateTimeField(auto_now_add=True)
    promised_at = models.DateTimeField(_("answered by"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answer_language = models.CharField(max_length=5, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    need = models.ForeignKey(Listing, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("suggested need")
        verbose_name_plural = _("suggested needs")
        constraints = [
            models.CheckConstraint(condition=~Q(state=SuggestionState.DECLINED) | ~Q(answer=""), name="suggestion_declined_with_a_reason"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.WAITING) | Q(answered_at__isnull=False), name="suggestion_answered_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="suggested_ages_in_order",
                violation_error_message=_("The older age must not be below the younger."),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "suggested_at", "id"], name="suggestion_newest"),
            models.Index(fields=["unit", "suggested_at", "id"], name="suggestions_of_unit"),
            models.Index(fields=["municipality", "promised_at"], name="suggestion_waiting", condition=Q(state=SuggestionState.WAITING)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state == SuggestionState.WAITING
