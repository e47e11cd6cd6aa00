"""What is assessed, and who stands behind it."""

from __future__ import annotations

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.tools.reviews.content.kinds import PartyKind
from talkoot.tools.reviews.models.assessment import Assessment


@pghistory.track()
class Candidate(MunicipalModel):  # type: ignore[django-manager-missing]
    """A thing of any app, named softly. `code` is drawn, so that the order of codes tells nothing; order_value is a price, lower first."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    thing_kind = models.CharField(max_length=80, editable=False)
    thing_id = models.BigIntegerField(editable=False)
    code = models.CharField(_("code"), max_length=12)
    number = models.PositiveIntegerField()
    order_value = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "thing_kind", "thing_id"], name="one_candidate_of_a_thing"),
            models.UniqueConstraint(fields=["assessment", "number"], name="candidates_numbered"),
        ]
        indexes = [models.Index(fields=["thing_kind", "thing_id"], name="candidates_of_thing")]

    def __str__(self) -> str:
        return self.code


class Party(MunicipalModel):
    """An organisation, business id, person or name behind a candidate. Copied when the candidate comes in, so that conflicts are one
    question to the database; names are removed when the results are released."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=PartyKind)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "kind", "organisation", "person", "value"], name="party_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}: {self.kind}"


def thing_of(candidate: Candidate) -> models.Model | None:
    """Of the municipalities in force; None when it is gone. One query."""
    return apps.get_model(candidate.thing_kind)._default_manager.filter(pk=candidate.thing_id).first()
