"""Reading what other municipalities have published: to adopt it, to stay in step with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime

from talkoot.commons.operating_models.content.comparison import Comparison, statuses
from talkoot.commons.operating_models.content.package import Attachment as PackedFile
from talkoot.commons.operating_models.content.package import part_of, parts_in
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, Version
from talkoot.commons.operating_models.queries.models import (
    contents_of,
    parts_of,
    public_models,
    read_attachments,
    working_version,
)
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force
from talkoot.kernel.permissions.roles import COORDINATOR, ROLES


@dataclass(frozen=True)
class Offer:
    """A published version of another municipality with its parts, read whole: no further query reaches it."""

    municipality: Municipality
    model: OperatingModel
    version: Version
    parts: tuple[PartContent, ...]
    attachments: tuple[PackedFile, ...] = ()


def offer_of(model_id: int, *, with_files: bool = False) -> Offer | None:
    """The newest published version of a public model of any municipality; its attachments only when asked for."""
    with across_municipalities(reason="A public operating model is read to be adopted or compared."):
        model = public_models().filter(pk=model_id).first()
        version = Version.objects.filter(model=model, state=PUBLISHED).first() if model else None
        if model is None or version is None:
            return None
        files = read_attachments(version) if with_files else ()
        return Offer(model.municipality, model, version, tuple(contents_of(version)), files)


def upstream_of(model: OperatingModel) -> Offer | None:
    """What the origin offers now; None when there is no origin, or it is no longer public."""
    if model.adopted_from_model_id:
        return offer_of(model.adopted_from_model_id)
    return arrived_offer(model) if model.arrived else None


def arrived_offer(model: OperatingModel) -> Offer:
    """What came as a file, in the shape of an offer; its municipality is of another installation, so its rows are not saved."""
    document: dict[str, Any] = model.arrived or {}
    there = Municipality(slug=document["lineage"]["municipality"]["slug"], name=model.adopted_from_name)
    origin = OperatingModel(municipality=there, slug=document["slug"], name=Words(document["name"]), licence=document["licence"])
    return Offer(there, origin, arrived_version(model), parts_in(document))


def parts_arrived(model: OperatingModel) -> list[PartContent]:
    """Every part that has come for the model as a file, now and before; each content once."""
    if not model.arrived:
        return []
    listed = [*(part_of(part) for part in model.arrived.get("earlier_parts", ())), *parts_in(model.arrived)]
    return list({part.content_hash: part for part in listed}.values())


def arrived_version(model: OperatingModel) -> Version:
    document: dict[str, Any] = model.arrived or {}
    lineage = document["lineage"]
    return Version(
        number=document["version"],
        state=PUBLISHED,
        content_hash=lineage["content_hash"],
        change_note=Words(lineage["change_note"]),
        published_at=parse_datetime(lineage["published_at"]),
    )


@dataclass(frozen=True)
class Standing:
    """A model beside its origin."""

    offer: Offer
    comparisons: list[Comparison]

    @property
    def asking(self) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.asks]


def standing_of(model: OperatingModel, version: Version | None = None) -> Standing | None:
    """Part by part: what changed there, here, on both sides. version: of the model; default the one worked on."""
    offer = upstream_of(model)
    if offer is None:
        return None
    version = version or working_version(model)
    mine = parts_of(version)
    bases = base_parts(model, {part.origin_hash for part in mine} | set(version.set_aside.values()))
    return Standing(offer, statuses(offer.parts, [(part.content, part.origin_hash) for part in mine], bases, version.set_aside))


def base_parts(model: OperatingModel, hashes: Iterable[str]) -> dict[str, PartContent]:
    """Parts by hash as the origin published them; of a model that came as a file, as it came."""
    wanted = set(hashes) - {""}
    own = Part.objects.filter(version__model=model, content_hash__in=wanted)
    found = {part.content_hash: part.content for part in own}
    found |= {part.content_hash: part for part in parts_arrived(model) if part.content_hash in wanted}
    if model.adopted_from_model_id and (missing := wanted - set(found)):
        with across_municipalities(reason="Published parts of the origin, from which an adopted model was copied."):
            theirs = Part.objects.filter(
                version__model__in=public_models().filter(pk=model.adopted_from_model_id), content_hash__in=missing
            ).exclude(version__state=DRAFT)
            found |= {part.content_hash: part.content for part in theirs}
    return found


def news_of(models: Iterable[OperatingModel]) -> dict[int, Version]:
    """{id of the model: the origin's published version} for those whose origin has moved on since they were settled."""
    listed = list(models)
    origins = {model.adopted_from_model_id: model for model in listed if model.adopted_from_model_id}
    news = {
        model.pk: arrived_version(model)
        for model in listed
        if model.arrived and model.arrived["lineage"]["content_hash"] != model.settled_hash
    }
    if not origins:
        return news
    with across_municipalities(reason="Have the origins of our adopted models published something new?"):
        versions = Version.objects.filter(state=PUBLISHED, model__in=public_models().filter(pk__in=origins)).only(
            "model_id", "number", "content_hash", "published_at", "state"
        )
        return news | {
            origins[version.model_id].pk: version for version in versions if version.content_hash != origins[version.model_id].settled_hash
        }


@dataclass(frozen=True)
class Adopter:
    """A municipality for which the person may adopt. own_model: what it has adopted already."""

    municipality: Municipality
    own_model: OperatingModel | None


def possible_adopters(person: Person, origin: OperatingModel) -> list[Adopter]:
    """Municipalities in which the person coordinates, other than the model's own."""
    with across_municipalities(reason="In which municipalities may this person adopt a model?"):
        granted = grants_in_force().filter(person=person).exclude(municipality=origin.municipality_id)
        places = {
            grant.municipality_id: grant.municipality
            for grant in granted.select_related("municipality")
            if grant.municipality.is_active and grant.role in ROLES and COORDINATOR.code in ROLES[grant.role].with_included()
        }
        own = {
            model.municipality_id: model
            for model in OperatingModel.objects.filter(adopted_from_model_id=origin.pk, municipality__in=places)
        }
    return [Adopter(place, own.get(pk)) for pk, place in sorted(places.items(), key=lambda pair: str(pair[1]))]
