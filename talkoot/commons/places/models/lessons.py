"""What a year taught in a place, and how a place is handed over to a new operator."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import Chapter
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation

FIRST_YEAR, LAST_YEAR = 1990, 2100


@pghistory.track()
class PlaceLesson(MunicipalModel):
    """A lesson of a year, in one of the chapters in which a place is described. Everybody reads it on the place's page."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    chapter = models.CharField(_("chapter"), max_length=12, choices=Chapter)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    text = TranslatedField(_("lesson"), max_length=2000)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a place", "lesson")
        verbose_name_plural = pgettext_lazy("of a place", "lessons")
        indexes = [models.Index(fields=["place", "-year", "id"], name="lessons_of_place")]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class HandOver(MunicipalModel):
    """The operator changes. Open until everything on the list is done; a place has at most one open.

    done: {key of content/handing_over.py: the day on which it was ticked}.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    from_operator = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_operator = models.ForeignKey(Organisation, verbose_name=_("new operator"), on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person of the new operator"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done = models.JSONField(default=dict)
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # SHA-256 of the package that was taken, when it was.
    package_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("hand-over of a place")
        verbose_name_plural = _("hand-overs of places")
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=models.Q(finished_at=None), name="one_open_hand_over"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.to_operator_id}"
