"""The needs board of a place: what customers and staff want, in their own words, and who wants the same."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import NeedState, RaisedAs
from talkoot.commons.places.models.place import Place
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.themes.models import Theme

LONGEST_NEED = 600


@pghistory.track()
class PlaceNeed(MunicipalModel):
    """Raised without an account, or by the staff; read by the operator before everybody sees it.

    receipt_hash: SHA-256 of the receipt with which whoever raised it follows it. What happened is told by links, and by `answer`.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("what is needed"), max_length=LONGEST_NEED)
    language = models.CharField(max_length=5)
    raised_as = models.CharField(_("raised as"), max_length=10, choices=RaisedAs)
    theme = models.CharField(_("theme"), max_length=40, choices=Theme, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=NeedState, default=NeedState.WAITING)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    receipt_hash = models.CharField(max_length=64, unique=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    promised_at = models.DateTimeField(_("read by"))
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    hidden_because = models.CharField(_("why it is not published"), max_length=400, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answer_language = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("of a place", "need")
        verbose_name_plural = pgettext_lazy("of a place", "needs")
        constraints = [
            models.CheckConstraint(condition=models.Q(answered_at=None) | ~models.Q(answer=""), name="need_answer_has_words"),
            models.CheckConstraint(
                condition=~models.Q(state=NeedState.HIDDEN) | ~models.Q(hidden_because=""), name="hidden_need_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "raised_at", "id"], name="needs_of_place", condition=models.Q(state=NeedState.PUBLISHED)),
            models.Index(fields=["municipality", "promised_at", "id"], name="need_to_read", condition=models.Q(state=NeedState.WAITING)),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 100 else self.text[:99].rstrip() + "…"


class NeedSupport(MunicipalModel):
    """Somebody needs the same. Counted once for a person, and once for a browser without a person.

    browser_hash: of the browser's receipt together with this need, so that the supports of a browser cannot be put together.
    """

    need = models.ForeignKey(PlaceNeed, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    browser_hash = models.CharField(max_length=64, blank=True)
    given_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a need", "support")
        verbose_name_plural = pgettext_lazy("of a need", "supports")
        constraints = [
            models.UniqueConstraint(fields=["need", "person"], condition=models.Q(person__isnull=False), name="one_support_of_a_person"),
            models.UniqueConstraint(fields=["need", "browser_hash"], condition=~models.Q(browser_hash=""), name="one_support_of_a_browser"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}"
