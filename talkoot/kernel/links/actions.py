"""Links are made by other actions as work proceeds, not by filling in forms."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.links.models import Link
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.links.relations import RELATIONS, Relation
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor


# No permission of its own: the action that calls it has asked for one that fits the thing.
@action("links.link", permission=None, label=_("Linked to another thing"))
def link(*, actor: Actor, source: models.Model, relation: str | Relation, target: models.Model) -> Link:
    """Tie two saved things: `link(actor=…, source=trial, relation="grew_from", target=need)`. Tying twice changes nothing.

    The source is of the municipality in force; the target may be another municipality's. Raises ValueError otherwise.
    """
    code = relation.code if isinstance(relation, Relation) else relation
    if code not in RELATIONS:
        raise ValueError(f"Unknown relation {code}.")
    municipality = municipality_in_force()
    if municipality is None or getattr(source, "municipality_id", None) != municipality.pk:
        raise ValueError("A link begins at a thing of the municipality in force.")
    if (kind_of(source), source.pk) == (kind_of(target), target.pk):
        raise ValueError("A thing is not linked to itself.")
    owner = getattr(target, "municipality_id", municipality.pk)
    made, _is_new = Link.objects.get_or_create(
        municipality=municipality,
        source_kind=kind_of(source),
        source_id=source.pk,
        relation=code,
        target_kind=kind_of(target),
        target_id=target.pk,
        defaults={"target_municipality_id": None if owner == municipality.pk else owner},
    )
    return made


@action("links.unlink", permission=None, label=_("Took a link away"))
def unlink(*, actor: Actor, source: models.Model, relation: str | Relation, target: models.Model) -> None:
    """Take a link away, when it was made by mistake. Nothing happens when there is none."""
    Link.objects.filter(
        source_kind=kind_of(source),
        source_id=source.pk,
        relation=relation.code if isinstance(relation, Relation) else relation,
        target_kind=kind_of(target),
        target_id=target.pk,
    ).delete()
