"""The challenge: a need of a host, in the words of those whose need it is, with what the host offers for solving it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.states import ChallengeState
from talkoot.activities.calls.models.programme import Programme
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Unit

MOST_AFFECTED = 10_000_000
MOST_HOURS = 10_000


@pghistory.track()
class Challenge(MunicipalModel):
    """Says what is wrong and for whom, never what the solution must be. Its indicators lie in tools/measures.

    points: {key of the item in the model's checklist: true | false}, as checked before it was published.
    """

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    title_order = SortKeysField(of="title")
    state = models.CharField(_("state"), max_length=10, choices=ChallengeState, default=ChallengeState.DRAFT)
    need = TranslatedField(_("the need in the users' words"), max_length=4000, blank=True)
    situation = TranslatedField(_("the situation today"), max_length=4000, blank=True)
    affected = TranslatedField(_("whom it concerns"), max_length=1000, blank=True)
    affected_count = models.PositiveIntegerField(
        _("how many people it concerns"), null=True, blank=True, validators=[MaxValueValidator(MOST_AFFECTED)]
    )
    wanted_change = TranslatedField(_("the wanted change"), max_length=2000, blank=True)
    constraints = TranslatedField(_("limits of space, ICT, safety and data"), max_length=2000, blank=True)
    offers = TranslatedField(_("what the host offers"), max_length=2000, blank=True)
    offered_hours = models.PositiveSmallIntegerField(
        _("hours of the host's staff"), null=True, blank=True, validators=[MaxValueValidator(MOST_HOURS)]
    )
    open_questions = TranslatedField(_("open questions"), max_length=2000, blank=True)
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("contact of the host"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Who says what happens after the trial. Named before it begins, so that somebody does.
    after_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who decides what follows"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    points = models.JSONField(default=dict, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ChallengeState.PUBLISHED) | Q(published_at__isnull=False), name="challenge_published_at"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "id"], name="challenges_of_programme"),
            models.Index(fields=["unit", "-id"], name="challenges_of_unit"),
            models.Index(fields=["place", "-id"], name="challenges_of_place"),
            models.Index(fields=["municipality", "changed_at", "id"], name="challenge_changed"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_public(self) -> bool:
        return self.state == ChallengeState.PUBLISHED
