"""The family of a model over municipalities: who took it from whom, which version each uses, what each changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import ngettext

from talkoot.commons.operating_models.content.comparison import Comparison, statuses
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, Version
from talkoot.commons.operating_models.queries.models import public_models
from talkoot.kernel.municipalities.scope import across_municipalities

# A family larger than this is shown by its list, not as a whole tree.
LARGEST_FAMILY = 500


@dataclass
class Relative:
    """A model in the tree. is_gone: it is known only from what its adopters remember of it."""

    name: str
    municipality_name: str
    model: OperatingModel | None = None
    changed_count: int = 0
    added_count: int = 0
    left_out_count: int = 0
    children: list[Relative] = field(default_factory=list)
    # For the page: where it is read, whether it is the one looked at, where its changes are shown.
    url: str = ""
    is_this: bool = False
    changes_url: str = ""

    @property
    def is_gone(self) -> bool:
        return self.model is None

    @property
    def is_as_taken(self) -> bool:
        return not (self.changed_count or self.added_count or self.left_out_count)

    @property
    def changes_in_words(self) -> str:
        counted = [
            (self.changed_count, ngettext("%(count)d part changed", "%(count)d parts changed", self.changed_count)),
            (self.added_count, ngettext("%(count)d added", "%(count)d added", self.added_count)),
            (self.left_out_count, ngettext("%(count)d left out", "%(count)d left out", self.left_out_count)),
        ]
        return ", ".join(words % {"count": count} for count, words in counted if count)


def adopters_of(model: OperatingModel) -> list[OperatingModel]:
    """Public models of other municipalities that were taken straight from this one, earliest first."""
    with across_municipalities(reason="Who has publicly adopted a public operating model?"):
        return list(public_models().filter(adopted_from_model_id=model.pk).order_by("adopted_at", "id"))


def family_of(model: OperatingModel) -> list[Relative]:
    """The trees of the model's family, usually one: public models, and the model itself. Three queries, and no more."""
    with across_municipalities(reason="The family tree of a public operating model."):
        members = list(public_models().filter(family=model.family).order_by("id")[:LARGEST_FAMILY])
        ids = [member.pk for member in members if member.is_adopted]
        versions = Version.objects.filter(model__in=ids, state=PUBLISHED).values_list("id", "model_id", "set_aside")
        model_of, left_out = {}, {}
        for version_id, model_id, set_aside in versions:
            model_of[version_id], left_out[model_id] = model_id, len(set_aside)
        changed: Counter[int] = Counter()
        added: Counter[int] = Counter()
        for version_id, content_hash, origin_hash in Part.objects.filter(version__in=model_of).values_list(
            "version_id", "content_hash", "origin_hash"
        ):
            if not origin_hash:
                added[model_of[version_id]] += 1
            elif origin_hash != content_hash:
                changed[model_of[version_id]] += 1
    if all(member.pk != model.pk for member in members):
        members.append(model)
    nodes = {
        member.pk: Relative(
            str(member.name), str(member.municipality), member, changed[member.pk], added[member.pk], left_out.get(member.pk, 0)
        )
        for member in members
    }
    return _grown(members, nodes)


def _grown(members: list[OperatingModel], nodes: dict[int, Relative]) -> list[Relative]:
    roots: list[Relative] = []
    gone: dict[str, Relative] = {}
    for member in members:
        node, parent = nodes[member.pk], nodes.get(member.adopted_from_model_id or 0)
        if parent is not None and parent is not node:
            parent.children.append(node)
        elif member.is_adopted:
            origin = str(member.adopted_from_name)
            if origin not in gone:
                gone[origin] = Relative(name="", municipality_name=origin)
                roots.append(gone[origin])
            gone[origin].children.append(node)
        else:
            roots.append(node)
    return roots


def own_changes(model_id: int) -> tuple[OperatingModel, list[Comparison]] | None:
    """What a public adopted model has changed against what it was taken from, whoever's it is."""
    with across_municipalities(reason="What has an adopter publicly changed in an operating model?"):
        model = public_models().filter(pk=model_id, adopted_at__isnull=False).first()
        version = Version.objects.filter(model=model, state=PUBLISHED).first() if model else None
        if model is None or version is None:
            return None
        mine = list(Part.objects.filter(version=version))
        bases = _bases(model, {part.origin_hash for part in mine} | set(version.set_aside.values()))
    origin = [bases[h] for part in mine if (h := part.origin_hash) in bases]
    origin += [bases[h] for h in version.set_aside.values() if h in bases]
    return model, statuses(origin, [(part.content, part.origin_hash) for part in mine], bases, version.set_aside)


def _bases(model: OperatingModel, hashes: set[str]) -> dict[str, PartContent]:
    own_or_origin = Q(version__model=model) | Q(version__model__in=public_models().filter(pk=model.adopted_from_model_id or 0))
    rows = Part.objects.filter(own_or_origin, content_hash__in=hashes - {""}).exclude(version__state=DRAFT)
    return {row.content_hash: row.content for row in rows}
