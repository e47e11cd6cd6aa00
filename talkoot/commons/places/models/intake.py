"""Proposals to a place: one form for all, a promise of an answer, and the way on which each was sent."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import IntakeState, Reason, SenderKind, Use
from talkoot.commons.places.models.place import Place, PlaceVersion
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation


@pghistory.track()
class Intake(MunicipalModel):
    """A proposal by a company, association, school, researcher or resident. Answered by `due_at`.

    version: what the place said of its terms when the sender accepted them. once_key: hash of the form's receipt, so that sending
    twice proposes once. route: a code of content/routes.py.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(PlaceVersion, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=IntakeState, default=IntakeState.RECEIVED)
    title = models.CharField(pgettext_lazy("proposal", "what, in a few words"), max_length=140)
    what = models.TextField(_("what you propose"), max_length=4000)
    for_whom = models.TextField(_("for whom it is"), max_length=2000)
    needed = models.TextField(_("what is needed of the place"), max_length=2000, blank=True)
    disturbance = models.TextField(_("what is heard, seen or smelt of it"), max_length=1000, blank=True)
    data = models.TextField(_("what data it gathers"), max_length=1000, blank=True)
    timing = models.CharField(_("when, and for how long"), max_length=300, blank=True)
    language = models.CharField(max_length=5)
    sender_kind = models.CharField(_("who you are"), max_length=12, choices=SenderKind)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    contact_name = models.CharField(_("your name"), max_length=160, blank=True)
    contact_email = models.EmailField(_("your e-mail address"), blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    once_key = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent on"), auto_now_add=True)
    due_at = models.DateTimeField(_("answered by"))
    route = models.CharField(_("way on"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answer_language = models.CharField(max_length=5, blank=True)
    decided_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("to a place", "proposal")
        verbose_name_plural = pgettext_lazy("to a place", "proposals")
        constraints = [
            models.CheckConstraint(condition=~models.Q(state=IntakeState.ROUTED) | ~models.Q(route=""), name="routed_intake_has_a_way"),
            models.CheckConstraint(
                condition=~models.Q(state=IntakeState.REFUSED) | (~models.Q(reason="") & ~models.Q(answer="")),
                name="refused_intake_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(IntakeState.RECEIVED, IntakeState.WITHDRAWN)) | models.Q(decided_at__isnull=False),
                name="answered_intake_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "sent_at", "id"], name="intakes_of_place"),
            models.Index(fields=["place", "due_at", "id"], name="intakes_by_promise"),
            models.Index(fields=["municipality", "due_at", "id"], name="intake_waiting", condition=models.Q(state=IntakeState.RECEIVED)),
            models.Index(fields=["person", "id"], name="intakes_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sender(self) -> str:
        """Who proposes, as the staff sees it."""
        return self.organisation_name or self.contact_name or str(self.get_sender_kind_display())


class TurnedAway(MunicipalModel):
    """Somebody read at the door that her use is refused. Nothing is kept of her: this counts the reasons only."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    use = models.CharField(max_length=20, choices=Use)
    turned_on = models.DateField(auto_now_add=True)

    class Meta:
        triggers = [AppendOnly()]
        verbose_name = _("use refused at the door")
        verbose_name_plural = _("uses refused at the door")
        indexes = [models.Index(fields=["place", "turned_on"], name="turned_away_of_place")]

    def __str__(self) -> str:
        return self.use
