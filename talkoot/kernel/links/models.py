"""The thread of the product: "this grew from that", typed and directed, between things of any two apps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.links.relations import RELATIONS
from talkoot.kernel.municipalities.models import Municipality, MunicipalModel


class Link(MunicipalModel):
    """Belongs to the municipality of its source. Kinds are model labels ("showcase.project"), so no app imports its neighbour.

    target_municipality null: the target is of the same municipality.
    """

    source_kind = models.CharField(max_length=80)
    source_id = models.BigIntegerField()
    relation = models.CharField(max_length=20, choices=[(code, relation.forwards) for code, relation in RELATIONS.items()])
    target_kind = models.CharField(max_length=80)
    target_id = models.BigIntegerField()
    target_municipality = models.ForeignKey(Municipality, null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source_kind", "source_id", "relation", "target_kind", "target_id"], name="link_once"
            ),
            models.CheckConstraint(condition=models.Q(relation__in=list(RELATIONS)), name="link_relation_known"),
        ]
        indexes = [
            models.Index(fields=["source_kind", "source_id", "-id"], name="link_from"),
            models.Index(fields=["target_kind", "target_id", "-id"], name="link_to"),
        ]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id} {self.relation} {self.target_kind} {self.target_id}"
