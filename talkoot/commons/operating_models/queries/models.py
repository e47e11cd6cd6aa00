"""Models, versions and parts of the municipality in force, and the one rule of what others may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from talkoot.commons.operating_models.content.kinds import KINDS, Kind
from talkoot.commons.operating_models.content.package import Attachment as PackedFile
from talkoot.commons.operating_models.content.package import Lineage, Package
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.commons.operating_models.content.schema import NUMBER_PATTERN
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, Version
from talkoot.commons.operating_models.permissions import READ_DRAFTS
from talkoot.kernel.files.actions import open_file
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.permissions.rules import Actor, allowed


def public_models() -> QuerySet[OperatingModel]:
    """What anybody may read: published, shown to others, of an active municipality. The only door for reading other
    municipalities' models, inside across_municipalities()."""
    return (
        OperatingModel.objects.filter(is_public=True, published_at__isnull=False, municipality__is_active=True)
        .select_related("municipality")
        .defer("arrived")
    )


def visible_models(person: Actor) -> QuerySet[OperatingModel]:
    """Models of the municipality in force: the public ones; for its own people all."""
    if allowed(person, READ_DRAFTS):
        return OperatingModel.objects.select_related("municipality").defer("arrived")
    return public_models()


def own_models() -> QuerySet[OperatingModel]:
    return OperatingModel.objects.select_related("municipality")


def model_offered(slug: str, municipality: Municipality) -> OperatingModel | None:
    """The public model at this address, if there is one. For pages of other apps that show it."""
    return public_models().filter(slug=slug, municipality=municipality).first()


def versions_of(model: OperatingModel) -> QuerySet[Version]:
    return Version.objects.filter(model=model).select_related("published_by").order_by("-id")


def published_version(model: OperatingModel) -> Version | None:
    return Version.objects.filter(model=model, state=PUBLISHED).first()


def version_numbered(model: OperatingModel, number: str) -> Version | None:
    """The published or superseded version of this number; a draft is never found by it."""
    if not re.match(NUMBER_PATTERN, number):
        return None
    return versions_of(model).exclude(state=DRAFT).filter(number=number).first()


def earlier_version(version: Version) -> Version | None:
    """The one published before it."""
    return Version.objects.filter(model=version.model_id, published_at__isnull=False, pk__lt=version.pk).order_by("-id").first()


def draft_of(model: OperatingModel) -> Version | None:
    return Version.objects.filter(model=model, state=DRAFT).first()


def working_version(model: OperatingModel) -> Version:
    """The draft when there is one, else the published version."""
    found = draft_of(model) or published_version(model)
    assert found is not None, "A model always has a version."
    return found


def resting_drafts(before: datetime) -> QuerySet[Version]:
    """Drafts on which nobody has written since, the longest first."""
    return Version.objects.filter(state=DRAFT, changed_at__lt=before).select_related("model").order_by("changed_at")


def models_lacking_languages(languages: Sequence[str]) -> QuerySet[OperatingModel]:
    """Published models that are not whole in one of the languages."""
    return (
        OperatingModel.objects.filter(published_at__isnull=False)
        .exclude(languages__contains=list(languages))
        .order_by("published_at", "id")
    )


def parts_of(version: Version) -> list[Part]:
    return list(Part.objects.filter(version=version))


def contents_of(version: Version) -> list[PartContent]:
    return [part.content for part in parts_of(version)]


def by_kind(parts: Sequence[Any]) -> list[tuple[Kind, list[Any]]]:
    """Parts gathered by kind, in the order in which a model is read."""
    return [(kind, listed) for kind in KINDS.values() if (listed := [part for part in parts if part.kind == kind.name])]


def attachments_of(version: Version) -> QuerySet[Attachment]:
    return Attachment.objects.filter(version=version).select_related("file")


def read_attachments(version: Version) -> tuple[PackedFile, ...]:
    """The attachments with their bytes, out of the storage."""
    read = []
    for attachment in attachments_of(version):
        with open_file(attachment.file) as content:
            read.append(PackedFile(attachment.name, dict(attachment.title), attachment.file.media_type, content.read()))
    return tuple(read)


def package_of(model: OperatingModel, version: Version, *, installation: str = "") -> Package:
    """The version as a package. The municipality of the model must have been selected with it."""
    municipality = model.municipality
    return Package(
        slug=model.slug,
        version=version.number,
        parts=tuple(contents_of(version)),
        attachments=read_attachments(version),
        languages=tuple(model.languages),
        lineage=Lineage(
            family=str(model.family),
            content_hash=version.content_hash,
            parent_hash=version.parent_hash,
            published_at=version.published_at.isoformat() if version.published_at else "",
            installation=installation,
            municipality_slug=municipality.slug,
            municipality_name=dict(municipality.name),
            change_note=dict(version.change_note),
        ),
    )
